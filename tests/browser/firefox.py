# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page once more in Firefox, in both languages: no message of its
console, no request that failed.

usage: firefox.py BASE PREVIEW, as for access.py
"""

import sys

from access import FOR_ADMINS, FOR_ALL, SAYS, SHOWN
from bidi import Firefox, wrong

LOG_IN = """
document.getElementById("name").value = "ann";
document.getElementById("password").value = "password of ann";
document.getElementById("login").requestSubmit();
"""


def visit(browser, base, pages):
    for language in ("en", "fr"):
        browser.run("localStorage.setItem('language', arguments[0])", language)
        for path, ready in pages:
            browser.open(base + path)
            browser.until(path, SHOWN, ready)
            assert browser.run("return document.documentElement.lang") == \
                language


def main():
    base, preview = sys.argv[1:3]
    browser = Firefox()
    try:
        browser.open(base + "/")
        visit(browser, base, FOR_ALL)
        browser.open(base + "/login?to=/fleet")
        browser.until("the login", SHOWN, "#login")
        browser.run(LOG_IN)
        browser.until("who is here", SAYS, "header .me", "ann")
        visit(browser, base, FOR_ADMINS + [(preview, "#legend li")])
        answers = [e for e in browser.events
                   if e["method"] == "network.responseCompleted"]
        assert len(answers) > 100, "it did not tell of its requests"
        bad = sorted({w for e in browser.events if (w := wrong(e, base))
                      if "/nothing-there: 404" not in w})
        print("\n".join(bad))
        assert not bad
    finally:
        browser.close()


if __name__ == "__main__":
    main()
