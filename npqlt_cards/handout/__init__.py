"""Hand-outs: the pages and packs that a facilitator gives to a room.

``records`` says what one is made of, ``pages`` turns it into a web page that needs nothing but a browser.
"""
