#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What people do at the machines, in Chromium and in Firefox at once, each at a
# printer of its own: tests/browser/flows.py says what and how.  One reads
# English and the other one French; the other way round, with LANGUAGES="fr en".
#
#	tests/flows.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
# shellcheck source=tests/browser/full.sh
. tests/browser/full.sh
read -r -a languages <<< "${LANGUAGES:-en fr}"

flows() {	# browser, language, and where the camera is
	# Debian's Python, which has Debian's python3-websocket.
	timeout 300 /usr/bin/python3 tests/browser/flows.py "$1" "$2" \
	    "$port" "$run" "$3" > "$work/$1" 2>&1
}

start_lab
python3 tests/browser/camera.py > "$work/port" 2> "$work/seen" &
camera=$!
check camera__there until_true 20 [ -s "$work/port" ]
picture=http://127.0.0.1:$(cat "$work/port")/snap
flows chromium "${languages[0]}" "$picture" &
first=$!
flows firefox "${languages[1]}" "$picture"
check flows__firefox__to_the_end [ $? -eq 0 ]
wait "$first"
check flows__chromium__to_the_end [ $? -eq 0 ]
cat "$work/chromium" "$work/firefox"
kill "$camera"
wait "$camera"
end_lab
exit $((failed > 0))
