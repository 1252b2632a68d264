#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every way in which other print servers were broken into, tried on this one:
# a class, as public advisories tell them, is a heading here, and its checks
# begin with its name.  A private nginx with our site, our FastCGI programs and
# a spool, no daemon.
#
# Some classes have more of them elsewhere: uploads and their names in web.sh,
# logins, cookies and keys in access.sh, names that a client makes up in
# recipes.sh, archives in archive.sh and import.sh, mails and webhooks in
# herald.sh; hostile printers in test_link.c, and each parser in tests/fuzz.
#
#	tests/attack.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

# Bytes as they are; what comes back is in $work/body.
raw() {
	exec 3<> "/dev/tcp/127.0.0.1/$port" || return
	# Who is refused early may be cut off early, too.
	(trap '' PIPE; printf '%b' "$1" >&3) 2> /dev/null
	timeout 5 cat <&3 > "$work/body" 2> /dev/null
	exec 3>&-
	status=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$work/body")
}
lacks() { ! grep -qF -e "$1" "$work/body" "$work/head"; }
cut_off() { [ -z "$status" ] || [ "$status" = 400 ]; }
below_500() { [ "$status" -ge 200 ] && [ "$status" -lt 500 ]; }
# An answer is a refusal and tells nothing of the machine.
no_secret() { ! grep -qE 'root:x:|SQLite format|PRIVATE KEY|#include' "$work/body"; }
alive() { ask GET /api/session && answered 200; }

check start__answers supervise_web || exit 1
key=$(cat "$run/api-key")
sql "INSERT INTO printer (name, profile_id, path, machine_type, needs_cleaning,
    adopted_ms) VALUES ('dagoma-1', 2, '/dev/pts/901', 'DiscoEasy200', 0, 1)"
printf 'G28\nG1 X1 F600\n' > "$work/part.g"
upload() { ask POST /api/files "$@"; }
echo 'password of eve' | admin person add eve --role user
eve=$(admin key eve --role user)

# --- reflected XSS: errors that echo what was asked (CVE-2021-32561) -------------------
mark='<script>alert(7)</script>'
coded='%3Cscript%3Ealert(7)%3C/script%3E'
for path in "/$coded" "/api/$coded" "/api/printers/$coded" \
    "/api/jobs/$coded" "/api/jobs?printer=$coded" "/api/files?name=$coded" \
    "/p/$coded/api/version" "/p/dagoma-1/$coded" "/printer?number=$coded" \
    "/api/session?$coded"; do
	ask GET "$path"
	check "reflected_xss__${path}" lacks '<script>alert'
done
ask "$mark" /api/printers
check reflected_xss__method lacks "$mark"
upload -F "file=@$work/part.g;filename=$mark.stl"
check reflected_xss__upload_error lacks "$mark"
ask POST /api/session -d "{\"name\":\"$mark\",\"password\":\"$mark\"}" \
    -H "Origin: $base"
check reflected_xss__login lacks "$mark"
ask GET /api/session -H "Accept-Language: $mark" -H "X-Api-Key: $mark"
check reflected_xss__headers lacks "$mark"

