#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The whole way, from HTTP to the executed line: the real supervisor with a
# private nginx, the daemon, and simulated printers a hundred times faster
# than life.  Nothing is taken from a program's word that can be read from
# what the machine executed.
#
#	tests/whole.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
sample=tests/sample/cube.g

get() { ask GET "$1" && jq -r "$2" "$work/body"; }
post() { ask POST "$1" -H 'Content-Type: application/json' -d "$2"; }

view() { is "/api/printers/$1" .view "$2"; }
phase() { is "/api/printers/$1" .live.phase "$2"; }
job_is() { is "/api/jobs/$1" .state "$2"; }
order() {	# printer, order, job
	post "/api/printers/$1/orders" "{\"order\":\"$2\",\"job\":${3:-0}}"
}
accepted() {
	order "$@"
	answered 202
}
submit() {	# file's id, printer: the job's id is in $job
	post /api/jobs "{\"file\":$1,\"printer\":\"$2\"}"
	job=$(jq -r .id "$work/body")
}
upload() {	# path: the file's id is in $file
	ask POST /api/files -F "file=@$1"
	file=$(jq -r .id "$work/body")
}

lines() { wc -l < "$run/printers/$1/executed.gcode"; }
has_executed() {	# printer, line, pattern
	executed "$1" "$2" | grep -q "$3"
}

start() {
	supervise --speed "${1:-100}"
	until_true 60 grep -q "Connectprint is at" "$work/out" &&
	    ! grep -q "Not everything" "$work/out" &&
	    asking=(-H "X-Api-Key: $(cat "$run/api-key")")
}
stop() {
	kill -TERM "$supervisor"
	wait "$supervisor"
}
daemon() { pgrep -f "^$bin/spoolerd --run $run"; }
daemon_again() { [ -n "$(daemon)" ] && [ "$(daemon)" != "$1" ] &&
    is /api/printers .live true; }

# A print of many layers, so that there is time to give orders.
long=$work/long.g
{
	sed '/^;LAYER:0/,$d' $sample
	for n in 1 2 3 4 5 6 7 8 9 10; do
		sed -n '/^;LAYER:0/,/^M107$/p' $sample | sed '$d' |
		    sed -e "s/^;LAYER:/&$n/" -e "s/ F2400/ F$((1500 + n))/"
	done
	sed -n '/^M107$/,$p' $sample | sed -n '/^M104 S0/,$p'
} > "$long"

# --- it starts ---------------------------------------------------------------
check start__fresh_folder__everything_up start
check fleet__asked__two_printers is /api/printers '.printers | length' 2
check fleet__asked__live is /api/printers .live true
check fleet__numbers__as_named is /api/printers/dagoma-1 .number 1
check fleet__simulated__free until_true 10 view dagoma-1 free

# --- one print ---------------------------------------------------------------
upload $sample
check upload__sample__taken answered 201
cube=$file
submit "$cube" dagoma-1
check submit__free_printer__taken answered 201
check print__sample__finishes until_true 60 job_is "$job" finished
check print__sample__every_line_once_in_order \
    same_as_file dagoma-1 0 $sample
check print__finished__all_commands_counted \
    is "/api/jobs/$job" '.commands == .done_commands' true
check print__finished__to_clean until_true 5 view dagoma-1 to-clean
check print__finished__recorded is "/api/jobs/$job" \
    '[.events[] | select(.what == "job.move") | .new] | join(" ")' \
    "printing finished"

# --- the bed must be cleared -------------------------------------------------
upload "$long"
longfile=$file
at=$(lines dagoma-1)
submit "$longfile" dagoma-1
check queue__to_clean__taken answered 201
check queue__to_clean__said json .waits to-clean
order dagoma-1 resume "$job"
check queue__other_order__refused answered 409
check queue__to_clean__waits job_is "$job" queued
check queue__to_clean__not_moved [ -z "$(executed dagoma-1 "$at")" ]
check cleaned__ordered__accepted accepted dagoma-1 cleaned
check cleaned__queue__starts until_true 10 job_is "$job" printing

