# SPDX-License-Identifier: GPL-3.0-or-later
"""What administrators do, as flows of flows.py: a printer's settings, its log,
its way out and in again, rules, charts, the record."""

from person import ENTER, SPACE

VALUE = "return document.querySelector(arguments[0]).value"


def settings(f):
    """One is changed and changed back; the printer goes out of service."""
    bed = "[data-setting=bed_x_um]"
    f.p.open(f"/printers/{f.p.printer}/settings", "#noteText")
    f.p.write(bed, "150", ENTER)
    f.p.told("#notice", "saved")
    f.p.says("#log", "150")
    f.p.write(bed, "", ENTER)
    f.p.until("as the profile says", VALUE + " === ''", bed)
    f.p.told("#notice", "saved")
    f.p.write("#reason", "Zzz", ENTER)
    f.p.told("#notice", "isOut")
    f.p.told("#service", "event.printer.disabled", why="Zzz")
    f.p.act("#enable")
    f.p.told("#service", "inService")
    f.p.write("#noteText", "Mmm " + f.mark, ENTER)
    f.p.says("#log .noted", "Mmm " + f.mark)


def adopted(f):
    """Forgotten, found at its port, and taken in again."""
    adopt = f"#ports .adopt input[aria-label*='/{f.p.printer}/']"
    f.p.act("#forget")
    assert f.p.text("#forget") == f.p.word("forgetSure")
    f.p.press(ENTER)
    f.p.shown("#checks li")
    f.p.shown(adopt)
    f.p.write(adopt, f.p.printer, ENTER)
    f.p.told("#notice", "adoptedAs", name=f.p.printer)
    f.p.open("/printers/" + f.p.printer, "#emergency")
    f.p.act("#cleaned")
    f.p.told("#status", "view.free")


def rules(f):
    """Health, disk and rules; each browser changes one of its own."""
    mine = "#policy-archive-days" if f.p.printer == "dagoma-1" else \
        "#policy-trace-days"
    f.p.open("/admin", mine)
    f.p.told("#checks", "verdict.good")
    f.p.told("#archive", "filesKept")
    was = f.p.browser.run(VALUE, mine)
    for value in ("77", was):
        f.p.write(mine, value)
        f.p.told("#changes", "oneChange")
        f.p.press(ENTER)
        f.p.told("#notice", "saved")
        f.p.told("#changes", "noChanges")
    chip = "1a86:" + ("7523" if f.p.printer == "dagoma-1" else "5523")
    f.p.write("#chip", chip, ENTER)
    f.p.says("#chips", chip)
    f.p.act(f"#chips [aria-label='{f.p.word('chipDeny', chip=chip)}']", SPACE)
    f.p.told("#notice", "chipDenied", chip=chip)


def charts(f):
    f.p.open("/statistics", "#rows tr")
    f.p.says("#rows", f.p.printer)
    f.p.choose("#by", "person")
    f.p.says("#rows", "ann")
    f.p.choose("#by", "month")
    f.p.until("bars", "return [...document.querySelectorAll('#rows .bar')]"
              ".some((e) => e.getBoundingClientRect().width > 0)")


def record(f):
    f.p.open("/events", "#events tr")
    f.p.choose("#kind", "printer")
    f.p.choose("#printer", f.p.printer)
    f.p.says("#events", "Mmm " + f.mark)


OFFICE = ((settings, ()), (adopted, ()), (rules, ()), (charts, ()),
          (record, ()))
