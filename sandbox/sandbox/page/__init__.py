"""The page: the sandbox's workspace in a browser, seen through the eyes of any of its people.

routes.py   the addresses; scene.py what a person sees; acts.py what they do, through their `Seat`
blocks.py   Block Kit into HTML, with text.py (mrkdwn, rich text) and charts.py
elements.py what can be used: buttons and menus, with selects.py, fields.py and spots.py (where an element stands)
troubles.py the panel of switches
static/     page.js turns clicks into acts, with combo.js, composer.js and menus.js; acts.js sends them;
            live.js fetches the page anew on each change and morphs it in (idiomorph)
"""
