# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages speak the language that was chosen, also where a browser would
speak its own: this one is German.

usage: language.py BASE [PICTURES]; dagoma-1 is free; ann is an admin,
"password of ann".
"""

import os
import sys

from webdriver import Browser

TAB, ENTER, ESCAPE = "\ue004", "\ue007", "\ue00c"
ALL = "\ue009a\ue000"
RIGHT, PAGE_DOWN = "\ue014", "\ue00f"
SAYS = ("return (document.querySelector(arguments[0]) || {textContent: ''})"
        ".textContent.includes(arguments[1])")
VALUE = "return document.querySelector(arguments[0]).value"
IS = f"{VALUE} === arguments[1]"
FOCUS = "return document.activeElement.matches(arguments[0])"
WRONG = "return document.querySelector(arguments[0]).validationMessage"
MIDNIGHT = ("return document.querySelector('#csv').href.includes("
            "encodeURIComponent(new Date(...arguments[0]).toISOString()))")
# What a browser says and shows by itself is in its own language.
NATIVE = ("return [...document.querySelectorAll('input')].filter((field) =>"
          " ['date', 'time', 'month', 'week', 'datetime-local', 'number',"
          " 'color'].includes(field.type)).map((field) => field.outerHTML)")
DAYS = """
    return import('/calendar.js').then(({ typedDay }) => arguments[0].map(
        (text) => { const d = typedDay(text, new Date(2026, 10, 21));
            return d && [d.getFullYear(), d.getMonth() + 1, d.getDate()]; }))
