# SPDX-License-Identifier: GPL-3.0-or-later
"""A printer is unplugged, and plugged in again, while pages show it.

usage: vanish.py BASE RUN, whose simulated printers have their remote controls
in RUN; dagoma-1 holds a paused print, dagoma-2 is free.
"""

import os
import socket
import sys

from webdriver import Browser

SAYS = ("return document.querySelector(arguments[0]).textContent"
        ".includes(arguments[1])")
WITHIN = 15  # seconds


def remote(run, printer, words):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.sendto(words.encode(), os.path.join(run, printer + ".sock"))


def free(browser, base, run):
    """One that has nothing to do is offline, and comes back."""
    browser.open(base + "/printers/dagoma-2")
    browser.until("a free printer", SAYS, "#status", "Free for printing",
                  seconds=WITHIN)
    remote(run, "dagoma-2", "unplug")
    browser.until("its loss", SAYS, "#status", "Offline", seconds=WITHIN)
    browser.open(base + "/fleet")
    card = "#fleet li:last-child .status"
    browser.until("its card", "return Boolean(document.querySelector("
                  "arguments[0]))", card, seconds=WITHIN)
    browser.until("its loss", SAYS, card, "Offline", seconds=WITHIN)
    remote(run, "dagoma-2", "plug")
    browser.until("its return", SAYS, card, "Free for printing",
                  seconds=WITHIN)


def printing(browser, base, run):
    """One with a print says what became of it, and what can be done."""
    browser.open(base + "/printers/dagoma-1")
    browser.until("a paused print", SAYS, "#status", "Printing paused",
                  seconds=WITHIN)
    remote(run, "dagoma-1", "unplug")
    browser.until("its loss", SAYS, "#status", "Needs a person",
                  seconds=WITHIN)
    browser.until("why", SAYS, "#why", "the cable was unplugged")
    assert browser.run("return ['pause', 'giveUp'].every((id) => {"
                       "const b = document.getElementById(id);"
                       "return !b.hidden && !b.disabled; })")


def main():
    base, run = sys.argv[1:3]
    browser = Browser()
    try:
        free(browser, base, run)
        printing(browser, base, run)
        assert browser.run("return document.getElementById('stale').hidden"), \
            "the page takes the printer's loss for its own"
        bad = [e["message"] for e in browser.console()]
        assert bad == [], bad
    finally:
        browser.close()


if __name__ == "__main__":
    main()
