# SPDX-License-Identifier: GPL-3.0-or-later
"""marie changes the order of a queue: three copies of
vase.g and cube.g are her own, the last job is an admin's.

    queue.py BASE [FOLDER FOR PICTURES]
"""

import os
import sys

from webdriver import Browser

ROWS = "return [...document.querySelectorAll('#queue li .name')].map(" \
       "e => e.textContent).join('|')"
IS = f"return (() => {{ {ROWS} }})() === arguments[0]"
VASES = "vase.g × 3, for marie"
CUBE = "cube.g, for marie"
LAST = "vase.g, for admin"
DOWN, UP = "\ue015", "\ue013"


def centre(browser, css):
    return browser.run("const b = document.querySelector(arguments[0])"
                       ".getBoundingClientRect();"
                       "return [b.x + b.width / 2, b.y + b.height / 2]", css)


def drag(browser, source, target, beyond):
    browser.run("document.querySelector('#queue').scrollIntoView("
                "{ block: 'center' })")
    x, y = centre(browser, source)
    _, end = centre(browser, target)
    move = {"type": "pointerMove", "duration": 50, "x": round(x)}
    browser.act({"type": "pointer", "id": "mouse", "actions": [
        {**move, "y": round(y)}, {"type": "pointerDown", "button": 0},
        {**move, "y": round((y + end) / 2)}, {**move, "y": round(end + beyond)},
        {"type": "pointerUp", "button": 0}]})


def flow(browser, base, pictures):
    browser.open(base + "/login")
    assert browser.run("return fetch('/api/session', { method: 'POST', body:"
                       "JSON.stringify({ name: 'marie', password:"
                       "'password of marie' }) }).then(r => r.status)") == 200
    browser.open(base + "/printers/dagoma-1")
    browser.until("copies as one", IS, "|".join((VASES, CUBE, LAST)))
    # Another's has no buttons: it would be refused.
    browser.until("no buttons", "return document.querySelectorAll("
                  "'#queue li:last-child button').length === 0")
    if pictures:
        browser.run("document.querySelector('#queue').scrollIntoView()")
        browser.screenshot(os.path.join(pictures, "queue.png"))
    drag(browser, "#queue li:first-child .handle", "#queue li:nth-child(2)", 9)
    browser.until("dragged", IS, "|".join((CUBE, VASES, LAST)))
    assert "vase.g is number 2 of 3 now." == browser.text("#notice")
    browser.run("document.querySelector('#queue li:nth-child(2) .handle')"
                ".focus()")
    browser.type(":focus", UP)
    browser.until("moved by key", IS, "|".join((VASES, CUBE, LAST)))
    browser.until("the focus stays on it", "return document.activeElement"
                  ".matches('#queue li:first-child .handle')")
    browser.type(":focus", DOWN)
    browser.until("and back", IS, "|".join((CUBE, VASES, LAST)))
    browser.type(":focus", DOWN)
    browser.until("behind another's", IS, "|".join((CUBE, LAST, VASES)))
    # But nobody overtakes another person's, and is told.
    browser.type(":focus", UP)
    browser.until("refused", "return document.querySelector('#notice')"
                  ".className === 'notice bad'")
    browser.click("#queue li:last-child button[title^='One copy less']")
    browser.until("one less", IS, "|".join((CUBE, LAST,
                                            VASES.replace("3", "2"))))


def main(base, pictures=None):
    browser = Browser("en")
    try:
        flow(browser, base, pictures)
        lines = [l for l in browser.console() if "/move" not in l["message"]
                 and "/api/live" not in l["message"]]
        assert not lines, lines
    finally:
        browser.close()


main(*sys.argv[1:])
