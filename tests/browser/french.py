# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages in French, of a lab where much went wrong: not a sentence in English.

usage: french.py BASE RUN [PICTURES]; the simulated printers have their remote
controls in RUN; dagoma-1 prints, dagoma-2 has a fault; ann is an admin,
"password of ann".
"""

import os
import sys
import tempfile

from vanish import remote
from webdriver import Browser

TAB, ENTER = "\ue004", "\ue007"
SAYS = ("return (document.querySelector(arguments[0]) || {textContent: ''})"
        ".textContent.includes(arguments[1])")
# What a person reads or hears that has a word which only English has.  What
# was typed to a printer, and its answers, are nobody's language.
ENGLISH = r"""
    const english = new RegExp("\\b(the|is|was|were|are|be|not|with|and|of|by" +
        "|it|its|this|that|from|to|has|have|again|you|can't)\\b", "i");
    const texts = [];
    const walk = document.createTreeWalker(document.body,
        NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
        if (!walk.currentNode.parentElement.closest(
            "script, style, noscript, #gcode, .terminal"))
            texts.push(walk.currentNode.textContent);
    for (const e of document.querySelectorAll("*"))
        for (const name of ["title", "aria-label", "placeholder", "alt"])
            texts.push(e.getAttribute(name) || "");
    return texts.filter((text) => english.test(text))"""


class Visit:
    def __init__(self, browser, base, pictures):
        self.browser = browser
        self.base = base
        self.pictures = pictures

    def says(self, css, text):
        self.browser.until(text, SAYS, css, text)

    def french(self, name, path, *expected):
        """The page is there, says all of it, and nothing in English."""
        if path:
            self.browser.open(self.base + path)
        for css, text in expected:
            self.says(css, text)
        if self.pictures:
            self.browser.screenshot(os.path.join(
                self.pictures, f"french-{name}.png"))
        found = self.browser.run(ENGLISH)
        assert not found, f"{name}: {found}"

    def log_in(self):
        self.browser.open(self.base + "/login")
        self.browser.until("the login", "return Boolean(document"
                           ".querySelector('#login:not([hidden])'))")
        self.browser.type("#name", "ann" + TAB)
        self.browser.type("#password", "password of ann" + ENTER)
        self.says("header .me", "ann")


def wrong_printer(v):
    """A warning at the upload, and the way to print it after all."""
    with tempfile.NamedTemporaryFile("w", suffix=".g") as out:
        out.write(";Printer: DiscoUltimate\n\nG28\nG1 X10 F600\n")
        out.flush()
        v.browser.open(v.base + "/printers/dagoma-1")
        v.browser.type("#file", out.name)
        v.browser.click("#send")
        v.french("warning", None, ("#objections", "Attention à"),
                 ("#objections", "DiscoUltimate (ici\u00a0: DiscoEasy200), "
                  "c'est un autre type de machine"))
    assert not v.browser.run("return document.querySelector('#start')"
                             ".disabled")


def interrupted(v, run):
    remote(run, "dagoma-1", "unplug")
    v.french("interrupted", "/printers/dagoma-1",
             ("#status", "Intervention nécessaire"),
             ("#why", "le câble a été débranché"))
    v.browser.click("#pause")
    v.french("refused", None, ("#notice", "L'imprimante n'est pas là, ou a "
                               "redémarré depuis\u00a0: reprenez la tâche"))
    v.browser.run("window.fetch = () => Promise.reject(new TypeError("
                  "'Failed to fetch'))")
    v.browser.click("#giveUp")
    v.french("no-answer", None, ("#notice", "Le serveur ne répond pas\u00a0:"))


def visit(v, run):
    v.log_in()
    wrong_printer(v)
    interrupted(v, run)
    v.french("fault", "/printers/dagoma-2",
             ("#why", "Arrêt d'urgence. Allez voir la machine"))
    v.french("fleet", "/fleet", ("#fleet", "le câble a été débranché"),
             ("#fleet", "Arrêt d'urgence."))
    v.french("history", "/history?state=failed", ("#jobs", "M500 (ligne 5, 9)"))
    while v.browser.run("return !document.querySelector('#more').hidden"):
        rows = v.browser.run("return document.querySelector('#jobs')"
                             ".rows.length")
        v.browser.click("#more")
        v.browser.until("older ones", "return document.querySelector('#jobs')"
                        ".rows.length > arguments[0]", rows)
    v.french("history-all", None, ("#jobs", "le câble a été débranché"))
    v.french("events", "/events", ("#events", "le câble a été débranché"),
             ("#events", "Défaut\u00a0: Arrêt d'urgence."))
    v.french("log", "/printers/dagoma-2/settings",
             ("#log", "Défaut\u00a0: Arrêt d'urgence."))
    v.french("admin", "/admin", ("#groups", "Pour une autre machine"))
    v.french("statistics", "/statistics", ("#rows", "dagoma-2"))


def main():
    base, run = sys.argv[1:3]
    pictures = sys.argv[3] if len(sys.argv) > 3 else None
    browser = Browser("fr")
    try:
        visit(Visit(browser, base, pictures), run)
        # and it would have been seen
        browser.run("localStorage.setItem('language', 'en')")
        browser.open(base + "/printers/dagoma-2")
        browser.until("English", SAYS, "#why", "Look at the machine")
        assert browser.run(ENGLISH)
    finally:
        browser.close()


main()
