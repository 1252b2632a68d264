#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Control by hand, the whole way: what the simulated machine executes is what
# the table of controls says, and nothing while it must not; typed lines, and
# the terminal; and both in a browser.
#
#	tests/control.sh BUILD
#
# Pictures of the pages are kept in $PICTURES, if that is set.
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1
control() { ask POST /api/printers/dagoma-1/control -d "$1" "${@:2}"; }
done_by() {
	grep -vE '^(M105|M110|M115|M155|M503)' \
	    "$run/printers/dagoma-1/executed.gcode"
}
executed_last() { [ "$(done_by | tail -n "$1" | tr '\n' ';')" = "$2" ]; }
typed() { control "$(jq -cn --arg l "$1" '{control: "gcode", line: $l}')" "${@:2}"; }
order() { ask POST /api/printers/dagoma-1/orders -d "{\"order\":\"$1\",\"job\":${2-0}}"; }
hot() { is /api/printers/dagoma-1 ".live.hotend >= $1" true; }
phase() { is /api/printers/dagoma-1 .live.phase "$1"; }

supervise --speed 100
until_true 60 grep -q "Connectprint is at" "$work/out" || exit 1
key=$(cat "$run/api-key")
asking=(-H "X-Api-Key: $key")
until_true 20 is /api/printers '.printers | map(.view) | join(" ")' "free free"
until_true 20 phase idle
before=$(done_by | wc -l)

# --- what is refused ----------------------------------------------------------
while read -r code want body; do
	control "$body"
	check "control__${body}__refused" refused "$want" "$code"
done <<'END'
too-cold 409 {"control":"extrude","e_um":5000}
too-far 422 {"control":"jog","x_um":100001}
bad-request 400 {"control":"jog","x_um":"1\nM112"}
bad-request 400 {"control":"jog"}
bad-request 400 {"control":"M112"}
bad-request 400 {"control":7}
too-hot 422 {"control":"heat","hotend":261}
too-hot 422 {"control":"heat","bed":141}
bad-request 400 {"control":"gcode"}
END
control '{"control":"extrude","e_um":5000}' -H "Accept-Language: fr"
check extrude__cold__in_french says 'trop froide'
while read -r code line; do
	typed "$line"
	check "line__${line}__refused" refused 422 "$code"
done <<'END'
forbidden-line M112
forbidden-line m110 N0
forbidden-line M28 x.g
bad-line N7 M105*33
bad-line M117 M112
bad-line G4 P1 M112
bad-line hello
too-hot M109 S300
END
typed $'M105\nM112'
check line__two__refused refused 422 bad-line
typed "$(head -c 200 /dev/zero | tr '\0' G)"
check line__long__refused refused 422 bad-line
user=$(admin key ursula --role operator)
asking=()
admin policy open-lab 0 > /dev/null
typed M500 -H "X-Api-Key: $user"
check line__saves_settings__operator__refused refused 422 refused-line
ask GET /api/printers/dagoma-1/terminal
check terminal__visitor__refused refused 403 no-right
asking=(-H "X-Api-Key: $key")
check refused__nothing_executed [ "$(done_by | wc -l)" = "$before" ]
check refused__nothing_recorded [ "$(sql "SELECT count(*) FROM event
    WHERE what = 'printer.control'")" = 0 ]

# --- what is done -------------------------------------------------------------
control '{"control":"home"}'
check home__free__accepted json .order control
check home__executed until_true 10 executed_last 1 'G28;'
control '{"control":"home","x":1,"y":1}'
check home__two_axes__executed until_true 10 executed_last 1 'G28 X Y;'
control '{"control":"jog","x_um":10000,"z_um":-500}'
check jog__executed__absolute_again until_true 10 executed_last 3 \
    'G91;G1 X10.000 Z-0.500 F600;G90;'
control '{"control":"fan","percent":100}'
control '{"control":"motors-off"}'
check fan_motors__executed until_true 10 executed_last 2 'M106 S255;M84;'
typed 'M114'
check line__executed until_true 10 executed_last 1 'M114;'
typed 'M500'
check line__admin__is_only_warned until_true 10 executed_last 1 'M500;'
control '{"control":"heat","hotend":200}'
check heat__executed until_true 10 executed_last 1 'M104 S200;'
check heat__hot until_true 20 hot 190
control '{"control":"extrude","e_um":5000}'
check extrude__hot__executed until_true 10 executed_last 4 \
    'M83;G1 E5.000 F300;M82;G92 E0;'
