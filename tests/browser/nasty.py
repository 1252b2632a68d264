# SPDX-License-Identifier: GPL-3.0-or-later
"""Impatient hands and bad moments: everything is pressed twice, at once, too
early or too late, while others rename the printer and end the session.

usage: nasty.py PORT KEY; two printers, free; lucie is a user, "password of
lucie"; the lab is open, and KEY an administrator's.
"""

import json
import os
import sys
import tempfile
import time
import urllib.request

from cable import Cable
from sending import OFFSETS
from webdriver import Browser

RATE = 500000           # bytes a second of a slow line
SAYS = ("return (document.querySelector(arguments[0]) || {textContent: ''})"
        ".textContent.includes(arguments[1])")
READY = ("const e = document.querySelector(arguments[0]);"
         "return Boolean(e && !e.matches(':disabled') && e.checkVisibility())")
TWICE = ("const e = document.querySelector(arguments[0]); e.click();"
         "e.click()")
# The second click of a double one, wherever it lands.
SECOND = ("document.querySelector(arguments[0]).dispatchEvent(new MouseEvent("
          "'click', { detail: 2, bubbles: true }))")
ROWS = "return document.querySelectorAll('#queue li').length === arguments[0]"
LISTEN = """
import("/live.js").then((m) => {
    window.heard = 0;
    window.own = new m.Line((name) => { window.heard += name === "telemetry"; });
});
"""


