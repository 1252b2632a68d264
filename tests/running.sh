#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is told while it happens: a file was read, without a page asking again
# and again; and the trace of a print that runs, up to now.
#
#	tests/running.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

start() {
	supervise --speed 20
	until_true 60 grep -q "Connectprint is at" "$work/out" &&
	    asking=(-H "X-Api-Key: $(cat "$run/api-key")")
}
check start__fresh__answers start || { cat "$work/out"; exit 1; }
check file__read__the_page_is_told python3 tests/browser/told.py "$base" \
    tests/sample/cube.g
check file__read__on_the_record [ "$(sql "SELECT new FROM event
    WHERE what = 'file.analyzed'")" = 1 ]

admin policy filament-price 2000 > /dev/null
sql "UPDATE file SET weight_mg = 12300, cost_milli = 7"
check cost__lab_has_a_price__its_own is /api/files/1 \
    '[.cost_milli, .currency] | tostring' '[246,"EUR"]'
admin policy filament-price 0 > /dev/null
check cost__none__the_slicers is /api/files/1 .cost_milli 7

ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}'
# More than nothing, though nothing is stored of it before a minute is over.
points() {
	ask GET "/api/jobs/1/telemetry.csv"
	[ "$(wc -l < "$work/body")" -gt 2 ]
}
check trace__runs__up_to_now until_true 10 points
rising() {
	tail -n +2 "$work/body" | awk -F, '
	    { if ($1 <= at || NF != 7) bad = 1; at = $1 } END { exit bad }'
}
check trace__runs__in_order rising
check trace__runs__nothing_stored_yet [ "$(rows trace)" = 0 ]
ask GET /api/jobs/1/temperatures
check chart__runs__the_same json '.points | length > 1' true

# --- the preview, on the bed of a printer -------------------------------------
sql "CREATE TEMP TABLE wide AS SELECT * FROM profile WHERE id =
	(SELECT profile_id FROM printer WHERE name = 'dagoma-2');
    UPDATE wide SET id = 999, name = 'wide', machine_type = 'W',
	bed_form = 'corner', bed_x_um = 310000,
	bed_y_um = 220000;
    INSERT INTO profile SELECT * FROM wide;
    UPDATE printer SET profile_id = 999 WHERE name = 'dagoma-2'"
check preview__arcs_and_bed python3 tests/browser/arcs.py "$base"
exit $((failed > 0))
