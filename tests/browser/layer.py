# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer on the pages, in a real browser: of a print that waits for a person
in its second and in its last layer, over a restart of the daemon.

usage: layer.py BASE DAEMON

DAEMON is a shell command that kills it.
"""

import subprocess
import sys

from webdriver import Browser

SAYS = ("return document.querySelector(arguments[0]).textContent"
        ".includes(arguments[1])")
LEFT = ("return [...document.querySelectorAll('#times dt')].some((t) =>"
        "t.textContent === 'Time left' &&"
        "/^(about )?\\d+ (s|min)$/.test(t.nextSibling.textContent))")


def asked(browser, layer):
    browser.until("the question", "return !document.getElementById("
                  "'question').hidden")
    browser.until("the pause", SAYS, "#status", "Printing paused")
    browser.until("the layer", SAYS, "#times", layer)
    browser.until("the time left", LEFT)


def follows(browser, base):
    """The preview shows how far it is, until a person looks elsewhere."""
    pressed = ("const b = document.getElementById('follow'); return !b.hidden"
               " && b.ariaPressed === arguments[0]")
    browser.open(base + "/preview?file=1&printer=dagoma-1")
    browser.until("it follows", pressed, "true")
    browser.until("the layer", SAYS, "#where", "Layer 2 of 4")
    browser.click("#after")
    browser.until("the next", SAYS, "#where", "Layer 3 of 4")
    browser.until("it follows no more", pressed, "false")
    browser.click("#follow")
    browser.until("the layer again", SAYS, "#where", "Layer 2 of 4")


def main(base, daemon):
    browser = Browser("en")
    try:
        browser.open(base + "/printers/dagoma-1")
        asked(browser, "Layer2 of 4, at 0.40 mm")
        browser.run("location.reload()")
        asked(browser, "Layer2 of 4, at 0.40 mm")
        subprocess.run(daemon, shell=True, check=True)
        browser.run("location.reload()")
        # from the record, until the daemon says it again
        browser.until("the layer on record", SAYS, "#times", "Layer2 of 4")
        browser.until("the layer again", SAYS, "#times",
                      "Layer2 of 4, at 0.40 mm")
        browser.until("the pause again", SAYS, "#status", "Printing paused")
        browser.open(base + "/fleet")
        browser.until("its card", SAYS, "#fleet", "Layer2 of 4, at 0.40 mm")
        follows(browser, base)
        browser.open(base + "/printers/dagoma-1")
        browser.until("the way on", "const b = document.getElementById("
                      "'pause'); return !b.disabled && b.textContent ==="
                      "'Resume printing'")
        browser.click("#pause")
        asked(browser, "Layer4 of 4, at 0.80 mm")
    finally:
        browser.close()


main(*sys.argv[1:])
