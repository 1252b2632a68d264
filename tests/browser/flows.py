# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do at the machines, from the login to the record: in a browser
that speaks one language, by keyboard, at a phone's width.  After each flow its
page is in that language, fits, and nothing was wrong on the console or in the
network but what the flow's row says.

usage: flows.py chromium|firefox en|fr PORT RUN CAMERA [FLOW ...]

There is an admin ann, "password of ann", two printers, free, with their remote
controls in RUN, and a camera's picture at CAMERA.
"""

import os
import sys
import tempfile
import time

from bidi import Firefox
from cable import Cable
from office import OFFICE
from person import DOWN, ENTER, LEFT, Person, SPACE, TAB, UP
from sending import OFFSETS
from vanish import remote
from webdriver import Browser

RATE = 500000           # bytes a second of the line that breaks
COUNT = "return document.querySelectorAll(arguments[0]).length === arguments[1]"
SENT = ("return performance.getEntriesByType('resource').filter((r) =>"
        "r.name.includes('/api/uploads/')).length")
# Names and numbers of the queue's rows, one a line.
ROWS = ("return [...document.querySelectorAll('#queue li .name')]"
        ".map((e) => e.textContent).join('|') === arguments[0]")
DRAWN = """
const c = document.querySelector(arguments[0]);
return c.width > 0 && c.getContext("2d", { willReadFrequently: true })
    .getImageData(0, 0, c.width, c.height).data.some((v) => v > 0)"""
ASKED = ("return performance.getEntriesByType('resource').filter((r) =>"
         "r.name.includes('/api/printers/')).length")
PIECE = """;Printer: Magis
;Filament:
;- Material: PLA

