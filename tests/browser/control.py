# SPDX-License-Identifier: GPL-3.0-or-later
"""Control by hand and the terminal in a real browser, by mouse and keyboard.

        control.py BASE EXECUTED [PICTURES]

EXECUTED is what the machine of dagoma-1 did; it is free and clean, and there
is a print file with the number 1 that takes long.
"""
import os
import sys
import time

from webdriver import Browser

ENABLED = "return !document.querySelector(arguments[0]).matches(':disabled')"
SAYS = "return document.querySelector(arguments[0]).textContent" \
       ".includes(arguments[1])"
SHOWN = "return [...document.querySelectorAll('#lines li')].some((li) =>" \
        " li.textContent.includes(arguments[0]) &&" \
        " getComputedStyle(li).display !== 'none')"
# Names that a screen reader would not have.
NAMELESS = """
return [...document.querySelectorAll("#hand :is(button, input), " +
	"#terminal :is(button, input)")].filter((e) => e.offsetParent &&
	!e.textContent.trim() && !e.getAttribute("aria-label") &&
	!(e.labels && e.labels.length)).map((e) => e.outerHTML);
"""
SMALL = """
return [...document.querySelectorAll("#hand button, #hand .choice label")]
	.filter((e) => e.offsetParent && (e.offsetHeight < 34 ||
	e.offsetWidth < 34)).map((e) => e.textContent);
"""
ARROW_UP, ARROW_RIGHT, ENTER, SPACE = "\ue013", "\ue014", "\ue007", " "


class Page:
    """The printer's page, with both sections open."""

    def __init__(self, base, executed, pictures):
        self.base = base
        self.executed = executed
        self.pictures = pictures
        self.browser = Browser("en", (1280, 1000))

    def open(self):
        self.browser.open(self.base + "/printers/dagoma-1")
        self.browser.until("the page", "return document.getElementById("
                           "'name').textContent === 'dagoma-1'")
        for section in ("hand", "terminal"):
            self.browser.until(section, "return document.getElementById("
                               "arguments[0]).offsetParent !== null", section)
            self.browser.type(f"#{section} summary", ENTER)
            self.browser.until(section, "return document.getElementById("
                               "arguments[0]).open", section)

    def enabled(self, css):
        self.browser.until(f"{css} can be used", ENABLED, css)

    def press(self, css):
        """By the keyboard: a button that moves is pressed, too."""
        self.enabled(css)
        self.browser.type(css, ENTER)

    def disabled(self, css):
        self.browser.until(f"{css} can't be used", ENABLED.replace(
            "!document", "document"), css)

    def says(self, css, text):
        self.browser.until(f"{css}: {text}", SAYS, css, text)

    def did(self, *lines):
        """Until the machine did these, the last before its polls."""
        for _ in range(200):
            with open(self.executed, encoding="ascii") as done:
                last = [line for line in done.read().split("\n")
                        if line and not line.startswith(("M105", "M110"))]
            if last[-len(lines):] == list(lines):
                return
            time.sleep(0.05)
        raise AssertionError(f"{lines}, but it did {last[-len(lines):]}")

    def picture(self, name, css="#hand"):
        if self.pictures:
            self.browser.run("document.querySelector(arguments[0])"
                             ".scrollIntoView()", css)
            self.browser.screenshot(os.path.join(
                self.pictures, f"control-{name}.png"))

    def no_noise(self, refused=()):
        """Nothing on the console but what the server refused."""
        for entry in self.browser.console():
            assert any(str(status) in entry["message"]
                       for status in refused), entry


def free(page):
    browser = page.browser
    page.enabled("#handMove")
    page.says("#handWhy", "what you press happens at once")
    page.disabled("#extrude")
    page.says("#handCold", "170")
    browser.click("#homeAll")
    page.did("G28")
    page.says("#handSaid", "Homed")
    browser.click(".pad .xp")
    page.did("G91", "G1 X10.000 F3000", "G90")
    # the keyboard alone: another step, then an arrow on the cross
    browser.type("input[name=step]:checked", ARROW_RIGHT)
    browser.type(".pad .zp", ARROW_UP)
    page.did("G91", "G1 Y50.000 F3000", "G90")
    browser.type("#handHotend", "201" + ENTER)
    page.did("M104 S201")
    browser.click("#presets button")
    page.did("M104 S205", "M140 S60")
    page.enabled("#extrude")
    browser.click("#retract")
    page.did("M83", "G1 E-5.000 F300", "M82", "G92 E0")
    browser.click("#fans [data-percent='50']")
    page.did("M106 S128")
    browser.click("#motorsOff")
    page.did("M84")
    page.picture("free")


