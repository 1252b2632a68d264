#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every page as Chromium tells it to a screen reader, in both languages and
# color schemes; and what a page does when its printer is unplugged.
#
#	tests/pages.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

view() { is "/api/printers/dagoma-$1" .view "$2"; }
both_free() { view 1 free && view 2 free; }
read_yet() { is /api/files/1 .analyzed true; }

supervise --speed 50
check start__answers until_true 60 both_free || exit 1
asking=(-H "X-Api-Key: $(cat "$run/api-key")")
echo 'password of ann' | admin admin add ann > "$work/body"
echo 'password of lucie' | admin person add lucie --role user > "$work/body"

# A print that is paused near its end, and one behind it.
{ cat tests/sample/cube.g; yes G4 S9 | head -n 200; } > "$work/slow.g"
for name in slow next; do
	ask POST "/api/files?name=$name.g&printer=dagoma-1" \
	    --data-binary "@$work/slow.g"
	check "file__${name}__taken" answered 201
done
check print__runs until_true 20 view 1 printing
admin order dagoma-1 pause > "$work/body"
check print__paused until_true 20 view 1 paused
check file__read until_true 20 read_yet

# What the statistics are of.
sql "INSERT INTO job (file_id, printer_id, label, who, rank, queued_ms, state,
	started_ms, ended_ms, printed_ms, done_bytes, why)
    VALUES (1, 2, 'vase.g', 'lucie', 1, 1795219200000, 'finished',
	1795219200000, 1795222800000, 3600000, 100, '')"

check pages__everybody__can_use_them timeout 100 \
    python3 tests/browser/access.py "$base" '/preview?file=1'
check pages__printer_unplugged__say_so timeout 100 \
    python3 tests/browser/vanish.py "$base" "$run"

kill -TERM "$supervisor"
wait "$supervisor"
supervisor=
check end__nothing_left until_true 20 none_left
exit $((failed > 0))