# --- pause, resume -----------------------------------------------------------
under_way() { is "/api/printers/$1" '.live.commands > 40' true; }
check print__long__under_way until_true 30 under_way dagoma-1
pause() { accepted "$1" pause "$job" && until_true 20 phase "$1" paused &&
    until_true 5 view "$1" paused; }
resume() { accepted "$1" resume "$job" && until_true 20 phase "$1" printing &&
    until_true 5 view "$1" printing; }
check pause__printing__paused pause dagoma-1
known='(.live.commands > 0) and (.live.commands_total > 0) and
    (.live.left_ms != null)'
check fault__time_left_and_percentage__stay_in_a_pause \
    is /api/printers/dagoma-1 "$known" true
before=$(lines dagoma-1)
check fault__status_not_updated__job_and_printer_agree \
    is /api/printers/dagoma-1 '.view + " " + .job.state' "paused paused"
sleep 1
check pause__paused__nothing_printed \
    [ -z "$(executed dagoma-1 "$before")" ]
check resume__paused__printing resume dagoma-1
check fault__time_left_and_percentage__stay_after_a_pause \
    is /api/printers/dagoma-1 "$known" true
check fault__status_not_updated__printing_again \
    is /api/printers/dagoma-1 '.view + " " + .job.state + " " + .live.phase' \
    "printing printing printing"
again_and_again() {
	local n
	for n in 1 2 3 4 5; do
		pause dagoma-1 && resume dagoma-1 || return 1
	done
}
check fault__pause_resume_do_nothing__every_time_obeyed again_and_again
check print__paused_often__finishes until_true 120 job_is "$job" finished
check print__paused_often__every_line_once_in_order \
    same_as_file dagoma-1 "$at" "$long"

# --- stop --------------------------------------------------------------------
check cleaned__finished__accepted accepted dagoma-1 cleaned
check cleaned__finished__free until_true 5 view dagoma-1 free
at=$(lines dagoma-1)
submit "$longfile" dagoma-1
check stop__job__starts until_true 30 under_way dagoma-1
order dagoma-1 stop $((job - 1))
check stop__other_job__refused answered 409
check stop__ordered__accepted accepted dagoma-1 stop "$job"
check fault__stop_does_nothing__stopped until_true 30 job_is "$job" stopped
check stop__stopped__heater_off has_executed dagoma-1 "$at" '^M104 S0$'
check stop__stopped__bed_off has_executed dagoma-1 "$at" '^M140 S0$'
check stop__stopped__parked has_executed dagoma-1 "$at" '^G28 X Y$'
check stop__stopped__to_clean until_true 5 view dagoma-1 to-clean
order dagoma-1 stop "$job"
check stop__stopped_already__refused answered 409

# --- emergency ---------------------------------------------------------------
check cleaned__stopped__accepted accepted dagoma-1 cleaned
at=$(lines dagoma-1)
submit "$longfile" dagoma-1
check emergency__job__starts until_true 30 under_way dagoma-1
check emergency__ordered__accepted accepted dagoma-1 emergency
check emergency__printer__error until_true 10 view dagoma-1 error
over() { is "/api/jobs/$1" '.state == "failed" or .state == "stopped"' true; }
check emergency__job__over until_true 10 over "$job"
at=$(lines dagoma-1)
sleep 1
check emergency__machine__mute [ "$(lines dagoma-1)" -eq "$at" ]
check reset__ordered__accepted accepted dagoma-1 reset
check reset__done__to_clean until_true 20 view dagoma-1 to-clean
check reset__cleaned__accepted accepted dagoma-1 cleaned
check reset__cleaned__free until_true 5 view dagoma-1 free

# --- slicers -----------------------------------------------------------------
ask GET /p/dagoma-2/api/version
check slicer__version__octoprint json '.text | startswith("OctoPrint")' true
ask POST /p/dagoma-2/api/files/local -F print=true -F path= \
    -F "file=@$sample" -D "$work/headers"
