#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# People from their first password to their last key, by the API alone: two
# admins at a time, the last admin, one-time passwords, own keys and sessions,
# limits, and the record of all that.  A private nginx, no daemon.
#
#	tests/people.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

# As a session: its token, method, path, body.
as() {
	local token=$1 method=$2 path=$3 body=${4-}
	ask "$method" "$path" -b "connectprint=$token" -H "Origin: $base" \
	    -H "Expect:" ${body:+--data-binary "$body"}
}
login() {	# name, password
	ask POST /api/session -H "Origin: $base" -A "A browser" \
	    --data-binary "$(jq -cn --arg n "$1" --arg p "$2" \
	    '{name: $n, password: $p}')"
	token=$(sed -n \
	    's/^Set-Cookie: connectprint=\([0-9a-f]*\);.*/\1/Ip' "$work/head")
}
get() { jq -r "$1" "$work/body"; }
forgive() { sqlite3 -cmd '.timeout 5000' "$run/session.db" \
    'DELETE FROM failure'; }
secrets=()

check start__answers supervise_web || { cat "$work/out"; exit 1; }
admin policy open-lab 0 > /dev/null
for name in ann eve; do
	echo "password of $name" | admin admin add "$name"
done
login ann 'password of ann'
ann=$token
login eve 'password of eve'
eve=$token

# --- making people ------------------------------------------------------------
as "$ann" POST /api/people '{"name":"lucie","role":"user"}'
check add__without_the_own_password__asked_for refused 403 needs-password
as "$ann" POST /api/people \
    '{"name":"lucie","role":"user","own_password":"password of eve"}'
check add__another_password__refused refused 403 not-your-password
proof='"own_password":"password of ann"'
as "$ann" POST /api/people "{\"name\":\"lucie\",\"role\":\"user\",$proof}"
check add__201 answered 201
check add__one_time json '.password + (.one_time_password | length | tostring)' \
    one-time24
once=$(get .one_time_password)
lucie=$(get .id)
secrets+=("$once")
as "$ann" POST /api/people "{\"name\":\"lucie\",$proof}"
check add__twice__name_taken refused 409 name-taken
as "$ann" POST /api/people "{\"name\":\"a b\",$proof}"
check add__bad_name__said refused 422 bad-name
as "$ann" POST /api/people "{\"name\":\"max\",\"role\":\"king\",$proof}"
check add__bad_role__said refused 400 bad-request
as "$ann" GET /api/people
check list__never_a_password [ "$(grep -c argon "$work/body")" = 0 ]
check list__who json '[.people[].name] | join(" ")' 'admin ann eve lucie'

# --- a one-time password --------------------------------------------------------
login lucie "$once"
check once__login answered 200
check once__must_choose json '"\(.must_choose) \(.rights | join(" "))"' 'true see'
as "$token" POST /api/jobs '{"file":1,"printer":"dagoma-1"}'
check once__opens_nothing refused 403 choose-password
as "$token" POST /api/account/keys '{"application":"Cura"}'
check once__no_key refused 403 choose-password
as "$token" POST /api/account/password "{\"old\":\"$once\",\"new\":\"short\"}"
check own_password__short refused 422 weak-password
as "$token" POST /api/account/password "{\"old\":\"$once\",\"new\":\"$once\"}"
check own_password__the_same refused 422 weak-password
as "$token" POST /api/account/password \
    '{"old":"something else","new":"password of lucie"}'
check own_password__wrong_old refused 403 not-your-password
old=$token
as "$token" POST /api/account/password \
    "{\"old\":\"$once\",\"new\":\"password of lucie\"}"
check own_password__changed answered 200
token=$(sed -n 's/^Set-Cookie: connectprint=\([0-9a-f]*\);.*/\1/Ip' "$work/head")
check own_password__rotates [ "$token" != "$old" ]
as "$old" GET /api/session
check own_password__old_session_over json .name visitor
as "$token" GET /api/session
check own_password__new_session_lives json '"\(.name) \(.must_choose)"' 'lucie false'
login lucie "$once"
check once__used__is_over refused 401 wrong-password
lucie_token=
as "$ann" GET /api/people
version=$(get '.people[] | select(.name == "lucie").version')
as "$ann" PATCH "/api/people/$lucie" \
    "{\"version\":$version,\"reset_password\":true}"
