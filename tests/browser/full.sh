# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
#
# A lab in which every page has something to show, for tests of all pages:
# two simulated printers, dagoma-1 with a paused print, ann, who is an admin,
# and lucie.  To be sourced after tests/shell.sh.
export PYTHONDONTWRITEBYTECODE=1
# The preview of the file that is being printed.
preview='/preview?file=1'

view() { is "/api/printers/dagoma-$1" .view "$2"; }
both_free() { view 1 free && view 2 free; }
read_yet() { is /api/files/1 .analyzed true; }

start_lab() {
	supervise --speed 50
	check start__answers until_true 60 both_free || exit 1
	asking=(-H "X-Api-Key: $(cat "$run/api-key")")
	echo 'password of ann' | admin admin add ann > "$work/body"
	echo 'password of lucie' | admin person add lucie --role user \
	    > "$work/body"
}

# A print that is paused before its long end, one behind it, one of the past.
fill_lab() {
	local name
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
	sql "INSERT INTO job (file_id, printer_id, label, who, rank, queued_ms,
		state, started_ms, ended_ms, printed_ms, done_bytes, why)
	    VALUES (1, 2, 'vase.g', 'lucie', 1, 1795219200000, 'finished',
		1795219200000, 1795222800000, 3600000, 100, '')"
}

end_lab() {
	kill -TERM "$supervisor"
	wait "$supervisor"
	supervisor=
	check end__nothing_left until_true 20 none_left
}
