# SPDX-License-Identifier: GPL-3.0-or-later
"""A print from the login to the clean bed with no mouse: Tab, Enter, Space and
arrow keys.

usage: keyboard.py BASE FILE; there is an admin ann, "password of ann", and FILE
asks a question before it goes on for long.
"""

import sys

from webdriver import Browser

TAB, ENTER, SPACE = "\ue004", "\ue007", " "
LEFT, UP, DOWN = "\ue012", "\ue013", "\ue015"
STOPS = 60      # Tabs that a page takes at most, all around
SAYS = ("return (document.querySelector(arguments[0]) || {textContent: ''})"
        ".textContent.includes(arguments[1])")
ENABLED = "return !document.querySelector(arguments[0]).disabled"
HERE = "return document.activeElement.matches(arguments[0])"
# Is what has the focus seen, and seen to have it?
SEEN = """
const e = document.activeElement;
if (e === document.body)
    return true;
const { left, right, top, bottom } = e.getBoundingClientRect();
const { outlineStyle, outlineWidth } = getComputedStyle(e);
return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight &&
    outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
"""
WHICH = "return document.activeElement.outerHTML.slice(0, 100)"


def tab_to(browser, css):
    for _ in range(STOPS):
        if browser.run(HERE, css):
            return
        browser.press(TAB)
        assert browser.run(SEEN), "not seen: " + browser.run(WHICH)
    raise AssertionError(f"Tab does not lead to {css}")


def act(browser, css, key=ENTER):
    """Press what can be pressed by now."""
    browser.until(css, ENABLED, css)
    tab_to(browser, css)
    browser.press(key)


def log_in(browser, base):
    browser.open(base + "/login?to=/")
    browser.until("the login", HERE, "#name")
    browser.press(*"ann", TAB, *"password of ann", ENTER)
    browser.until("who is here", SAYS, "header .me", "ann")


def choose_printer(browser):
    browser.until("the printers", ENABLED, "#go")
    tab_to(browser, "#printer")
    browser.press(DOWN)
    assert browser.run("return document.activeElement.value") == "dagoma-2"
    browser.press(UP)
    act(browser, "#go")
    browser.until("the printer's page", SAYS, "#name", "dagoma-1")
    browser.until("a free printer", SAYS, "#status", "Free for printing")


def send(browser, path):
    """The system's own dialog is beyond the page: the driver stands for it."""
    tab_to(browser, "#file")
    browser.type("#file", path)
    act(browser, "#send")


def print_it(browser):
    act(browser, "#start", SPACE)
    browser.until("the question", SAYS, "#question", "asks for a")
    browser.until("its answer", SAYS, "#pause", "Resume printing")
    act(browser, "#pause")
    browser.until("the print", SAYS, "#status", "Printing")
    browser.until("it can be paused", SAYS, "#pause", "Pause printing")
    act(browser, "#pause", SPACE)
    browser.until("the pause", SAYS, "#status", "Printing paused")
    act(browser, "#stop")
    assert "Press again" in browser.text("#stop")
    assert browser.run(HERE, "#stop"), "the question took the focus away"
    browser.press(ENTER)
    browser.until("the stop", SAYS, "#status", "Printing stopped")
    act(browser, "#cleaned", SPACE)
    browser.until("a clean printer", SAYS, "#status", "Free for printing")


def preview(browser):
    browser.open(browser.run(
        "return document.querySelector('#preview a').href"))
    browser.until("the file", "return document.documentElement.dataset.ready")
    last = browser.text("#where")
    tab_to(browser, "#layer")
    browser.press(LEFT)
    browser.until("another layer", "return document.getElementById('where')"
                  ".textContent !== arguments[0]", last)


def leave(browser):
    act(browser, ".language")
    browser.until("French", "return document.documentElement.lang === 'fr'")
    browser.until("who is here", SAYS, "header .me", "ann")
    act(browser, "#logOut")
    browser.until("nobody", SAYS, "header nav", "Se connecter")


def main():
    base, path = sys.argv[1:3]
    browser = Browser()
    try:
        log_in(browser, base)
        choose_printer(browser)
        send(browser, path)
        browser.until("the piece", SAYS, "#piece", "ask.g")
        print_it(browser)
        preview(browser)
        leave(browser)
        bad = [e["message"] for e in browser.console()]
        assert bad == [], bad
    finally:
        browser.close()


if __name__ == "__main__":
    main()