def terminal(page):
    browser = page.browser
    browser.until("what was done", SHOWN, "M106 S128")
    assert not browser.run(SHOWN, "/205"), "temperatures are hidden"
    assert not browser.run(SHOWN, "←ok"), "plain oks are hidden"
    browser.type("#gcode", "M114" + ENTER)
    page.did("M114")
    browser.until("the answer", SHOWN, "Count")
    browser.type("#gcode", "M112" + ENTER)
    page.says("#gcodeSaid", "use the buttons")
    assert browser.run("return document.getElementById('gcode').value") == \
        "M112", "what was refused can be mended"
    browser.run("document.getElementById('gcode').value = ''")
    browser.type("#gcode", "M115" + ENTER)
    page.did("M114", "M115")
    browser.type("#gcode", ARROW_UP + ARROW_UP)
    assert browser.run("return document.getElementById('gcode').value") == \
        "M114", "the history"
    page.picture("terminal", "#terminal")
    browser.click("#hideHeat")
    browser.click("#hideAcks")
    browser.until("temperatures", SHOWN, "/205")
    browser.until("acknowledgments", SHOWN, "←ok")


def fetch(browser, path, body):
    browser.run("fetch(arguments[0], { method: 'POST', headers: {"
                " 'Content-Type': 'application/json' },"
                " body: JSON.stringify(arguments[1]) })", path, body)


def job(page):
    """While it prints nothing may be done, and it is said why."""
    browser = page.browser
    fetch(browser, "/api/jobs", {"file": 1, "printer": "dagoma-1"})
    page.disabled("#handMove")
    page.disabled("#gcode")
    page.says("#handWhy", "Not while the printer works")
    browser.until("it prints", SAYS, "#status", "Printing")
    page.picture("printing")
    # behind its first moves, so that the pause knows the way back
    browser.until("some of it", "return document.getElementById('percent')"
                  ".textContent !== '' && [...document.querySelectorAll("
                  "'#lines li')].some((li) => li.textContent"
                  ".includes('G4 P1000'))")
    page.press("#pause")
    page.enabled(".pad .xp")
    page.says("#handWhy", "sideways")
    for css in (".pad .zm", ".pad .house", "#homeAll", "#motorsOff", "#gcode"):
        page.disabled(css)
    browser.click(".pad .xm")
    page.did("G91", "G1 X-50.000 F3000", "G90")
    page.picture("paused")
    page.press("#stop")
    page.press("#stop")
    page.says("#status", "clean")


def piece(page):
    """On a phone, in French: a bed that nobody looked at."""
    browser = page.browser
    page.enabled(".pad .xp")
    for css in (".pad .zm", ".pad .hz", "#homeAll"):
        page.disabled(css)
    page.enabled(".pad .zp")
    page.picture("phone")
    page.enabled("#gcode")
    browser.type("#gcode", "G28" + ENTER)
    page.says("#gcodeSaid", "renvoyez")
    browser.type("#gcode", ENTER)
    page.did("G28")
    browser.type("#bedEmpty", SPACE)
    page.enabled("#homeAll")
    browser.click(".pad .zm")
    page.did("G91", "G1 Z-10.000 F600", "G90")
    browser.click("#homeAll")
    page.did("G90", "G28")
    page.says("#handSaid", "Origine")
    page.picture("phone-terminal", "#terminal")
    assert browser.run("return document.documentElement.scrollWidth <="
                       " innerWidth"), "nothing is wider than the phone"
    assert browser.run(SMALL) == [], browser.run(SMALL)


def main():
    base, executed = sys.argv[1:3]
    pictures = sys.argv[3] if len(sys.argv) > 3 else None
    page = Page(base, executed, pictures)
    try:
        page.open()
        free(page)
        terminal(page)
        page.no_noise(refused=(422,))
        job(page)
        assert page.browser.run(NAMELESS) == [], page.browser.run(NAMELESS)
        page.no_noise()
        page.browser.resize(500, 900)
        page.browser.click(".menu")
        page.browser.click(".language")
        page.open()
        piece(page)
        page.no_noise(refused=(409,))
    finally:
        page.browser.close()


main()
