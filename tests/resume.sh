#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Uploads that go on where they were: a line cut in the middle, the program
# killed, and what one person has sent before.
#
#	tests/resume.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

check start__answers supervise_web || exit 1
yes 'G1 X1 Y2 F600' | head -c 3000000 > "$work/big.g"
hash=$(sha256sum "$work/big.g" | cut -d' ' -f1)
put() {	# token, offset, file, more of curl's options
	local token=$1 offset=$2 file=$3
	shift 3
	ask PUT "/api/uploads/$token?offset=$offset&name=big.g" \
	    -H "Content-Type: application/octet-stream" -H 'Expect:' \
	    --data-binary "@$file" "$@"
}
offset() { ask GET "/api/uploads/$1" && jq -r .offset "$work/body"; }
some_arrived() { ask GET "/api/uploads/$1" && json '.offset > 0' true; }

check offset__nothing_sent__0 [ "$(offset abc)" = 0 ]
curl -s -o /dev/null -X PUT --limit-rate 400k -H 'Expect:' \
    -H "Content-Type: application/octet-stream" \
    --data-binary "@$work/big.g" \
    "$base/api/uploads/cut?offset=0&name=big.g" &
sender=$!
until_true 10 some_arrived cut
{ kill "$sender"; wait "$sender"; } 2> /dev/null
# Who begins anew is told so, once the program saw that the line is cut.
elsewhere() { put cut 7 "$work/big.g" && answered 409; }
check cut__from_elsewhere__409 until_true 10 elsewhere
check cut__from_elsewhere__said refused 409 other-offset
arrived=$(offset cut)
check cut__some_of_it__kept [ "$arrived" -gt 0 ]
check cut__some_of_it__not_all [ "$arrived" -lt 3000000 ]
check cut__no_row [ "$(rows file)" = 0 ]
tail -c +$((arrived + 1)) "$work/big.g" > "$work/rest.g"
pkill -9 -f "^$work/bin/files " # its program dies meanwhile
until_true 10 some_arrived cut
put cut "$arrived" "$work/rest.g"
check cut__the_rest__stored json .sha256 "$hash"
check cut__the_rest__nothing_left [ "$(offset cut)" = 0 ]

ask GET "/api/files?sha256=$hash"
check hash__sent_before__known json '.files | map(.sha256) | join("")' "$hash"
ask GET "/api/files?sha256=${hash/?/g}"
check hash__unknown__none json '.files | length' 0
ask GET "/api/files?sha256=$hash" -H "X-Api-Key: $(cat "$run/api-key")"
check hash__of_somebody_else__none json '.files | length' 0

head -c 1000 "$work/big.g" > "$work/small.g"
put token 0 "$work/small.g" -H "Origin: http://elsewhere"
check put__foreign_page__403 refused 403 foreign-page
put ../x 0 "$work/small.g" --path-as-is
check put__no_token__404 [ "$status" = 404 ]
put gone 3 "$work/small.g"
check put__behind_the_end__409 refused 409 other-offset
ask DELETE /api/uploads/gone
check delete__204 answered 204
put raw 0 "$work/small.g"
check put__whole__201 answered 201
sql "INSERT INTO printer (name, profile_id, path, needs_cleaning, adopted_ms)
    VALUES ('dagoma-1', 2, '/dev/pts/901', 0, 1)"
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1","label":"again.g"}'
check job__label__of_this_time json .label again.g
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1","label":"again.exe"}'
check job__label__no_gcode__415 refused 415 wrong-extension
check parts__none_left [ -z "$(ls "$run/content/part")" ]

exit $((failed > 0))
