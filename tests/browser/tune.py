# SPDX-License-Identifier: GPL-3.0-or-later
"""Tuning a print in a real browser, by mouse, keyboard and on a phone.

        tune.py BASE EXECUTED [PICTURES]

EXECUTED is what the machine of dagoma-1 did, which prints something long at
120 % of speed; its firmware has no baby-steps, and said so.
"""
import os
import sys
import time

from webdriver import Browser

SPEED, FLOW = "[data-knob=speed]", "[data-knob=flow]"
LESS, MORE = "button:first-of-type", "button:last-of-type"
SHOWN = "const e = document.querySelector(arguments[0]);" \
        "return e !== null && e.offsetParent !== null"
VALUE = "return document.querySelector(arguments[0]).value === arguments[1]"
SAYS = "return document.querySelector(arguments[0]).textContent" \
       ".includes(arguments[1])"
CALM = "return document.querySelector('.knob.pending') === null"
# A slider that is dragged: many places, one end.
DRAG = """
const slider = document.querySelector(arguments[0]);
for (const n of [100, 102, 105, 108, 110]) {
	slider.value = n;
	slider.dispatchEvent(new Event("input", { bubbles: true }));
}
slider.dispatchEvent(new Event("change", { bubbles: true }));
"""
NAMELESS = """
return [...document.querySelectorAll("#tune :is(button, input)")].filter((e) =>
	e.offsetParent && !e.getAttribute("aria-label")).map((e) => e.outerHTML);
"""
SMALL = """
return [...document.querySelectorAll("#tune :is(button, input)")].filter((e) =>
	e.offsetParent && (e.offsetHeight < 34 || e.offsetWidth < 34))
	.map((e) => e.outerHTML);
"""
WIDE = "return document.documentElement.scrollWidth - innerWidth"
ARROW_RIGHT, ENTER = "\ue014", "\ue007"


def did(executed):
    with open(executed, encoding="ascii") as lines:
        return lines.read().split("\n")


def until_did(executed, line):
    for _ in range(400):
        if line in did(executed):
            return
        time.sleep(0.1)
    raise AssertionError(f"the machine never did {line}")


def open_page(browser, base):
    browser.open(base + "/printers/dagoma-1")
    browser.until("the part to tune", SHOWN, "#tune " + SPEED)


def confirmed(browser, css, value):
    browser.until(f"{css} is {value}", VALUE, css, value)
    browser.until("nothing is pending", CALM)


def desk(browser, base, executed, pictures):
    open_page(browser, base)
    browser.until("the machine's own", VALUE, SPEED + " input[type=range]",
                  "120")
    assert browser.run(NAMELESS) == []
    # a button
    browser.click(f"{SPEED} .turn {MORE}")
    until_did(executed, "M220 S125")
    confirmed(browser, SPEED + " input[type=number]", "125")
    # the keyboard
    browser.type(SPEED + " input[type=range]", ARROW_RIGHT)
    until_did(executed, "M220 S130")
    confirmed(browser, SPEED + " input[type=number]", "130")
    browser.run("const n = document.querySelector(arguments[0]); n.focus();"
                "n.select();", FLOW + " input[type=number]")
    browser.type(FLOW + " input[type=number]", "97" + ENTER)
    until_did(executed, "M221 S97")
    confirmed(browser, FLOW + " input[type=range]", "97")
    # let go, not dragged
    browser.run(DRAG, FLOW + " input[type=range]")
    until_did(executed, "M221 S110")
    for passed in ("M221 S102", "M221 S105", "M221 S108"):
        assert passed not in did(executed), passed
    # back to what the file has, which says nothing of it
    browser.click(f"{SPEED} > button")
    confirmed(browser, SPEED + " input[type=number]", "100")
    browser.until("nothing to reset", "return document.querySelector("
                  "arguments[0]).hidden", f"{SPEED} > button")
    browser.until("why not", SAYS, "[data-knob=baby_um]", "no baby-steps")
    assert browser.run("return [...document.querySelectorAll("
                       "'[data-knob=baby_um] button')].every((b) =>"
                       " b.disabled)")
    if pictures:
        browser.run("document.querySelector('#tune').scrollIntoView()")
        browser.screenshot(os.path.join(pictures, "tune.png"))
    assert browser.console() == []


def phone(browser, base, pictures):
    open_page(browser, base)
    browser.until("French", SAYS, "#tuneTitle", "Ajuster")
    browser.until("why not", SAYS, "[data-knob=baby_um]", "babystep")
    assert browser.run(SMALL) == [], browser.run(SMALL)
    assert browser.run(WIDE) <= 0
    if pictures:
        browser.run("document.querySelector('#tune').scrollIntoView()")
        browser.screenshot(os.path.join(pictures, "tune-phone.png"))
    assert browser.console() == []


def main():
    base, executed = sys.argv[1:3]
    pictures = sys.argv[3] if len(sys.argv) > 3 else None

    browser = Browser("en", (1280, 1000))
    try:
        desk(browser, base, executed, pictures)
    finally:
        browser.close()
    browser = Browser("fr", (390, 844))
    try:
        phone(browser, base, pictures)
    finally:
        browser.close()


main()