check control__each__is_recorded [ "$(sql "SELECT group_concat(new, ' ')
    FROM (SELECT new FROM event WHERE what = 'printer.control'
    ORDER BY id)")" = \
    "home home jog fan motors-off gcode gcode heat extrude" ]
check control__record__lines [ "$(sql "SELECT who || ':' || why FROM event
    WHERE what = 'printer.control' AND new = 'jog'")" = \
    "admin:G91;G1 X10.000 Z-0.500 F600;G90" ]

# --- the terminal ---------------------------------------------------------------
# What was said since a moment, in parts: this machine says a lot a second.
now() {
	ask GET /api/printers/dagoma-1/terminal
	next=$(jq .next "$work/body")
	: > "$work/said"
}
said() {	# way, pattern
	ask GET "/api/printers/dagoma-1/terminal?from=$next"
	json ".missed == 0 and (.lines | all(.[0] >= $next))" true || return
	jq -r '.lines[] | .[2] + .[3]' "$work/body" >> "$work/said"
	next=$(jq .next "$work/body")
	grep -qE "^$1$2" "$work/said"
}
now
typed M114
check terminal__sent__is_shown until_true 10 said '>' 'N[0-9]+ M114\*[0-9]+$'
check terminal__answer__is_shown until_true 10 said '<' 'X:.* Count'
check terminal__lines__once [ "$(grep -c 'M114' "$work/said")" = 1 ]
ask GET '/api/printers/dagoma-1/terminal?from=1'
check terminal__lines__are_bounded json '.lines | length' 100
ask GET '/api/printers/dagoma-1/terminal?from=x'
check terminal__from__nonsense refused 400 bad-request

# --- beside a job -----------------------------------------------------------------
{
	printf 'G28\nG90\nM82\nM104 S200\nG1 X50 Y50 Z10 F6000\nG92 E7\n'
	yes 'G4 P1000' | head -n 3000
} | ask POST '/api/files?name=long.g' --data-binary @-
until_true 10 is /api/files/1 .analyzed true
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}'
check job__prints until_true 20 phase printing
control '{"control":"home"}'
check home__printing__refused refused 409 printer-busy
typed M114
check line__printing__refused refused 409 printer-busy
until_true 20 is /api/jobs/1 '.done_commands > 6' true
order pause 1
check pause__paused until_true 20 phase paused
until_true 5 is /api/jobs/1 .state paused
control '{"control":"jog","x_um":10000}'
check jog__paused__sideways until_true 10 executed_last 3 \
    'G91;G1 X10.000 F3000;G90;'
control '{"control":"heat","hotend":210}'
check heat__paused__executed until_true 10 executed_last 1 'M104 S210;'
for body in '{"control":"jog","z_um":1000}' '{"control":"home"}' \
    '{"control":"fan","percent":0}' '{"control":"gcode","line":"G1 X1"}'; do
	control "$body"
	check "control__paused__${body}__refused" refused 409 not-in-pause
done
control '{"control":"extrude","e_um":-5000}'
check extrude__paused__executed until_true 10 executed_last 1 'G92 E0;'
order resume 1
returned() {
	done_by | tail -n 25 | tr '\n' ';' |
	    grep -q 'G92 E0;M109 S200;G90;G1 X50.000 Y50.000 .*G92 E7.0*;'
}
check resume__all_as_it_was until_true 20 returned
order stop 1
until_true 20 is /api/printers/dagoma-1 .view to-clean
until_true 20 phase idle

# --- a piece on the bed -------------------------------------------------------------
for body in '{"control":"home"}' '{"control":"home","z":1}' \
    '{"control":"jog","z_um":-1000}' '{"control":"gcode","line":"G1 Z0"}'; do
	control "$body"
	check "control__to_clean__${body}__asks" refused 409 piece-on-bed
done
control '{"control":"home","x":1}'
check home__to_clean__x_alone json .order control
control '{"control":"home","sure":1}'
check home__to_clean__sure json .order control
check home__to_clean__sure__executed until_true 10 executed_last 1 'G28;'
exit $((failed > 0))
