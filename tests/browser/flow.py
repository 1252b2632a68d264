# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does with the pages, step by step, in a real browser.

usage: flow.py BASE SAMPLE [PICTURES]
"""

import os
import shutil
import sys
import tempfile

from webdriver import Browser

HOSTILE = "<img src=x onerror=alert(1)>.g"
ENABLED = "return !document.querySelector(arguments[0]).disabled"
SAYS = ("return document.querySelector(arguments[0]).textContent"
        ".includes(arguments[1])")


def picture(browser, folder, name):
    if folder:
        browser.screenshot(os.path.join(folder, name + ".png"))


def choose_printer(browser, base):
    browser.open(base + "/")
    browser.until("the list of printers",
                  "return document.querySelectorAll('#printer option').length == 2")
    assert browser.run("return document.title") == "Parc 3D controller"
    assert browser.text("label[for=printer]") == \
        "Select your printer to begin"
    assert browser.text("#go") == "Let's go"
    browser.run("document.getElementById('printer').value = 'dagoma-1'")
    browser.click("#go")
    browser.until("the printer's page", SAYS, "#name", "dagoma-1")
    browser.until("a free printer", SAYS, "#status", "Free for printing")


def send(browser, path):
    browser.type("#file", path)
    browser.click("#send")
    browser.until("the upload and its analysis", ENABLED, "#start")


def slow(folder, sample, seconds):
    """The same part, with waits at its end, so that a slow browser sees it
    being printed."""
    path = os.path.join(folder, "slow.g")
    shutil.copy(sample, path)
    with open(path, "a", encoding="ascii") as out:
        out.write("G4 S1\n" * seconds)
    return path


def print_it(browser, pictures):
    """Upload, start, pause, resume, finish, clean."""
    assert "Magis" in browser.text("#said")
    assert "PLA" in browser.text("#header")
    browser.click("#start")
    browser.until("the start", SAYS, "#status", "Printing")
    browser.until("progress", "return document.getElementById('bar').value > 0")
    browser.click("#pause")
    browser.until("the pause", SAYS, "#status", "Printing paused")
    picture(browser, pictures, "paused")
    before = browser.run("return document.getElementById('bar').value")
    assert before > 0
    assert browser.text("#times").startswith("Time left")
    # a page that is opened again knows as much
    browser.run("location.reload()")
    browser.until("the pause after a reload", SAYS, "#status",
                  "Printing paused")
    assert browser.run("return document.getElementById('bar').value") >= before
    browser.click("#pause")
    browser.until("the end", SAYS, "#status",
                  "Printing finished, please clean the printer")
    picture(browser, pictures, "finished")
    browser.click("#cleaned")
    browser.until("a clean printer", SAYS, "#status", "Free for printing")


def send_several(browser, path):
    """Two at once: one is chosen; and one that was sent before is known."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("one.g", "two.g")]
        for one in paths:
            shutil.copy(path, one)
            with open(one, "a", encoding="ascii") as out:
                out.write("; " + os.path.basename(one) + "\n")
        browser.type("#file", "\n".join(paths))
        browser.click("#send")
        browser.until("both files", "return document.querySelectorAll("
                      "'#arrived input').length == 2")
        assert browser.run("return performance.getEntriesByType('resource')"
                           ".filter(r => r.name.includes('/api/uploads/'))"
                           ".length") == 4
        browser.type("#file", paths[1])
        browser.click("#send")
        browser.until("what is known", SAYS, "#notice", "two.g")
        assert browser.run("return performance.getEntriesByType('resource')"
                           ".filter(r => r.name.includes('/api/uploads/'))"
                           ".length") == 4
    browser.run("document.querySelectorAll('#arrived input')[1].click()")
    browser.until("the chosen one", SAYS, "#piece", "two.g")
    browser.run("location.reload()")
    browser.until("the page again", SAYS, "#status", "Free for printing")


def stop_it(browser):
    """Stop asks once, and means it the second time; a job that comes then
    waits for the cleaning, and the page says so."""
    browser.click("#start")
    browser.until("the start", ENABLED, "#stop")
    browser.click("#stop")
    assert browser.text("#stop") == \
        "Really stop? The piece is lost. Press again."
    browser.click("#stop")
    browser.until("the stop", SAYS, "#status",
                  "Printing stopped, please clean the printer to start a "
                  "new impression")


def for_any_printer(browser, folder, path, pictures):
    """Behind a job that waits, one that no printer here may take: the page
    says why, and gives it another place."""
    foreign = os.path.join(folder, "foreign.g")
    with open(foreign, "w", encoding="ascii") as out:
        out.write(";TARGET_MACHINE.NAME:Ender-3\n\nG28\n")
    send(browser, path)
    browser.click("#start")
    browser.until("the queue", SAYS, "#queue", os.path.basename(path))
    send(browser, foreign)
    browser.click("#startAny")
    browser.until("the truth about the pool", SAYS, "#notice",
                  "no printer here can ever take it")
    for name in ("dagoma-1", "dagoma-2"):
        browser.until("why not", SAYS, "#queue li:last-child",
                      name + ": the file is made for another kind of machine")
    picture(browser, pictures, "any")
    browser.click("#queue li:last-child button")
    browser.until("the first place", SAYS, "#queue li:first-child",
                  "On any printer")
    browser.click("#queue li:first-child button:nth-child(2)")
    browser.until("the last place again", SAYS, "#queue li:last-child",
                  "On any printer")
    for left in (1, 0):
        browser.click("#queue li button:last-child")
        browser.until("a shorter queue", "return document.querySelectorAll("
                      f"'#queue li').length == {left}")


