# SPDX-License-Identifier: GPL-3.0-or-later
"""When a queue's jobs start and end, on a printer's page.

timetable.py ADDRESS
"""

import sys

from webdriver import Browser

# Of the rows: three groups, for copies that follow each other stand together.
ROWS = ("return [...document.querySelectorAll('#queue li')].map((li) =>"
        "[...li.querySelectorAll('.notes p')].filter((p) => !p.hidden)"
        ".map((p) => p.textContent)[0] || '').join('|')")
TIME = r"[^|]*\d\d:\d\d[^|]*?"
SAYS = (r"const rows = (() => {" + ROWS + "})();"
        f"return /^Expected: {TIME} – {TIME}\\|/.test(rows) &&"
        "rows.split('|').length === 3 &&"
        "rows.split('|').slice(1).every((s) => !s.startsWith('Expected'))")
LEFT = ("return [...document.querySelectorAll('#times dt')].some((t) =>"
        "t.textContent === 'Ends about' &&"
        r"/\d\d:\d\d/.test(t.nextSibling.textContent))")


def main(base):
    browser = Browser("en")
    try:
        browser.open(base + "/printers/dagoma-1")
        browser.until("when the queue goes on", SAYS)
        browser.until("when this print ends", LEFT)
    finally:
        browser.close()


main(*sys.argv[1:])
