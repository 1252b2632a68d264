#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The live channel through nginx, to a browser: the whole system, parts of
# which are killed while somebody looks on; and what is kept of a print.
#
#	tests/live.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

supervise --speed 30
free() { ask GET /api/printers && [ "$(grep -o '"view":"free"' \
    "$work/body" | wc -l)" -eq 2 ]; }
check start__two_printers__free until_true 40 free || exit 1
asking=(-H "X-Api-Key: $(cat "$run/api-key")")

# --- the door ------------------------------------------------------------------
# What a WebSocket is asked for with; curl waits for what never comes.
upgrade=(-H 'Connection: Upgrade' -H 'Upgrade: websocket' --max-time 1
    -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZQ==')
ask GET /api/live "${upgrade[@]}"
check open__key__switches answered 101
ask GET /api/live "${upgrade[@]}" -H 'Origin: http://evil.example'
check open__foreign_page__refused refused 403 foreign-page
ask GET /api/live "${upgrade[@]}" -H "Origin: $base"
check open__page_of_ours__switches answered 101
ask GET /api/live
check open__no_websocket__refused refused 400 bad-request
asking=(-H 'X-Api-Key: wrong')
ask GET /api/live "${upgrade[@]}"
check open__wrong_key__refused refused 401 wrong-key

# --- what is kept of a print -----------------------------------------------------
asking=(-H "X-Api-Key: $(cat "$run/api-key")")
ask POST /api/files -F printer=dagoma-1 -F file=@tests/sample/cube.g
check print__queued__taken answered 201
job=$(jq .job.id "$work/body")
over() { ask GET "/api/jobs/$job" && [ "$(jq -r .state "$work/body")" = \
    finished ]; }
check print__runs__finishes until_true 60 over
ask GET "/api/jobs/$job/telemetry.csv"
cp "$work/body" "$work/table"
head -n 1 "$work/table" | grep -q '^"time","state","line","hotend",'
verdict trace__table__has_names $?
# A line for each second of it, in order, with what the machine did.
tail -n +2 "$work/table" | awk -F, '
	{ if ($3 < line) bad = 1; line = $3; if ($4 > hot) hot = $4 }
	END { exit bad || NR < 4 || line < 100 || hot < 190 }'
verdict trace__table__rises_and_is_hot $?
ask GET "/api/jobs/$job"
seconds=$(jq '(.ended | fromdate) - (.started | fromdate)' \
    <(sed 's/\.[0-9]*Z"/Z"/g' "$work/body"))
[ "$(tail -n +2 "$work/table" | wc -l)" -ge $((seconds - 1)) ]
verdict trace__table__a_line_a_second $?
ask GET "/api/jobs/$job/temperatures"
[ "$(jq '.points | length' "$work/body")" -gt 3 ]
verdict trace__chart__has_points $?
ask GET /api/jobs/999/telemetry.csv
check trace__no_such_job__refused refused 404 not-found
"$bin/connectprint" --run "$run" order dagoma-1 cleaned > "$work/body"
check printer__cleaned__free until_true 10 free

# --- a browser looks on ------------------------------------------------------------
# Kill the one child of the supervisor that runs a program.
killer() { echo "kill -9 \$(pgrep -P $supervisor -f '^$1')"; }
cd tests && PYTHONDONTWRITEBYTECODE=1 timeout 90 python3 browser/line.py \
    "$base" "$(killer "$bin/live ")" "$(killer "$bin/spoolerd ")" \
    "kill -TERM $supervisor" > "$work/flow" 2>&1
status=$?
cat "$work/flow"
verdict browser__looks_on__to_the_end $status
exit $((failed > 0))
