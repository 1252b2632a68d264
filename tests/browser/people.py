# SPDX-License-Identifier: GPL-3.0-or-later
"""People in a real browser: an admin adds one, who logs in and looks around.

usage: people.py BASE [PICTURES]; there is an admin ann, "password of ann".
"""

import json
import os
import sys

from webdriver import Browser

TAB, ENTER = "\ue004", "\ue007"
SAYS = ("return (document.querySelector(arguments[0]) || {textContent: ''})"
        ".textContent.includes(arguments[1])")
SHOWN = ("const e = document.querySelector(arguments[0]);"
         "return Boolean(e && e.checkVisibility())")
WORDS = ("return (document.querySelector(arguments[0]) || {}).value")


class Visit:
    def __init__(self, browser, base, pictures):
        self.browser = browser
        self.base = base
        self.pictures = pictures

    def picture(self, name):
        if self.pictures:
            self.browser.screenshot(os.path.join(self.pictures, name + ".png"))

    def open(self, path, what, css):
        self.browser.open(self.base + path)
        self.browser.until(what, SHOWN, css)

    def says(self, what, css, text):
        self.browser.until(what, SAYS, css, text)

    def log_in(self, name, password):
        """By the keyboard alone."""
        self.open("/login", "the login", "#login")
        self.browser.type("#name", name + TAB)
        self.browser.type("#password", password + ENTER)


def wrong_password(v):
    v.log_in("ann", "something else")
    v.says("the refusal", "#notice", "The name or the password is wrong")


def add_lucie(v):
    """The secret stays on the page until it is put away."""
    v.log_in("ann", "password of ann")
    v.says("who is logged in", "header .me", "ann")
    v.open("/people", "everybody", "#people li")
    v.browser.type("#name", "lucie")
    v.browser.click("#add button[type=submit]")
    v.browser.until("the dialog", SHOWN, "#proofPassword")
    v.browser.type("#proofPassword", "not hers at all" + ENTER)
    v.says("that it is wrong", "#proofNotice", "not your password")
    v.browser.type("#proofPassword", "password of ann" + ENTER)
    v.browser.until("the one-time password", SHOWN, "#made .code")
    v.says("her row", "#people", "lucie")
    v.picture("people")
    once = v.browser.run(WORDS, "#made .code")
    v.browser.click("#made .buttons .plain")
    assert not v.browser.run(SHOWN, "#made .code")
    return once


def stale(v):
    """Somebody else was faster: it is told, and what they did is shown."""
    v.browser.run("""
        return fetch("/api/people").then((a) => a.json()).then(({ people }) => {
            const { id, version } = people.find((p) => p.name === "lucie");
            return fetch(`/api/people/${id}`, { method: "PATCH",
                body: JSON.stringify({ version, role: "operator" }) });
        }).then(() => true)""")
    v.browser.run("""
        const select = document.querySelector("[aria-label='Role: lucie']");
        select.value = "visitor";
        select.dispatchEvent(new Event("change"))""")
    v.says("that it was changed", "#notice", "Somebody else changed this")
    v.browser.until("what it is now", "return document.querySelector("
                    "\"[aria-label='Role: lucie']\").value === 'operator'")


def last_admin(v):
    v.browser.run("""
        const select = document.querySelector("[aria-label='Role: ann']");
        select.value = "user";
        select.dispatchEvent(new Event("change"))""")
    v.says("why not", "#notice", "the last administrator")


def first_visit(v, once):
    """A one-time password leads to one's own, and nowhere else before."""
    v.browser.click("#logOut")
    v.says("nobody", "header nav", "Log in")
    v.log_in("lucie", once)
    v.browser.until("the way to a password", SHOWN, "#mustChoose")
    v.picture("first")
    v.open("/fleet", "the way back", "#mustChoose")
    for field, text in (("#old", once), ("#new", "password of lucie"),
                        ("#again", "password of lucy" + ENTER)):
        v.browser.type(field, text)
    v.says("that they differ", "#notice", "two different passwords")
    v.browser.run("document.querySelector('#again').value = ''")
    v.browser.type("#again", "password of lucie" + ENTER)
    v.says("that it is changed", "#notice", "Your password is changed")
    assert not v.browser.run(SHOWN, "#mustChoose")


