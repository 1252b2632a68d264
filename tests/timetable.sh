#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# When the jobs of a queue are expected to start and end, by the API and on the
# page, also when that is not known.
#
#	tests/timetable.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

start() {
	supervise --speed 20
	until_true 60 grep -q "Connectprint is at" "$work/out" &&
	    asking=(-H "X-Api-Key: $(cat "$run/api-key")")
}
queue() { ask POST /api/jobs -d "{\"file\":1,\"printer\":\"$1\"}"; }
order() {
	ask POST /api/printers/dagoma-1/orders \
	    -d "{\"order\":\"$1\",\"job\":1}"
}
told() { is /api/printers/dagoma-1 "$1" "$2"; }

check start__fresh__answers start || { cat "$work/out"; exit 1; }
# Ten hours that the machine stands still, half an hour here.
for ((i = 0; i < 1200; i++)); do echo "G4 S30"; done > "$work/hours.g"
ask POST "/api/files?name=hours.g" --data-binary "@$work/hours.g"
for printer in dagoma-1 dagoma-2 dagoma-1 dagoma-1 any dagoma-1; do
	queue "$printer"
done
check timetable__prints__knows_its_end until_true 60 told \
    '.live.left_ms > 60000' true
check timetable__queue__one_after_the_other told '[.queue[] |
    [.starts != null, .ends != null]] | tostring' \
    '[[true,true],[true,true],[false,false],[false,false]]'
check timetable__queue__ends_as_the_next_starts json \
    '.queue[0].ends == .queue[1].starts' true
check timetable__first__starts_when_this_one_ends json '(.queue[0].starts |
    sub("\\.[0-9]+Z"; "Z") | fromdate) - now - .live.left_ms / 1000 |
    fabs < 30' true
check timetable__nothing_finished__pace_not_known json .pace null
check timetable__browser python3 tests/browser/timetable.py "$base"
order pause
check timetable__paused__nobody_knows until_true 60 told \
    '[.view, [.queue[] | .starts]] | tostring' \
    '["paused",[null,null,null,null]]'
order stop
check timetable__to_clean__nobody_knows until_true 60 told \
    '[.view, [.queue[] | .ends]] | tostring' \
    '["to-clean",[null,null,null,null]]'
exit $((failed > 0))
