#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Accounts, logins and sessions, and what somebody does who has no password;
# who may do what is tests/matrix.sh.  A private nginx with our site, our
# FastCGI programs and a spool, no daemon.
#
#	tests/access.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

login() {	# name, password, more of curl's options
	local name=$1 password=$2
	shift 2
	jq -n --arg n "$name" --arg p "$password" \
	    '{name: $n, password: $p}' > "$work/login"
	ask POST /api/session -H "Origin: $base" \
	    --data-binary "@$work/login" "$@"
}
forgive() { sqlite3 -cmd '.timeout 5000' "$run/session.db" \
    'DELETE FROM failure'; }
cookie() { sed -n 's/^Set-Cookie: connectprint=\([0-9a-f]*\);.*/\1/Ip' "$work/head"; }

check start__answers supervise_web || { cat "$work/out"; exit 1; }
sql "INSERT INTO printer (name, profile_id, path, machine_type, needs_cleaning,
    adopted_ms) VALUES ('dagoma-1', 2, '/dev/pts/901', 'DiscoEasy200', 0, 1)"

# --- accounts by the command --------------------------------------------------
declare -A key token
add() { echo "password of $1" | admin person add "$1" --role "$2"; }
for role in visitor user operator; do
	check "person_add__$role" add "the-$role" "$role"
done
first_admin() { echo 'password of the-admin' | admin admin add the-admin; }
check admin_add__password_on_stdin first_admin
twice() { ! echo 'another password' | admin admin add the-admin 2> /dev/null; }
check admin_add__twice__refused twice
short() { ! echo short | admin person add somebody 2> /dev/null; }
check person_add__short_password__refused short
listed() { admin person | grep -q '^the-admin  *admin *$'; }
check person__listed listed

for role in visitor user operator admin; do
	key[$role]=$(admin key "the-$role" --role "$role")
	login "the-$role" "password of the-$role"
	check "login__$role" answered 200
	check "login__${role}__who" json '.name + .role' "the-$role$role"
	token[$role]=$(cookie)
done
is_httponly() { grep -qi '^set-cookie: .*HttpOnly; SameSite=Lax' "$work/head"; }
check login__cookie__not_for_scripts is_httponly
check login__cookie__256_bits [ "${#token[admin]}" = 64 ]

admin policy open-lab 0 > /dev/null

# --- what others fell for -----------------------------------------------------
with() { ask "$1" "$2" -b "connectprint=${token[admin]}" "${@:3}"; }
with DELETE /api/jobs/999
check cve_csrf__cookie_without_origin__refused refused 403 foreign-page
with DELETE /api/jobs/999 -H 'Origin: http://evil.example'
check cve_csrf__other_origin__refused refused 403 foreign-page
ask POST /api/session -H 'Origin: http://evil.example' -d '{}'
check cve_csrf__login__refused refused 403 foreign-page
# CVE-2024-32977: whom a header of the client names.
for header in X-Forwarded-For X-Remote-User Remote-User X-Forwarded-User \
    CONNECTPRINT-USER REMOTE_USER; do
	ask GET /api/session -H "$header: the-admin"
	check "cve_spoof__${header}__counts_for_nothing" json .role visitor
done
# GHSA of Moonraker 2026-24130: one answer, whatever was wrong.
login the-admin 'wrong password'
cp "$work/body" "$work/first"
login nobody-at-all 'wrong password'
check cve_oracle__unknown_name__same_answer cmp -s "$work/body" "$work/first"
check login__wrong__401 refused 401 wrong-password
# A token that was planted before the login is not the session's.
planted=$(printf '%064d' 7)
login the-user 'password of the-user' -b "connectprint=$planted"
check cve_fixation__planted_token__replaced [ "$(cookie)" != "$planted" ]
old=$(cookie)
login the-user 'password of the-user' -b "connectprint=$old"
check cve_fixation__login__rotates [ "$(cookie)" != "$old" ]
ask GET /api/session -b "connectprint=$old"
check cve_fixation__old_token__over json .role visitor

# --- changes and the end ------------------------------------------------------
admin person role the-operator --role user
ask GET /api/session -b "connectprint=${token[operator]}"
check role__changed__session_over json .role visitor
ask GET /api/session -H "X-Api-Key: ${key[operator]}"
check role__changed__key_follows json .role user
admin person disable the-user
ask GET /api/session -H "X-Api-Key: ${key[user]}"
check disabled__key__401 refused 401 wrong-key
forgive
login the-user 'password of the-user'
check disabled__login__401 refused 401 wrong-password
with DELETE /api/session -H "Origin: $base"
check logout__answers answered 200
ask GET /api/session -b "connectprint=${token[admin]}"
check logout__session__over json .role visitor

# --- a thousand wrong passwords -------------------------------------------------
forgive
for ((i = 0; i < 1000; i++)); do
	printf 'url=%s/api/session\ndata="{\\"name\\":\\"the-admin\\",\\"password\\":\\"wrong %d\\"}"\nheader="Origin: %s"\noutput=/dev/null\nwrite-out="%%{http_code}\\n"\nnext\n' \
	    "$base" "$i" "$base"
done | sed '$d' | curl -s -K - | sort | uniq -c > "$work/thousand"
few() { grep -q '^ *5 401$' "$work/thousand" &&
    grep -q '^ *995 429$' "$work/thousand"; }
check cve_no_limit__thousand_wrong__five_are_looked_at few
login the-admin 'password of the-admin'
check lock__right_password__waits refused 429 too-often
pid=$(pgrep -f "^$work/bin/session ")
kill -9 "$pid"
for ((i = 0; i < 100; i++)); do
	pgrep -f "^$work/bin/session " > "$work/pid" && break
	sleep 0.1
done
login the-admin 'password of the-admin'
check lock__program_killed__stays refused 429 too-often
forgive
login the-admin 'password of the-admin'
check lock__over__login answered 200

# --- nothing told -----------------------------------------------------------------
noted() { [ "$(sql "SELECT count(*) FROM event WHERE what = '$1'")" -ge "$2" ]; }
check event__login noted login 5
check event__login_failed noted login.failed 5
check event__role noted person.role 1
few_rows() { [ "$(sql "SELECT count(*) FROM event WHERE what =
    'login.failed'")" -lt 50 ]; }
check event__login_failed__not_a_thousand few_rows
for secret in 'password of' "${key[admin]}" "${token[admin]}" 'wrong 1'; do
	told() { ! grep -rqsF -- "$secret" "$run/log" "$run/spool.db" \
	    "$run/spool.db-wal" "$run/session.db" "$run/session.db-wal" \
	    "$work/out"; }
	check "secret__${secret:0:11}__nowhere" told
done
private() { [ "$(($(stat -c '0%a' "$run/session.db") & 7))" = 0 ]; }
check secret__sessions__not_world_readable private
exit $((failed > 0))
