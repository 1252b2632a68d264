# SPDX-License-Identifier: GPL-3.0-or-later
"""The live channel in a real browser: what comes down it, and what a page does
while the gateway, the daemon or the whole server is gone.

usage: line.py BASE GATEWAY DAEMON SERVER

The last three are shell commands that kill what they are named after.
"""

import subprocess
import sys

from webdriver import Browser

# Events of a line of our own, and how often the page asked for its rows.
LISTEN = """
import("/live.js").then((m) => {
    window.seen = {line: 0, record: 0, telemetry: 0};
    window.own = new m.Line((name) => { window.seen[name]++; });
});
"""
ASKED = ("return performance.getEntriesByType('resource')"
         ".filter((e) => e.name.endsWith('/api/printers')).length")
SEEN = "return window.seen && window.seen[arguments[0]] > arguments[1]"
SAYS = ("return document.querySelector(arguments[0]).textContent"
        ".includes(arguments[1])")
OLD = ("const m = document.getElementById('stale').textContent"
       ".match(/does not answer. What you see is (\\d+) s old/);"
       "return m && Number(m[1]) >= arguments[0]")
STALE = "return !document.getElementById('stale').hidden"


def told(browser, what):
    return browser.run("return window.seen[arguments[0]]", what)


def more(browser, what, name, n):
    browser.until(what, SEEN, name, told(browser, name) + n)


def kill(command):
    subprocess.run(command, shell=True, check=True)


def main():
    base, gateway, daemon, server = sys.argv[1:5]
    browser = Browser()
    try:
        browser.open(base + "/fleet")
        browser.until("two cards", "return document.querySelectorAll"
                      "('#fleet .card.free').length == 2")
        browser.run(LISTEN)
        browser.until("the line", SEEN, "line", 0)
        more(browser, "telemetry", "telemetry", 1)
        asked = browser.run(ASKED)
        more(browser, "more of it", "telemetry", 4)
        assert browser.run(ASKED) <= asked + 1, "it asks all the time"
        print("ok - line__open__rows_are_not_asked_for")

        kill(gateway)
        browser.until("the loss", "return !window.own.good")
        asked = browser.run(ASKED)
        browser.until("the line again", "return window.own.good")
        more(browser, "telemetry again", "telemetry", 2)
        assert browser.run(ASKED) > asked, "it did not ask meanwhile"
        assert not browser.run(STALE)
        print("ok - gateway__killed__the_page_asks_and_finds_it_again")

        kill(daemon)
        browser.until("the daemon's loss", "return !window.own.good")
        browser.until("the daemon again", "return window.own.good")
        browser.until("free printers", "return document.querySelectorAll"
                      "('#fleet .card.free').length == 2")
        print("ok - daemon__killed__the_page_recovers")

        kill(server)
        for age in (1, 3):
            browser.until("the age", OLD, age)
        assert browser.run(STALE)
        print("ok - server__gone__the_page_says_how_old_it_is")
    finally:
        browser.close()


if __name__ == "__main__":
    main()
