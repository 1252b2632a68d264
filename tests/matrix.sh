#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Who may do what: every endpoint for every role, by both ways in, our own
# keys and sessions, and names that nginx asks for; in a closed lab and an open
# one.  A private nginx with our site, our FastCGI programs and a spool, no
# daemon.  All of it runs without root's powers, which no right may rest on.
#
#	tests/matrix.sh BUILD
unpowered=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all
    --bounding-set=-all --no-new-privs)
if [ "$(id -u)" = 0 ] && "${unpowered[@]}" test -x "$1/bin/session"; then
	exec "${unpowered[@]}" "$0" "$@"
fi
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
roles="visitor user operator admin"

# --- people --------------------------------------------------------------------
check start__answers supervise_web || { cat "$work/out"; exit 1; }
echo "# as user $(id -u)"
sql "INSERT INTO printer (name, profile_id, path, machine_type, needs_cleaning,
    adopted_ms) VALUES ('dagoma-1', 2, '/dev/pts/901', 'DiscoEasy200', 0, 1)"
declare -A key token
for role in $roles; do
	echo "password of the-$role" | admin person add "the-$role" --role "$role"
	key[$role]=$(admin key "the-$role" --role "$role")
	ask POST /api/session -H "Origin: $base" \
	    -d "{\"name\":\"the-$role\",\"password\":\"password of the-$role\"}"
	check "login__$role" json '.name + .role' "the-$role$role"
	token[$role]=$(sed -n 's/^Set-Cookie: connectprint=\([0-9a-f]*\);.*/\1/Ip' \
	    "$work/head")
	echo "the-$role:$(openssl passwd -6 "password of the-$role")"
done > "$work/lines"
grep -v '^the-' "$work/lines"
grep '^the-' "$work/lines" > "$run/nginx/htpasswd"

# --- the matrix ---------------------------------------------------------------
# What, method, path, body.  A row names what it takes, and this table who has
# it: nobody, the four roles, and nobody in an open lab.
declare -A may=(
	[see]="y y y y y y"
	[print]="n n y y y y"
	[own]="n y y y y n"
	[control]="n n n y y y"
	[rule]="n n n n y n"
)
matrix() {
	cat <<-'END'
		see GET /api/session
		see GET /api/printers
		see GET /api/printers/dagoma-1
		see GET /api/files
		see GET /api/files/1
		see GET /api/files/1/content
		see GET /api/files/1/thumbnail
		see GET /api/jobs
		see GET /api/jobs/1
		see GET /api/jobs/1/telemetry.csv
		see GET /api/jobs/1/temperatures
		see GET /api/statistics
		see GET /metrics
		control POST /api/printers/dagoma-1/control {}
		control GET /api/printers/dagoma-1/terminal
		print POST /api/printers/dagoma-1/orders {"order":"cleaned"}
		print POST /api/files
		print GET /api/uploads/0123456789abcdef
		print PUT /api/uploads/0123456789abcdef?offset=0&name=a.g
		print DELETE /api/uploads/0123456789abcdef
		print POST /api/jobs {"file":1,"printer":"dagoma-1"}
		print POST /api/jobs/999/move {"before":1}
		print DELETE /api/jobs/999
		see GET /api/printers/dagoma-1/webcam
		rule POST /api/printers/dagoma-1/webcam {"url":""}
		control POST /api/printers/dagoma-1/load {"material":"PLA"}
		control PATCH /api/files/1 {"favorite":false}
		own GET /api/account
		own PATCH /api/account {"language":""}
		own POST /api/account/password {}
		own POST /api/account/keys {}
		own DELETE /api/account/keys/999
		own DELETE /api/account/sessions/0
		rule GET /api/people
		rule POST /api/people {}
		rule PATCH /api/people/999 {}
		rule DELETE /api/people/999
		rule GET /api/events
		rule DELETE /api/printers/dagoma-1
		rule GET /api/printers/dagoma-1/settings
		rule PATCH /api/printers/dagoma-1/settings {}
		control GET /api/printers/dagoma-1/log
		control POST /api/printers/dagoma-1/log {}
		rule GET /api/profiles
		rule POST /api/profiles {}
		rule GET /api/profiles/999
		rule PATCH /api/profiles/999 {}
		rule DELETE /api/profiles/999
		rule GET /api/ports
		rule POST /api/ports/adopt {}
		rule GET /api/chips
		rule PATCH /api/chips {}
		rule GET /api/archive
		rule GET /api/health
		rule GET /api/policies
		rule PATCH /api/policies {}
		see GET /p/dagoma-1/api/version
		see GET /p/dagoma-1/api/server
		see GET /p/dagoma-1/api/settings
		see GET /p/dagoma-1/api/printerprofiles
		see POST /p/dagoma-1/api/login {}
		see GET /p/dagoma-1/api/currentuser
		see GET /p/dagoma-1/api/printer
		see GET /p/dagoma-1/api/job
		see GET /p/dagoma-1/api/connection
		see GET /p/dagoma-1/api/files
		see GET /p/dagoma-1/api/files/local
		see GET /p/dagoma-1/api/v1/storage
		see GET /p/dagoma-1/api/v1/status
		see GET /p/dagoma-1/api/v1/job
		see GET /p/dagoma-1/printer/info
		see GET /p/dagoma-1/printer/list
		see GET /p/dagoma-1/printer/api/dagoma-1
		see POST /p/dagoma-1/printer/api/dagoma-1
		see GET /p/dagoma-1/server/info
		print POST /p/dagoma-1/api/job {"command":"cancel"}
		print POST /p/dagoma-1/api/connection {}
		print POST /p/dagoma-1/api/printer/command {}
		print POST /p/dagoma-1/api/files/local
		print POST /p/dagoma-1/api/files/local/a.g {}
		print PUT /p/dagoma-1/api/v1/files/local/a.g
		print POST /p/dagoma-1/printer/model/dagoma-1
		print POST /p/dagoma-1/printer/job/dagoma-1
		print POST /p/dagoma-1/server/files/upload
	END
}
# Every endpoint is in it, but for those where one enters and leaves, which
# tests/access.sh has.
routes() {
	cat cgi/*.c | tr -s '\t\n ' ' ' |
	    sed -n 's/{ "\([A-Z]*\)", "\(\/[^"]*\)",/\n\1 \2\n/gp' |
	    grep -E '^[A-Z]+ /' | sed -e 's/:id/N/' -e 's/:where/:name/' \
		-e 's/:[a-z]*/X/g' | sort -u
}
in_matrix() {
	matrix | sed -E -e 's/^[a-z]+ ([A-Z]+ [^ ]*).*/\1/' \
	    -e 's,/[0-9]+(/|$),/N\1,' -e 's,/(p|printers)/dagoma-1,/\1/X,' \
	    -e 's,(sessions|uploads)/[0-9a-fN]+.*,\1/X,' -e 's,/dagoma-1$,/X,' \
	    -e 's,/a.g$,/X,' | sort -u
}
missing() {
	comm -23 <(routes) <(in_matrix) | grep -vxE \
	    '(POST|DELETE) /api/session|DELETE /api/account/sessions'
}
check matrix__every_endpoint__is_in_it [ -z "$(missing)" ]

