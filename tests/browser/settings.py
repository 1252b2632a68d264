# SPDX-License-Identifier: GPL-3.0-or-later
"""Administration in a real browser: a printer's settings, its log, its way out
and back in, rules, chips, health.

usage: settings.py BASE [PICTURES]; there are an admin ann, "password of ann",
an operator otto, "password of otto", and the printers dagoma-1 and dagoma-2.
"""

import json
import os
import sys

from webdriver import Browser

TAB, ENTER, SPACE = "\ue004", "\ue007", " "
SAYS = ("return (document.querySelector(arguments[0]) || {textContent: ''})"
        ".textContent.includes(arguments[1])")
SHOWN = ("const e = document.querySelector(arguments[0]);"
         "return Boolean(e && e.checkVisibility())")
IS = "return document.querySelector(arguments[0]).value === arguments[1]"
# A person's hand on a field: its value, and that it was touched.
FILL = """
    const [css, value] = arguments;
    const field = document.querySelector(css);
    if (field.type === "checkbox")
        field.checked = value;
    else
        field.value = value;
    for (const what of ["input", "change"])
        field.dispatchEvent(new Event(what, { bubbles: true }))"""
# Two boards with the same chip: what only real hardware could be plugged to be.
TWINS = """
    const real = window.fetch;
    window.sent = [];
    window.fetch = (path, options) => {
        const port = { path: "/dev/ttyUSB7", usb: "1a86:7523", serial: null,
            position: "1-4", description: "CH340", printer: null,
            asks: ["dagoma-1", "dagoma-2"] };
        if (path.endsWith("/api/ports"))
            return Promise.resolve(new Response(JSON.stringify(
                { ports: [port] })));
        if (path.endsWith("/adopt")) {
            window.sent.push(JSON.parse(options.body));
            return Promise.resolve(new Response(
                '{"name":"dagoma-2","number":2}', { status: 201 }));
        }
        return real(path, options);
    }"""


def setting(name):
    return f"[data-setting={name}]"


class Visit:
    def __init__(self, browser, base, pictures):
        self.browser = browser
        self.base = base
        self.pictures = pictures

    def picture(self, name, whole=True):
        if not self.pictures:
            return
        if whole:
            size = self.browser.run(
                "return [innerWidth, document.documentElement.scrollHeight]")
            self.browser.resize(size[0], size[1] + 140)
        self.browser.screenshot(os.path.join(self.pictures, name + ".png"))
        if whole:
            self.browser.resize(size[0], 1000)

    def open(self, path, what, css):
        self.browser.open(self.base + path)
        self.shown(what, css)

    def shown(self, what, css):
        self.browser.until(what, SHOWN, css)

    def says(self, what, css, text):
        self.browser.until(what, SAYS, css, text)

    def fill(self, css, value):
        self.browser.run(FILL, css, value)

    def log_in(self, name):
        self.open("/login", "the login", "#login")
        self.browser.type("#name", name + TAB)
        self.browser.type("#password", f"password of {name}" + ENTER)
        self.says("who is logged in", "header .me", name)


def change(v):
    """From the printer's page, by the keyboard where a form is one."""
    v.open("/printers/dagoma-1", "the way there", "header a[href$=settings]")
    v.browser.click("header a[href$=settings]")
    v.shown("the settings", "#settings")
    assert v.browser.run("return document.querySelector(arguments[0])"
                         ".placeholder", setting("bed_x_um")) == "200"
    assert v.browser.run("return document.querySelector('#save').disabled")
    v.picture("settings")
    v.browser.type(setting("bed_x_um"), "310.5")
    v.browser.type(setting("baud"), "115200")
    v.says("what is not saved", "#changes", "2 changes")
    v.picture("settings-changed", whole=False)
    v.browser.type(setting("bed_x_um"), ENTER)
    v.says("that it is saved", "#notice", "Saved.")
    v.says("the log", "#log", "Bed, X: as the profile says → 310.5 mm")
    v.browser.run("document.querySelector(arguments[0]).value = ''",
                  setting("bed_x_um"))
    v.fill(setting("bed_x_um"), "")
    v.browser.click("#save")
    v.says("back to the profile's", "#log",
           "Bed, X: 310.5 mm → as the profile says")


