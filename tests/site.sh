#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The settings of the site, as an admin changes them: names, HTTPS, a path, and
# what an installation begins with.  Every change is a reload of nginx, and
# through all of them a print goes on.
#
#	tests/site.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
conf=$run/nginx/connectprint.conf
tls=$((port + 1))
other=$((port + 2))
sample=tests/sample/cube.g

who() { json '.name + " " + .role' "$1"; }
session() { ask GET /api/session "$@"; }

# --- a lab in which something prints ------------------------------------------
start() {
	supervise --speed 60
	until_true 60 grep -q "Connectprint is at" "$work/out" &&
	    ! grep -q "Not everything" "$work/out"
}
check start__everything_up start || exit 1
key=$(cat "$run/api-key")
ask POST /api/files -F "file=@$sample" -F printer=dagoma-1
job=$(jq -r .job.id "$work/body")
check print__begun answered 201
admin policy open-lab 0 > /dev/null

# --- names ----------------------------------------------------------------------
while read -r name want; do
	ask GET / -H "Host: $name"
	check "name__${name}__$want" answered "$want"
done <<-END
	localhost 200
	LOCALHOST:$port 200
	localhost. 200
	127.0.0.1 200
	192.0.2.7:80 200
	[::1]:8080 200
	$(hostname) 200
	lab.local 200
	lab 200
	evil.example 421
	127.0.0.1.evil.example 421
	localhost.evil.example 421
	lab.local.evil.example 421
	1.2.3.4x.example 421
END
session -H 'Host: evil.example'
check rebinding__api__421 answered 421
ask GET /p/dagoma-1/api/version -H 'Host: evil.example' -H "X-Api-Key: $key"
check rebinding__slicer__421 answered 421
ask GET / -H 'Host: evil.example' -H 'Accept-Language: fr'
check rebinding__says_what_to_do says "server_name"
check name__one_more__accepted settings \
    -e 's|server_name |&print.univ.example |'
ask GET / -H 'Host: print.univ.example'
check name__one_more__served answered 200

# --- a reload in the middle of an upload ---------------------------------------------
arrived() { [ -n "$(find "$run/content/tmp" -type f -size +100k)" ]; }
yes 'G1 X10.25 Y20.5 E0.0125 ; a line of a print file' |
    head -c 3000000 > "$work/slow.g"
exec 3<> "/dev/tcp/127.0.0.1/$port"
printf 'POST /api/files?name=slow.g HTTP/1.1\r\nHost: lab\r\nX-Api-Key: %s\r\nContent-Length: 3000000\r\nConnection: close\r\n\r\n' \
    "$key" >&3
head -c 2000000 "$work/slow.g" >&3
check reload__upload__under_way until_true 10 arrived
check reload__upload__first settings -e ''
check reload__upload__second settings -e ''
tail -c 1000000 "$work/slow.g" >&3
timeout 10 cat <&3 > "$work/slow"
exec 3>&-
whole() { grep -q '^HTTP/1.1 201' "$work/slow" &&
    grep -q "$(sha256sum < "$work/slow.g" | cut -d' ' -f1)" "$work/slow"; }
check reload__upload__whole whole

# --- HTTPS -----------------------------------------------------------------------
check certificate__made setup/certificate.sh "$run/nginx"
check certificate__key__for_root_only \
    [ "$(stat -c %a "$run/nginx/key.pem")" = 600 ]
sum() { sha256sum "$run/nginx/key.pem" "$run/nginx/certificate.pem"; }
before=$(sum)
again() { setup/certificate.sh "$run/nginx" && [ "$(sum)" = "$before" ]; }
check certificate__there__left_alone again
https() {
	settings -e "$(on https.conf)" -e "$(on 'ssl_certificate ')" \
	    -e "$(off plain.conf)" -e "s|listen \\[::\\]:[0-9]*[^;]*;||g" \
	    -e "s|listen 443 ssl;|listen 127.0.0.1:$tls ssl;|" \
	    -e "s|listen 80;|listen 127.0.0.1:$port;|" \
	    -e "/server_name/a set \$connectprint_port :$tls;" "$@"
}
check https__one_line__accepted https
asking=(--cacert "$run/nginx/certificate.pem")
plain=$base
ask GET '/fleet?x=%2e'
check https__plain_page__led_there head_has \
    "location: https://127.0.0.1:$tls/fleet?x=%2e.\$"
ask POST /p/dagoma-1/api/files/local -F "file=@$sample" -H "X-Api-Key: $key"
check https__plain_upload__308_stays_a_post answered 308
ask GET "/p/dagoma-1/api/version?apikey=$key"
check https__plain_key__not_in_the_logs [ -z "$(grep -rlF "$key" "$run/log")" ]
ask GET /metrics
check https__metrics_for_this_machine__plain answered 200
base=https://localhost:$tls
session
check https__certificate__good_for_localhost answered 200
base=https://127.0.0.1:$tls
session
check https__certificate__good_for_the_address answered 200
check https__self_signed__no_hsts [ -z \
    "$(grep -i ^strict-transport "$work/head")" ]
echo 'password of carol' | admin person add carol --role user
login() { ask POST /api/session "$@" \
    -d '{"name":"carol","password":"password of carol"}'; }
login -H "Origin: $base"
check https__login__cookie_of_this_host head_has \
    'set-cookie: __Host-connectprint=[0-9a-f]*; Path=/; HttpOnly; SameSite=Lax; Max-Age=[0-9]*; Secure.$'
