#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Where secrets must not be: after people logged in, mistyped, used and made
# keys and set a webhook with a token in it, none of that is in a log, in the
# list of processes, in an address, in an answer, or in a file that others may
# read, and the databases hold no more than hashes.
#
#	tests/secrets.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

up() { grep -q "Connectprint is at" "$work/out"; }

# Everything secret goes to the programs by files, as a careful person does
# it, so whatever is in the list of processes was put there by us.
supervise --speed 100
check start__everything__up until_true 30 up
password=correct-horse-battery
mistyped=correct-hrose-battery
hook=webhook-token-7c1e
printf '%s\n' "$password" "$mistyped" > "$work/secrets"
sed 's/^X-Api-Key: //' "$run/api-key" >> "$work/secrets"
printf 'X-Api-Key: %s\n' "$(cat "$run/api-key")" > "$work/key.admin"

# What anybody sees who looks at the list of processes, again and again.
watch() {
	while [ ! -e "$work/enough" ]; do
		cat /proc/[0-9]*/cmdline 2> /dev/null | tr '\0' '\n'
		sleep 0.02
	done > "$work/processes"
}
watch &
watcher=$!

log_in() {
	printf '{"name":"boss","password":"%s"}' "$1" > "$work/login"
	ask POST /api/session -H 'Content-Type: application/json' \
	    -H "Origin: $base" -d "@$work/login"
	cat "$work/body" >> "$work/answers"
}
look() {	# with a header from a file, at everything there is to see
	local path
	asking=(-H "@$1")
	for path in /api/session /api/people /api/printers /api/jobs \
	    /api/files /api/events /api/account /metrics /p/dagoma-1/api/version \
	    /p/dagoma-1/api/settings /p/any/printer/info; do
		ask GET "$path"
		cat "$work/head" "$work/body" >> "$work/answers"
	done
	asking=()
}
echo "$password" | admin admin add boss > /dev/null
admin key robot --role operator --application test > "$work/key"
tail -n 1 "$work/key" | tee -a "$work/secrets" |
    sed 's/^/X-Api-Key: /' > "$work/key.robot"
echo "http://127.0.0.1:9/$hook" > "$work/url"
log_in "$mistyped"
check login__mistyped__refused answered 401
log_in "$password"
check login__in answered 200
cookie=$(sed -n 's/^[Ss]et-[Cc]ookie: [^=]*=\([^;]*\);.*/\1/p' "$work/head")
echo "$cookie" >> "$work/secrets"
grep -qi '^set-cookie:.*HttpOnly' "$work/head"
verdict cookie__not_for_scripts $?
sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\);.*/Cookie: \1/p' "$work/head" \
    > "$work/key.cookie"
for who in admin robot cookie; do
	look "$work/key.$who"
done
# A slicer that knows no header.
sed 's/^X-Api-Key: \(.*\)$/url = "http:\/\/127.0.0.1:PORT\/p\/any\/printer\/api\/x?a=ping\&apikey=\1"/' \
    "$work/key.robot" | sed "s/PORT/$port/" > "$work/curl"
curl -s -K "$work/curl" >> "$work/answers"
asking=(-H "@$work/key.robot")
ask POST /p/dagoma-1/api/files/local -F print=true \
    -F file=@tests/sample/cube.g
check upload__by_key__taken answered 201
asking=()
admin notify webhook - < "$work/url" > /dev/null
check webhook__from_standard_input__set \
    [ "$(sql 'SELECT webhook FROM herald')" = "http://127.0.0.1:9/$hook" ]
# A print ends: the herald tries to tell it.
failed_to_tell() { grep -q 'webhook' "$run/log/herald.log"; }
check herald__webhook__tried until_true 30 failed_to_tell
job_by_key() { is /api/jobs?limit=1 '.jobs[0].state' finished; }
check print__by_key__finished until_true 30 job_by_key
: > "$work/enough"
wait "$watcher"

# --- who knows them now -------------------------------------------------------
echo "$hook" >> "$work/secrets"
check secrets__known__six [ "$(sort -u "$work/secrets" | wc -l)" -eq 6 ]
# (That they would be found is seen by the words that are no secrets.)
among() { grep -aFf "$work/secrets" "$@"; }
check processes__watched grep -q -e --spool "$work/processes"
check processes__no_secret [ -z "$(among "$work/processes")" ]
check answers__kept grep -q '"robot"' "$work/answers"
check answers__no_secret [ -z "$(among "$work/answers")" ]
hashes() {
	sql "SELECT password FROM person WHERE password <> ''
	    UNION SELECT hash FROM api_key"
	sqlite3 "$run/session.db" 'SELECT hash FROM session'
}
hashes > "$work/hashes"
check hashes__kept__four [ "$(wc -l < "$work/hashes")" -eq 4 ]
hashed() { grep -Ff "$work/hashes" "$work/answers"; }
check answers__no_hash [ -z "$(hashed)" ]
holders() { among -rl "$run" "$work/out" | sort; }
check files__only_the_key_and_the_record__know_one \
    [ "$(holders | sed 's/-wal$//' | sort -u)" = "$run/api-key
$run/spool.db" ]
in_record() { cat "$run"/spool.db* | among -o | sort -u; }
check record__only_the_webhook [ "$(in_record)" = "$hook" ]
check api_key__mine_alone [ "$(stat -c %a "$run/api-key")" = 600 ]

# What others may read: pages of the machines, and nginx's own.
for_others() {
	find "$run" -type f -perm /o+rwx ! -path "$run/nginx/*" \
	    ! -path "$run/printers/*"
}
check files__none_for_others [ -z "$(for_others)" ]
kill -TERM "$supervisor"
wait "$supervisor"
exit $((failed > 0))
