#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is loaded in a printer, the whole way: the real supervisor and two
# simulated printers, and files for this material and for that.
#
#	tests/loading.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
upload() { ask POST "/api/files?name=$1" --data-binary @-; }
submit() {	# file's id, printer: the job's id is in $job
	ask POST /api/jobs -d "{\"file\":$1,\"printer\":\"$2\"}"
	job=$(jq -r .id "$work/body")
}
load() { ask POST "/api/printers/$1/load" -d "$2" "${@:3}"; }
read_yet() { is "/api/files/$1" .analyzed true; }
state() { is "/api/jobs/$1" '.printer + " " + .state' "$2"; }
whynot() {
	is "/api/jobs/$1" '.whynot | map(.printer + ":" + .code) | join(" ")' \
	    "$2"
}

answers() {
	ask GET /api/printers/dagoma-1
	[ "$status" != 000 ] && [ "$status" != 502 ]
}
start() {
	supervise --speed 100
	disown
	until_true 60 answers && first=$status
	until_true 60 grep -q "Connectprint is at" "$work/out"
}
check start__fresh__answers start || { cat "$work/out"; exit 1; }
key=$(cat "$run/api-key")
check start__first_answer__knows_the_printers [ "$first" = 200 ]

# --- setting it ---------------------------------------------------------------
check load__fresh__not_known is /api/printers/dagoma-1 \
    '[.material, .nozzle_um] | tostring' '["",0]'
load dagoma-1 '{"material":" pla ","nozzle_um":400}'
check load__visitor_of_an_open_lab__may answered 200
check load__written__one_way json '[.material, .nozzle_um] | tostring' \
    '["PLA",400]'
check load__printer__says_it until_true 5 is /api/printers/dagoma-1 .material PLA
for body in '{"material":"<b>"}' '{"material":7}' '{}' '[]' \
    '{"material":"PLA","nozzle_um":10001}' \
    '{"material":"PLA","nozzle_um":-1}' \
    '{"material":"PLA","nozzle_um":"0.4"}' \
    '{"material":"PLA\u0000X"}' '{"material":"ABCDEFGHIJKLMNOPQ"}'; do
	load dagoma-1 "$body"
	check "load__${body}__refused" refused 400 bad-request
done
load nowhere '{"material":"PLA"}'
check load__no_printer__said refused 404 no-printer
check load__refused__nothing_changed [ "$(sql "SELECT material FROM printer
    WHERE name = 'dagoma-1'")" = PLA ]
admin policy open-lab 0 > /dev/null
load dagoma-1 '{"material":"ABS"}'
check load__visitor__refused refused 403 no-right
userkey=$(admin key ursula --role user)
load dagoma-1 '{"material":"ABS"}' -H "X-Api-Key: $userkey"
check load__user__refused refused 403 no-right
load dagoma-2 '{"material":"ABS"}' -H "X-Api-Key: $key"
check load__admin__may answered 200
admin policy open-lab 1 > /dev/null
try load__command__shows_it 0 '^dagoma-1: PLA, nozzle 0.40 mm$' load dagoma-1
try load__command__sets_it 0 '^dagoma-2: PETG, nozzle 0.60 mm$' \
    load dagoma-2 petg 0.6
try load__command__material_alone 0 '^dagoma-2: ABS, nozzle 0.60 mm$' \
    load dagoma-2 ABS
try load__command__nonsense 2 'no diameter' load dagoma-2 PLA thick
try load__command__unknown_printer 1 'no printer' load dagoma-9 PLA
try load__command__unknown 0 '^dagoma-2: ABS, nozzle unknown$' \
    load dagoma-2 ABS unknown

# --- files for it ---------------------------------------------------------------
printf 'G28\nG4 P1\n; filament_type = PETG\n; nozzle_diameter = 0.4\n' |
    upload petg.gcode
check file__of_prusaslicer__read until_true 10 read_yet 1
check file__of_prusaslicer__wants json '[.material, .nozzle_um] | tostring' \
    '["PETG",400]'
is "/api/files/1?printer=dagoma-1" '.objections[0].code' other-material
check file__objection__says_both json '.objections[0].message |
    test("PETG") and test("PLA")' true
submit 1 dagoma-1
check submit__other_material__refused refused 422 objection
submit 1 any
check pool__loaded_nowhere__waits json .waits loaded
check pool__loaded_nowhere__each_says_so whynot "$job" \
    "dagoma-1:loaded dagoma-2:loaded"
load dagoma-2 '{"material":"PETG","nozzle_um":400}'
check pool__loaded__starts_there until_true 20 state "$job" \
    "dagoma-2 finished"

# Changed between submit and start: it waits, and others go on.
submit 1 dagoma-2
check submit__to_clean__queued json .waits to-clean
load dagoma-2 '{"material":"PLA"}'
printf 'G28\nG4 P2\n' | upload any.g
check file__without_a_word__read until_true 10 read_yet 2
ask POST /api/printers/dagoma-2/orders -d '{"order":"cleaned"}'
check start__changed_meanwhile__waits until_true 10 whynot "$job" \
    "dagoma-2:loaded"
waiting=$job
submit 2 dagoma-2
check start__changed_meanwhile__others_pass until_true 20 state "$job" \
    "dagoma-2 finished"
check start__changed_meanwhile__still_waits state "$waiting" "dagoma-2 queued"
load dagoma-2 '{"material":""}'
ask POST /api/printers/dagoma-2/orders -d '{"order":"cleaned"}'
check start__not_known__starts until_true 20 state "$waiting" \
    "dagoma-2 finished"

# --- what no printer can ever take ------------------------------------------------
admin load dagoma-1 unknown unknown > /dev/null
printf 'G28\nG92 E0\nG1 X1 Y1 Z0.2 F6000\nG1 X450 E10\n' | upload wide.g
check file__wider_than_any_bed__read until_true 10 read_yet 3
submit 3 any
check pool__too_large_for_all__said_at_submit json .waits objection
check pool__too_large_for_all__each_says_so whynot "$job" \
    "dagoma-1:objection dagoma-2:objection"
check pool__too_large_for_all__how_large json '.whynot[0].message |
    test("X 1.0…450.0") and test("200 × 200 × 205 mm")' true
# The machines' own kinds are known; a bed of another size would take it.
sql "UPDATE profile SET bed_x_um = 500000 WHERE id = 3;
    UPDATE printer SET profile_id = 3 WHERE name = 'dagoma-1'"
check pool__one_is_large_enough__that_one until_true 20 state "$job" \
    "dagoma-1 finished"
exit $((failed > 0))
