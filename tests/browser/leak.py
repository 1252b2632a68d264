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
REPLAY = """
const [frames] = arguments;
const frame = JSON.parse(window.heard);
for (let i = 0; i < frames; i++) {
    for (const live of Object.values(frame[3].printers))
        if (live)
            live.hotend = 180 + i % 40;
    window.line.dispatchEvent(new MessageEvent("message",
        { data: JSON.stringify(frame) }));
}
"""
# It looks by itself: each script from here would leave some bytes behind.
FIRST = """
const [label] = arguments;
return new Promise((done) => {
    const look = () => {
        const [first] = document.querySelectorAll("#queue li .name");
        if (first && first.textContent.includes(label))
            done(true);
        else
            setTimeout(look, 50);
    };
    look();
});
"""
FILL = 2100     # frames: the chart keeps 2000 points
MINUTE = 60     # frames
HEAP = 300000   # bytes that come and go: points of the chart, strings
LOOKS = 6       # at the heap, before one is believed
REST = 0.5      # seconds between them
NODES = 40      # and nodes: a sentence more, an objection less


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

    What the browser does at this moment for itself (it compiles, say) can hold
    a third more; what leaks is there at each look, so the least counts.
    """
    sizes = []
    for _ in range(LOOKS):
        browser.devtools("HeapProfiler.collectGarbage")
        sizes.append(browser.devtools("Runtime.getHeapUsage")["usedSize"])
        time.sleep(REST)
    counters = browser.devtools("Memory.getDOMCounters")
    return {"bytes": min(sizes),
            "nodes": counters["nodes"],
            "listeners": counters["jsEventListeners"],
            "documents": counters["documents"]}


def turn(browser, lab, jobs):
    """The last one becomes the first, and the page shows it."""
    jobs.insert(0, jobs.pop())
    moved = lab.ask(f"/api/jobs/{jobs[0]['id']}/move",
                    {"before": jobs[1]["id"]})
    browser.run(FIRST, moved["label"])


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
        turn(browser, lab, jobs)
        for _ in range(FILL // MINUTE + 1):
            browser.run(REPLAY, MINUTE)
        before, frames, turns = measure(browser), 0, 0
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            browser.run(REPLAY, MINUTE)
            turn(browser, lab, jobs)
            frames, turns = frames + MINUTE, turns + 1
        after = measure(browser)
        print(f"# {frames} frames, {turns} turns of the queue: {before} then, "
              f"{after} now")
        assert turns > 0
        assert after["bytes"] <= before["bytes"] + HEAP, "the heap grows"
        for what in ("nodes", "listeners"):
            assert after[what] <= before[what] + NODES, f"more {what}"
        assert after["documents"] == before["documents"]
    finally:
        browser.close()


if __name__ == "__main__":
    main()