class Lab:
    """A browser, and the lab as somebody else acts on it meanwhile."""

    def __init__(self, port, key, folder):
        self.key = key
        self.direct = f"http://127.0.0.1:{port}"
        self.cable = Cable(int(port))
        self.base = self.cable.base
        self.folder = folder
        self.browser = Browser("en")

    def api(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.direct + path, data, {
            "Content-Type": "application/json", "X-Api-Key": self.key},
            method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def open_jobs(self):
        return self.api("GET", "/api/jobs?open=1&limit=1000")["jobs"]

    def until(self, what, true, seconds=40):
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, what
            time.sleep(0.1)

    def open(self, name="dagoma-1"):
        self.browser.open(self.base + "/printers/" + name)
        self.says("#name", name)

    def says(self, css, text):
        self.browser.until(f"{css}: {text}", SAYS, css, text)

    def ready(self, css):
        self.browser.until(css, READY, css)

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as out:
            out.write(f"{text}\n;{name}\n")
        return path

    def send(self, name, text):
        self.browser.type("#file", self.file(name, text))
        self.browser.click("#send")
        self.says("#piece", name)

    def double(self, css):
        """A real double click, on one place."""
        self.ready(css)
        x, y = self.browser.run(
            "const e = document.querySelector(arguments[0]);"
            "e.scrollIntoView({ block: 'center' });"
            "const b = e.getBoundingClientRect();"
            "return [b.x + b.width / 2, b.y + b.height / 2]", css)
        click = [{"type": "pointerDown", "button": 0},
                 {"type": "pointerUp", "button": 0}]
        self.browser.act({"type": "pointer", "id": "mouse", "actions": [
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            *click, *click]})


def start__twice_at_once__one_job(lab):
    lab.open()
    lab.says("#status", "Free for printing")
    lab.send("long.g", "G28\n" + "G4 S9\n" * 3000)
    lab.ready("#start")
    lab.browser.run(TWICE, "#start")
    lab.says("#notice", "It starts now.")
    assert not lab.browser.run(READY, "#start"), "there is nothing to start"
    lab.says("#status", "Printing")
    assert len(lab.open_jobs()) == 1


def stop__double_click__asks_first(lab):
    lab.double("#stop")
    assert lab.browser.text("#stop") == \
        "Really stop? The piece is lost. Press again."
    assert lab.open_jobs()[0]["wish"] == "run"
    lab.browser.click("#stop")
    lab.says("#status", "Printing stopped")


def cancel__double_click__that_one_only(lab):
    """The next one is where the first was by the second click."""
    for name in ("one.g", "two.g"):
        lab.send(name, "G28\nG4 P1")
        lab.ready("#start")
        lab.browser.click("#start")
        lab.says("#queue", name)
    lab.browser.click("#queue li:first-child button:last-child")
    lab.browser.until("one is left", ROWS, 1)
    lab.browser.run(SECOND, "#queue button:last-child")
    lab.browser.run("return fetch('/api/jobs').then((a) => a.text())")
    assert [j["label"] for j in lab.open_jobs()] == ["two.g"]
    lab.browser.click("#queue button:last-child")
    lab.browser.until("none is left", ROWS, 0)


def reprint__of_the_pool__says_what_keeps_it(lab):
    lab.send("other.g", ";TARGET_MACHINE.NAME:Ender-3\n\nG28")
    lab.ready("#startAny")
    lab.browser.click("#startAny")
    lab.says("#notice", "no printer here can ever take it")
    lab.api("DELETE", f"/api/jobs/{lab.open_jobs()[0]['id']}")
    lab.browser.open(lab.base + "/history")
    lab.ready("#jobs tr:first-child button")
    lab.browser.run(TWICE, "#jobs tr:first-child button")
    lab.says("#notice", "no printer here can ever take it")
    jobs = lab.open_jobs()
    assert len(jobs) == 1, "it was pressed once too often"
    lab.api("DELETE", f"/api/jobs/{jobs[0]['id']}")


def file__refused__lets_one_scroll(lab):
    """It is said once, and the page does not jump there again and again."""
    lab.open()
    lab.browser.narrow(390, 844)
    lab.browser.run(LISTEN)
    lab.send("nothing.g", "; only words")
    lab.says("#notice", "no command")
    lab.browser.run("scrollTo(0, document.body.scrollHeight)")
    heard = lab.browser.run("return window.heard")
    lab.browser.until("news", "return window.heard > arguments[0]", heard + 2)
    assert lab.browser.run("return document.getElementById('notice')"
                           ".getBoundingClientRect().bottom < 0"), \
        "it was scrolled back"
    lab.browser.devtools("Emulation.clearDeviceMetricsOverride")


def upload__page_reloaded__goes_on(lab):
    lab.open()
    path = lab.file("big.g", "G1 X1 Y2 F600\n" * 600000)
    lab.cable.mend(RATE)
    before = lab.cable.passed
    lab.browser.type("#file", path)
    lab.browser.click("#send")
    assert lab.cable.carried(before + RATE, 60), "nothing comes through"
    lab.open()
    lab.cable.mend()
    lab.browser.type("#file", path)
    lab.browser.click("#send")
    lab.says("#piece", "big.g")
    offsets = lab.browser.run(OFFSETS)
    assert offsets and offsets[-1] > 0, offsets


def emergency__before_the_first_answer__stops(lab):
    """The page knows nothing of the printer yet."""
    lab.cable.shut = b"GET /api/printers/dagoma-2 "
    lab.open("dagoma-2")
    lab.browser.click("#emergency")
    lab.until("the stop", lambda: lab.api("GET", "/api/printers/dagoma-2")[
        "view"] == "error")
    lab.cable.shut = b""
    lab.ready("#reset")
    lab.browser.click("#reset")
    lab.says("#status", "Free for printing")


def printer__renamed__page_follows(lab):
    for old, new in (("dagoma-2", "blue-2"), ("blue-2", "dagoma-2")):
        seen = lab.api("GET", f"/api/printers/{old}/settings")
        lab.api("PATCH", f"/api/printers/{old}/settings", {
            "version": seen["version"], "settings": {"name": new}})
        lab.says("#name", new)
        lab.says("#status", "Free for printing")


def session__ended__header_says_so(lab):
    """Somebody takes the role away while the page is open."""
    assert lab.browser.run(
        "return fetch('/api/session', { method: 'POST', body: JSON.stringify({"
        "name: 'lucie', password: 'password of lucie' }) })"
        ".then((a) => a.status)") == 200
    lab.open()
    lab.says("header .me", "lucie")
    lab.browser.run(LISTEN)
    lab.browser.until("the line", "return window.heard > 0")
    lucie = next(p for p in lab.api("GET", "/api/people")["people"]
                 if p["name"] == "lucie")
    lab.api("PATCH", f"/api/people/{lucie['id']}", {
        "version": lucie["version"], "role": "visitor"})
    lab.says("header nav", "Log in")
    assert not lab.browser.run(SAYS, "header nav", "lucie")


FLOWS = (start__twice_at_once__one_job, stop__double_click__asks_first,
         cancel__double_click__that_one_only,
         reprint__of_the_pool__says_what_keeps_it,
         file__refused__lets_one_scroll, upload__page_reloaded__goes_on,
         emergency__before_the_first_answer__stops,
         printer__renamed__page_follows, session__ended__header_says_so)


def main(port, key):
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(port, key, folder)
        try:
            for flow in FLOWS:
                begun = time.monotonic()
                try:
                    flow(lab)
                except BaseException:
                    print(f"not ok - {flow.__name__}", flush=True)
                    raise
                print(f"ok - {flow.__name__} # "
                      f"{time.monotonic() - begun:.1f} s", flush=True)
        finally:
            lab.browser.close()


main(*sys.argv[1:])
