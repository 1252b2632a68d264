# SPDX-License-Identifier: GPL-3.0-or-later
"""A printer's camera on its page: a stream of two pictures that hangs then, and
one that is switched off.

    webcam.py BASE [FOLDER FOR PICTURES]
"""

import os
import sys

from webdriver import Browser

RED = "return document.querySelector('#webcamPicture').getContext('2d')" \
      ".getImageData(5, 5, 1, 1).data[0]"
SAYS = "return document.querySelector(arguments[0]).textContent" \
       ".includes(arguments[1])"


def main(base, pictures=None):
    browser = Browser("en")
    try:
        browser.open(base + "/printers/dagoma-1")
        browser.until("the last picture", RED + " === 250")
        if pictures:
            browser.screenshot(os.path.join(pictures, "webcam.png"))
        browser.until("its age", SAYS, "#webcamAge", "old.")
        browser.open(base + "/printers/dagoma-2")
        browser.until("a quiet placeholder", SAYS, "#webcamNone",
                      "The camera sends no picture now.")
        assert browser.run("return document.querySelector('#webcamPicture')"
                           ".hidden")
        refused = [l for l in browser.console()
                   if "Content Security" in l["message"]]
        assert not refused, refused
    finally:
        browser.close()


main(*sys.argv[1:])
