#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A running print is tuned, the whole way: by HTTP, by the command and on the
# page; the machine does what was asked, every line of the file once and in
# order, and the next print begins at 100 %.
#
#	tests/tune.sh BUILD
#
# Pictures of the page are kept in $PICTURES, if that is set.
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1
job=1
tune() {	# "speed":60, more of curl's options
	ask POST /api/printers/dagoma-1/orders \
	    -d "{\"order\":\"tune\",\"job\":$job,$1}" "${@:2}"
}
order() { ask POST /api/printers/dagoma-1/orders -d "{\"order\":\"$1\",\"job\":$job}"; }
# What the page waits for.
done_with() { is /api/printers/dagoma-1 ".live.tune.done >= $hand" true; }
tuned() {	# as tune, and then a value
	tune "$1" && answered 202 && hand=$(jq .hand "$work/body") &&
	    until_true 20 done_with && json ".live.tune.$2" "$3"
}
view() { is /api/printers/dagoma-1 .view "$1"; }
phase() { is /api/printers/dagoma-1 .live.phase "$1"; }
far() { is "/api/jobs/$job" ".done_commands > $1" true; }
did() { grep -qxE "$1" "$run/printers/dagoma-1/executed.gcode"; }
start() {	# file, more of curl's options
	ask POST /api/jobs -d "{\"file\":$1,\"printer\":\"dagoma-1\"}" "${@:2}"
	job=$(jq .id "$work/body")
	until_true 20 far 10
}

supervise --speed 100
until_true 60 grep -q "Connectprint is at" "$work/out" || exit 1
key=$(cat "$run/api-key")
asking=(-H "X-Api-Key: $key")
until_true 20 is /api/printers '.printers | map(.view) | join(" ")' "free free"
until_true 20 phase idle
# One that takes long, and one that waits for a person at its half: what is
# done meanwhile is done in time, however slow this computer is.
moves() {	# from, to
	for ((i = $1; i <= $2; i++)); do
		echo "G1 X$((50 + i % 2 * 20)) E$i F1200"
	done
}
begin='G28\nG90\nM82\nM104 S200\nG1 X50 Y50 Z10 F6000\nM106 S255\n'
{ printf '%b' "$begin"; moves 1 60000; } > "$work/long.g"
{
	printf '%b' "$begin"
	moves 1 40
	echo M0
	moves 41 80
	printf 'M107\nM104 S0\n'
} > "$work/short.g"
for name in long short; do
	ask POST "/api/files?name=$name.g" --data-binary "@$work/$name.g"
done
until_true 20 is /api/files/1 .analyzed true
until_true 20 is /api/files/2 .analyzed true

# --- nothing prints -----------------------------------------------------------
tune '"speed":60'
check tune__free__refused refused 409 no-print
ask POST /api/printers/dagoma-1/orders -d '{"order":"tune","speed":60}'
check tune__no_job__refused refused 400 bad-request
ask POST /api/printers/dagoma-1/control -d '{"control":"tune","speed":60}'
check tune__as_a_control__refused refused 400 bad-request

# --- a print ------------------------------------------------------------------
before=$(wc -l < "$run/printers/dagoma-1/executed.gcode")
check print__runs start 1
ask GET /api/printers/dagoma-1
check tune__begin__factors json '.live.tune |
    [.speed, .flow, .fan, .own.hotend, .own.fan, .baby_um] | tostring' \
    '[100,100,100,200,100,0]'
while read -r status code body; do
	tune "$body"
	check "tune__${body}__refused" refused "$status" "$code"