def wait_in_queue(browser, path):
    send(browser, path)
    browser.click("#start")
    browser.until("the truth about the queue", SAYS, "#notice",
                  "when the printer has been cleaned")
    browser.until("the queue", SAYS, "#queue", os.path.basename(path))
    browser.click("#queue button")
    browser.until("an empty queue",
                  "return document.querySelectorAll('#queue li').length == 0")
    browser.click("#cleaned")
    browser.until("a clean printer", SAYS, "#status", "Free for printing")


def refuse(browser, folder):
    path = os.path.join(folder, "model.stl")
    with open(path, "w", encoding="ascii") as out:
        out.write("solid")
    browser.type("#file", path)
    browser.click("#send")
    browser.until("the refusal", SAYS, "#notice", "its name must end in")


def hostile(browser, folder, sample):
    path = os.path.join(folder, HOSTILE)
    shutil.copy(sample, path)
    with open(path, "a", encoding="ascii") as out:
        out.write(";another content\n")
    send(browser, path)
    browser.until("the name as text", SAYS, "#piece", HOSTILE)
    assert browser.run("return document.querySelectorAll('img[src=x]')"
                       ".length") == 0


def objection(browser, folder):
    """What may not be printed is said before Start can be pressed."""
    path = os.path.join(folder, "settings.g")
    with open(path, "w", encoding="ascii") as out:
        out.write("G28\nM500\nG1 X300 Y10 E1\n")
    browser.type("#file", path)
    browser.click("#send")
    browser.until("the command and its line", SAYS, "#objections",
                  "“settings.g” can't be printed here. M500 (line 2) ")
    browser.until("the size", SAYS, "#objections", "200 × 200 × 205 mm")
    assert not browser.run(ENABLED, "#start")
    assert "M500 (line 2)" in browser.text("#notice")


def phone(browser, base, pictures):
    browser.resize(390, 844)
    for page in ("/", "/fleet", "/printers/dagoma-1"):
        browser.open(base + page)
        browser.until("the page", "return document.body.innerText"
                      ".includes('dagoma-1')")
        wide = browser.run("return document.documentElement.scrollWidth"
                           " - document.documentElement.clientWidth")
        assert wide == 0, f"{page} is {wide} px too wide for a phone"
        picture(browser, pictures, "phone" + page.replace("/", "-"))
    browser.resize(1280, 1000)


def fleet(browser, base, pictures):
    browser.open(base + "/fleet")
    browser.until("two cards",
                  "return document.querySelectorAll('#fleet h2').length == 2")
    picture(browser, pictures, "fleet")


def french(browser, base, pictures):
    browser.open(base + "/")
    browser.click(".language")
    browser.until("French", "return document.documentElement.lang == 'fr'")
    browser.open(base + "/recap.php")
    browser.until("the fleet in French", SAYS, "h1",
                  "Vue d'ensemble du parc")
    browser.until("the state in French", SAYS, "#fleet", "Libre")
    browser.open(base + "/d_imprimante1/interface.php")
    browser.until("the old address", SAYS, "#name", "dagoma-1")
    browser.until("the state in French", SAYS, "#status", "Libre")
    picture(browser, pictures, "french")


def nothing_bad(browser, base):
    outside = browser.run(
        "return performance.getEntriesByType('resource').map((e) => e.name)"
        ".filter((n) => !n.startsWith(arguments[0]))", base)
    assert outside == [], outside
    # the refused upload is told by the console as a failed request
    bad = [e["message"] for e in browser.console()
           if "415" not in e["message"]]
    assert bad == [], bad


def main():
    base, sample = sys.argv[1], os.path.abspath(sys.argv[2])
    pictures = sys.argv[3] if len(sys.argv) > 3 else None
    browser = Browser()
    try:
        with tempfile.TemporaryDirectory() as folder:
            choose_printer(browser, base)
            send_several(browser, sample)
            send(browser, slow(folder, sample, 300))
            print_it(browser, pictures)
            refuse(browser, folder)
            send(browser, slow(folder, sample, 3000))
            stop_it(browser)
            for_any_printer(browser, folder, sample, pictures)
            wait_in_queue(browser, sample)
            hostile(browser, folder, sample)
            objection(browser, folder)
            nothing_bad(browser, base)
            phone(browser, base, pictures)
            fleet(browser, base, pictures)
            french(browser, base, pictures)
            nothing_bad(browser, base)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
