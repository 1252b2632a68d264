# SPDX-License-Identifier: GPL-3.0-or-later
"""Firefox by WebDriver BiDi, which it speaks by itself: JSON over a WebSocket.
(Debian has no geckodriver.)"""

import json
import os
import re
import shutil
import subprocess
import tempfile

import websocket

from webdriver import Page, chord, strokes

# Nothing but our pages shall be asked for.
PREFERENCES = """
user_pref("app.normandy.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.safebrowsing.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
"""
EVENTS = ["log.entryAdded", "network.fetchError", "network.responseCompleted"]
PATIENCE = 60   # seconds for an answer
KINDS = {bool: "boolean", int: "number", float: "number", str: "string"}


def wrong(event, base):
    """A sentence of what is wrong, or None."""
    kind, params = event["method"], event["params"]
    if kind == "log.entryAdded":
        return f"{params['level']}: {params['text']}"
    url = params["request"]["url"]
    # it carries some of its own looks along
    if not url.startswith((base, "data:")):
        return f"a request to {url}"
    # who goes to another page waits for nothing more of this one
    if kind == "network.fetchError":
        return None if "ABORTED" in params["errorText"] else \
            f"{url}: {params['errorText']}"
    status = params["response"]["status"]
    return f"{url}: {status}" if status >= 400 else None


def plain(value):
    """A value of a script, as Python has it: numbers, texts, lists of them."""
    if value["type"] == "array":
        return [plain(one) for one in value["value"]]
    return value.get("value")


class Firefox(Page):
    """A headless Firefox that speaks one language; what it says unasked is
    in self.events."""

    def __init__(self, language="en"):
        self.profile = tempfile.mkdtemp(prefix="connectprint-firefox-")
        with open(os.path.join(self.profile, "user.js"), "w",
                  encoding="ascii") as out:
            out.write(PREFERENCES)
            out.write(f'user_pref("intl.accept_languages", "{language}");\n')
        # Port 0 is any that is free.
        self.process = subprocess.Popen(
            ["firefox-esr", "--headless", "--no-remote", "--profile",
             self.profile, "--remote-debugging-port", "0"],
            env={**os.environ, "HOME": self.profile}, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.events = []
        self.asked = 0
        self.line = websocket.create_connection(
            self._address() + "/session", timeout=PATIENCE,
            suppress_origin=True)
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=EVENTS)
        # The first tab leaves the focus to the window's own field.
        self.context = self.ask("browsingContext.create", type="tab")[
            "context"]

    def _address(self):
        for line in self.process.stderr:
            found = re.search(r"BiDi listening on (ws://\S+)", line)
            if found:
                return found[1]
        raise RuntimeError("firefox-esr did not start")

    def ask(self, method, **params):
        self.asked += 1
        self.line.send(json.dumps({"id": self.asked, "method": method,
                                   "params": params}))
        while True:
            answer = json.loads(self.line.recv())
            if answer.get("type") == "event":
                self.events.append(answer)
            elif answer.get("id") == self.asked:
                if answer["type"] == "error":
                    raise RuntimeError(answer["message"])
                return answer["result"]

    def open(self, url):
        self.ask("browsingContext.navigate", context=self.context, url=url,
                 wait="complete")

    def run(self, script, *args):
        answer = self.ask(
            "script.callFunction", awaitPromise=True,
            functionDeclaration=f"function () {{ {script} }}",
            arguments=[{"type": KINDS[type(a)], "value": a} for a in args],
            target={"context": self.context})
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return plain(answer["result"])

    def press(self, *keys):
        """Keys for whatever has the focus, one after the other."""
        self._keys(strokes(keys))

    def chord(self, held, key):
        self._keys(chord(held, key))

    def _keys(self, actions):
        self.ask("input.performActions", context=self.context, actions=[
            {"type": "key", "id": "keyboard", "actions": actions}])

    def files(self, css, *paths):
        nodes = self.ask(
            "browsingContext.locateNodes", context=self.context,
            locator={"type": "css", "value": css})["nodes"]
        self.ask("input.setFiles", context=self.context, files=list(paths),
                 element={"sharedId": nodes[0]["sharedId"]})

    def narrow(self, width, height):
        self.ask("browsingContext.setViewport", context=self.context,
                 viewport={"width": width, "height": height})

    def trouble(self, base):
        """What was wrong since it was asked last, as sentences."""
        self.run("return 0")    # what it said before this is here by then
        bad = {w for event in self.events if (w := wrong(event, base))}
        self.events = []
        return sorted(bad)

    def close(self):
        try:
            self.ask("browser.close")
            self.line.close()
        finally:
            self.process.terminate()
            self.process.wait()
            self.process.stderr.close()
            shutil.rmtree(self.profile, ignore_errors=True)