# --- stored XSS: names, printers' texts (CVE-2025-64187, CVE-2026-35163) ---------------
upload -F "file=@$work/part.g;filename=$mark.g" -F printer=dagoma-1
check stored_xss__name__is_json head_has 'content-type: application/json.$'
ask GET /api/files
check stored_xss__list__is_json head_has 'content-type: application/json.$'
sinks() { grep -nE 'innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|srcdoc|eval\(|new Function|setHTML|DOMParser' \
    htdocs/*.js htdocs/*.html; }
check stored_xss__pages__text_only_becomes_text [ -z "$(sinks)" ]
# Every address on a page is built by us, below our own root.
addresses() { grep -nE '\.(href|src|srcset|action|formAction|data) *= ' \
    htdocs/*.js | grep -vE '= `\$\{root\}/|= root \+ href;|= previewAddress\(|= address;'; }
check stored_xss__pages__no_address_from_data [ -z "$(addresses)" ]
# What a printer says of itself is a stranger's text, too.
sql "UPDATE printer SET fault = '$mark' || char(10) || 'up 1 \"} 7'"
for path in /api/printers /api/printers/dagoma-1 /metrics \
    /p/dagoma-1/api/printer /p/dagoma-1/api/job; do
	ask GET "$path" -H "X-Api-Key: $key"
	check "stored_xss__fault__${path}__is_no_page" \
	    [ -z "$(grep -i '^content-type: text/html' "$work/head")" ]
done
ask GET /metrics
check stored_xss__fault__metrics__no_line_of_its_own \
    [ -z "$(grep -vE '^(#|connectprint_)' "$work/body")" ]
sql "UPDATE printer SET fault = ''"
inline() { grep -nE '<script>|<script [^>]*>[^<]|<style| style=| on[a-z]+=|javascript:|https?://[^ ]*\.(js|css)' \
    htdocs/*.html; }
check stored_xss__pages__no_inline_script [ -z "$(inline)" ]
ask GET /
check stored_xss__policy__own_scripts_only head_has \
    "content-security-policy: default-src 'self'; object-src 'none'; base-uri 'none'"
check stored_xss__policy__nothing_unsafe lacks unsafe-

# --- open redirects, and a login that leads elsewhere (CVE-2022-1430) -------------------
for path in //evil.example/index.php /index.php?next=http://evil.example \
    /%0d%0aLocation:evil /d_imprimante1//evil.example; do
	ask GET "$path" --path-as-is
	check "open_redirect__${path}" lacks 'ocation: http'
done
ask GET /index.php -H 'X-Forwarded-Host: evil.example'
check open_redirect__forwarded_host lacks evil.example

# --- answers that a browser takes for a page (CVE-2024-28237), frames ----------------------
# Each kind of answer there is, of nginx and of our programs.
headers() { [ "$(grep -ciE '^(content-security-policy|x-content-type-options|referrer-policy|cross-origin-resource-policy|cross-origin-opener-policy): ' \
    "$work/head")" = 5 ] && head_has "x-content-type-options: nosniff.\$" &&
    head_has 'content-security-policy: .*frame-ancestors .none.' &&
    head_has 'content-type: '; }
while read -r want method path more; do
	# shellcheck disable=SC2086
	ask "$method" "$path" $more
	check "sniffing_clickjacking__${method}_${path}_$want" answered "$want"
	check "sniffing_clickjacking__${method}_${path}__headers" headers
done <<-END
	200 GET /
	200 GET /printers/dagoma-1
	404 GET /nothing
	404 GET /.git/config
	301 GET /index.php
	200 GET /api/printers
	200 GET /metrics
	404 GET /api/nothing
	405 DELETE /api/printers
	405 DELETE /
	401 GET /api/session -H X-Api-Key:x
	403 POST /api/jobs -H Origin:http://evil.example
	415 POST /api/files?name=a.g --data-binary @/dev/null
	413 POST /api/jobs --data-binary @/proc/self/exe
	421 GET / -H Host:evil.example
	400 GET / -H Host:
	414 GET /$(printf '%09000d' 0)
	400 GET / -H X:$(printf '%040000d' 0)
	401 GET /p/dagoma-1/api/version -H X-Api-Key:x
	404 GET /p/dagoma-1/nothing
END

# --- dangerous types and renames (CVE-2022-2872) ----------------------------------------------
for name in page.html image.svg script.js part.g.html .htaccess g; do
	upload -F "file=@$work/part.g;filename=$name"
	check "dangerous_type__${name}__415" refused 415 wrong-extension
done
ask POST /p/dagoma-1/api/files/local/part.g -H "X-Api-Key: $key" \
    -d '{"command":"move","destination":"page.html"}'
check dangerous_type__rename__refused [ "$status" -ge 400 ]
ask GET "/content/$(sql 'SELECT substr(sha256, 1, 2) || "/" || sha256 FROM file LIMIT 1')"
check dangerous_type__stored_file__not_served answered 404

# --- traversal (CVE-2021-32560, CVE-2023-31059, CVE-2026-94489) -------------------------------
up=../../../../../..
for path in "/$up/etc/passwd" /..%2f..%2f..%2fetc/passwd \
    /%2e%2e/%2e%2e/spool.db /..%5c..%5cspool.db /..%255c..%255cspool.db \
    /%252e%252e/spool.db '/....//....//etc/passwd' /style.css/../../spool.db \
    '/api/files/..%2f..%2fspool.db' '/api/files/%2e%2e%5cspool.db' \
    "/p/dagoma-1/api/files/local/..%2f..%2fspool.db" \
    '/p/..%2f..%2f/api/version' /printers/..%2f..%2fapi-key /.%00/api-key \
    /spool.db /api-key /session.db /run/api-key /nginx/http.conf.in \
    /log/access.log /cgi/http.c; do
	ask GET "$path" --path-as-is
	check "traversal__${path}" no_secret
	check "traversal__${path}__refused" [ "$status" -ge 400 -a "$status" -lt 500 ]
done

# --- fields that a server makes (CVE-2025-48067, CVE-2026-54134) --------------------------------
echo 'a secret' > "$work/secret.g"
files=$(rows file)
upload -F "file.path=$work/secret.g" -F file.name=x.g -F file.size=9
check spoofed_field__form refused 400 no-file
upload -F "file=$work/secret.g" -F "path=$work/secret.g" -F sha256=x
check spoofed_field__file_as_text refused 400 no-file
ask POST "/api/files?file.path=$work/secret.g&file=$work/secret.g&name=x.g" \
    --data-binary ''
check spoofed_field__query refused 415 empty
check spoofed_field__nothing_kept [ "$(rows file)" = "$files" ]

# --- commands and templates in names (CVE-2025-58180, GHSA-fwfg-vprh-97ph) --------------------------
# shellcheck disable=SC2016
for name in "\$(touch $work/owned).g" "\`touch $work/owned\`.g" \
    "a;touch $work/owned;.g" '{{7*7}}.g' '${7*7}.g' '%s%s%s%n.g' "a' OR 1=1--.g"; do
	echo "G28 ; $RANDOM$RANDOM" > "$work/name.g"
	upload -F "file=@$work/name.g;filename=\"${name##*/}\"" -F printer=dagoma-1
	check "injection__name__${name##*/}__is_text" json .label "${name##*/}"