check slicer__upload_and_print__taken answered 201
check slicer__upload__location grep -qi '^Location:.*api/' "$work/headers"
newest() { get "/api/jobs?printer=$1&limit=1" '.jobs[0].id'; }
job=$(newest dagoma-2)
check slicer__print__finishes until_true 60 job_is "$job" finished
check slicer__print__every_line_once_in_order \
    same_as_file dagoma-2 0 $sample
status=$(curl -s -o "$work/body" -w '%{http_code}' -H 'X-Api-Key: wrong' \
    -F print=true -F "file=@$sample" "$base/p/dagoma-2/api/files/local")
check slicer__wrong_key__refused answered 401

# --- refusals ----------------------------------------------------------------
: > "$work/empty.g"
cp $sample "$work/cube.exe"
head -c 4096 /dev/urandom > "$work/noise.g"
upload "$work/empty.g"
check refusal__empty__415 answered 415
upload "$work/cube.exe"
check refusal__extension__415 answered 415
upload "$work/noise.g"
check refusal__binary__415 answered 415
post /api/jobs "{\"file\":$cube,\"printer\":\"nobody\"}"
check refusal__unknown_printer__404 answered 404
ask POST /api/files -H 'Origin: http://evil.example' -F "file=@$sample"
check refusal__foreign_page__403 answered 403

# --- two at once -------------------------------------------------------------
at=$(lines dagoma-1)
submit "$cube" dagoma-1
first=$job
submit "$cube" dagoma-1
second=$job
check fault__two_print_at_once__one_runs until_true 30 job_is "$first" finished
check fault__two_print_at_once__other_waits job_is "$second" queued
check fault__two_print_at_once__lines_not_mixed \
    same_as_file dagoma-1 "$at" $sample
ask DELETE "/api/jobs/$second"
check cancel__queued__cancelled job_is "$second" cancelled

# --- the daemon ends in the middle -------------------------------------------
restart() {	# a signal; $job prints on dagoma-2, $queued waits there
	local old
	old=$(daemon)
	kill "-$1" "$old"
	until_true 20 daemon_again "$old"
}
for signal in TERM KILL; do
	check "daemon_$signal"__before__cleaned accepted dagoma-2 cleaned
	at=$(lines dagoma-2)
	submit "$longfile" dagoma-2
	print=$job
	check "daemon_$signal"__job__starts until_true 30 under_way dagoma-2
	submit "$cube" dagoma-2
	queued=$job
	check "daemon_$signal"__sent__starts_again restart $signal
	check "daemon_$signal"__queued_job__kept job_is "$queued" queued
	check "daemon_$signal"__print__goes_on \
	    until_true 120 job_is "$print" finished
	check "daemon_$signal"__print__every_line_once_in_order \
	    same_as_file dagoma-2 "$at" "$long"
	ask DELETE "/api/jobs/$queued"
done

# --- everything ends, and comes back -----------------------------------------
for name in dagoma-1 dagoma-2; do
	until_true 60 view $name to-clean || accepted $name cleaned
done
submit "$cube" dagoma-2
queued=$job
history=$(get '/api/jobs?limit=1000' '[.jobs[].id] | join(" ")')
was=$(get "/api/jobs/$queued" .state)
old_key=${asking[1]}
check stop__sigterm__status_0 stop
check stop__sigterm__none_left none_left
check start__second_time__everything_up start
check start__second_time__same_key [ "${asking[1]}" = "$old_key" ]
check start__second_time__history_kept \
    is '/api/jobs?limit=1000' '[.jobs[].id] | join(" ")' "$history"
check start__second_time__queue_kept job_is "$queued" "$was"
check start__second_time__was_queued [ "$was" = queued ]
check start__second_time__printers_kept is /api/printers/dagoma-2 .number 2
kill -INT "$supervisor"
wait "$supervisor"
check stop__sigint__none_left none_left

# --- the browser, at a speed at which a person could press a button ----------
check start__slower__everything_up start 15
ask DELETE "/api/jobs/$queued"
for name in dagoma-1 dagoma-2; do
	check "cleaned__${name}__accepted" accepted $name cleaned
done
check browser__whole_flow__works env BASE="$base" tests/browser.sh
stop
exit $((failed > 0))
