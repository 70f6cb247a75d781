"""Hand-outs: the pages and packs that a facilitator gives to a room, and the crib sheets that a learner works with.

``records`` says what one is made of, ``pages`` turns it into a web page that needs nothing but a browser. ``practice``,
``sheet`` and ``read_me`` are those pages, ``pack`` puts all the files together, ``delivery`` puts them on the disk, and
``events`` reads a file that says what to make. ``pdf`` prints, where there is a browser to do it.
"""