G28
M83
;LAYER:0
G1 X10 Y10 Z.2 F3000
G1 X20 E1
;LAYER:1
G1 X20 Z.4 E1
G1 X30 E1
M0
"""


class Flow:
    """What flows share: who does them, a cable to the server that can be cut,
    a folder for files, of which no two are the same."""

    def __init__(self, person, cable, run, camera, folder):
        self.p = person
        self.cable = cable
        self.run = run
        self.camera = camera
        self.folder = folder
        self.mark = ""          # which browser and language this is
        self.nonce = os.urandom(8).hex()

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(f"{text}\n;{self.nonce} {name}\n")
        return path

    def at_the_printer(self):
        self.p.open("/printers/" + self.p.printer, "#emergency")
        self.p.says("#name", self.p.printer)


# --- to the printer ------------------------------------------------------------

def log_in(f):
    f.p.open("/login?to=/", "#name")
    f.p.until("the focus", "return document.activeElement.id === 'name'")
    f.p.press(*"ann", TAB, *"password of ann", ENTER)
    f.p.says("header .me", "ann")


def choose_printer(f):
    f.p.shown("#go")
    f.p.choose("#printer", f.p.printer)
    f.p.act("#go")
    f.p.says("#name", f.p.printer)
    f.p.told("#status", "view.free")


def overview(f):
    link = f"h2 a[href$='/printers/{f.p.printer}']"
    f.p.open("/fleet", link)
    f.p.told(f"#fleet li:has({link}) .status", "view.free")
    f.p.act(link)
    f.p.says("#name", f.p.printer)


# --- files ---------------------------------------------------------------------

def several(f):
    """Two are sent, one of them is chosen; one that is here already is not
    sent again; and some are dropped onto the page, wherever."""
    f.at_the_printer()
    paths = [f.file(name, "G28\nG4 P1") for name in ("one.g", "two.g")]
    f.p.files(*paths)
    f.p.until("both", COUNT, "#arrivedList input", 2)
    f.p.tab_to("#arrivedList input:checked")
    f.p.press(DOWN)
    f.p.says("#piece", "two.g")
    sent = f.p.browser.run(SENT)
    f.p.files(paths[1])
    f.p.told("#notice", "uploaded", name="two.g")
    assert f.p.browser.run(SENT) == sent, "it was sent again"
    for place in ("main", "#chart"):
        f.p.drop(place, place.strip("#") + ".g", "G28\n;" + f.nonce + place)
        f.p.says("#arrivedList", place.strip("#") + ".g")


def broken_line(f):
    """It goes on where it was."""
    f.at_the_printer()
    f.p.told("#status", "view.free")
    path = f.file("big.g", "G1 X1 Y2 F600\n" * 600000)
    f.cable.mend(RATE)
    before = f.cable.passed
    f.p.files(path)
    f.p.says("#uploadText", f.p.word("sending", percent="|", speed="|",
                                     left="|").split("|")[2].split(",")[0])
    assert f.cable.carried(before + RATE / 2, 60), "nothing comes through"
    f.cable.cut()
    f.p.told("#uploadText", "tryingAgain")
    f.cable.mend()
    f.p.says("#piece", "big.g")
    offsets = f.p.browser.run(OFFSETS)
    assert offsets[0] == 0 < offsets[-1] < os.path.getsize(path), offsets


def analysis(f):
    """What the file is, and what speaks against it, before it is started."""
    f.at_the_printer()
    f.p.files(f.file("wide.g", "G28\nM500\nG1 X300 Y10 E1"))
    f.p.told("#objections", "objection.refuse", file="wide.g", text="")
    f.p.says("#objections", "M500 (li")
    f.p.says("#objections", "200 × 200 × 205 mm")
    assert f.p.browser.run("return document.getElementById('start').disabled")
    f.p.files(f.file("piece.g", PIECE))
    f.p.says("#piece", "piece.g")
    for key in ("estimate", "pieceSize", "layers", "filament", "material"):
        f.p.told("#header", key)
    f.p.says("#header", "PLA")


def preview(f):
    f.p.act("#preview a")
    f.p.until("the file", "return document.documentElement.dataset.ready")
    f.p.until("its lines", DRAWN, "#view")
    last = f.p.text("#where")
    f.p.tab_to("#layer")
    f.p.press(LEFT)
    f.p.until("another layer", "return document.getElementById('where')"
              ".textContent !== arguments[0]", last)


# --- a print ---------------------------------------------------------------------

def start(f):
    """Until it asks; then it goes on for long."""
    f.at_the_printer()
    f.p.files(f.file("ask.g", PIECE + "G4 S9\n" * 3000))
    f.p.says("#piece", "ask.g")
    f.p.act("#start", SPACE)
    f.p.shown("#question")
    f.p.told("#status", "view.paused")


def printed(f):
    start(f)
    f.p.told("#times", "left")
    f.p.told("#times", "layer")
    f.p.until("the chart", DRAWN, "#chart")
    f.p.told("#pause", "resume")
    f.p.act("#pause")
    f.p.told("#status", "view.printing")
    f.p.told("#times", "end")
    f.p.told("#pause", "pause")
    f.p.act("#pause", SPACE)
    f.p.told("#status", "view.paused")
    f.p.act("#link summary")
    f.p.told("#linkFacts", "linkResends")


def vanished(f):
    """Its cable is pulled while a print is paused, and the print given up."""
    remote(f.run, f.p.printer, "unplug")
    f.p.told("#status", "view.error")
    f.p.act("#giveUp")
    f.p.until("that it is gone", "return document.querySelector("
              "'#giveUp').hidden")
    link = f"h2 a[href$='/printers/{f.p.printer}']"
    f.p.open("/fleet", link)
    f.p.told(f"#fleet li:has({link}) .status", "view.offline")
    remote(f.run, f.p.printer, "plug")
    f.p.told(f"#fleet li:has({link}) .status", "view.to-clean.stopped")
    f.p.act(link)
    f.p.act("#cleaned")
    f.p.told("#status", "view.free")


def history(f):
    """Found, taken along, and printed again."""
    f.p.open("/history", "#jobs tr")
    f.p.write("#text", "ask.g")
    f.p.choose("#printer", f.p.printer)
    f.p.choose("#state", "stopped")
    f.p.until("one outcome", "const all = [...document.querySelectorAll("
              "'#jobs .outcome')]; return all.length > 0 &&"
              "all.every((e) => e.matches('.stopped'))")
    table = f.p.browser.run("return fetch(document.querySelector('#csv').href)"
                            ".then((a) => a.text())")
    assert '"ask.g"' in table and "one.g" not in table, table
    job = table.splitlines()[1].split(",")[0]
    points = f.p.browser.run("return fetch(`/api/jobs/${arguments[0]}"
                             "/telemetry.csv`).then((a) => a.text())", job)
    assert len(points.splitlines()) > 1, points
    f.p.act("#jobs tr button")
    f.p.told("#notice", "started")


def stopped(f):
    """It asks once."""
    f.at_the_printer()
    f.p.told("#status", "view.paused")
    f.p.act("#stop")
    assert f.p.text("#stop") == f.p.word("stopSure")
    assert f.p.browser.run("return document.activeElement.id") == "stop"
    f.p.press(ENTER)
    f.p.told("#status", "view.to-clean.stopped")


def queued(f):
    """Copies of one behind another: moved, made fewer, cancelled; and one for
    any printer, that none can take.  Then the bed is clean."""
    both = [f.p.word("queuedFor", name="one.g", who="ann"),
            f.p.word("queuedCopies", name="two.g", who="ann", n=3)]
    for name, copies in (("one.g", ""), ("two.g", "3")):
        f.p.files(f.file(name, "G28\nG4 P1"))
        f.p.says("#piece", name)
        if copies:
            f.p.write("#copies", copies)
        f.p.act("#start")
        f.p.told("#notice", "waits.to-clean")
    f.p.until("their order", ROWS, "|".join(both))
    f.p.act("#queue li:last-child .handle", UP)
    f.p.until("the other order", ROWS, "|".join(reversed(both)))
    f.p.until("the focus stays on it", "return document.activeElement.matches("
              "'#queue li:first-child .handle')")
    f.p.act(f"#queue button[title^='{f.p.word('oneLess')}']")
    f.p.says("#queue", "two.g × 2")
    f.p.files(f.file("other.g", ";TARGET_MACHINE.NAME:Ender-3\n\nG28"))
    f.p.says("#piece", "other.g")
    f.p.act("#startAny")
    f.p.told("#notice", "never.other-machine")
    for name in ("other.g", "two.g", "one.g"):
        cancel = f"#queue button[title='{f.p.word('cancel')}: {name}']"
        f.p.act(cancel)
        f.p.until("it is gone", COUNT, cancel, 0)
    f.p.act("#cleaned")
    f.p.told("#status", "view.free")


def emergency(f):
    f.at_the_printer()
    f.p.act("#emergency")
    f.p.told("#status", "view.error")
    f.p.act("#reset")
    f.p.told("#status", "view.free")


# --- by hand ------------------------------------------------------------------------

def did(f, line):
    """Until the machine has done it."""
    path = os.path.join(f.run, "printers", f.p.printer, "executed.gcode")
    for _ in range(600):
        with open(path, encoding="ascii") as done:
            if line in done.read().split("\n"):
                return
        time.sleep(0.1)
    raise AssertionError(f"the machine never did {line}")


def by_hand(f):
    f.at_the_printer()
    f.p.act("#hand summary")
    f.p.told("#handWhy", "hand.free")
    f.p.act("#homeAll")
    f.p.told("#handSaid", "hand.homed", what="X Y Z")
    f.p.act(".pad .zp", UP)
    did(f, "G1 Y10.000 F3000")
    f.p.write("#handHotend", "203", ENTER)
    did(f, "M104 S203")
    f.p.act("#presets button")
    did(f, "M140 S60")
    f.p.act("#extrude")
    did(f, "G1 E5.000 F300")
    f.p.act("#fans [data-percent='50']")
    did(f, "M106 S128")
    f.p.act("#presets button:last-child")
    did(f, "M104 S0")
    f.p.act("#motorsOff")
    did(f, "M84")


def terminal(f):
    """Its lines, two filters, a refusal, and what was typed before."""
    f.p.act("#terminal summary")
    f.p.write("#gcode", "M114", ENTER)
    f.p.says("#lines", "Count")
    f.p.act("#hideHeat", SPACE)
    f.p.act("#hideAcks", SPACE)
    f.p.until("all lines", "return [...document.querySelectorAll('#lines li')]"
              ".every((li) => li.checkVisibility())")
    f.p.write("#gcode", "M112", ENTER)
    f.p.shown("#gcodeSaid")
    f.p.press(UP)
    f.p.until("the line before", "return document.getElementById('gcode')"
              ".value === 'M114'")


def camera(f):
    f.at_the_printer()
    f.p.act("#webcamForm summary")
    f.p.write("#webcamUrl", f.camera, ENTER)
    f.p.told("#notice", "webcamSaved")
    f.p.until("a picture", DRAWN, "#webcamPicture")
    f.p.write("#webcamUrl", "", ENTER)
    f.p.until("none", "return document.getElementById('webcam').hidden")


# --- the line -----------------------------------------------------------------------

def polling(f):
    """Without a WebSocket the page asks by itself; without anything it says
    how old it is; and finds its way back."""
    f.cable.shut = b"/api/live"
    f.at_the_printer()
    f.p.told("#status", "view.free")
    asked = f.p.browser.run(ASKED)
    f.p.until("it asks", ASKED.replace("length", "length > arguments[0]"),
              asked + 2)
    remote(f.run, f.p.printer, "unplug")
    f.p.told("#status", "view.offline")
    remote(f.run, f.p.printer, "plug")
    f.p.told("#status", "view.free")
    assert f.p.browser.run("return document.getElementById('stale').hidden")
    f.cable.cut()
    f.p.told("#stale", "noServer", age="7 s")
    f.cable.shut = b""
    f.cable.mend()
    f.p.until("the line", "return document.getElementById('stale').hidden")
    f.p.told("#status", "view.free")


def leave(f):
    """By way of the other language, which it keeps."""
    f.p.open("/fleet", ".menu")
    f.p.act(".menu")
    f.p.act(".language")
    f.p.language = "fr" if f.p.language == "en" else "en"
    f.p.until("the other language", "return document.documentElement.lang ==="
              "arguments[0]", f.p.language)
    f.p.act(".menu")
    f.p.act("#logOut")
    f.p.told("header nav", "logIn")


# Each leaves the printer as it found it, or as the next one needs it.  What may
# be said on the console: parts of it; None: anything, for the line is cut.
FLOWS = ((log_in, ()), (choose_printer, ()), (overview, ()), (several, ()),
         (broken_line, None), (analysis, ()), (preview, ()), (printed, ()),
         (vanished, ()), (history, ()), (stopped, ()), (queued, ()),
         (emergency, ()), (by_hand, ()), (terminal, ("422",)), (camera, ("/webcam",)),
         *OFFICE, (polling, None), (leave, ()))


def through(flow, f, allowed):
    begun = time.monotonic()
    name = f"{flow.__name__}__{f.mark.replace(' ', '_')}"
    try:
        flow(f)
        f.p.looks_right(name)
        trouble = f.p.browser.trouble(f.cable.base)
        if allowed is not None:
            bad = [t for t in trouble if not any(a in t for a in allowed)]
            assert not bad, bad
    except BaseException:
        print(f"not ok - {name}", flush=True)
        raise
    print(f"ok - {name} # {time.monotonic() - begun:.1f} s", flush=True)


def main(engine, language, port, run, camera_url, *some):
    browser, printer = {"chromium": (Browser, "dagoma-1"),
                        "firefox": (Firefox, "dagoma-2")}[engine]
    browser = browser(language)
    cable = Cable(int(port))
    try:
        with tempfile.TemporaryDirectory() as folder:
            person = Person(browser, cable.base, language, printer)
            f = Flow(person, cable, run, camera_url, folder)
            f.mark = f"{engine} {language}"
            for flow, allowed in FLOWS:
                if not some or flow.__name__ in some:
                    through(flow, f, allowed)
    finally:
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