def moves(v):
    """Z in a pause would go through the piece: the server says so."""
    v.browser.click("[data-inherit=pause_gcode]")
    assert v.browser.run(IS, setting("pause_gcode"), "G1 X0 Y180 F6000")
    v.fill(setting("pause_gcode"), "G1 Z0")
    v.browser.click("#save")
    v.says("why not", "#notice", "\"G1 Z0\" is not allowed in a pause")
    v.fill(setting("pause_gcode"), "g1 x10 y10 f3000")
    v.browser.click("#save")
    v.browser.until("as it is stored", IS, setting("pause_gcode"),
                    "G1 X10 Y10 F3000")
    v.fill(setting("pause_gcode"), "")
    v.browser.click("#undo")
    assert v.browser.run(IS, setting("pause_gcode"), "G1 X10 Y10 F3000")


def rename(v):
    v.fill(setting("name"), "blue-1")
    v.browser.click("#save")
    v.says("its name", "h1", "Settings of blue-1")
    v.browser.until("its address", "return location.pathname === "
                    "'/printers/blue-1/settings'")
    v.fill(setting("name"), "dagoma-2")
    v.browser.click("#save")
    v.says("that it is taken", "#notice", "Another printer has this name")
    v.browser.click("#undo")


def stale(v):
    """Somebody else was faster."""
    v.browser.run("""
        return fetch("/api/printers/blue-1/settings").then((a) => a.json())
            .then(({ version }) => fetch("/api/printers/blue-1/settings",
                { method: "PATCH", body: JSON.stringify({ version,
                    settings: { material: "PETG" } }) }))
            .then((a) => a.status)""")
    v.fill(setting("bed_z_um"), "100")
    v.browser.click("#save")
    v.says("that it was changed", "#notice", "Somebody else changed this")


def service(v):
    v.open("/printers/blue-1/settings", "the settings", "#settings")
    v.browser.type("#reason", "new belt ordered" + ENTER)
    v.says("why", "#service", "Out of service: new belt ordered")
    v.browser.type("#noteText", "belt <b>changed</b>, X tightened" + ENTER)
    v.says("the note", "#log .noted", "belt <b>changed</b>, X tightened")
    v.picture("settings-out")
    v.browser.click("#enable")
    v.shown("the form again", "#reason")


def forget_and_adopt(v):
    v.open("/printers/dagoma-2/settings", "the settings", "#settings")
    v.browser.click("#forget")
    v.says("the question", "#forget", "Really?")
    v.browser.click("#forget")
    v.shown("the port that nobody has", "#ports .adopt input")
    v.picture("admin")
    v.browser.type("#ports .adopt input", "blue-1" + ENTER)
    v.says("that it is taken", "#notice", "Another printer has this name")
    v.browser.run("document.querySelector('#ports .adopt input').value = ''")
    v.browser.type("#ports .adopt input", "blue-2" + ENTER)
    v.says("that it is adopted", "#notice", "blue-2 is adopted")
    v.says("its row", "#printers", "blue-2")


def twins(v):
    v.open("/admin", "administration", "#ports li")
    v.browser.run(TWINS)
    v.browser.click("#lookAgain")
    v.says("the question", "#ports", "Which is it?")
    v.picture("admin-twins", whole=False)
    v.browser.run("document.querySelectorAll('#ports .adopt .little')[1]"
                  ".click()")
    v.says("the answer", "#notice", "dagoma-2 is adopted")
    assert v.browser.run("return window.sent") == [
        {"path": "/dev/ttyUSB7", "name": "dagoma-2"}]


