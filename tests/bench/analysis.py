# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a print file in several ways: the filter, `wc -l`, Printrun's gcoder.

        analysis.py FILTER FILE

Prints a line each: the way, MB of the file a second of the processor's time,
and the most memory in MB.  gcoder, which keeps each line as an object, and the
filter once more, for its memory, have the first tenth of the file.
"""
import os
import resource
import subprocess
import sys
import tempfile
import time

from printrun import gcoder

ROUNDS = 3


def cost(argv, path):
    """Seconds of the processor, the least of some rounds."""
    seconds = []
    for _ in range(ROUNDS):
        with open(path, "rb") as file:
            child = subprocess.Popen(argv, stdin=file,
                                     stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"{argv[0]} ended with {child.returncode}")
        seconds.append(usage.ru_utime + usage.ru_stime)
    return min(seconds)


def memory(argv, path):
    """The most kB that it had when all was read, before it heard of the
    end."""
    with open(path, "rb") as file, subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        while chunk := file.read(1 << 20):
            child.stdin.write(chunk)
        child.stdin.flush()
        with open(f"/proc/{child.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status
                        if line.startswith("VmHWM:"))


def peer(path):
    """The same of gcoder, in this process."""
    with open(path, encoding="ascii") as file:
        lines = file.read().split("\n")
    before = time.process_time()
    gcoder.GCode(lines)
    return (time.process_time() - before,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def say(way, size, seconds, most):
    print(way, round(size / 1e6 / seconds, 1), round(most / 1024, 1))


def main():
    program, path = sys.argv[1:]
    size = os.path.getsize(path)
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(path)) as part:
        with open(path, "rb") as whole:
            part.write(whole.read(size // 10))
        part.flush()
        for way, argv in (("filter", [program]), ("wc", ["wc", "-l"])):
            say(way, size, cost(argv, path), memory(argv, path))
        say("filter-part", size // 10, cost([program], part.name),
            memory([program], part.name))
        say("gcoder", size // 10, *peer(part.name))


main()
