# SPDX-License-Identifier: GPL-3.0-or-later
"""How many bytes a page is: its HTML and all that this asks for, scripts with
the scripts that they import, as nginx sends it.

usage: pages.py BASE; at the end are the most bytes of one page, plain and with
gzip, and with all that a person at it can make it ask for later.
"""

import itertools
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

PAGES = ["/", "/fleet", "/printers/dagoma-1", "/history", "/statistics",
         "/login", "/account", "/people", "/events", "/admin",
         "/printers/dagoma-1/settings", "/profiles/1", "/nothing-there",
         "/preview"]
# It is a program that draws; the target is for the others.
DRAWS = "/preview"
NEEDED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"')
# Also the worker that the preview starts.
IMPORTED = re.compile(r'^import [^;]*?"([^"]+)";|\bimport\("([^"]+)"\)|'
                      r'new Worker\(`\$\{root\}([^`]+)`|'
                      r'\bstyle\("([^"]+)"\)', re.M)
# What is imported later, or not by everybody: who is spared which of it.
FRENCH = {"sentences.js", "adopting.js"}
USED = {"control.css", "control.js", "terminal.js", "upload.js", "webcam.js"}
ALL = "French, all opened"
READERS = {"English": FRENCH | USED, "French": USED, ALL: set()}


def fetch(url, encoding):
    request = urllib.request.Request(url,
                                     headers={"Accept-Encoding": encoding})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:     # the page of lost ones
        return error.read()


def needs(url, text):
    """The addresses that a file makes a browser ask for."""
    if url.endswith(".js"):
        found = ["".join(names) for names in IMPORTED.findall(text)]
    elif url.endswith((".css", ".svg")):
        found = []
    else:
        found = NEEDED.findall(text)
    return [urllib.parse.urljoin(url, name) for name in found]


def measure(url, sizes, spared):
    """The sizes of all files that a page takes; sizes has known ones."""
    todo, seen = [url], set()
    while todo:
        one = todo.pop()
        if one in seen or one.split("/")[-1] in spared:
            continue
        seen.add(one)
        if one not in sizes:
            plain = fetch(one, "identity")
            sizes[one] = (len(plain), len(fetch(one, "gzip")),
                          needs(one, plain.decode()))
        todo += sizes[one][2]
    return (len(seen), sum(sizes[s][0] for s in seen),
            sum(sizes[s][1] for s in seen))


def main():
    sizes, most, opened = {}, [0, 0], [0, 0]
    for page, reader in itertools.product(PAGES, READERS):
        files, *both = measure(sys.argv[1] + page, sizes, READERS[reader])
        print(f"pages: {page}, {reader}: {files} files, {both[0]} bytes,"
              f" {both[1]} with gzip")
        if page != DRAWS and reader != ALL:
            most = [max(pair) for pair in zip(most, both)]
        if page != DRAWS:
            opened = [max(pair) for pair in zip(opened, both)]
    print("plain", most[0])
    print("gzip", most[1])
    print("opened", *opened)


if __name__ == "__main__":
    main()