done
check injection__name__nothing_ran [ ! -e "$work/owned" ]
calls() { grep -nwE 'system|popen|execlp|wordexp' cgi/*.c sql/*.c \
    spoolerd/*.c spoolerd/*/*.c setup/*.c | grep -E '(system|popen|execlp|wordexp)\('; }
check injection__no_shell_in_any_program [ -z "$(calls)" ]

# --- SQL (CVE-2022-3607) ------------------------------------------------------------------------------
for value in "'" "' OR '1'='1" "1;DROP TABLE job" '1 UNION SELECT 1' "\\'"; do
	ask GET /api/jobs -G --data-urlencode "printer=$value"
	check "sql__printer_${value}" refused 404 no-printer
	ask GET /api/jobs -G --data-urlencode "before=$value"
	check "sql__before_${value}" refused 400 bad-request
	ask GET /api/session -H "X-Api-Key: $value"
	check "sql__key_${value}" refused 401 wrong-key
	ask GET /api/session -b "connectprint=$value"
	check "sql__cookie_${value}" json .role visitor
done
built() {
	grep -nE 'sqlite3_(mprintf|exec|prepare)' \
	    cgi/*.c setup/*.c spoolerd/*.c spoolerd/*/*.c
	grep -nE '"(SELECT|INSERT|UPDATE|DELETE) ' cgi/*.c setup/*.c \
	    spoolerd/*.c spoolerd/*/*.c sql/*.c | grep -vE '^sql/(statement|migration|mend)'
}
check sql__texts__only_in_one_table [ -z "$(built)" ]

# --- header injection, log injection ---------------------------------------------------------------------
ask POST '/api/files?name=a%0d%0aX-Evil:%20yes.g' --data-binary 'G28 ;1'
check header_injection__query__no_header [ -z "$(grep -i '^x-evil' "$work/head")" ]
upload -F "file=@$work/part.g;filename=\"b%0d%0aX-Evil: yes.g\"" \
    -H "X-Api-Key: $key"
check header_injection__form__no_header [ -z "$(grep -i '^x-evil' "$work/head")" ]
ask POST /p/dagoma-1/api/files/local -H "X-Api-Key: $key" \
    -F "file=@$work/part.g;filename=\"c%0d%0aX-Evil: yes.g\""
check header_injection__location__no_header [ -z "$(grep -i '^x-evil' "$work/head")" ]
raw 'GET /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Api-Key: a\nX-Api-Key: b\r\n\r\n'
check header_injection__bare_newline below_500
ask GET "/a%0a127.0.0.1%20-%20-%20forged" -A $'Mozilla \t"forged" \x1b[31m'
ask POST /api/session -H "Origin: $base" -d '{"name":"x\nforged: line\u001b[2J","password":"y"}'
forged() { grep -nP '^(127.0.0.1 - - forged|forged)|\x1b' "$run"/log/*.log; }
check log_injection__no_line_of_its_own [ -z "$(forged)" ]

# --- request smuggling, and FastCGI parameters in headers (httpoxy) ------------------------------------------
raw 'POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /'
check smuggling__both_lengths__refused cut_off
raw 'POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{}'
check smuggling__two_lengths__refused cut_off
ask GET /api/session -H 'HTTPS: on' -H 'CONNECTPRINT-AUTH: nginx' \
    -H 'CONNECTPRINT_AUTH: nginx' -H 'REMOTE_USER: admin' \
    -H 'Remote-User: admin' -H 'Proxy: http://evil.example'
check parameters__headers__are_none json '.role + (.named_by_server | tostring)' visitorfalse
check parameters__every_location__all_of_them [ -z \
    "$(grep -E '^		fastcgi_param' nginx/server.conf.in)" ]

# --- addresses that let in (CVE-2024-32977) --------------------------------------------------------------------
admin policy open-lab 0 > /dev/null
for header in X-Forwarded-For X-Real-IP Forwarded Client-IP; do
	for i in 1 2 3; do
		ask POST /api/jobs -H "$header: 127.0.0.1" -d '{}'
	done
	check "forwarded__${header}__no_right" refused 403 no-right
done
ask GET /api/session -H 'X-Forwarded-For: 127.0.0.1, 10.0.0.1'
check forwarded__nobody__is_a_visitor json .role visitor

# --- headers that a proxy makes (CVE-2025-32788) ------------------------------------------------------------------
ask GET /printers/dagoma-1
cp "$work/body" "$work/page"
for header in X-Forwarded-Prefix X-Script-Name X-Forwarded-Proto X-Scheme \
    X-Forwarded-Host X-Original-URL X-Rewrite-URL X-Connectprint-Path \
    X-Accel-Redirect; do
	ask GET /printers/dagoma-1 -H "$header: //evil.example$mark"
	check "proxy__${header}__same_page" cmp -s "$work/body" "$work/page"
	ask GET /api/nothing -H "$header: /api/session"
	check "proxy__${header}__same_place" refused 404 not-found
done

# --- sessions without an end (CVE-2022-2888), passwords without a proof (CVE-2024-23637) --------------------------
of_sessions() { sqlite3 -cmd '.timeout 5000' "$run/session.db" "$1"; }
log_in() {
	ask POST /api/session -H "Origin: $base" \
	    -d '{"name":"eve","password":"password of eve"}'
	cookie=$(sed -n 's/^Set-Cookie: \(connectprint=[0-9a-f]*\);.*/\1/Ip' \
	    "$work/head")
	[ "$status" = 200 ]
}
as_eve() { ask "$1" "$2" -H "Origin: $base" -b "$cookie" "${@:3}"; }
while read -r what change; do
	check "session__${what}__login" log_in
	of_sessions "UPDATE session SET $change"
	as_eve GET /api/session
	check "session__${what}__is_over" json .role visitor