token=$(sed -n 's/^Set-Cookie: __Host-connectprint=\([0-9a-f]*\);.*/\1/Ip' "$work/head")
session -b "__Host-connectprint=$token"
check https__cookie__counts who 'carol user'
session -b "connectprint=$token"
check https__cookie_that_http_may_set__counts_for_nothing who 'visitor visitor'
login -H "Origin: http://127.0.0.1:$tls"
check https__page_over_http__is_not_ours refused 403 foreign-page
ask GET /p/dagoma-1/api/version -H "X-Api-Key: $key"
check https__slicer__200 answered 200
base=http://127.0.0.1:$tls
session
check https__http_at_its_port__led_there head_has "location: https://127.0.0.1:$tls/api/session"
# shellcheck disable=SC2016
check https__pages_only__accepted https -e '/server_name/a set $connectprint_tls pages;'
base=$plain
ask GET /p/dagoma-1/api/version -H "X-Api-Key: $key"
check https__pages_only__slicer_may_go_plain answered 200
session
check https__pages_only__page_is_led_there answered 308
check https__hsts_line__accepted https -e "$(on Strict-Transport)"
base=https://127.0.0.1:$tls
session
check https__hsts_line__said head_has 'strict-transport-security: max-age='
check https__hsts_line__others_stay head_has 'content-security-policy: '
base=$plain
asking=()

# --- behind another proxy, below a path -------------------------------------------------
check below__two_lines__accepted settings -e "$(off plain.conf)" \
    -e "$(on proxy.conf)" -e "s|:8080;|:$port;|" -e "$(on below.conf)"
check below__doctor__reads_it sh -c \
    "'$bin/connectprint' --run '$run' doctor | grep -q '^uploads *good'"
for page in / /fleet /printers/dagoma-1 /no/such/page.html; do
	ask GET "/print$page"
	check "below__${page}__links" says 'href="/print/style.css"'
	unled() { grep -E '(href|src)="/' "$work/body" |
	    grep -vE '(href|src)="/print/'; }
	check "below__${page}__no_other" [ -z "$(unled)" ]
	ask GET "$page"
	check "below__${page}__also_cut_off_by_the_proxy" says \
	    'src="/print/[a-z]*.js"'
done
ask GET /print/api.js
check below__scripts__served answered 200
rooted() { ! grep -nE '(fetch|[.]open)[(]|[.]href = ' htdocs/*.js |
    grep -v root; }
check below__scripts__all_from_the_root rooted
ask GET /print/index.php
check below__old_address__moved head_has 'location: /print/.$'
ask POST /print/api/files -H "X-Api-Key: $key" -F "file=@$sample"
check below__upload__location head_has 'location: /print/api/files/[0-9]*.$'
ask POST /print/p/dagoma-1/api/files/local -H "X-Api-Key: $key" \
    -F "file=@$sample"
check below__slicer__location head_has 'location: /print/p/dagoma-1/api/'
ask POST /print/api/session -H "Origin: https://127.0.0.1:$port" \
    -d '{"name":"carol","password":"password of carol"}'
check below__login__cookie head_has \
    'set-cookie: __Secure-connectprint=[0-9a-f]*; Path=/print/; .*; Secure.$'

# --- the rest of the file -----------------------------------------------------------------
check limit__one_line__accepted settings \
    -e 's|client_max_body_size 0|client_max_body_size 4k|'
ask POST /api/files -H "X-Api-Key: $key" -F "file=@$sample"
check limit__upload__413 refused 413 too-big
sed -e "$(off sessions.conf)" "$work/first" > "$conf"
none() { ! accepts; }
check recipe__none__nginx_refuses none
settings -e ''

# What an installation gets, in a folder of its own.
B=${bin%/bin} DESTDIR=$work/root PREFIX=/usr setup/install.sh > "$work/out" 2>&1
verdict install__site__put $?
site=$work/root/etc/nginx/sites-available/connectprint
check install__site__https grep -q '^	listen 443 ssl;' "$site"
check install__site__plain_is_a_comment grep -q '^	#listen 80; listen \[::\]:80; ' "$site"
check install__site__nothing_unexpanded sh -c "! grep -rqE '@[A-Z]+@' '$site' \
    '$work/root/usr/share/connectprint/nginx'"
echo '# mine' >> "$site"
B=${bin%/bin} DESTDIR=$work/root PREFIX=/usr setup/install.sh > "$work/out" 2>&1
check install__site__what_an_admin_changed_stays grep -q '^# mine' "$site"
cp "$run/nginx/key.pem" "$run/nginx/certificate.pem" \
    "$work/root/etc/connectprint/"
mkdir -p "$work/root/run/connectprint-web" "$work/root/var/log/nginx"
# shellcheck disable=SC2046
sed -i -E "s#(^|[^.$])(/(usr|etc|run|var/log)/(share/)?(connectprint|nginx))#\1$work/root\2#g; s/(listen [^;]*)\b(80|443)\b/\1$other/; s/listen \[::\]:[^;]*;//g" \
    $(find "$work/root/usr/share/connectprint/nginx" -name '*.conf') "$site"
sed "s|include.*connectprint.conf;|include $site;|" "$run/nginx/nginx.conf" \
    > "$work/installed.conf"
installed() {
	"$nginx" -t -q -p "$run/nginx/" -c "$work/installed.conf" \
	    -e "$work/refused" > "$work/out" 2>&1
}
check install__site__nginx_accepts installed

# --- the print ------------------------------------------------------------------------------
commands() { sed -e 's/;.*//' -e 's/[ 	]*$//' -e 's/^[ 	]*//' -e '/^$/d' "$1"; }
executed() { grep -vE '^(M110|M115|M155|M105)( |$)' \
    "$run/printers/dagoma-1/executed.gcode"; }
check print__finished until_true 60 is "/api/jobs/$job" .state finished
check print__every_line_once_in_order diff <(commands "$sample") <(executed)
exit $((failed > 0))
