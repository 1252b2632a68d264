#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A piece from its upload to its last layer, as a person sees it: files on a
# line that breaks, and in which layer the print is, also while it is paused
# and after the daemon was killed.
#
#	tests/piece.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

start() {
	supervise --speed 100
	until_true 60 grep -q "Connectprint is at" "$work/out" &&
	    asking=(-H "X-Api-Key: $(cat "$run/api-key")")
}

check start__fresh__answers start || { cat "$work/out"; exit 1; }

# --- a print that waits in two of its layers -------------------------------------
{
	echo G28
	for layer in 1 2 3 4; do
		echo ";LAYER:$((layer - 1))"
		echo "G1 Z0.$((2 * layer)) F900"
		echo "G1 X10 E$((2 * layer)) F1200"
		[ $((layer % 2)) = 1 ] || echo M0
		echo "G1 X0 E$((2 * layer + 1))"
	done
} > "$work/asks.g"
ask POST "/api/files?name=asks.g" --data-binary "@$work/asks.g"
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}'
check layer__on_record until_true 30 is /api/jobs/1 '[.state, .layer, .layers]
    | tostring' '["paused",2,4]'
check layer__live until_true 30 is /api/printers/dagoma-1 '.live |
    [.layer, .layers, .z_um] | tostring' '[2,4,400]'
# Kill the one child of the supervisor that runs it.
check layer__browser python3 tests/browser/layer.py "$base" \
    "kill -9 \$(pgrep -P $supervisor -f '^$bin/spoolerd ')"

# --- files -------------------------------------------------------------------------
yes 'G1 X1 Y2 F600' | head -c 12000000 > "$work/big.g"
check sending__browser python3 tests/browser/sending.py "$port" \
    "$work/big.g" tests/sample/cube.g
check sending__broken_line__as_it_was is /api/files \
    "[.files[] | select(.label == \"big.g\").sha256] | tostring" \
    "[\"$(sha256sum < "$work/big.g" | cut -d' ' -f1)\"]"

kill -TERM "$supervisor"
wait "$supervisor"
supervisor=
check end__nothing_left until_true 20 none_left
exit $((failed > 0))
