# SPDX-License-Identifier: GPL-3.0-or-later
"""The preview of a file with much in each layer: the page itself draws none of
its moves, and what is seen in the end is as if it had been drawn at once.

        fluid.py BASE DENSE BROKEN CLEANED

These are numbers of files; DENSE has 30,000 moves in each of six layers.
"""
import sys

from webdriver import Browser

READY = "return document.documentElement.dataset.ready === 'true'"
DRAWN = ("const v = document.getElementById('view');"
         "return v.getAttribute('aria-busy') === 'false' &&"
         "!v.classList.contains('late')")
SAYS = ("return document.querySelector(arguments[0]).textContent"
        ".includes(arguments[1])")
# In each of thirty frames something is moved; how many points of paths the page
# draws in all of them.
MOVE = """
const how = arguments[0];
const view = document.getElementById("view");
const box = view.getBoundingClientRect();
const hand = (type, id, x, y) => view.dispatchEvent(new PointerEvent(type, {
	pointerId: id, clientX: box.left + box.width / 2 + x,
	clientY: box.top + box.height / 2 + y, bubbles: true, cancelable: true }));
const slide = (id, value) => {
	document.getElementById(id).value = value;
	document.getElementById(id).dispatchEvent(new Event("input"));
};
const moves = {
	drag: (n) => hand("pointermove", 1, n, 2 * n),
	pinch: (n) => {
		hand("pointermove", 1, 0, 0);
		hand("pointermove", 2, 40 + n, 0);
	},
	wheel: (n) => view.dispatchEvent(new WheelEvent("wheel", { clientX: 200,
		clientY: 200, deltaY: n % 10 - 5, bubbles: true, cancelable: true })),
	layer: (n) => slide("layer", 1 + n % 5),
	part: (n) => slide("part", n < 20 ? 5 * n : 100 - 4 * n),
};
const pen = CanvasRenderingContext2D.prototype;
const { lineTo } = pen;
let n = 0;
window.points = 0;
window.over = false;
pen.lineTo = function (...to) {
	window.points++;
	return lineTo.apply(this, to);
};
// a hand that isn't there can't be captured
view.setPointerCapture = () => {};
for (const id of [1, 2])
	hand("pointerdown", id, id, 0);
if (how !== "pinch")
	hand("pointerup", 2, 0, 0);
function next() {
	moves[how](n++);
	if (n < 30) {
		requestAnimationFrame(next);
		return;
	}
	pen.lineTo = lineTo;
	for (const id of [1, 2])
		hand("pointerup", id, 0, 0);
	window.over = true;
}
requestAnimationFrame(next);
"""
# One number for all that is on the canvas.
LOOK = """
const view = document.getElementById("view");
const { data } = view.getContext("2d").getImageData(0, 0, view.width,
	view.height);
let sum = 0;
for (const word of new Uint32Array(data.buffer))
	sum = Math.imul(sum ^ word, 16777619);
return sum;
"""
SLIDE = ("const s = document.getElementById(arguments[0]);"
         "s.value = arguments[1]; s.dispatchEvent(new Event('input'))")


def look(browser):
    # what was just asked for is under way after a frame
    browser.run("window.framed = false; requestAnimationFrame(() =>"
                "requestAnimationFrame(() => { window.framed = true; }))")
    browser.until("a frame", "return window.framed")
    browser.until("the picture", DRAWN)
    return browser.run(LOOK)


def slide(browser, *to):
    for name, value in to:
        browser.run(SLIDE, name, value)
    return look(browser)


def fluid(browser):
    """Whatever a hand does, the page has next to nothing to do."""
    first = slide(browser, ("layer", 3), ("part", 100))
    for how in ("drag", "pinch", "wheel", "layer", "part"):
        browser.run(MOVE, how)
        browser.until(how, "return window.over")
        points = browser.run("return window.points")
        print(f"# {how}: {points} points in 30 frames")
        assert points < 30 * 1000, f"{how}: the page draws moves"
        changed = look(browser)
        assert changed != first, f"{how}: nothing moved"
        browser.click("#whole")
        again = slide(browser, ("layer", 3), ("part", 100))
        assert again == first, f"{how}: it left something behind"


def same(browser, address):
    """Bit by bit, or at once: it is the same picture."""
    slide(browser, ("layer", 4), ("part", 10))
    slide(browser, ("part", 33.3))
    parts = slide(browser, ("part", 61.7))
    slide(browser, ("part", 90))
    assert slide(browser, ("part", 61.7)) == parts, "back again"
    browser.open(address)
    browser.until("the file", READY)
    assert slide(browser, ("layer", 4), ("part", 61.7)) == parts, "at once"


def plays(browser):
    slide(browser, ("layer", 2), ("part", 0))
    browser.click("#play")
    browser.until("the next layer", SAYS, "#where", "Layer 3 of 6")
    browser.click("#play")
    browser.until("the end of it", SAYS, "#play", "Play")


def main(base, dense, broken, cleaned):
    browser = Browser()
    address = f"{base}/preview?file={dense}"
    try:
        browser.open(address)
        browser.until("the file", READY)
        fluid(browser)
        same(browser, address)
        plays(browser)
        bad = [e["message"] for e in browser.console()
               if "willReadFrequently" not in e["message"]]
        assert bad == [], bad
        browser.open(f"{base}/preview?file={broken}")
        browser.until("nothing in it", SAYS, "#notice", "Nothing is extruded")
        browser.open(f"{base}/preview?file={cleaned}")
        browser.until("no bytes", SAYS, "#notice", "no longer stored")
    finally:
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
