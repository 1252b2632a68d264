# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending files in a real browser: on a line that breaks, several at once of
which one is refused, dropped anywhere.

usage: sending.py PORT BIG SMALL
"""

import os
import sys

from cable import Cable
from webdriver import Browser

RATE = 1000000          # bytes a second

SAYS = ("return document.querySelector(arguments[0]).textContent"
        ".includes(arguments[1])")
PERCENT = ("return document.getElementById('uploadBar').value > 5 &&"
           "/^\\d+%, [\\d.]+ MB\\/s, .+ left$/.test("
           "document.getElementById('uploadText').textContent)")
# From where the parts of it were sent.
OFFSETS = ("return performance.getEntriesByType('resource')"
           ".map((r) => r.name.match(/offset=(\\d+)&name=big/))"
           ".filter(Boolean).map((m) => Number(m[1]))")
# Files of their names and texts, dropped on an element.
DROP = """
const data = new DataTransfer();
for (const [name, text] of arguments[1])
    data.items.add(new File([text], name));
document.querySelector(arguments[0]).dispatchEvent(new DragEvent("drop",
    { dataTransfer: data, bubbles: true, cancelable: true }));
"""
ARRIVED = ("return [...document.querySelectorAll('#arrivedList label')]"
           ".map((l) => l.textContent.trim()).join() === arguments[0]")


def broken_line(browser, cable, path):
    cable.mend(RATE)
    browser.type("#file", path)
    browser.click("#send")
    browser.until("speed and time left", PERCENT)
    assert cable.carried(RATE, 60), "nothing comes through"
    cable.cut()
    browser.until("what happens", SAYS, "#uploadText", "trying again")
    cable.mend()
    browser.until("the file", SAYS, "#piece", "big.g")
    offsets = browser.run(OFFSETS)
    assert offsets[0] == 0 and offsets[-1] > 0, offsets
    size = os.path.getsize(path)
    assert offsets[-1] < size, offsets
    print(f"it went on at {offsets[-1]} of {size}")


def several(browser, text):
    """The second is binary; more come while these are on their way."""
    browser.run(DROP, "footer, main", [
        ["one.g", text + "; one\n"], ["bad.g", "G1\0\n"],
        ["three.g", text + "; three\n"]])
    browser.run(DROP, "#chart", [["four.g", text + "; four\n"]])
    browser.until("all but the second", ARRIVED,
                  "big.g,one.g,three.g,four.g")
    browser.until("what is wrong", SAYS, "#notice", "bad.g: ")


def main(port, big, small):
    cable = Cable(int(port))
    browser = Browser("en")
    try:
        browser.open(cable.base + "/printers/dagoma-2")
        browser.until("the page", SAYS, "#name", "dagoma-2")
        broken_line(browser, cable, big)
        with open(small, encoding="utf-8") as file:
            several(browser, file.read())
    finally:
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