done <<-END
	not_used_for_two_hours seen_ms = seen_ms - 7200000
	used_for_twelve_hours begun_ms = begun_ms - 43200000
	of_the_future seen_ms = seen_ms + 3600000
END
log_in
for proof in '' ',"old":""' ',"old":null' ',"old":["password of eve"]' \
    ',"old":"password of Eve"'; do
	as_eve POST /api/account/password -d "{\"new\":\"another password\"$proof}"
	check "password__proof${proof}__refused" [ "$status" = 400 -o "$status" = 403 ]
done
of_sessions 'DELETE FROM failure'
check password__no_proof__the_old_one_stays log_in

# --- default secrets, and secrets in answers (CVE-2024-51493, CVE-2018-16710) -------------------------------------
for pair in admin:admin admin:password admin: root:root pi:raspberry \
    connectprint:connectprint visitor: eve:eve; do
	ask POST /api/session -H "Origin: $base" \
	    -d "{\"name\":\"${pair%%:*}\",\"password\":\"${pair#*:}\"}"
	check "default_secret__${pair}" refused 401 wrong-password
	sqlite3 -cmd '.timeout 5000' "$run/session.db" 'DELETE FROM failure'
done
check default_secret__keys__differ [ "$key" != "$eve" ]
check default_secret__key__256_bits [ "${#key}" = 64 ]
for path in /api/session /api/printers /api/printers/dagoma-1 /api/jobs \
    /api/jobs/1 /api/files /api/files/1 /metrics /p/dagoma-1/api/settings \
    /p/dagoma-1/api/server /p/dagoma-1/api/currentuser; do
	ask GET $path -H "X-Api-Key: $key"
	told() { ! grep -qE -e "$key" -e "$eve" -e '[$]argon2' -e "$run" \
	    "$work/body"; }
	check "secret_in_answer__$path" told
