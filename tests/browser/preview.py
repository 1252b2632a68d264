# SPDX-License-Identifier: GPL-3.0-or-later
"""The preview and the thumbnail in a real browser.

        preview.py BASE FILE HUGE [PICTURES]

FILE is of sliced.py, with ten layers; HUGE has 20 MB.
"""
import os
import sys

from webdriver import Browser

READY = "return document.documentElement.dataset.ready === 'true'"
SAYS = "return document.querySelector(arguments[0]).textContent" \
       ".includes(arguments[1])"
# How many pixels of the canvas have about the color of a kind.
PIXELS = """
const view = document.getElementById("view");
const name = getComputedStyle(document.documentElement)
	.getPropertyValue("--k-" + arguments[0]).trim();
const wanted = [1, 3, 5].map((i) => parseInt(name.slice(i, i + 2), 16));
const { data } = view.getContext("2d").getImageData(0, 0, view.width,
	view.height);
let n = 0;
for (let i = 0; i < data.length; i += 4)
	n += wanted.every((w, k) => Math.abs(data[i + k] - w) < 12);
return n;
"""
KEY = "document.getElementById('view').dispatchEvent(new KeyboardEvent(" \
      "'keydown', { key: arguments[0], bubbles: true, cancelable: true }))"
SLIDE = "const s = document.getElementById(arguments[0]);" \
        "s.value = arguments[1]; s.dispatchEvent(new Event('input'))"
# Milliseconds from frame to frame while each shows another layer.
PACE = """
const slider = document.getElementById("layer");
window.paces = [];
let last = performance.now(), n = 0;
function next(now) {
	window.paces.push(now - last);
	last = now;
	if (++n > 40) {
		window.paced = true;
		return;
	}
	slider.value = 1 + n * 5;
	slider.dispatchEvent(new Event("input"));
	requestAnimationFrame(next);
}
requestAnimationFrame(next);
"""


def picture(browser, folder, name):
    if folder:
        browser.screenshot(os.path.join(folder, f"preview-{name}.png"))


def painted(browser, kind, some):
    """Until there are pixels of a kind, or none."""
    browser.until(f"pixels of {kind}: {some}",
                  PIXELS.rstrip().replace("return n;", "return (n > 50) === "
                                          "arguments[1];"), kind, some)


def send(browser, base, path):
    """Upload on the printer's page; the address of the preview."""
    browser.open(base + "/printers/dagoma-1")
    browser.until("the page", "return document.getElementById('name')"
                  ".textContent === 'dagoma-1'")
    browser.type("#file", path)
    browser.click("#send")
    browser.until("the piece", SAYS, "#piece", os.path.basename(path))
    browser.until("its analysis", "return !document.getElementById('preview')"
                  ".hidden")
    return browser.run("return document.querySelector('#preview a').href")


def facts(browser, pictures):
    """What the slicer says is on the printer's page, with its picture."""
    for text in ("PETG", "20 × 20 × 2 mm", "0.05 m, 3.1 g", "Cost0.5", "nozzle 200 °C",
                 "0.4 mm", "PrusaSlicer 2.5.0", "the slicer says 1 h 02",
                 "10, 0.2 mm each"):
        browser.until(text, SAYS, "#header", text)
    browser.until("the thumbnail", "const i = document.getElementById("
                  "'thumbnail'); return !i.hidden && i.complete &&"
                  " i.naturalWidth === 96 && i.naturalHeight === 64")
    picture(browser, pictures, "printer")


def keep(browser):
    """The file is marked to be kept, and no longer."""
    for word in ("Keep no longer", "Keep this file"):
        browser.until("may be kept", "const b = document.getElementById('keep');"
                      " return !b.hidden && !b.disabled")
        browser.click("#keep")
        browser.until(word, SAYS, "#keep", word)


def layers(browser, address, pictures):
    browser.open(address)
    browser.until("the file", READY)
    browser.until("the last layer", SAYS, "#where", "Layer 10 of 10, at 2.00")
    painted(browser, "outer", True)
    painted(browser, "inner", True)
    painted(browser, "travel", False)
    picture(browser, pictures, "last")
    browser.run(SLIDE, "layer", 3)
    browser.until("the third", SAYS, "#where", "Layer 3 of 10, at 0.60 mm")
    # after the first two sides there is no inner wall yet
    browser.run(SLIDE, "part", 40)
    painted(browser, "inner", False)
    browser.run(SLIDE, "part", 100)
    painted(browser, "inner", True)
    browser.click("#kind-inner")
    painted(browser, "inner", False)
    browser.click("#kind-travel")
    browser.click("#after")
    browser.until("the fourth", SAYS, "#where", "Layer 4 of 10")


def keys(browser):
    """All of it without a mouse."""
    browser.run(KEY, "PageDown")
    browser.until("the third", SAYS, "#where", "Layer 3 of 10")
    browser.run(KEY, "PageUp")
    browser.until("the fourth", SAYS, "#where", "Layer 4 of 10")
    for _ in range(8):
        browser.run(KEY, "+")
    for _ in range(30):
        browser.run(KEY, "ArrowRight")
    painted(browser, "outer", False)
    browser.run(KEY, "Home")
    painted(browser, "outer", True)
    assert browser.run("return document.getElementById('view').tabIndex") == 0


def french(browser):
    browser.click(".language")
    browser.until("the file in French", SAYS, "#where", "Couche 10 sur 10")
    browser.until("its facts", SAYS, "#facts", "le trancheur dit")
    browser.click(".language")
    browser.until("English again", SAYS, "#where", "Layer 10 of 10")


def phone(browser, pictures):
    browser.resize(390, 844)
    wide = browser.run("return document.documentElement.scrollWidth"
                       " - document.documentElement.clientWidth")
    assert wide == 0, f"{wide} px too wide for a phone"
    painted(browser, "outer", True)
    picture(browser, pictures, "phone")
    browser.resize(1280, 1000)


def huge(browser, address, pictures):
    """20 MB: read whole, and drawn as fast as the slider asks for layers."""
    browser.open(address)
    browser.until("the file", READY)
    browser.run(PACE)
    browser.until("forty layers", "return window.paced === true")
    paces = sorted(browser.run("return window.paces"))
    median = paces[len(paces) // 2]
    print(f"# {os.path.basename(address)}: {median:.0f} ms from layer to layer")
    painted(browser, "other", True)
    picture(browser, pictures, "huge")


def nothing_there(browser, base):
    browser.open(base + "/preview?file=999")
    browser.until("the sentence", SAYS, "#notice", "There is nothing here")


def main():
    base, path, big = sys.argv[1:4]
    pictures = sys.argv[4] if len(sys.argv) > 4 else None
    browser = Browser()
    try:
        address = send(browser, base, path)
        facts(browser, pictures)
        layers(browser, address, pictures)
        keep(browser)
        keys(browser)
        french(browser)
        phone(browser, pictures)
        huge(browser, send(browser, base, big), pictures)
        # what this test itself does to the canvas is slow
        bad = [e["message"] for e in browser.console()
               if "willReadFrequently" not in e["message"]]
        assert bad == [], bad
        nothing_there(browser, base)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
