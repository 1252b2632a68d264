# SPDX-License-Identifier: GPL-3.0-or-later
"""One page that stays open while much happens: neither its memory nor its
document may grow.

usage: leak.py BASE RUN SECONDS; dagoma-1 holds a print, and file 1 is known.

What came down the live channel is played again, faster than life, between
orders that really change the queue.
"""

import json
import os
import sys
import time
import urllib.request

from webdriver import Browser

# The page's own line, and what it heard last.
OVERHEAR = """
const Real = WebSocket;
window.WebSocket = class extends Real {
    constructor(...args) {
        super(...args);
        window.line = this;
        this.addEventListener("message", (event) => {
            if (event.isTrusted && event.data.includes('"telemetry"'))
                window.heard = event.data;
        });
    }
};
"""
# It plays by itself: each script from here would leave some bytes behind.
REPLAY = """
const [each, every] = arguments;
const frame = JSON.parse(window.heard);
window.frames_played = 0;
setInterval(() => {
    for (let i = 0; i < each && !window.resting; i++) {
        for (const live of Object.values(frame[3].printers))
            if (live)
                live.hotend = 180 + i % 40;
        window.line.dispatchEvent(new MessageEvent("message",
            { data: JSON.stringify(frame) }));
    }
    window.frames_played += window.resting ? 0 : each;
}, every);
"""
PAUSE = "window.resting = arguments[0]"
PLAYED = "return window.frames_played"
FIRST = """
const [first] = document.querySelectorAll("#queue li .name");
return Boolean(first) && first.textContent.includes(arguments[0]);
"""
EACH, EVERY = 20, 100   # frames, milliseconds
FILL = 2100     # frames: the chart keeps 2000 points, then 1000 of them
HEAP = 300000   # bytes that come and go: points of the chart, strings
NODES = 40      # and nodes: a sentence more, an objection less
LOOKS = 6       # at the heap, before one is believed
REST = 0.5      # seconds between them


class Lab:
    def __init__(self, base, run):
        self.base = base
        with open(os.path.join(run, "api-key"), encoding="ascii") as key:
            self.key = key.read().strip()

    def ask(self, path, body=None):
        request = urllib.request.Request(
            self.base + path, None if body is None else
            json.dumps(body).encode(),
            {"X-Api-Key": self.key, "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def measure(browser):
    """Bytes, nodes and listeners that are in use after a collection.

    What the browser does for itself at a moment (it compiles, say) can hold a
    third more; what leaks is there at each look, so the least counts.
    """
    looks = []
    browser.run(PAUSE, True)
    for _ in range(LOOKS):
        browser.devtools("HeapProfiler.collectGarbage")
        heap = browser.devtools("Runtime.getHeapUsage")
        counters = browser.devtools("Memory.getDOMCounters")
        looks.append((heap["usedSize"], counters["nodes"],
                      counters["jsEventListeners"], counters["documents"]))
        time.sleep(REST)
    browser.run(PAUSE, False)
    return dict(zip(("bytes", "nodes", "listeners", "documents"),
                    map(min, zip(*looks))))


def turn(lab, jobs):
    """The last one becomes the first.  Returns its name."""
    jobs.insert(0, jobs.pop())
    return lab.ask(f"/api/jobs/{jobs[0]['id']}/move",
                   {"before": jobs[1]["id"]})["label"]


def end_print(browser, lab):
    """It would end some time (hot for long), and what a page shows then would
    look like growth."""
    job = lab.ask("/api/printers/dagoma-1")["job"]["id"]
    lab.ask("/api/printers/dagoma-1/orders", {"order": "stop", "job": job})
    browser.until("the end", "return document.getElementById('status')"
                  ".textContent.includes('clean')")


def main():
    base, run, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    lab = Lab(base, run)
    jobs = [lab.ask("/api/jobs", {"file": 1, "printer": "dagoma-1",
                                  "label": name})
            for name in ("one.g", "two.g")]
    for job in lab.ask("/api/printers/dagoma-1")["queue"]:
        if job["id"] not in [j["id"] for j in jobs]:
            jobs.insert(0, job)
    browser = Browser()
    try:
        browser.devtools("Page.addScriptToEvaluateOnNewDocument",
                         source=OVERHEAR)
        browser.open(base + "/printers/dagoma-1")
        browser.until("telemetry", "return Boolean(window.heard)")
        end_print(browser, lab)
        browser.run(REPLAY, EACH, EVERY)
        browser.until("a full chart", f"{PLAYED} > {FILL}")
        before, turns = measure(browser), 0
        end = time.monotonic() + seconds
        while turns == 0 or time.monotonic() < end:
            first, turns = turn(lab, jobs), turns + 1
            time.sleep(REST)
        browser.until("the queue as it is", FIRST, first)
        after = measure(browser)
        print(f"# {browser.run(PLAYED)} frames, {turns} turns of the queue: "
              f"{before} then, {after} now")
        assert after["bytes"] <= before["bytes"] + HEAP, "the heap grows"
        for what in ("nodes", "listeners"):
            assert after[what] <= before[what] + NODES, f"more {what}"
        assert after["documents"] == before["documents"]
    finally:
        browser.close()


if __name__ == "__main__":
    main()
