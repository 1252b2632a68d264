# SPDX-License-Identifier: GPL-3.0-or-later
"""Machine profiles in a real browser: copied, changed, chosen, deleted.

usage: profiles.py BASE [PICTURES]; there are an admin ann, "password of ann",
an operator otto, "password of otto", and the printers dagoma-1, which is paused
and whose profile has a bed of 310 mm, and dagoma-2.
"""

import sys

from settings import ENTER, IS, SHOWN, TAB, Visit, nothing_bad, setting
from webdriver import Browser

COPY = "[aria-label='Copy: dagoma-discoeasy200']"
WIDE = ("return document.documentElement.scrollWidth"
        " - document.documentElement.clientWidth")


def copy(v):
    """One press makes it, and its name waits to be typed."""
    v.open("/admin", "the list", COPY)
    v.says("who has it", "#profileList", "1 printer")
    v.browser.click(COPY)
    v.says("the copy", "h1", "Profile dagoma-discoeasy200-2")
    v.says("what to do", "#notice", "This is the copy")
    assert v.browser.run("return document.activeElement.id") == "name"
    v.picture("profile-copy")


def change(v):
    """By the keyboard: the name is selected, the next field is the type."""
    v.browser.type("#name", "atelier")
    v.says("what is not saved", "#changes", "1 change")
    v.browser.type(setting("machine_type"), "DiscoUltimate" + TAB)
    v.fill(setting("extrude_min_dC"), "185")
    v.fill(setting("park_gcode"), "g28 z")
    v.browser.click("#save")
    v.says("why not", "#notice", '"G28 Z" is not allowed when parking')
    v.fill(setting("park_gcode"), "m84")
    v.browser.type("#name", ENTER)
    v.says("that it is saved", "#notice", "Saved.")
    v.says("its name", "h1", "Profile atelier")
    assert v.browser.run(IS, setting("park_gcode"), "M84")
    v.fill(setting("bed_x_um"), "")
    v.browser.click("#save")
    v.browser.until("that it is asked for", "return document.activeElement"
                    ".matches('[data-setting=bed_x_um]:invalid')")
    v.browser.click("#undo")
    assert v.browser.run(IS, setting("bed_x_um"), "200")


def choose(v):
    """In the settings of a printer that prints; then the profile says so."""
    v.open("/printers/dagoma-1/settings", "the settings", "#settings")
    assert v.browser.run("return document.querySelector(arguments[0])"
                         ".placeholder", setting("bed_x_um")) == "310"
    v.fill(setting("profile"), "atelier")
    assert v.browser.run("return document.querySelector(arguments[0])"
                         ".placeholder", setting("bed_x_um")) == "200"
    v.browser.click("#save")
    v.says("that it is saved", "#notice", "when its job has ended")
    v.picture("settings-profile")
    v.browser.click("#editProfile")
    v.says("the profile", "h1", "Profile atelier")
    v.says("its printer", "#printers", "dagoma-1")
    v.says("why it stays", "#deleteNote", "In use by dagoma-1")
    assert not v.browser.run(SHOWN, "#delete")
    v.fill(setting("bed_z_um"), "180")
    v.browser.click("#save")
    v.says("when it counts", "#notice", "It counts on dagoma-1 when the job")
    v.picture("profile-used")


def shipped(v):
    """It can be looked at and copied, and nothing else."""
    v.open("/profiles/2", "the profile", "#stays")
    assert not v.browser.run(SHOWN, "#save")
    assert not v.browser.run(SHOWN, "#delete")
    assert v.browser.run("return document.querySelector(arguments[0])"
                         ".disabled", setting("bed_x_um"))
    v.picture("profile-shipped")


def delete(v):
    v.open("/printers/dagoma-1/settings", "the settings", "#settings")
    v.fill(setting("profile"), "generic")
    v.browser.click("#save")
    v.says("that it is saved", "#notice", "when its job has ended")
    v.open("/admin#profiles", "the list", "[aria-label='Edit: atelier']")
    v.browser.click("[aria-label='Edit: atelier']")
    v.shown("the way out", "#delete")
    v.browser.click("#delete")
    v.says("the question", "#delete", "Really?")
    v.browser.click("#delete")
    v.shown("the list again", "#profileList li")
    v.browser.until("that it is gone", "return !document.body.innerText"
                    ".includes('atelier')")
    v.open("/events", "the record", "#events tr")
    v.says("the end", "#events", "deleted the profile atelier")
    v.says("a change", "#events",
           "Profile atelier, Height, Z: 205 mm → 180 mm")
    v.picture("events-profile")


def phone(v):
    v.browser.resize(390, 844)
    for path, css in (("/admin", "#profileList li"),
                      ("/profiles/2", "#profile")):
        v.open(path, "the page", css)
        wide = v.browser.run(WIDE)
        assert wide == 0, f"{path} is {wide} px too wide for a phone"
        v.picture("phone" + path.replace("/", "-"))
    v.browser.resize(1280, 1000)


def french(v):
    v.browser.click(".language")
    for path, css, text in (("/admin", "#profileList", "Voir"),
                            ("/profiles/2", "h1", "Profil dagoma")):
        v.open(path, "the page", css)
        v.says("French", css, text)
        v.picture("french" + path.replace("/", "-"))
    v.browser.click(".language")


def operator(v):
    v.says("who is here", "header .me", "ann")
    v.browser.click("#logOut")
    v.says("nobody", "header nav", "Log in")
    v.log_in("otto")
    v.open("/profiles/2", "that it is not theirs", "#nobody")
    assert not v.browser.run(SHOWN, "#profile")


def main():
    browser = Browser()
    v = Visit(browser, sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    try:
        v.log_in("ann")
        for part in (copy, change, choose, shipped, delete, phone, french,
                     operator, nothing_bad):
            part(v)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
