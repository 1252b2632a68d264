#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Copies, and the order of a queue: by the API, and in a browser by mouse and
# by keyboard.
#
#	tests/queue.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

check start__answers supervise_web || { cat "$work/out"; exit 1; }
rm -r "$work/source/htdocs"
cp -R htdocs "$work/source/htdocs"
chmod -R go+rX "$work/source/htdocs"
sql "INSERT INTO printer (name, profile_id, path, needs_cleaning, adopted_ms)
    VALUES ('dagoma-1', 2, '/dev/pts/901', 1, 1);
    INSERT INTO file (sha256, bytes, label, who, uploaded_ms, analyzed_ms,
	commands) VALUES (printf('%064d', 1), 100, 'vase.g', 'lucie', 1, 1, 9),
    (printf('%064d', 2), 100, 'cube.g', 'lucie', 1, 1, 9)"

echo "password of marie" | admin person add marie --role user
marie=(-H "X-Api-Key: $(admin key marie --role user)")
admin policy open-lab 0 > /dev/null
copies() {
	ask POST /api/jobs "${@:2}" \
	    -d "{\"file\":1,\"printer\":\"dagoma-1\",\"copies\":$1}"
}
for bad in 0 101 -1 '"3"' 2.5 null; do
	copies "$bad" "${marie[@]}"
	check "copies__${bad}__400" refused 400 bad-request
done
check copies__refused__nothing_queued [ "$(rows job)" = 0 ]
copies 3 "${marie[@]}"
check copies__all_of_them json '.ids | tostring' '[1,2,3]'
check copies__first_one_told json .id 1
ask POST /api/jobs "${marie[@]}" -d '{"file":2,"printer":"any"}'
check copies__not_said__one json '.ids | tostring' '[4]'
admin policy jobs-at-once 6 > /dev/null
copies 3 "${marie[@]}"
check copies__over_the_limit__403 refused 403 over-limit
check copies__over_the_limit__the_numbers says 'You have 4 .* ask for 3, and 6'
check copies__over_the_limit__none_of_them [ "$(rows job)" = 4 ]
# A job of somebody else behind them.
copies 1 -H "X-Api-Key: $(cat "$run/api-key")"

order() { sql "SELECT group_concat(id, '') FROM (SELECT id FROM job
    WHERE state = 'queued' ORDER BY rank)"; }
check queue__browser python3 tests/browser/queue.py "$base" \
    ${PICTURES:+"$PICTURES"}
check queue__browser__order [ "$(order)" = 4512 ]
exit $((failed > 0))
