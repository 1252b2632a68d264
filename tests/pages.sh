#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every page as Chromium tells it to a screen reader, in both languages and
# color schemes; and what a page does when its printer is unplugged.
#
#	tests/pages.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
# shellcheck source=tests/browser/full.sh
. tests/browser/full.sh

start_lab
fill_lab
check pages__everybody__can_use_them timeout 100 \
    python3 tests/browser/access.py "$base" "$preview"
check pages__printer_unplugged__say_so timeout 100 \
    python3 tests/browser/vanish.py "$base" "$run"
end_lab
exit $((failed > 0))