# Requests are gathered and asked for by one curl.
queue() {	# name, y or n, method, path, body, then lines of curl's config
	local name=$1 want=$2 method=$3 path=$4 body=$5
	shift 5
	{
		printf 'url="%s%s"\nrequest=%s\noutput=/dev/null\n' "$base" \
		    "$path" "$method"
		printf 'write-out="%%{http_code} %s %s__%s_%s\\n"\n' "$want" \
		    "$name" "$method" "$path"
		[ -z "$body" ] || printf 'data-binary="%s"\n' "${body//\"/\\\"}"
		printf '%s\n' "$@"
		echo next
	} >> "$work/queue"
}
# y: may, whatever else is wrong with the request; n: 403, no right; u: 401,
# not known at all.
asked() {
	local good
	sed '$d' "$work/queue" | curl -s --max-time 60 -K - > "$work/answers"
	[ "$(wc -l < "$work/answers")" = "$(grep -c ^next "$work/queue")" ]
	verdict "matrix__${1}__every_request_answered" $?
	while read -r status want name; do
		case $want$status in
		y401 | y403 | y000 | y5*) good=1 ;;
		y* | n403 | u401) good=0 ;;
		*) good=1 ;;
		esac
		# A job's 503 is the daemon's, which isn't there.
		[ "$want$status" = y503 ] && good=0
		verdict "matrix__${1}__$name" $good
	done < "$work/answers"
	rm "$work/queue"
}
each() {	# a function called with the row and who may
	local what method path body
	while read -r what method path body; do
		# shellcheck disable=SC2086
		"$1" "$method" "$path" "$body" ${may[$what]}
	done < <(matrix)
}

# --- our own way in -------------------------------------------------------------
closed() {	# method, path, body, who may
	local row=("${@:1:3}") role
	queue nobody "$4" "${row[@]}"
	shift 4
	for role in $roles; do
		queue "key_$role" "$1" "${row[@]}" \
		    "header=\"X-Api-Key: ${key[$role]}\""
		queue "session_$role" "$1" "${row[@]}" \
		    "cookie=\"connectprint=${token[$role]}\"" \
		    "header=\"Origin: $base\""
		shift
	done
	queue wrong_key u "${row[@]}" 'header="X-Api-Key: x"'
}
open() { queue nobody "$9" "${@:1:3}"; }
admin policy open-lab 0 > /dev/null
each closed
asked closed
admin policy open-lab 1 > /dev/null
each open
asked open_lab
admin policy open-lab 0 > /dev/null

# --- nginx asks ------------------------------------------------------------------
named() {	# method, path, body, who may
	local row=("${@:1:3}") role want
	queue nobody u "${row[@]}"
	queue wrong_password u "${row[@]}" 'user="the-admin:wrong"' \
	    "header=\"Origin: $base\""
	queue session_admin u "${row[@]}" \
	    "cookie=\"connectprint=${token[admin]}\"" "header=\"Origin: $base\""
	shift 4
	for role in $roles; do
		# Slicers show keys, and are not asked.
		case ${row[1]} in
		/p/*) want=u ;;
		*) want=$1 ;;
		esac
		queue "name_$role" "$want" "${row[@]}" \
		    "user=\"the-$role:password of the-$role\"" \
		    "header=\"Origin: $base\""
		queue "key_$role" "$1" "${row[@]}" \
		    "header=\"X-Api-Key: ${key[$role]}\""
		shift
	done
	queue wrong_key u "${row[@]}" 'header="X-Api-Key: x"' \
	    'user="the-admin:password of the-admin"'
}
check named__basic__accepted recipe basic
each named
asked named
exit $((failed > 0))
