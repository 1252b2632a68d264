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

from webdriver import Page

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


class Firefox(Page):
    """A headless Firefox; what it says unasked is in self.events."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="connectprint-firefox-")
        with open(os.path.join(self.profile, "user.js"), "w",
                  encoding="ascii") as out:
            out.write(PREFERENCES)
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
        self.context = self.ask("browsingContext.getTree")["contexts"][0][
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
            arguments=[{"type": "string", "value": a} for a in args],
            target={"context": self.context})
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    def close(self):
        try:
            self.ask("browser.close")
            self.line.close()
        finally:
            self.process.terminate()
            self.process.wait()
            self.process.stderr.close()
            shutil.rmtree(self.profile, ignore_errors=True)