check reset__without_the_own_password__asked_for refused 403 needs-password
as "$ann" PATCH "/api/people/$lucie" \
    "{\"version\":$version,\"reset_password\":true,$proof}"
check reset__one_time answered 200
once=$(get .one_time_password)
secrets+=("$once")
as "$token" GET /api/session
check reset__sessions_over json .name visitor
sql "UPDATE person SET once_ms = once_ms - 604800000 WHERE name = 'lucie'"
login lucie "$once"
check once__after_a_week__is_over refused 401 wrong-password
echo 'password of lucie' | admin person password lucie
forgive
login lucie 'password of lucie'
check shell_password__is_their_own json '"\(.name) \(.must_choose)"' 'lucie false'
lucie_token=$token

# --- two admins -----------------------------------------------------------------
as "$ann" GET /api/people
version=$(get '.people[] | select(.name == "lucie").version')
as "$ann" PATCH "/api/people/$lucie" "{\"version\":$version,\"role\":\"operator\"}"
check two_admins__first answered 200
as "$eve" PATCH "/api/people/$lucie" "{\"version\":$version,\"role\":\"visitor\"}"
check two_admins__second__is_told refused 409 changed
as "$eve" PATCH "/api/people/$lucie" '{"role":"visitor"}'
check change__no_version__refused refused 400 bad-request
as "$eve" PATCH "/api/people/$lucie" "{\"version\":$((version + 1)),\"role\":\"user\"}"
check two_admins__second_after_a_look answered 200
as "$lucie_token" GET /api/session
check role__changed__logged_out json .name visitor
as "$ann" GET /api/policies
check policies__hours_as_text \
    json '.policies[] | select(.name == "open-monday").value' always
as "$ann" PATCH /api/policies '{"changes":[
    {"name":"jobs-at-once","value":1,"was":0},
    {"name":"open-monday","value":"08:00-18:30","was":"always"}]}'
check policies__first answered 200
as "$eve" PATCH /api/policies '{"changes":[
    {"name":"week-prints","value":9,"was":0},
    {"name":"jobs-at-once","value":5,"was":0}]}'
check policies__second__is_told refused 409 changed
as "$eve" GET /api/policies
check policies__none_of_it \
    json '.policies[] | select(.name == "week-prints").value' 0
as "$eve" PATCH /api/policies '{"changes":[{"name":"week-prints","value":-1}]}'
check policies__range refused 422 out-of-range
as "$eve" PATCH /api/policies '{"changes":[{"name":"open-monday","value":"8-9"}]}'
check policies__bad_hours refused 400 bad-request
hours() { admin policy open-monday | grep -q ' 08:00-18:30 '; }
check policies__command__shows_hours hours
try policies__command__sets_hours 0 '08:00-12:30,14:00-18:00' \
    policy open-sunday 08:00-12:30,14:00-18:00
try policies__command__bad_hours 2 'or closed' policy open-sunday 8-9

# --- the last admin ----------------------------------------------------------------
as "$ann" GET /api/people
for name in admin eve; do
	as "$ann" DELETE "/api/people/$(sql "SELECT id FROM person
	    WHERE name = '$name'")"
	check "disable__$name" json '.disabled | type' string
done
as "$eve" GET /api/session
check disable__session_over json .name visitor
as "$ann" GET /api/people
me=$(get '.people[] | select(.name == "ann") | "\(.id) \(.version)"')
as "$ann" PATCH "/api/people/${me% *}" "{\"version\":${me#* },\"role\":\"user\"}"
check last_admin__demoted__refused refused 409 last-admin
as "$ann" DELETE "/api/people/${me% *}"
check last_admin__disabled__refused refused 409 last-admin
try last_admin__by_command__refused 1 'last admin' person disable ann
try last_admin__by_key__refused 1 'last admin' key ann --role user
as "$ann" GET /api/session
check last_admin__still_there json .role admin

