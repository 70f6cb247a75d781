"""Hand-outs: the pages and packs that a facilitator gives to a room, and the crib sheets that a learner works with.

``records`` says what one is made of, ``pages`` turns it into a web page that needs nothing but a browser.
"""
