#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# History and statistics as a browser asks for them.
#
#	tests/history.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

check start__answers supervise_web || exit 1
sql "INSERT INTO printer (name, profile_id, path, needs_cleaning, adopted_ms)
    VALUES ('dagoma-1', 2, '/dev/pts/901', 0, 1);
    INSERT INTO file (sha256, bytes, label, who, uploaded_ms, analyzed_ms,
	commands, filament_um)
    VALUES (printf('%064d', 1), 100, 'vase.g', 'lucie', 1, 1, 9, 2000000)"
# 1100 that were cancelled, in 1970; then one finished and one half done.
sql "WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
    INSERT INTO job (file_id, printer_id, label, who, rank, queued_ms, state,
	ended_ms) SELECT 1, 1, 'old.g', 'marc', 1, 1, 'cancelled', 2 FROM n;
    INSERT INTO job (file_id, printer_id, label, who, rank, queued_ms, state,
	started_ms, ended_ms, printed_ms, done_bytes, why)
    VALUES (1, 1, '=1+1.g', 'lucie', 1, 1795219200000, 'finished',
	1795219200000, 1795222800000, 3600000, 100, ''),
    (1, 1, 'vase.g', 'marc', 1, 1795219200000, 'stopped',
	1795219200000, 1795222800000, 60000, 50, 'by marc')"

count() { ask GET "/api/jobs?limit=1000&$1" && json '.jobs | length' "$2"; }
check jobs__who__theirs count who=lucie 1
check jobs__state__those count state=stopped 1
check jobs__text__in_any_case count text=VASE 1
check jobs__text__no_wildcard count text=% 0
check jobs__from__since_that_day count from=2026-11-21 2
check jobs__to__before_that_day count to=2026-11-21 1000
check jobs__open_0__ended count "open=0&text=vase" 1
for bad in state=flying from=yesterday to=2026-13-01 format=xml from=1%00; do
	ask GET "/api/jobs?$bad"
	check "jobs__bad_${bad%%=*}__400" refused 400 bad-request
done

ask GET '/api/jobs?format=csv'
check csv__type head_has 'Content-Type: text/csv; charset=utf-8'
check csv__kept_as_a_file head_has 'Content-Disposition: attachment; filename="prints.csv"'
check csv__all_of_them [ "$(wc -l < "$work/body")" = 1103 ]
check csv__no_formula says ",\"'=1+1.g\","
check csv__half__half_the_filament says '"stopped","by marc",.*,60,1000'
ask GET '/api/jobs?format=csv-fr&who=lucie'
[ "$(head -c 3 "$work/body" | od -An -tx1)" = ' ef bb bf' ] &&
    grep -q ";\"'=1+1.g\";" "$work/body"
verdict csv__french__mark_and_semicolons $?
ask GET '/api/jobs?format=csv&who=lucie'
check csv__filter__the_same [ "$(wc -l < "$work/body")" = 2 ]

ask GET '/api/statistics?by=person&from=2026-11-21'
check statistics__person__adds_up json '.statistics | map(.key + ":" +
    (.printed_seconds | tostring) + ":" + (.filament_um | tostring)) |
    join(" ")' 'lucie:3600:2000000 marc:60:1000000'
ask GET '/api/statistics?by=printer&from=1970-01-01'
check statistics__printer__of_what_was_started json .statistics[0].prints 2
ask GET '/api/statistics?by=month'
check statistics__month__its_name json .statistics[0].key 2026-11
ask GET '/api/statistics?by=moon'
check statistics__by_nothing__400 refused 400 bad-request
# --- a file to keep ----------------------------------------------------------
favorite() { ask PATCH "/api/files/$1" -d "$2"; }
favorite 1 '{"favorite":true}'
check favorite__set__told json .favorite true
ask GET /api/files/1
check favorite__set__stays json .favorite true
[ "$(sql "SELECT old || ':' || new FROM event WHERE what = 'file.favorite'")" \
    = 1:1 ]
verdict favorite__set__on_the_record $?
favorite 1 '{"favorite":1}'
check favorite__no_truth__400 refused 400 bad-request
favorite 1 '[]'
check favorite__no_object__400 refused 400 bad-request
favorite 9 '{"favorite":true}'
check favorite__no_file__404 refused 404 not-found
favorite 1 '{"favorite":false}'
check favorite__taken_back__told json .favorite false

for page in history statistics; do
	ask GET /$page
	check "page__${page}__there" answered 200
done

exit $((failed > 0))
