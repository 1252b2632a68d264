# SPDX-License-Identifier: GPL-3.0-or-later
"""A laptop sleeps for an hour while it shows a print: the chart asks for what
was meanwhile, once.

usage: nap.py BASE; dagoma-1 holds a paused print.
"""

import sys

from webdriver import Browser

ASKED = """
const times = (end) => performance.getEntriesByType("resource").filter(
	(e) => e.name.endsWith(end)).map((e) => e.startTime);
const traces = times("/temperatures");
return traces.length === arguments[0] && times("/api/printers/dagoma-1")
	.filter((t) => t > traces.at(-1)).length >= arguments[1];
"""
NAP = "const now = Date.now; Date.now = () => now() + 3600000"
WITHIN = 40  # seconds; without a new line it looks every 30


def main():
    browser = Browser()
    try:
        browser.open(sys.argv[1] + "/printers/dagoma-1")
        browser.until("the print", "return Boolean(document.querySelector("
                      "'#status.paused'))")
        browser.until("its temperatures", ASKED, 1, 0)
        browser.run(NAP)
        browser.until("those of the nap, and twice its state", ASKED, 2, 2,
                      seconds=WITHIN)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
