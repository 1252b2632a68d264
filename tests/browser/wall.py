# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet, of which dagoma-1 prints: on a wall, a desk and a phone.

    wall.py BASE [FOLDER FOR PICTURES]
"""

import os
import sys

from webdriver import Browser

SAYS = "return document.querySelector(arguments[0]).textContent" \
       ".includes(arguments[1])"
SIZES = (("wall", "/fleet?wall", 1920, 1080), ("desk", "/fleet", 1280, 900),
         ("phone", "/fleet", 390, 844))
CONTROLS = "return [...document.querySelectorAll('a, button')]" \
           ".filter(e => e.checkVisibility() && !e.matches('.skip')).length"
WIDE = "return document.documentElement.scrollWidth <= innerWidth"
FITS = "return document.documentElement.scrollHeight <= innerHeight"
SMALL = "return [...document.querySelectorAll('.wall h2, .wall .status')]" \
        ".every(e => parseFloat(getComputedStyle(e).fontSize) >= 32)"


def main(base, pictures=None):
    for language, after in (("en", "Next: tower.gcode, for admin; 1 more"),
                            ("fr", "Ensuite\u00a0: tower.gcode, pour admin")):
        browser = Browser(language)
        try:
            for name, path, width, height in SIZES:
                browser.resize(width, height)
                browser.open(base + path)
                browser.until("the next one", SAYS, "#fleet", after)
                browser.until("the ring", "return document.querySelector("
                              "'.ring').hasAttribute('aria-valuenow')")
                assert browser.run(WIDE), name
                if pictures:
                    browser.screenshot(os.path.join(
                        pictures, f"fleet-{name}-{language}.png"))
                if name == "wall":
                    assert browser.run(CONTROLS) == 0
                    assert browser.run(SMALL)
                    assert browser.run(FITS)
                else:
                    assert browser.run(CONTROLS) > 2
            assert not browser.console(), browser.console()
        finally:
            browser.close()


main(*sys.argv[1:])
