#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The wall clock jumps back by a year, and then far ahead, under everything and
# in the middle of prints: they go on, queues keep their order, people get in.
#
#	tests/clock.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

up() { grep -q "Connectprint is at" "$work/out"; }
submit() {
	ask POST /api/jobs -H 'Content-Type: application/json' \
	    -d "{\"file\":$cube,\"printer\":\"dagoma-1\"}"
	jq -r .id "$work/body"
}
log_in() {
	ask POST /api/session -H 'Content-Type: application/json' \
	    -H "Origin: $base" -d "{\"name\":\"boss\",\"password\":\"$1\"}"
}
under_way() { is /api/printers/dagoma-1 '.live.commands > 30' true; }
job_is() { is "/api/jobs/$1" .state "$2"; }
cleaned() {
	ask POST /api/printers/dagoma-1/orders -d '{"order":"cleaned"}' \
	    -H 'Content-Type: application/json' && answered 202
}
# What somebody sees who only looks on: for a second at a time from nginx's
# cache, which must not outlast a clock that is set back.
seen() {
	curl -s "$base/api/printers/dagoma-1" > "$work/body" &&
	    json "$1" "$2"
}
lines() { wc -l < "$run/printers/dagoma-1/executed.gcode"; }

# The clock: so many seconds ahead of the real one.  (The file is mapped: it
# is written in its place.)
jump() {
	perl -e 'print pack("q", shift)' -- "$1" |
	    dd of="$work/clock" conv=notrunc status=none
}
jump 0
year=31536000
export CLOCK_OFFSET=$work/clock
LD_PRELOAD=$bin/../test/clock.so ASAN_OPTIONS=verify_asan_link_order=0 \
    supervise --speed 100
check start__everything__up until_true 30 up
key=$(cat "$run/api-key")
echo correct-horse | admin admin add boss > /dev/null
asking=(-H "X-Api-Key: $key")
ask POST /api/files -F file=@tests/sample/cube.g
cube=$(jq -r .id "$work/body")
for _ in {1..12}; do
	log_in wrong
done
check login__too_often__locked refused 429 too-often

first=$(submit)
check print__under_way until_true 30 under_way
second=$(submit)
check onlooker__sees_the_queue until_true 5 seen .queued 1
jump -$year
third=$(submit)
dated() {	# a time in the last answer is of that year
	[ "$(jq -r "$1" "$work/body" | cut -c1-4)" = "$(date -d "$2" +%Y)" ]
}
check clock__back__seen dated .queued '1 year ago'
check onlooker__clock_back__sees_the_queue until_true 5 seen .queued 2
check lock__clock_back__does_not_last_a_year log_in correct-horse
check login__clock_back__in answered 200
check print__clock_back__goes_on until_true 30 job_is "$first" finished
check print__clock_back__every_line_once \
    same_as_file dagoma-1 0 tests/sample/cube.g
sane() { json '.printed_seconds >= 0 and .printed_seconds < 600' true; }
check print__clock_back__its_time_is_sane sane
at=$(lines)
check cleaned__clock_back__accepted cleaned
check queue__clock_back__keeps_its_order until_true 15 \
    job_is "$second" printing
check queue__clock_back__the_later_one_waits job_is "$third" queued

jump $year
check print__clock_ahead__goes_on until_true 30 job_is "$second" finished
check print__clock_ahead__every_line_once \
    same_as_file dagoma-1 "$at" tests/sample/cube.g
log_in correct-horse
check login__clock_ahead__in answered 200
check cleaned__clock_ahead__accepted cleaned
check queue__clock_ahead__goes_on until_true 15 job_is "$third" printing

check onlooker__clock_ahead__sees_the_queue until_true 5 seen .queued 0
jump 0
fourth=$(submit)
check print__clock_back_again__goes_on until_true 30 job_is "$third" finished
check last_job__clock_back__the_last_one \
    is /api/printers/dagoma-1 .last_job.id "$third"
check onlooker__clock_back_again__sees_the_queue \
    until_true 5 seen '"\(.queued) \(.last_job.id)"' "1 $third"
check queue__clock_back_again__waits_for_a_clean_bed job_is "$fourth" queued
restarted() { grep -c 'starts again' "$work/out"; }
check programs__none_died [ "$(restarted)" -eq 0 ]
kill -TERM "$supervisor"
wait "$supervisor"
exit $((failed > 0))
