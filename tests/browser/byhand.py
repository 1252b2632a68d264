# SPDX-License-Identifier: GPL-3.0-or-later
"""What operators do at a printer that is free, as flows of flows.py: control by
hand, the terminal, its camera."""

import os
import time

from person import DRAWN, ENTER, SPACE, UP


def did(f, line):
    """Until the machine has done it."""
    path = os.path.join(f.run, "printers", f.p.printer, "executed.gcode")
    for _ in range(600):
        with open(path, encoding="ascii") as done:
            if line in done.read().split("\n"):
                return
        time.sleep(0.1)
    raise AssertionError(f"the machine never did {line}")


def by_hand(f):
    f.at_the_printer()
    f.p.act("#hand summary")
    f.p.told("#handWhy", "hand.free")
    f.p.act("#homeAll")
    f.p.told("#handSaid", "hand.homed", what="X Y Z")
    f.p.act(".pad .zp", UP)
    did(f, "G1 Y10.000 F3000")
    f.p.write("#handHotend", "203", ENTER)
    did(f, "M104 S203")
    f.p.act("#presets button")
    did(f, "M140 S60")
    f.p.act("#extrude")
    did(f, "G1 E5.000 F300")
    f.p.act("#fans [data-percent='50']")
    did(f, "M106 S128")
    f.p.act("#presets button:last-child")
    did(f, "M104 S0")
    f.p.act("#motorsOff")
    did(f, "M84")


def terminal(f):
    """Its lines, two filters, a refusal, and what was typed before."""
    f.p.act("#terminal summary")
    f.p.write("#gcode", "M114", ENTER)
    f.p.says("#lines", "Count")
    f.p.act("#hideHeat", SPACE)
    f.p.act("#hideAcks", SPACE)
    f.p.until("all lines", "return [...document.querySelectorAll('#lines li')]"
              ".every((li) => li.checkVisibility())")
    f.p.write("#gcode", "M112", ENTER)
    f.p.shown("#gcodeSaid")
    f.p.press(UP)
    f.p.until("the line before", "return document.getElementById('gcode')"
              ".value === 'M114'")


def camera(f):
    f.at_the_printer()
    f.p.act("#webcamForm summary")
    f.p.write("#webcamUrl", f.camera, ENTER)
    f.p.told("#notice", "webcamSaved")
    f.p.until("a picture", DRAWN, "#webcamPicture")
    f.p.write("#webcamUrl", "", ENTER)
    f.p.until("none", "return document.getElementById('webcam').hidden")


# The camera's picture is asked for once more before the page knows that there
# is none.
BY_HAND = ((by_hand, ()), (terminal, ("422",)), (camera, ("/webcam",)))