"""
NUMBERS = ("return import('/typing.js').then(({ typed, written }) =>"
           " arguments[0].map((text) => Number.isNaN(typed(text)) ? ''"
           " : written(typed(text))))")

WORDS = {
    "fr": {
        "empty": "À remplir d'abord.", "number": "comme 0,4.",
        "range": "De 0,1 à 10.", "whole": "Tapez un nombre entier.",
        "form": "Pas sous cette forme. Des lettres", "day": "Tapez un jour",
        "placeholder": "jj/mm/aaaa", "month": "mars 2026",
        "full": "vendredi 6 mars 2026", "first": "lun.",
        "pick": "Choisir un jour",
        "nozzle": "buse 0,4 mm", "copies": "De 1 à 100.",
        "saved": "Rien n'est modifié.", "stored": "Enregistré.",
        "address": "Pas sous cette forme. http://",
    },
    "en": {
        "empty": "Fill this in first.", "number": "as 0.4.",
        "range": "From 0.1 to 10.", "whole": "Type a whole number.",
        "form": "Not in this form. Letters, digits", "day": "Type a day",
        "placeholder": "mm/dd/yyyy", "month": "March 2026",
        "full": "Friday, March 6, 2026", "first": "Sun",
        "pick": "Choose a day",
        "nozzle": "nozzle 0.4 mm", "copies": "From 1 to 100.",
        "saved": "Nothing is changed.", "stored": "Saved.",
        "address": "Not in this form. http://",
    },
}
# What was typed, and the day that it is in French and in English.
TYPED_DAYS = [
    ("5/3/2026", [2026, 3, 5], [2026, 5, 3]),
    ("05.03.26", [2026, 3, 5], [2026, 5, 3]),
    ("25-3", [2026, 3, 25], [2026, 3, 25]),
    ("3/25", [2026, 3, 25], [2026, 3, 25]),
    ("2026-03-05", [2026, 3, 5], [2026, 3, 5]),
    ("05032026", [2026, 3, 5], [2026, 5, 3]),
    ("29/2/2024", [2024, 2, 29], [2024, 2, 29]),
    ("29/2/2026", None, None),
    ("31/4", None, None), ("13/13/2026", None, None), ("0/1/2026", None, None),
    ("1/1/1", [2001, 1, 1], [2001, 1, 1]), ("1/1/3000", None, None),
    ("mars", None, None), ("1/2/3/4", None, None), ("5", None, None),
]
TYPED_NUMBERS = [
    ("0,4", "0,4", "0.4"), ("0.4", "0,4", "0.4"), (" -1 000,50 ", "-1000,5",
                                                  "-1000.5"),
    (",5", "0,5", "0.5"), ("5.", "5", "5"), ("−2", "-2", "-2"),
    ("1,000.5", "", ""), ("1e3", "", ""), ("", "", ""), ("-", "", ""),
    (".", "", ""), ("zwei", "", ""),
]


class Visit:
    def __init__(self, browser, base, language, pictures):
        self.browser = browser
        self.base = base
        self.language = language
        self.words = WORDS[language]
        self.pictures = pictures

    def until(self, script, *args):
        self.browser.until(f"{script} {args}", script, *args)

    def says(self, css, text):
        self.until(SAYS, css, text)

    def open(self, path, css):
        self.browser.open(self.base + path)
        self.until("return Boolean(document.querySelector(arguments[0])"
                   "?.checkVisibility()) && document.documentElement.lang"
                   " === arguments[1]", css, self.language)
        found = self.browser.run(NATIVE)
        assert not found, f"{path}: {found}"

    def picture(self, name):
        """On a desk, and on a phone."""
        for size in [(390, 844), (1280, 1000)] if self.pictures else []:
            self.browser.resize(*size)
            self.browser.screenshot(os.path.join(
                self.pictures, f"language-{self.language}-{name}-{size[0]}.png"))

    def wrong(self, css, text, key):
        """What is typed there is refused in the page's words."""
        self.browser.type(css, ALL + text + ENTER)
        self.until(f"{WRONG}.includes(arguments[1])", css, self.words[key])

    def days(self):
        self.open("/history", "#from")
        column = 1 if self.language == "fr" else 2
        for row in TYPED_DAYS:
            found = self.browser.run(DAYS, [row[0]])
            assert found == [row[column]], (row, found)
        assert self.browser.run(
            "return document.querySelector('#from').placeholder") == \
            self.words["placeholder"]
        self.browser.type("#from", self.words["placeholder"] + TAB)
        self.says("#fromWrong", self.words["day"])
        self.picture("day-wrong")
        typed = ["5/3/26", "05/03/2026"] if self.language == "fr" else \
            ["3/5/26", "03/05/2026"]
        self.browser.type("#from", ALL + typed[0] + TAB)
        self.until(IS, "#from", typed[1])
        self.until("return document.querySelector('#fromWrong').hidden")
        self.until(MIDNIGHT, [2026, 2, 5])
        self.calendar()

    def calendar(self):
        """By keys alone: a day later; then nothing, a month later."""
        self.until(FOCUS, "#from + button")
        self.browser.press(ENTER)
        self.says("dialog strong", self.words["month"])
        self.says("dialog th", self.words["first"])
        self.picture("calendar")
        assert self.words["pick"] in self.browser.run(
            "return document.querySelector('dialog').ariaLabel")
        self.browser.press(RIGHT)
        self.until("return document.activeElement.ariaLabel === arguments[0]",
                   self.words["full"])
        self.browser.press(ENTER)
        self.until("return !document.querySelector('dialog')")
        self.until(MIDNIGHT, [2026, 2, 6])
        self.until(FOCUS, "#from + button")
        self.browser.press(ENTER, PAGE_DOWN, ESCAPE)
        self.until("return !document.querySelector('dialog')")
        self.until(FOCUS, "#from + button")
        self.until(MIDNIGHT, [2026, 2, 6])
        self.browser.click(".often button:first-child")
        self.until(f"{VALUE} === document.querySelector('#until').value",
                   "#from")
        self.browser.click(".often button:last-child")
        self.until(IS, "#from", "")

    def log_in(self):
        self.open("/login", "#login")
        self.browser.click("#go")
        self.until(f"{WRONG} === arguments[1]", "#name", self.words["empty"])
        self.browser.type("#name", "ann" + TAB)
        self.browser.type("#password", "password of ann" + ENTER)
        self.says("header .me", "ann")

    def numbers(self):
        self.open("/printers/dagoma-1", "#nozzle")
        self.says("#name", "dagoma-1")
        self.until("return !document.querySelector('#webcamForm').hidden")
        column = 1 if self.language == "fr" else 2
        for row in TYPED_NUMBERS:
            found = self.browser.run(NUMBERS, [row[0]])
            assert found == [row[column]], (row, found)
        self.wrong("#nozzle", "zwei", "number")
        self.wrong("#nozzle", "99", "range")
        self.picture("number")
        for text in ("0,4", "0.4"):
            self.browser.type("#nozzle", ALL + text + ENTER)
            self.says("#notice", self.words["nozzle"])
            self.until(IS, "#nozzle", self.words["nozzle"].split()[1])
            self.browser.run("document.querySelector('#notice')"
                             ".textContent = ''")
        self.browser.run("document.querySelector('#hand').open = true;"
                         "document.querySelector('#webcamForm details')"
                         ".open = true")
        self.until("return !document.querySelector('#handHeat').disabled")
        self.wrong("#handHotend", "20,5", "whole")
        self.browser.type("#handHotend", ALL + "21" + "\ue013")
        assert self.browser.run(VALUE, "#handHotend") == "22"
        self.wrong("#webcamUrl", "nowhere", "address")

    def account(self):
        """Mails come in the language of the first login's page, until one
        chooses another."""
        self.open("/account", "#mailLanguage")
        self.until(IS, "#mailLanguage", "fr")
        if self.language == "en":
            self.browser.type("#mailLanguage", "En")
            self.says("#notice", self.words["stored"])
            self.open("/account", "#mailLanguage")
            self.until(IS, "#mailLanguage", "en")
        self.picture("account")

    def offices(self):
        self.open("/people", "#name")
        self.wrong("#name", "a b", "form")
        self.open("/admin", "#policy-filament-price")
        self.wrong("#policy-upload-bytes", "1.5.5", "number")
        self.open("/printers/dagoma-1/settings", "[data-setting=bed_x_um]")
        self.browser.type("[data-setting=bed_x_um]", ALL + "205,5")
        self.browser.click("#save")
        self.says("#changes", self.words["saved"])
        self.until(IS, "[data-setting=bed_x_um]",
                   "205,5" if self.language == "fr" else "205.5")
        self.picture("settings")


def visit(browser, base, language, pictures):
    browser.open(base + "/login")
    browser.run("localStorage.setItem('language', arguments[0])", language)
    v = Visit(browser, base, language, pictures)
    v.days()
    v.log_in()
    v.account()
    v.numbers()
    v.offices()
    browser.click("#logOut")
    browser.until("logged out", "return location.pathname === '/'")


def main():
    base = sys.argv[1]
    pictures = sys.argv[2] if len(sys.argv) > 2 else None
    browser = Browser("de")
    try:
        for language in WORDS:
            visit(browser, base, language, pictures)
        found = [e for e in browser.console() if e["level"] == "SEVERE"]
        assert not found, found
    finally:
        browser.close()


main()