def own_key(v):
    v.browser.type("#application", "PrusaSlicer")
    v.browser.type("#keyPassword", "password of lucie" + ENTER)
    v.browser.until("the key", SHOWN, "#made .code")
    key = v.browser.run(WORDS, "#made .code")
    assert len(key) == 64, key
    v.picture("account")
    assert v.browser.run("return fetch('/api/session', { headers: "
                         "{ 'X-Api-Key': arguments[0] }, credentials: 'omit' })"
                         ".then((a) => a.json()).then((a) => a.name)",
                         key) == "lucie"
    v.browser.click("#keys .danger")
    v.browser.click("#keys .danger")
    v.says("that it is revoked", "#notice", "counts no more")
    assert v.browser.run("return fetch('/api/session', { headers: "
                         "{ 'X-Api-Key': arguments[0] } })"
                         ".then((a) => a.status)", key) == 401


def not_for_her(v):
    for path in ("/people", "/events"):
        v.open(path, "that it is not hers", "#nobody")
        v.says("for whom it is", "#nobody", "for administrators")


def record(v):
    v.browser.click("#logOut")
    v.says("nobody", "header nav", "Log in")
    v.log_in("ann", "password of ann")
    v.says("who is logged in", "header .me", "ann")
    v.open("/events", "the record", "#events tr")
    v.says("what ann did", "#events", "added lucie as")
    v.browser.run("""
        const kind = document.querySelector("#kind");
        kind.value = "key";
        kind.dispatchEvent(new Event("change", { bubbles: true }))""")
    v.browser.until("keys only", "return document.querySelectorAll("
                    "'#events tr').length === 3")
    assert v.browser.run("return document.querySelector('#download').href"
                         ".endsWith('?kind=key&format=csv-en')")
    v.picture("events")


def comes_back_here(v):
    """Whatever the address of the login says, it leads to no other site."""
    for to in ("//example.org/", "/%09/example.org/", "/%5cexample.org",
               "https://example.org/", "javascript:alert(1)", "/.//x"):
        v.browser.open(f"{v.base}/login?to={to}")
        v.browser.until("the way back", "return location.pathname !== '/login'"
                        " && document.readyState === 'complete'")
        here = v.browser.run("return location.origin")
        assert here == v.base, f"{to} leads to {here}"


def phone(v):
    v.browser.resize(390, 844)
    for path, css in (("/people", "#people li"), ("/account", "#sessions li"),
                      ("/events", "#events tr")):
        v.open(path, "the page", css)
        wide = v.browser.run("return document.documentElement.scrollWidth"
                             " - document.documentElement.clientWidth")
        assert wide == 0, f"{path} is {wide} px too wide for a phone"
        v.picture("phone" + path.replace("/", "-"))


def french(v):
    v.browser.click(".menu")
    v.browser.click(".language")
    v.says("French", "h1", "Journal")
    for path, css in (("/people", "#people li"), ("/account", "#sessions li"),
                      ("/events", "#events tr")):
        v.open(path, "the page", css)
        left = v.browser.run("""
            return [...document.querySelectorAll("[data-word]")]
                .filter((e) => !e.textContent || e.textContent ===
                    e.dataset.word).map((e) => e.dataset.word)""")
        assert left == [], left


def nothing_bad(v):
    """Refusals are told by the console as failed requests; else it is quiet."""
    expected = ("401", "403", "404", "409")
    bad = [e["message"] for e in v.browser.console()
           if not any(code in e["message"] for code in expected)]
    assert bad == [], json.dumps(bad)


def main():
    browser = Browser()
    v = Visit(browser, sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    try:
        wrong_password(v)
        once = add_lucie(v)
        stale(v)
        last_admin(v)
        first_visit(v, once)
        own_key(v)
        not_for_her(v)
        record(v)
        comes_back_here(v)
        phone(v)
        french(v)
        nothing_bad(v)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
