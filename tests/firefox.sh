#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every page in Firefox, in both languages, without a console message or a
# failed request.
#
#	tests/firefox.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
# shellcheck source=tests/browser/full.sh
. tests/browser/full.sh

start_lab
fill_lab
# Debian's Python, which has Debian's python3-websocket.
check pages__firefox__nothing_bad timeout 100 \
    /usr/bin/python3 tests/browser/firefox.py "$base" "$preview"
end_lab
exit $((failed > 0))
