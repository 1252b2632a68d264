#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a cookie is worth when something changed since it was given: another
# login of the same browser, another role; and what it is never worth alone: a
# secret.  A private nginx with our FastCGI programs, no daemon.
#
#	tests/rotation.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

# As a session: its token, method, path, body.
as() {
	local token=$1 method=$2 path=$3 body=${4-}
	ask "$method" "$path" -b "connectprint=$token" -H "Origin: $base" \
	    ${body:+--data-binary "$body"}
}
log_in() {	# name, the browser's cookie so far; its new one is in $token
	ask POST /api/session -H "Origin: $base" -b "connectprint=${2-}" \
	    -d "{\"name\":\"$1\",\"password\":\"password of $1\"}"
	token=$(sed -n \
	    's/^Set-Cookie: connectprint=\([0-9a-f]*\);.*/\1/Ip' "$work/head")
	[ "$status" = 200 ]
}
is_over() { as "$1" GET /api/session && json .role visitor; }
is_role() { as "$1" GET /api/session && json .role "$2"; }
row() { sql "SELECT $2 FROM person WHERE name = '$1'"; }

check start__answers supervise_web || { cat "$work/out"; exit 1; }
admin policy open-lab 0 > /dev/null
for name in ann eve; do
	echo "password of $name" | admin admin add "$name"
done
echo "password of bob" | admin person add bob --role visitor
log_in ann
ann=$token

# --- login ----------------------------------------------------------------------
log_in bob
phone=$token
log_in bob
laptop=$token
log_in bob "$laptop"
check login_again__another_cookie [ "$token" != "$laptop" ]
check login_again__old_cookie__over is_over "$laptop"
as "$laptop" GET /api/account
check login_again__old_cookie__no_account refused 403 no-account
check login_again__new_cookie__counts is_role "$token" visitor
check login_again__other_browser__stays is_role "$phone" visitor
# Somebody else logs in on the same browser.
bob=$token
log_in eve "$bob"
check login_of_another__old_cookie__over is_over "$bob"

# --- role ---------------------------------------------------------------------------
# What shows the rights of a role: a command to a job that there is not, and a
# list that is an admin's.
set_role() {
	as "$ann" PATCH "/api/people/$(row bob id)" \
	    "{\"version\":$(row bob 'generation + 1'),\"role\":\"$1\"}"
	answered 200
}
cancel() { as "$1" DELETE /api/jobs/999; }
list() { as "$1" GET /api/people; }
log_in bob
old=$token
while read -r role cancelled listed; do
	check "role_${role}__given" set_role "$role"
	check "role_${role}__old_cookie__over" is_over "$old"
	check "role_${role}__other_browser__over" is_over "$phone"
	cancel "$old"
	check "role_${role}__old_cookie__no_order" refused 403 no-right
	list "$old"
	check "role_${role}__old_cookie__no_list" refused 403 no-right
	log_in bob "$old"
	check "role_${role}__at_once" json .role "$role"
	old=$token
	cancel "$old"
	check "role_${role}__order__$cancelled" answered "$cancelled"
	list "$old"
	check "role_${role}__list__$listed" answered "$listed"
done <<-END
	user 404 403
	admin 404 200
	operator 404 403
	visitor 403 403
END
# An admin who gives it up.
as "$ann" PATCH "/api/people/$(row ann id)" \
    "{\"version\":$(row ann 'generation + 1'),\"role\":\"user\"}"
check own_role__given_up answered 200
check own_role__own_cookie__over is_over "$ann"
log_in ann
list "$token"
check own_role__at_once refused 403 no-right

# --- secrets --------------------------------------------------------------------------
log_in eve
eve=$token
keys=$(rows api_key)
people=$(rows person)
before=$(row bob password)
# Each thing that makes a secret, without the password and with a wrong one.
while read -r what method path body; do
	as "$eve" "$method" "$path" "{$body}"
	check "secret__${what}__password_wanted" refused 403 needs-password
	as "$eve" "$method" "$path" "{$body,\"own_password\":7}"
	check "secret__${what}__a_number__wanted" refused 403 needs-password
	as "$eve" "$method" "$path" \
	    "{$body,\"own_password\":\"password of bob\"}"
	check "secret__${what}__another_password" refused 403 not-your-password
done <<-END
	key POST /api/account/keys "application":"Cura"
	person POST /api/people "name":"max","role":"user"
	reset PATCH /api/people/$(row bob id) "version":$(row bob 'generation + 1'),"reset_password":true
END
nothing() { [ "$(rows api_key) $(rows person) $(row bob password)" = \
    "$keys $people $before" ]; }
check secret__none_made nothing
check secret__wrong_password__session_stays is_role "$eve" admin
# A stolen cookie is no way to try passwords either.
for i in 1 2 3; do
	as "$eve" POST /api/account/keys \
	    "{\"application\":\"Cura\",\"own_password\":\"guess $i\"}"
done
as "$eve" POST /api/account/keys \
    '{"application":"Cura","own_password":"password of eve"}'
check secret__guessed__locked refused 429 too-often
check secret__guessed__none_made nothing
sqlite3 -cmd '.timeout 5000' "$run/session.db" 'DELETE FROM failure'
as "$eve" POST /api/account/keys \
    '{"application":"Cura","own_password":"password of eve"}'
check secret__own_password__made answered 201
exit $((failed > 0))