done <<'END'
422 too-far "speed":9
422 too-far "speed":301
422 too-far "flow":151
422 too-far "baby_um":51
422 too-hot "hotend":300
422 too-cool "hotend":150
400 bad-request "x_um":1000
400 bad-request "speed":"M112"
END
tune '"hotend":150' -H 'Accept-Language: fr'
check tune__too_cool__in_french says 'ne pousse plus'
job=999 tune '"speed":60'
check tune__other_job__refused refused 409 other-job
check tune__speed__confirmed tuned '"speed":60' speed 60
check tune__speed__executed did 'M220 S60'
check tune__three__confirmed tuned '"flow":95,"fan":40,"bed":40' fan 40
check tune__three__executed did 'M221 S95' && did 'M106 S102' && did 'M140 S40'
check tune__hotend__confirmed tuned '"hotend":210' own.hotend 200
check tune__hotend__target until_true 20 is /api/printers/dagoma-1 .live.hotend_target 210
check tune__baby__confirmed tuned '"baby_um":20' baby_um 0
check tune__baby__unknown__shown json '.live.tune.lacks | join(" ")' baby_um
tune '"baby_um":20'
check tune__baby__again__refused refused 409 not-known
undone() { [ "$(sql "SELECT count(*) FROM event WHERE what = 'printer.undone'")" = 1 ]; }
check tune__baby__recorded until_true 10 undone
try tune__command__done 0 'printing|pausing' order dagoma-1 tune speed=120 flow=90
check tune__command__executed until_true 20 did 'M220 S120'
try tune__command__no_value__refused 2 'speed=80' order dagoma-1 tune
order pause
check pause__paused until_true 20 phase paused
until_true 10 is "/api/jobs/$job" .state paused
check tune__paused__confirmed tuned '"hotend":215' speed 120
ours='^(M220 S(60|80|120|100)|M221 S(95|90|100)|M106 S102|M140 S40|M104 S21[05]|M290 P0 Z0.020)$'
theirs() { executed dagoma-1 "$before" | grep -vE "$ours"; }
check print__so_far__every_line_once_in_order diff \
    <(commands "$work/long.g" | head -n "$(theirs | wc -l)") <(theirs)
check tune__each__is_recorded [ "$(sql "SELECT group_concat(why, '|') FROM
    (SELECT why FROM event WHERE what = 'printer.control' AND new = 'tune'
    AND job_id = $job ORDER BY id)")" = "M220 S60|\
M221 S95;M106 S102;M140 S40|M104 S210|M290 P0 Z0.020|M220 S120;M221 S90|\
M104 S215" ]
kept() {
	[ "$(sql "SELECT group_concat(knob || value, ' ') FROM
	    (SELECT knob, value FROM tuned WHERE job_id = $job ORDER BY knob)")" = \
	    "bed40 fan40 flow90 hotend215 speed120" ]
}
check tune__last__kept until_true 20 kept
order resume
check resume__as_hot_as_tuned until_true 20 did 'M109 S215'
until_true 20 phase printing
check page__sliders_and_buttons__tune timeout 120 python3 tests/browser/tune.py \
    "$base" "$run/printers/dagoma-1/executed.gcode" ${PICTURES:+"$PICTURES"}
order stop
check stop__ends until_true 30 view to-clean
put_back() {
	[ "$(tail -n +"$((before + 1))" "$run/printers/dagoma-1/executed.gcode" |
	    grep -E '^M22[01]' | tail -n "$1" | tr '\n' ';')" = "$2" ]
}
check stop__factors__back put_back 2 'M220 S100;M221 S100;'

# --- whose print it is --------------------------------------------------------
ursula=$(admin key ursula --role user)
oscar=$(admin key oscar --role user)
asking=()
admin policy open-lab 0 > /dev/null
ask POST /api/printers/dagoma-1/orders -d '{"order":"cleaned"}' \
    -H "X-Api-Key: $key"
before=$(wc -l < "$run/printers/dagoma-1/executed.gcode")
check owner__prints start 2 -H "X-Api-Key: $ursula"
until_true 20 phase paused
tune '"speed":60' -H "X-Api-Key: $oscar"
check tune__another_user__refused refused 403 no-right
tune '"speed":60'
check tune__visitor__refused refused 403 no-right
tune '"speed":60' -H "X-Api-Key: $ursula"
check tune__owner__taken json .order tune
tune '"speed":80' -H "X-Api-Key: $key"
check tune__admin__taken json .order tune
asking=(-H "X-Api-Key: $key")
order resume
check print__ends until_true 60 is "/api/jobs/$job" .state finished
check print__every_line_once_in_order diff \
    <(commands "$work/short.g" | grep -vx M0) <(theirs)
check print__end__factor_back put_back 3 'M220 S60;M220 S80;M220 S100;'
exit $((failed > 0))