def chips(v):
    v.open("/admin", "administration", "#chips li")
    v.browser.type("#chip", "1A86:7523" + ENTER)
    v.says("the chip", "#chips", "1a86:7523")
    v.browser.click("#chips li:nth-child(2) button")
    v.says("that it is gone", "#notice", "1a86:7523 is off the list")
    v.browser.type("#autodetect", SPACE)
    v.says("that it is on", "#notice", "From now on printers with these")


def rules(v):
    v.fill("#policy-week-hours", "20")
    v.fill("#policy-open-saturday", "Closed")
    v.fill("#policy-upload-bytes", "100")
    v.fill("#policy-not-ascii", "2")
    v.says("what is not saved", "#changes", "4 changes")
    v.browser.click("#save")
    v.says("that it is saved", "#notice", "Saved.")
    got = v.browser.run("""
        return fetch("/api/policies").then((a) => a.json())
            .then((a) => a.policies.filter((p) => ["week-hours",
                "open-saturday", "upload-bytes", "not-ascii", "autodetect"]
                .includes(p.name)).map((p) => p.value))""")
    assert got == [104857600, 2, 1, 20, "closed"], got
    v.fill("#policy-open-monday", "8 to 9")
    v.browser.click("#save")
    v.says("that it is no time", "#notice", "Policies are changed by")
    v.browser.click("#undo")


def health(v):
    v.says("the spooler", "#checks", "The spooler answers.")
    v.says("the version", "#about", "Connectprint 1.0")
    v.says("what would go", "#would", "would take nothing away")


def operator(v):
    """Sees and keeps the log, and nothing else."""
    v.browser.click("#logOut")
    v.says("nobody", "header nav", "Log in")
    v.open("/admin", "that it is not theirs", "#nobody")
    v.log_in("otto")
    v.open("/printers/blue-1/settings", "the log", "#log li")
    assert not v.browser.run(SHOWN, "#settings")
    assert not v.browser.run(SHOWN, "#forget")
    v.browser.type("#noteText", "nozzle cleaned" + ENTER)
    v.says("the note", "#log .noted", "nozzle cleaned")
    v.browser.click("#logOut")
    v.says("nobody", "header nav", "Log in")
    v.log_in("ann")


def phone(v):
    v.browser.resize(390, 844)
    for path, css in (("/admin", "#ports li"),
                      ("/printers/blue-1/settings", "#log li")):
        v.open(path, "the page", css)
        wide = v.browser.run("return document.documentElement.scrollWidth"
                             " - document.documentElement.clientWidth")
        assert wide == 0, f"{path} is {wide} px too wide for a phone"
        v.picture("phone" + path.replace("/", "-"))
    v.browser.resize(1280, 1000)


def french(v):
    v.browser.click(".language")
    v.says("French", "h1", "Réglages de blue-1")
    for path, css in (("/admin", "#ports li"),
                      ("/printers/blue-1/settings", "#log li")):
        v.open(path, "the page", css)
        left = v.browser.run("""
            return [...document.querySelectorAll("[data-word]")]
                .filter((e) => !e.textContent || e.textContent ===
                    e.dataset.word).map((e) => e.dataset.word)""")
        assert left == [], left
        v.picture("french" + path.replace("/", "-"))
    v.fill(setting("park_gcode"), "M112")
    v.browser.run("document.querySelector('[data-inherit=park_gcode]')"
                  ".checked = false")
    v.fill(setting("park_gcode"), "M112")
    v.browser.click("#save")
    v.says("why not", "#notice", "«\u00a0M112\u00a0» n'est pas "
           "permis au rangement")
    v.browser.click("#undo")


def nothing_bad(v):
    """Refusals are told by the console as failed requests; else it is quiet."""
    bad = [e["message"] for e in v.browser.console()
           if not any(code in e["message"] for code in ("400", "409", "422"))]
    assert bad == [], json.dumps(bad)


def main():
    browser = Browser()
    v = Visit(browser, sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    try:
        v.log_in("ann")
        for part in (change, moves, rename, stale, service, forget_and_adopt,
                     twins, chips, rules, health, operator, phone, french,
                     nothing_bad):
            part(v)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
