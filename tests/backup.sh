#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A backup while a print goes on: it is whole and consistent, and the print
# does not notice.
#
#	tests/backup.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

up() { grep -q "Connectprint is at" "$work/out"; }
job_is() { is "/api/jobs/$job" .state "$1"; }
supervise --speed 20
check start__everything__up until_true 30 up
asking=(-H "X-Api-Key: $(cat "$run/api-key")")
{ cat tests/sample/cube.g; yes 'G4 P500' | head -n 100; } > "$work/part.g"
ask POST /api/files -F "file=@$work/part.g"
ask POST /api/jobs -H 'Content-Type: application/json' \
    -d "{\"file\":$(jq .id "$work/body"),\"printer\":\"dagoma-1\"}"
job=$(jq .id "$work/body")
check print__begun until_true 30 job_is printing

# Again and again, as long as it prints.
backups() {
	local n=0
	while job_is printing; do
		admin backup "$work/$n.tar" > "$work/said" 2>&1 || return 1
		n=$((n + 1))
	done
	[ "$n" -gt 1 ]
}
check backup__in_a_print__each_made backups
check print__went_on__finished until_true 30 job_is finished
check print__went_on__every_line_once same_as_file dagoma-1 0 "$work/part.g"

mkdir "$work/restored"
restored() { "$bin/connectprint" --run "$work/restored" "$@"; }
check restore__first_one__good restored restore "$work/0.tar"
there() { sqlite3 "$work/restored/spool.db" "$1"; }
check restore__database__sound [ "$(there 'PRAGMA integrity_check')" = ok ]
check restore__job__as_it_was_then [ "$(there "SELECT count(*) FROM job
    JOIN file ON file.id = file_id
    WHERE job.id = $job AND done_commands < commands")" = 1 ]
check restore__file__whole cmp "$work/part.g" \
    "$(find "$work/restored/content" -type f -size +1k | head -n 1)"
exit $((failed > 0))
