#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# kill -9 of each FastCGI program in the middle of a print: the print goes
# on, the supervisor starts the program again, and who asks meanwhile waits
# for it.  When each dies is drawn from $SEED.
#
#	SEED=N tests/mortal.sh BUILD
# shellcheck disable=SC2310 # the conditions are what is tested
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
RANDOM=${SEED:-3}

# A program, and what it is asked.
programs="files jobs people printers session slicers live"
path_of() {
	case $1 in
	slicers) echo /p/dagoma-1/api/version ;;
	live) echo /api/live ;;
	*) echo "/api/$1" ;;
	esac
}
# A request that is no WebSocket's can but be refused.
good() {
	case $1 in
	live) refused 400 bad-request ;;
	*) answered 200 ;;
	esac
}
pids() { pgrep -f "^$bin/$1 --spool $run"; }
dead() { ! pids "$1" | grep -qxF "$2"; }
another() { local now; now=$(pids "$1") && [ "$now" != "$2" ]; }
job_is() { is "/api/jobs/$job" .state "$1"; }
lines() { wc -l < "$run/printers/dagoma-1/executed.gcode"; }
goes_on() { [ "$(lines)" -gt "$1" ]; }
is_up() { grep -q "Connectprint is at" "$work/out"; }

so_far_in_order() {
	executed dagoma-1 0 | sed '$d' > "$work/executed"
	commands "$work/a.g" | head -n "$(wc -l < "$work/executed")" |
	    diff - "$work/executed" > "$work/diff"
}

# Lines that are all different, and last for minutes.
awk 'BEGIN { print "G28"; for (i = 0; i < 30000; i++)
	printf "G1 X%d Y%d.%03d F3000\n", i % 2 * 20, i / 100, i }' > "$work/a.g"
supervise --speed 200
check start__lab__everything_up until_true 30 is_up
asking=(-H "X-Api-Key: $(cat "$run/api-key")")
check start__printer__free until_true 20 is /api/printers/dagoma-1 .view free
ask POST /api/files -F "file=@$work/a.g"
ask POST /api/jobs -H 'Content-Type: application/json' \
    -d "{\"file\":$(jq .id "$work/body"),\"printer\":\"dagoma-1\"}"
job=$(jq -r .id "$work/body")
check print__submitted__runs until_true 20 job_is printing

for program in $programs $programs; do
	# somewhere between two lines, or two requests
	for ((i = RANDOM % 4; i > 0; i--)); do
		ask GET "$(path_of "$program")"
	done
	was=$(pids "$program")
	before=$(lines)
	# shellcheck disable=SC2086 # several, where there is a pool
	kill -9 $was
	# who dies may take a request along: nginx says so, with a 502
	until_true 5 dead "$program" "$was"
	ask GET "$(path_of "$program")"
	check "${program}__dead__asked__answers" good "$program"
	check "${program}__killed__started_again" until_true 5 another \
	    "$program" "$was"
	check "${program}__killed__print_goes_on" until_true 5 goes_on "$before"
done
check print__after_all_that__still_runs job_is printing
check print__every_line__once_in_order so_far_in_order
exit $((failed > 0))
