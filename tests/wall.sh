#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The fleet on a screen on a wall, on a desk and on a phone.
#
#	tests/wall.sh BUILD
#
# Pictures of the pages are kept in $PICTURES, if that is set.
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

start() {
	supervise --speed 2
	until_true 60 grep -q "Connectprint is at" "$work/out" &&
	    asking=(-H "X-Api-Key: $(cat "$run/api-key")")
}
check start__fresh__answers start || { cat "$work/out"; exit 1; }
python3 tests/browser/sliced.py "$work/tower.gcode"
ask POST /api/files?name=tower.gcode --data-binary @"$work/tower.gcode"
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1","copies":3}'
prints() { is /api/printers '.printers[0].job.label' tower.gcode; }
check fleet__job__prints until_true 20 prints
next() {
	is /api/printers '.printers | map(.next.label) | tostring' \
	    '["tower.gcode",null]'
}
check fleet__next__of_its_own_queue until_true 5 next
check fleet__browser python3 tests/browser/wall.py "$base" \
    ${PICTURES:+"$PICTURES"}
exit $((failed > 0))