# --- own keys and sessions -----------------------------------------------------------
login lucie 'password of lucie'
lucie_token=$token
as "$token" POST /api/account/keys '{"application":"PrusaSlicer"}'
check key__without_the_password__asked_for refused 403 needs-password
as "$token" POST /api/account/keys \
    '{"application":"PrusaSlicer","own_password":"password of lucie"}'
check key__made answered 201
key=$(get .key)
id=$(get .id)
secrets+=("$key")
ask GET /api/session -H "X-Api-Key: $key"
check key__works json .name lucie
as "$token" GET /api/account
check key__listed json '.keys[0].application' PrusaSlicer
check key__never_shown_again [ "$(grep -c "$key" "$work/body")" = 0 ]
try key__by_command__role_kept 0 '^[0-9a-f]{64}$' key lucie
secrets+=("$(cat "$work/out")")
as "$token" GET /api/session
check key__by_command__session_lives json '.name + .role' lucieuser
as "$ann" DELETE "/api/account/keys/$id"
check key__of_another__not_found refused 404 not-found
as "$token" DELETE "/api/account/keys/$id"
check key__revoked answered 200
ask GET /api/session -H "X-Api-Key: $key"
check key__revoked__401 refused 401 wrong-key
login lucie 'password of lucie'
other=$token
as "$lucie_token" GET /api/account
check sessions__two json '"\(.sessions | length) \([.sessions[] | select(.own)] | length)"' '2 1'
check sessions__where_from json '.sessions[0].agent' 'A browser'
as "$ann" DELETE "/api/account/sessions/$(get '.sessions[0].id')"
check sessions__of_another__not_found refused 404 not-found
as "$lucie_token" DELETE /api/account/sessions
check sessions__others_ended json '.sessions | length' 1
as "$other" GET /api/session
check sessions__ended__is_over json .name visitor

# --- limits ------------------------------------------------------------------------
sql "INSERT INTO printer (name, profile_id, path, machine_type, needs_cleaning,
    adopted_ms) VALUES ('dagoma-1', 2, '/dev/pts/901', 'DiscoEasy200', 0, 1)"
printf 'G28\nG1 X1 Y1 E1\n' > "$work/part.g"
as "$lucie_token" POST '/api/files?name=part.g' "@$work/part.g"
check upload__201 answered 201
file=$(get .id)
job="{\"file\":$file,\"printer\":\"dagoma-1\"}"
as "$lucie_token" POST /api/jobs "$job"
check limit__one_job answered 201
as "$lucie_token" POST /api/jobs "$job"
check limit__second_job refused 403 over-limit
check limit__the_numbers says 'You have 1 in the queues .* and 1 at once may be'
ask POST /api/jobs -b "connectprint=$lucie_token" -H "Origin: $base" \
    -H 'Accept-Language: fr' -d "$job"
check limit__in_french says '"message":"C.est plus que ce que ce labo'
check limit__in_french__the_numbers says '"detail":"You have 1 in the queues'
as "$ann" POST /api/jobs "$job"
check limit__admin__has_none answered 201

# --- the record ---------------------------------------------------------------------
as "$ann" GET '/api/events?kind=person&person=lucie'
check events__about_a_person json '[.events[].what] | unique | join(" ")' \
    'person.added person.password person.role'
as "$ann" GET '/api/events?person=lucie&limit=1000'
check events__about_a_person__failed_logins_and_keys \
    json '[.events[] | select(.who != "lucie").what] | unique | join(" ")' \
    'login.failed person.added person.password person.role'
as "$ann" GET '/api/events?kind=file.stored'
check events__file_hash json '.events[0].sha256' \
    "$(sha256sum < "$work/part.g" | cut -d' ' -f1)"