done
hashed() { ! grep -aqF -e "$key" "$run/spool.db" "$run/spool.db-wal"; }
check timing__key__found_by_its_hash hashed
check timing__no_key__compared_by_us [ -z "$(grep -nE 'str(n)?cmp\([^)]*(key|token|hash|password)' cgi/access.c cgi/http.c cgi/session.c sql/person.c sql/login.c)" ]
other_files() { find "$run" -maxdepth 1 -type f -perm /o+r ! -name '*.pid'; }
check secret__files__not_for_others [ -z "$(other_files)" ]

# --- rights that somebody takes (CVE-2022-3068), doors without a lock (CVE-2025-62169) --------------------------------
ask POST /api/session -H "X-Api-Key: $eve" -d '{"role":"admin"}'
ask PUT /api/session -H "X-Api-Key: $eve" -d '{"role":"admin"}'
ask GET '/api/session?role=admin&user=admin' -H "X-Api-Key: $eve"
check privilege__role_in_a_request__stays json .role user
ask POST /api/jobs -H "X-Api-Key: $eve" \
    -d '{"file":1,"printer":"dagoma-1","who":"admin","state":"printing"}'
check privilege__job_in_the_name_of_another__own json '.who + .state' evequeued
# Every route asks for a right but those of the session, the metrics and one's
# own account, which look themselves.
open_doors() { grep -hE '^	\{ "[A-Z]+",.*"/' cgi/*.c | grep -E ',[[:space:]]*0,' |
    grep -vE '"/(api/session|metrics|api/account[^"]*)"'; }
check open_door__every_route_asks_for_a_right [ -z "$(open_doors)" ]
while read -r method path; do
	ask "$method" "$path" -d '{}'
	check "open_door__${method}_$path" refused 403 no-account
done < <(sed -n 's/^	{ "\([A-Z]*\)", *"\(\/api\/account[^"]*\)".*/\1 \2/p' cgi/people.c |
    sed -e 's/:id/1/' -e 's/:token/0123456789abcdef/')
for path in /api/plugin /api/users /api/settings /api/system /plugin/x \
    /server-status /nginx_status /-/by-key /-/auth /404.html; do
	ask GET $path
	check "open_door__${path}" answered 404
done
admin policy open-lab 1 > /dev/null

# --- sessions in addresses, keys in addresses --------------------------------------------------------------------------
ask GET "/api/session?connectprint=$(printf '%064d' 0)&apikey=$key"
check key_in_address__pages__counts_for_nothing json .role visitor
ask GET "/p/dagoma-1/api/version?apikey=$key"
ask GET "/p/nothing/?apikey=$key"
ask GET "/p/dagoma-1/api/version?apikey=$key" -H 'Host: evil.example'
ask GET "/nothing?apikey=$key"
check key_in_address__not_in_the_logs [ -z "$(grep -rlF "$key" "$run/log")" ]

# --- bombs --------------------------------------------------------------------------------------------------------------------
deep=$(head -c 30000 /dev/zero | tr '\0' '[')
ask POST /api/jobs --data-binary "$deep"
check bomb__json__deep refused 400 bad-request
ask POST /api/jobs --data-binary "{\"file\":1e999,\"printer\":\"dagoma-1\"}"
check bomb__json__huge_number refused 400 bad-request
ask POST /api/jobs --data-binary '{"file":1,"printer":"\ud800"}'
check bomb__json__half_a_character refused 400 bad-request
many=()
for ((i = 0; i < 200; i++)); do many+=(-F "f$i=x"); done
upload "${many[@]}" -F "file=@$work/part.g"
check bomb__form__many_parts refused 400 broken-form
head -c 200000 /dev/zero | gzip > "$work/bomb.gz"
ask POST '/api/files?name=bomb.g' -H 'Content-Encoding: gzip' \
    --data-binary "@$work/bomb.gz"
