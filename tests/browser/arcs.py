# SPDX-License-Identifier: GPL-3.0-or-later
"""What the preview draws of arcs and of G92, and on which bed.

    arcs.py BASE
"""

import sys

from webdriver import Browser

# The corners of what one piece of G-code draws: x from, to, y from, to.
BOX = """
return import(new URL("/trace.js", location.href)).then(({ Trace }) => {
	const xs = [], ys = [];
	const trace = new Trace(({ xy }) => {
		for (let i = 2; i < xy.length; i += 2) {
			xs.push(xy[i]);
			ys.push(xy[i + 1]);
		}
	});
	trace.add(new TextEncoder().encode("M83\\nG1 Z1\\n" + arguments[0]));
	trace.end();
	return [Math.min(...xs), Math.max(...xs), Math.min(...ys),
		Math.max(...ys)].map(Math.round);
});
"""
ROWS = (
    # a whole circle around 10, 10
    ("G1 X20 Y10\nG2 I-10 E9\n", [0, 20, 0, 20]),
    # half of it, above or below
    ("G1 X20 Y10 E1\nG3 X0 Y10 I-10 E9\n", [0, 20, 10, 20]),
    ("G1 X20 Y10 E1\nG2 X0 Y10 I-10 E9\n", [0, 20, 0, 10]),
    # by its radius: the shorter way, and the longer one
    ("G1 X10 Y0 E1\nG3 X0 Y10 R10 E9\n", [0, 10, 0, 10]),
    ("G1 X10 Y0 E1\nG3 X0 Y10 R-10 E9\n", [0, 20, 0, 20]),
    # one that there can't be
    ("G1 X10 Y0 E1\nG3 X0 Y0 R1 E9\n", [0, 10, 0, 0]),
    # a small one stays round
    ("G1 X1 Y0 E1\nG2 I-1 J0 E1\n", [-1, 1, -1, 1]),
    # in inches; and the same place under another name
    ("G20\nG1 X1 Y0 E1\nG2 X-1 Y0 I-1 E1\n", [-25, 25, -25, 0]),
    ("G1 X50 Y50\nG92 X0 Y0 E0\nG1 X10 Y5 E1\n", [50, 60, 50, 55]),
)


def main(base):
    browser = Browser("en", (900, 700))
    try:
        browser.open(base + "/preview?file=1&printer=dagoma-1")
        for code, box in ROWS:
            assert browser.run(BOX, code) == box, (code,
                                                   browser.run(BOX, code))
        # nobody said where it lies: the piece is around 0, 0
        browser.until("the bed", "return document.querySelector('#view')"
                      ".getAttribute('data-bed') === '200 × 200 at -100, -100'")
        browser.open(base + "/preview?file=1&printer=dagoma-2")
        browser.until("another bed", "return document.querySelector('#view')"
                      ".getAttribute('data-bed') === '310 × 220 at 0, 0'")
    finally:
        browser.close()


main(*sys.argv[1:])
