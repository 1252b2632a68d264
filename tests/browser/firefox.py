# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page once more in Firefox, in both languages: no message of its
console, no request that failed.

usage: firefox.py BASE PREVIEW, as for access.py
"""

import sys

from access import FOR_ADMINS, FOR_ALL, SAYS, SHOWN
from bidi import Firefox

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


def wrong(event, base):
    """A sentence of what is wrong, or None."""
    kind, params = event["method"], event["params"]
    if kind == "log.entryAdded":
        return f"{params['level']}: {params['text']}"
    url = params["request"]["url"]
    # it carries some of its own looks along
    if not url.startswith((base, "data:")):
        return f"a request to {url}"
    # who goes to another page waits for nothing more of this one
    if kind == "network.fetchError":
        return None if "ABORTED" in params["errorText"] else \
            f"{url}: {params['errorText']}"
    status = params["response"]["status"]
    return f"{url}: {status}" if status >= 400 and \
        not url.endswith("/nothing-there") else None


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
        bad = sorted({w for e in browser.events if (w := wrong(e, base))})
        print("\n".join(bad))
        assert not bad
    finally:
        browser.close()


if __name__ == "__main__":
    main()
