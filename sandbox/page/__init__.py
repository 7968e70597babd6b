"""The page: the sandbox's workspace in a browser, seen through the eyes of any of its people.

routes.py   the addresses; scene.py what a person sees; acts.py what they do, through their `Seat`
blocks.py   Block Kit into HTML, with elements.py (what can be used), text.py (mrkdwn, rich text), charts.py
static/     page.js keeps the page live: it fetches the page anew on each change and morphs it in (idiomorph)
"""
