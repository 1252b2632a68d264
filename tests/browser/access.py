# SPDX-License-Identifier: GPL-3.0-or-later
"""Can everybody use the pages?  Each of them in both languages and in both
color schemes, by what Chromium tells a screen reader, and by audit.js.

usage: access.py BASE FILE; there is an admin ann, "password of ann", and FILE
is the address of a file's preview.
"""

import os
import sys

from webdriver import Browser

TAB, ENTER, ESCAPE = "\ue004", "\ue007", "\ue00c"
SAYS = ("return (document.querySelector(arguments[0]) || {textContent: ''})"
        ".textContent.includes(arguments[1])")
SHOWN = ("const e = document.querySelector(arguments[0]);"
         "return Boolean(e && e.checkVisibility())")
# A page: its address, and what is shown when all of it is there.
FOR_ALL = [("/", "#go:enabled"), ("/login", "#open"),
           ("/account", "#nobody"), ("/people", "#nobody"),
           ("/nothing-there", "nav .language")]
FOR_ADMINS = [("/fleet", "#fleet li:nth-of-type(2) .status"),
              ("/printers/dagoma-1", "#status.paused"),
              ("/printers/dagoma-2", "#status.free"),
              ("/history", "#jobs tr"), ("/statistics", "#rows tr"),
              ("/account", "#keys"), ("/people", "#people li:nth-of-type(2)"),
              ("/events", "#events tr"), ("/admin", "#ports li"),
              ("/profiles/1", "#unused"), ("/profiles/2", "#printers li"),
              ("/printers/dagoma-1/settings", "#log li")]
WITH_NAMES = {
    "button", "checkbox", "combobox", "dialog", "DisclosureTriangle", "Date",
    "image", "img", "link", "listbox", "menuitem", "progressbar", "radio",
    "searchbox", "slider", "spinbutton", "switch", "tab", "textbox",
}
WITHOUT_ROLE = {"", "generic", "none", "unknown", "Unknown"}


def value(node, key):
    return node.get(key, {}).get("value") or ""


def screen_reader(browser):
    """What Chromium's accessibility tree lacks, as sentences."""
    wrong = []
    for node in browser.devtools("Accessibility.getFullAXTree")["nodes"]:
        if node.get("ignored"):
            continue
        role, name = value(node, "role"), value(node, "name").strip()
        focusable = any(p["name"] == "focusable" and p["value"]["value"]
                        for p in node.get("properties", []))
        if focusable and role in WITHOUT_ROLE:
            wrong.append(f"“{name}” takes the focus and has no role")
        if (focusable or role in WITH_NAMES) and not name:
            wrong.append(f"a {role} has no name")
    return wrong


def look(browser, audit, base, page, language):
    path, ready = page
    browser.open(base + path)
    browser.until(path, SHOWN, ready)
    browser.run("for (const d of document.querySelectorAll('details'))"
                " d.open = true")
    browser.until("what is opened", "return !document.querySelector("
                  "'.late[open]:not(.ready)')")
    browser.press(TAB)
    wrong = screen_reader(browser)
    for scheme in ("dark", "light"):
        browser.devtools("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}])
        wrong += [f"{scheme}: {text}"
                  for text in browser.run(audit, language)]
    return [f"{path} ({language}): {text}" for text in wrong]


def both_languages(browser, audit, base, pages):
    wrong = []
    for language in ("en", "fr"):
        browser.run("localStorage.setItem('language', arguments[0])", language)
        for page in pages:
            wrong += look(browser, audit, base, page, language)
    return sorted(set(wrong))


def log_in(browser, base):
    browser.open(base + "/login?to=/fleet")
    browser.type("#name", "ann" + TAB)
    browser.type("#password", "password of ann" + ENTER)
    browser.until("who is here", SAYS, "header .me", "ann")


def dialog(browser, base):
    """It takes the focus, keeps it, and gives it back, also to a button that
    was made anew meanwhile."""
    browser.run("localStorage.setItem('language', 'en')")
    browser.open(base + "/people")
    browser.until("people", SHOWN, "#people li:nth-of-type(2)")
    opener = "[aria-label='New password: lucie']"
    browser.run("document.querySelector(arguments[0]).focus()", opener)
    browser.press(ENTER)
    browser.until("the dialog", "return document.activeElement.id ==="
                  " 'proofPassword'")
    wrong = screen_reader(browser)
    for _ in range(8):
        browser.press(TAB)
        inside = browser.run("const e = document.activeElement; return e ==="
                             " document.body || Boolean(e.closest('dialog'))")
        assert inside, "the focus left the dialog"
    browser.press(ESCAPE)
    browser.until("the focus where it was", "return document.activeElement"
                  ".matches(arguments[0])", opener)
    return wrong


def main():
    base, preview = sys.argv[1:3]
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "audit.js"), encoding="utf-8") as script:
        audit = script.read()
    browser = Browser()
    try:
        browser.open(base + "/")
        wrong = both_languages(browser, audit, base, FOR_ALL)
        log_in(browser, base)
        wrong += both_languages(browser, audit, base, FOR_ADMINS +
                                [(preview, "#legend li")])
        wrong += dialog(browser, base)
        wrong += [e["message"] for e in browser.console()
                  if "/nothing-there" not in e["message"]]
        print("\n".join(wrong))
        assert not wrong
    finally:
        browser.close()


if __name__ == "__main__":
    main()