check bomb__gzip__never_unpacked refused 415 binary
upload -F "file=@$work/part.g;filename=$(printf 'a%.0s' {1..8000}).g"
check bomb__name__long [ "$status" = 201 -o "$status" = 400 ]
ask GET "/api/jobs?$(printf 'a=b&%.0s' {1..1500})"
check bomb__query__many below_500
ask GET /api/printers -H "Accept-Language: $(printf 'fr;q=0.1,%.0s' {1..700})"
check bomb__header__many_languages answered 200
# CVE-2025-48879: a form that never ends.
body='--b\r\nContent-Disposition: form-data; name="file"; filename="x.g"\r\n\r\nG28'
raw "POST /api/files HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: $(printf '%b' "$body" | wc -c)\r\n\r\n$body"
check bomb__form__without_end answered 400
check bomb__afterwards__alive alive

# --- slow clients ----------------------------------------------------------------------------------------------------------------
# Forty that say half a request and then nothing, and sixteen slow uploads.
for ((i = 0; i < 40; i++)); do
	exec {fd}<> "/dev/tcp/127.0.0.1/$port"
	printf 'GET / HTTP/1.1\r\nHost: lab\r\nX-' >&"$fd"
done
for ((i = 0; i < 16; i++)); do
	exec {fd}<> "/dev/tcp/127.0.0.1/$port"
	printf 'POST /api/files?name=a.g HTTP/1.1\r\nHost: lab\r\nContent-Length: 99\r\n\r\nG28' >&"$fd"
done
uploads() { [ "$(find "$run/content/tmp" -type f | wc -l)" = 16 ]; }
check slow__uploads__all_wait until_true 10 uploads
asking=(--max-time 3)
ask GET /api/printers
check slow__fleet__answers answered 200
ask POST /api/printers/dagoma-1/orders -d '{"order":"emergency"}'
check slow__emergency_stop__is_heard refused 503 no-daemon
upload -F "file=@$work/part.g"
check slow__seventeenth_upload__refused refused 503 busy
asking=()
for ((fd = 10; fd < 80; fd++)); do exec {fd}>&-; done
no_uploads() { [ -z "$(find "$run/content/tmp" -type f)" ]; }
check slow__gone__nothing_kept until_true 5 no_uploads

# --- where the server itself asks (SSRF), and what it unpacks (zip slip) -------------------------------------------------------------
for url in file:///etc/passwd gopher://127.0.0.1/ ftp://x/ dict://x/ /etc/passwd; do
	try "ssrf__webhook__${url}" 2 'begins with https' notify webhook "$url"
done
check ssrf__webhook__follows_no_redirect [ -z "$(grep FOLLOWLOCATION setup/*.c)" ]
for url in http://127.0.0.1/x file:///etc/passwd; do
	ask POST /api/files --data-urlencode "url=$url"
	check "ssrf__upload__${url}" [ "$status" -ge 400 ]
done
mkdir "$work/slip"
echo x > "$work/slip/escaped"
tar -C "$work/slip" --transform 's|^|../|' -cPf "$work/slip.tar" escaped
mkdir "$work/other"
"$bin/connectprint" --run "$work/other" restore "$work/slip.tar" > "$work/out" 2>&1
verdict zip_slip__restore__refused $((! $?))
check zip_slip__restore__nothing_outside [ ! -e "$work/escaped" ]

# --- expressions that take for ever (ReDoS) ---------------------------------------------------------------------------------------------
# The only ones that see a client's text are nginx's, and end at a slash.
ask GET "/printers/$(printf '/%.0s' {1..3000})x" --path-as-is --max-time 2
check redos__many_slashes below_500
ask GET / -H "Host: $(printf 'a.%.0s' {1..120})example" --max-time 2
check redos__long_name answered 421
check end__alive alive
exit $((failed > 0))
