# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the first lines of a file with Printrun's printcore, for streaming.c.

        printcore.py PORT FILE LINES

Prints the seconds and the processor's seconds of the print alone, all threads
of this program included; reading the file and connecting are not counted.
"""
import os
import sys
import threading
import time

from printrun import gcoder, printcore

TIMEOUT_S = 300


def main():
    port, path, lines = sys.argv[1:]
    online, ended = threading.Event(), threading.Event()
    with open(path, encoding="ascii") as text:
        gcode = gcoder.LightGCode(text.read().splitlines()[:int(lines)])
    core = printcore.printcore()
    core.onlinecb = online.set
    core.endcb = ended.set
    core.connect(port, 250000)
    if not online.wait(TIMEOUT_S):
        sys.exit("printcore does not get online")
    wall, cpu = time.monotonic(), time.process_time()
    core.startprint(gcode)
    if not ended.wait(TIMEOUT_S):
        sys.exit("printcore does not get to the end")
    print(time.monotonic() - wall, time.process_time() - cpu, flush=True)
    # its threads are still busy with the end, and can't be told to leave
    os._exit(0)


main()
