# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser by the WebDriver protocol, with nothing but the standard library."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ARGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]


def chord(held, key):
    """A key while another is held down, as the protocols' actions."""
    return [{"type": kind, "value": one} for kind, one in (
        ("keyDown", held), ("keyDown", key), ("keyUp", key), ("keyUp", held))]


def strokes(keys):
    """Keys one after the other."""
    return [{"type": kind, "value": key} for key in keys
            for kind in ("keyDown", "keyUp")]


class Page:
    """What is shown by a browser that can run() a script."""

    def until(self, what, script, *args, seconds=40):
        """Look again until the script's value is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.run(script, *args):
                return
            time.sleep(0.1)
        raise AssertionError(f"{what}: not after {seconds} s; the page says: "
                             + self.run("return document.body.innerText")[:600]
                             + " " + os.linesep)


class Browser(Page):
    """A headless Chromium that speaks one language."""

    def __init__(self, language="en", size=(1280, 1000)):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.profile = tempfile.mkdtemp(prefix="connectprint-browser-")
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{port}"
        self._until_up()
        options = {
            "args": ARGS + [f"--user-data-dir={self.profile}",
                            f"--window-size={size[0]},{size[1]}",
                            f"--lang={language}"],
            "prefs": {"intl.accept_languages": language},
        }
        answer = self._ask("POST", "/session", {"capabilities": {
            "alwaysMatch": {"browserName": "chrome",
                            "goog:chromeOptions": options,
                            "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.base += f"/session/{answer['sessionId']}"

    def _until_up(self):
        for _ in range(200):
            try:
                urllib.request.urlopen(self.base + "/status").close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("chromedriver did not start")

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.base + path, data, {"Content-Type": "application/json"},
            method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()[:400]) from None

    def close(self):
        try:
            self._ask("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()
            shutil.rmtree(self.profile, ignore_errors=True)

    def open(self, url):
        self._ask("POST", "/url", {"url": url})

    def run(self, script, *args):
        return self._ask("POST", "/execute/sync",
                         {"script": script, "args": list(args)})

    def find(self, css):
        value = self._ask("POST", "/element",
                          {"using": "css selector", "value": css})
        return value[ELEMENT]

    def click(self, css):
        """As a hand does: not below what lies on the page's edges."""
        self.run("document.querySelector(arguments[0])"
                 "?.scrollIntoView({ block: 'center' })", css)
        self._ask("POST", f"/element/{self.find(css)}/click", {})

    def type(self, css, text):
        self._ask("POST", f"/element/{self.find(css)}/value", {"text": text})

    def act(self, *sources):
        """What a hand does: sources of the protocol's actions."""
        sources = [{"parameters": {"pointerType": "mouse"}, **s}
                   for s in sources]
        self._ask("POST", "/actions", {"actions": sources})

    def text(self, css):
        return self.run("return document.querySelector(arguments[0])"
                        ".textContent", css)

    def devtools(self, command, **values):
        """One command of Chromium's DevTools protocol; its answer."""
        return self._ask("POST", "/goog/cdp/execute",
                         {"cmd": command, "params": values})

    def press(self, *keys):
        """Keys for whatever has the focus, one after the other."""
        self._ask("POST", "/actions", {"actions": [
            {"type": "key", "id": "keyboard", "actions": strokes(keys)}]})

    def chord(self, held, key):
        """A key while another is held down."""
        self._ask("POST", "/actions", {"actions": [
            {"type": "key", "id": "keyboard", "actions": chord(held, key)}]})

    def files(self, css, *paths):
        self.type(css, "\n".join(paths))

    def resize(self, width, height):
        self._ask("POST", "/window/rect", {"width": width, "height": height})

    def narrow(self, width, height):
        """Narrower than a window can be."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width,
                      height=height, deviceScaleFactor=1, mobile=False)

    def trouble(self, _base):
        """What the console said since it was asked last, sentences; failed
        requests are among them."""
        return sorted({entry["message"] for entry in self.console()})

    def console(self):
        return self._ask("POST", "/se/log", {"type": "browser"})

    def screenshot(self, path):
        import base64
        with open(path, "wb") as out:
            out.write(base64.b64decode(self._ask("GET", "/screenshot")))
