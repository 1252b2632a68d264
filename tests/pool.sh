#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The pool, the whole way: the real supervisor and two simulated printers, a
# hundred times faster than life, and jobs for whichever is free.
#
#	tests/pool.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
upload() { ask POST "/api/files?name=$1" --data-binary @-; }
told() { admin "$@" > "$work/body" 2>&1; }
submit() {	# file's id, printer: the job's id is in $job
	ask POST /api/jobs -d "{\"file\":$1,\"printer\":\"$2\"}"
	job=$(jq -r .id "$work/body")
}
move() { ask POST "/api/jobs/$1/move" -d "$2"; }
order() { ask POST "/api/printers/$1/orders" -d "{\"order\":\"$2\"}"; }
stop() { ask POST "/api/printers/$1/orders" -d "{\"order\":\"stop\",\"job\":$2}"; }
queue() { is "/api/printers/$1" '.queue | map(.id) | join(" ")' "$2"; }
state() { is "/api/jobs/$1" '.printer + " " + .state' "$2"; }
# All reasons of a job, "dagoma-1:printing dagoma-2:to-clean".
whynot() {
	is "/api/jobs/$1" '.whynot | map(.printer + ":" + .code) | join(" ")' \
	    "$2"
}
read_yet() { is "/api/files/$1" .analyzed true; }

start() {
	supervise --speed 100
	until_true 60 grep -q "Connectprint is at" "$work/out" &&
	    asking=(-H "X-Api-Key: $(cat "$run/api-key")")
}

# --- who takes it ------------------------------------------------------------
check start__fresh__answers start || { cat "$work/out"; exit 1; }
until_true 20 is /api/printers '.printers | map(.view) | join(" ")' "free free"
# Half a minute each; a dwell can't be stopped, so it is made of short ones.
dwells() { yes 'G4 S1' | head -n 3000; }
dwells | upload long.g
{ printf ';Printer: Magis\n\n'; dwells; } | upload magis.g
printf ';TARGET_MACHINE.NAME:Ender-3\n\nG28\n' | upload ender.g
for file in 1 2 3; do until_true 10 read_yet $file; done
submit 3 any
check pool__made_for_another_machine__nobodys json '.printer + " " + .waits' \
    "any other-machine"
ender=$job
check pool__made_for_another_machine__each_says_so whynot "$ender" \
    "dagoma-1:other-machine dagoma-2:other-machine"
check pool__reason__a_sentence json '.whynot[0].message' \
    "The file is made for another kind of machine."
submit 1 any
first=$job
check pool__two_free__starts json .waits null
submit 2 any
second=$job
taken() { is "/api/jobs?open=1" '[.jobs[] | select(.state == "printing") |
    .printer] | sort | join(" ")' "dagoma-1 dagoma-2"; }
check pool__two_free__each_takes_one until_true 20 taken
submit 1 any
third=$job
check pool__both_print__waits json .waits printing
check pool__both_print__each_says_so whynot "$third" \
    "dagoma-1:printing dagoma-2:printing"
check pool__fleet__how_many is /api/printers .pool 2
ask GET '/api/jobs?printer=any'
check pool__list__those_that_wait json '.jobs | map(.id) | tostring' \
    "[$third,$ender]"
check pool__printing__no_reason_asked_for whynot "$first" ""

# The pages have each reason in their own words.
codes=$(sed -n 's/^	\[WHYNOT_[A-Z_]*\][[:space:]]*= { "\([a-z-]\{1,\}\)".*/\1/p' sql/whynot.c)
wordless() {
	local code
	for code in $codes; do
		grep -q "\"whynot\.$code\": \[" htdocs/words.js || echo "$code"
	done
}
check words__reasons__found [ "$(wc -w <<< "$codes")" -ge 10 ]
check words__every_reason__on_the_pages [ -z "$(wordless)" ]

# --- other places ------------------------------------------------------------
submit 1 dagoma-1
own=$job
check queue__printer__the_pools_too queue dagoma-1 "$ender $third $own"
check queue__pool__says_why json '.queue | map(.whynot | length) | tostring' \
    "[2,2,0]"
check queue__other_printer__the_pools queue dagoma-2 "$ender $third"
move "$own" "{\"before\":$ender}"
check move__before__200 answered 200
check move__before__first queue dagoma-1 "$own $ender $third"
check move__printing__by_command \
    [ "$(told move "$first" before "$own"; echo $?)" = 1 ]
check move__printing__said says 'not two jobs that are queued'
move "$first" "{\"before\":$own}"
check move__claimed__409 refused 409 refused
move "$own" "{\"behind\":$first}"
check move__behind_a_claimed_one__409 refused 409 refused
move 9999 "{\"behind\":$own}"
check move__no_such_job__404 refused 404 not-found
for body in '' '{}' '{"before":0}' '{"before":"1"}' '{"before":null}' \
    '{"before":1,"behind":2}' '[1]' '{"behind":-3}' '{"behind":1.5}'; do
	move "$own" "$body"
	check "move__${body}__400" refused 400 bad-request
done
check move__command__0 told move "$own" behind "$third"
check move__command__last queue dagoma-1 "$ender $third $own"
asked=("${asking[@]}")
told policy open-lab 0
told key bob --role user &&
    asking=(-H "X-Api-Key: $(tail -n 1 "$work/body")")
move "$own" "{\"behind\":$third}"
check user__anothers_job__403 refused 403 no-right
submit 1 dagoma-1
move "$job" "{\"before\":$own}"
check user__past_another__403 refused 403 no-right
check user__past_another__not_moved queue dagoma-1 "$ender $third $own $job"
submit 1 dagoma-1
move "$job" "{\"before\":$((job - 1))}"
check user__among_their_own__200 answered 200
asking=("${asked[@]}")
check user__among_their_own__moved queue dagoma-1 \
    "$ender $third $own $job $((job - 1))"

# --- the next one ------------------------------------------------------------
is "/api/jobs/$second" .printer x
where=$(jq -r .printer "$work/body")
stop "$where" "$second"
check pool__stopped__to_clean until_true 20 whynot "$third" "$(
    for p in dagoma-1 dagoma-2; do
	[ $p = "$where" ] && echo $p:to-clean || echo $p:printing
    done | paste -sd ' ')"
order "$where" cleaned
check pool__cleaned__takes_the_next until_true 20 state "$third" \
    "$where printing"
ask DELETE "/api/jobs/$ender"
check pool__cancelled__200 json .state cancelled

# --- the command -------------------------------------------------------------
printf 'G28 ; c\n' > "$work/c.g"
check command__submit_any__0 told submit "$work/c.g" --any
check command__submit_any__said says '^job [0-9]* on any printer$'
check command__jobs_any__0 told jobs --any
check command__jobs_any__lists_it says ' any .* c\.g '
check command__both__2 [ "$(told submit "$work/c.g" dagoma-1 --any; echo $?)" = 2 ]
check command__neither__2 [ "$(told submit "$work/c.g"; echo $?)" = 2 ]
ask POST '/api/files?name=d.g&printer=any' --data-binary 'G28 ; d'
check upload__any__queued json .job.printer any

kill -TERM "$supervisor"
wait "$supervisor"
check end__sigterm__none_left [ -z "$(ours)" ]
exit $((failed > 0))