as "$ann" GET '/api/events?kind=job&printer=dagoma-1'
check events__printer json '[.events[].printer] | unique | join(" ")' dagoma-1
check events__job__has_the_hash json '.events[0].sha256 | length' 64
as "$ann" GET '/api/events?limit=2'
first=$(get '[.events[].id] | join(" ")')
as "$ann" GET "/api/events?limit=2&before=${first#* }"
check events__next_page [ "$(get '.events[0].id')" = $((${first#* } - 1)) ]
as "$ann" GET '/api/events?to=2020-01-01'
check events__before_there_were_any json '.events | length' 0
as "$ann" GET '/api/events?from=2020-01-01T00:00:00.000Z&limit=1'
check events__from json '.events | length' 1
for bad in 'from=yesterday' 'limit=0' 'before=x' 'kind=%2a' 'format=xml'; do
	as "$ann" GET "/api/events?$bad"
	check "events__${bad}__refused" refused 400 bad-request
done
sql "INSERT INTO event (at_ms, who, what, why)
    VALUES (1, '=cmd|''/c calc''!A1', 'x', 'a \"b\", c'), (2, '+1', 'x', ''),
    (3, '-1', 'x', ''), (4, '@a', 'x', 'h' || char(10))"
as "$ann" GET '/api/events?format=csv&kind=x'
cp "$work/body" "$work/csv"
check csv__formulas__are_text [ "$(cut -d, -f3 "$work/csv" | tr -d '\r\n')" = \
    "\"who\"\"'@a\"\"'-1\"\"'+1\"\"'=cmd|'/c calc'!A1\"" ]
check csv__quotes__doubled grep -q '"a ""b"", c"' "$work/csv"
check csv__to_be_stored head_has 'content-disposition: attachment; filename="events.csv"'
changed() {
	sql "UPDATE event SET who = 'nobody'" 2> /dev/null ||
	    sql "DELETE FROM event" 2> /dev/null
}
unchanged() { ! changed; }
check events__never_changed unchanged

# A record longer than a page comes whole.
sql "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
    WHERE i < 3500) INSERT INTO event (at_ms, who, what)
    SELECT i, 'n' || i, 'y' FROM n"
as "$ann" GET '/api/events?format=csv&kind=y'
check csv__longer_than_a_page [ "$(wc -l < "$work/body")" = 3501 ]

# --- a thousand of each --------------------------------------------------------------
# Wrong passwords for one name stop being looked at; others come in.
for ((i = 0; i < 1000; i++)); do
	printf 'url=%s/api/account/password\ndata="{\\"old\\":\\"wrong %d\\",\\"new\\":\\"a new password\\"}"\nheader="Origin: %s"\ncookie="connectprint=%s"\noutput=/dev/null\nwrite-out="%%{http_code}\\n"\nnext\n' \
	    "$base" "$i" "$base" "$lucie_token"
done | sed '$d' | curl -s -K - | sort | uniq -c > "$work/thousand"
few() { grep -q '^ *5 403$' "$work/thousand" &&
    grep -q '^ *995 429$' "$work/thousand"; }
check thousand_wrong_proofs__five_are_looked_at few
login ann 'password of ann'
check thousand_wrong_proofs__others_log_in answered 200
# A thousand sessions of one person are no more than a hundred.
sqlite3 -cmd '.timeout 5000' "$run/session.db" "WITH RECURSIVE n (i) AS
    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO session SELECT printf('%064d', i), ${me% *},
    (SELECT generation FROM session WHERE person_id = ${me% *} LIMIT 1),
    begun_ms, seen_ms, '', '' FROM n, (SELECT begun_ms, seen_ms FROM session
    ORDER BY seen_ms LIMIT 1)"
login ann 'password of ann'
check thousand_sessions__login answered 200
as "$token" GET /api/account
check thousand_sessions__bounded json '.sessions | length' 100
forgive
login lucie 'password of lucie'
check thousand_sessions__others_log_in answered 200

# --- nothing told ----------------------------------------------------------------------
secrets+=('password of' "$ann" "$lucie_token" "$token")
# The processes are listed before anything has the secret as its argument.
nowhere() {
	local pid
	grep -rqsF -- "$1" "$run/log" "$run/spool.db" "$run/spool.db-wal" \
	    "$run/session.db" "$run/session.db-wal" && return 1
	for pid in $(ours); do
		! grep -qsF -- "$1" "/proc/$pid/cmdline" || return 1
	done
}
for secret in "${secrets[@]}"; do
	check "secret__${secret:0:4}__nowhere" nowhere "$secret"
done
exit $((failed > 0))
