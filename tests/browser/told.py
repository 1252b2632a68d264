# SPDX-License-Identifier: GPL-3.0-or-later
"""A file is sent, and the page hears that it was read.

    told.py BASE FILE
"""

import os
import sys

from webdriver import Browser

ASKED = "return performance.getEntriesByType('resource').filter(r =>" \
        "r.name.includes('/api/files/1?')).length"


def main(base, path):
    browser = Browser("en")
    try:
        browser.open(base + "/printers/dagoma-1")
        browser.until("the line", "return !document.querySelector('#stale')"
                      ".textContent && performance.getEntriesByType('resource'"
                      ").some(r => r.name.includes('/api/printers/'))")
        browser.run("document.addEventListener('record', e => {"
                    "if (e.detail.what === 'file.analyzed')"
                    "document.body.dataset.told = e.detail.new; })")
        browser.type("#file", os.path.abspath(path))
        browser.click("#send")
        browser.until("the word", "return document.body.dataset.told === '1'")
        browser.until("what is known", "return !document.querySelector("
                      "'#start').disabled")
        # Once when it was sent, and once when it was read.
        asked = browser.run(ASKED)
        assert asked <= 2, asked
    finally:
        browser.close()


main(*sys.argv[1:])
