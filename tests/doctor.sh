#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# connectprint doctor: a lab in which nothing is to be mended, and then one
# fault after the other, each of which it must name.
#
#	tests/doctor.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
root=$work/root

# A name, the check that it is about, its result, and what it must say.  What
# isn't good comes with what to do, and what is bad with the status.
place=$run
sees() {
	local status good=0
	"$bin/connectprint" --run "$place" --spool "$run/spool.db" doctor \
	    --root "$root" > "$work/out" 2>&1
	status=$?
	grep -qE "^$2 +$3 .*$4" "$work/out" || good=1
	if [ "$3" != good ]; then
		grep -A1 "^$2 " "$work/out" | grep -q '^	-> ' || good=1
	fi
	[ "$3" != bad ] || [ "$status" -eq 1 ] || good=1
	verdict "doctor__$1" $good
}

# --- a good lab ---------------------------------------------------------------
mkdir -p "$run" "$root/proc/12" "$root/etc/nginx/sites-enabled" \
    "$root/etc/cron.d" "$root/usr/lib/udev/rules.d"
echo systemd > "$root/proc/12/comm"
admin key admin > /dev/null
sqlite3 "$run/spool.db" "INSERT INTO printer (name, profile_id, path,
    adopted_ms) VALUES ('sim', 1, '/tmp/sim', 1)"
echo 'G1 X1' > "$work/part.g"
admin submit "$work/part.g" sim > /dev/null
"$bin/spoolerd" --run "$run" --spool "$run/spool.db" > "$work/log" 2>&1 &
daemon=$!
until_true 30 [ -S "$run/control.sock" ]
# What the daemon has to write is written.
read_it() { [ "$(sqlite3 "$run/spool.db" \
    "SELECT count(*) FROM event WHERE what = 'file.analyzed'")" = 1 ]; }
until_true 30 read_it
# Sockets that take a connection, as those of the web programs do.
for name in files jobs live people printers session slicers; do
	ln -s control.sock "$run/$name.sock"
done
admin doctor --root "$root" > "$work/out" 2>&1
verdict doctor__good_lab__status_0 $?
! grep -q ' bad ' "$work/out"
verdict doctor__good_lab__nothing_bad $?
[ "$(cut -d' ' -f1 "$work/out" | grep -c .)" -eq 14 ]
verdict doctor__good_lab__every_check_told $?
admin doctor --json | jq -e 'length == 14 and
    all(.[]; .check and .result and (.why | type) == "string" and
    (.mend | type) == "string")' > "$work/out" 2>&1
verdict doctor__json__one_object_a_check $?
before=$(sqlite3 "$run/spool.db" .dump | sha256sum)
admin doctor > /dev/null
[ "$(sqlite3 "$run/spool.db" .dump | sha256sum)" = "$before" ]
verdict doctor__looks__changes_nothing $?

# --- the lab ------------------------------------------------------------------
chmod o+w "$run"
sees folder_open_to_all folder bad 'may change it'
chmod o-w "$run"
chmod o+r "$run/spool.db"
sees database_readable_by_all database bad 'may read the hashes'
chmod o-r "$run/spool.db"
mv "$run/content/tmp" "$run/content/away"
sees no_folder_for_uploads store bad 'content/tmp'
mv "$run/content/away" "$run/content/tmp"
chmod u-w "$run/content/7f"
sees folder_not_writable store bad 'content/7f: its mode'
chmod u+w "$run/content/7f"
file=$(find "$run"/content/?? -type f)
mv "$file" "$work/away"
sees file_gone records bad '1 records have no file'
mv "$work/away" "$file"
rm "$run/jobs.sock"
sees web_program_down web bad 'jobs.sock'
ln -s control.sock "$run/jobs.sock"
admin policy free-bytes 1125899906842624 \
    > /dev/null
sees disk_full disk bad 'no upload is accepted'
admin policy free-bytes 0 > /dev/null
sqlite3 "$run/spool.db" "INSERT INTO event (at_ms, who, what)
    VALUES (32503680000000, 'x', 'x')"
sees clock_behind_the_spool clock bad 'events of later'
kill "$daemon"
wait "$daemon"
daemon=
sees daemon_down daemon bad "can't be reached"

# --- nginx --------------------------------------------------------------------
mkdir "$run/nginx"
site() { echo "server { listen $1; location /api/files {
    fastcgi_pass connectprint_files; client_max_body_size $2; } }" \
    > "$3"; }
site 127.0.0.1:80 0 "$run/nginx/nginx.conf"
sees nginx_takes_all uploads good 'what the policy'
site 127.0.0.1:80 10m "$run/nginx/nginx.conf"
sees nginx_limit_below_the_policy uploads bad \
    'accepts 10485760 bytes, the policy upload-bytes is 536870912'
admin policy upload-bytes 1048576 > /dev/null
sees nginx_limit_above_the_policy uploads good 'what the policy'
# shellcheck disable=SC2016
secure='443 ssl; set $connectprint_tls on'
site "$secure" 0 "$run/nginx/nginx.conf"
sees public_and_closed public good 'need a key or a password'
site 80 0 "$run/nginx/nginx.conf"
sees public_and_plain public doubtful 'on 80 without HTTPS'
admin policy open-lab 1 > /dev/null
sees public_and_open public bad 'an open lab, and nginx listens on 80'
site "$secure; include $PWD/nginx/auth/open.conf" 0 "$run/nginx/nginx.conf"
sees public_and_open_to_the_lab public good 'for some addresses only'
site "$secure; include $PWD/nginx/auth/basic.conf" 0 "$run/nginx/nginx.conf"
sees public_and_named public good 'need a key or a password'
site '[::1]:80' 0 "$run/nginx/nginx.conf"
sees loopback_and_open public good 'this machine only'

# --- other programs -----------------------------------------------------------
for name in ModemManager brltty; do
	echo $name > "$root/proc/12/comm"
	sees "greedy_$name" ports bad "$name runs"
done
: > "$root/usr/lib/udev/rules.d/98-connectprint.rules"
sees greedy_but_told_to_keep_off ports good .

# --- an installation ----------------------------------------------------------
place=/run/connectprint
groups() { printf 'dialout:x:20:%s\nconnectprint:x:999:%s\n' "$1" "$2" \
    > "$root/etc/group"; }
groups connectprint connectprint-web
sees groups_right groups good 'has its groups'
groups connectprinter connectprint-web
sees daemon_without_ports groups bad 'connectprint is not in .* dialout'
groups connectprint ''
sees web_without_the_spool groups bad 'connectprint-web is not in'
groups connectprint,connectprint-web connectprint-web
sees web_with_ports groups bad 'connectprint-web is in .* dialout'
groups connectprint,www-data connectprint-web
sees nginx_with_ports groups bad 'www-data is in'
: > "$root/etc/group"
sees no_group groups bad 'no group'
sees no_cron cron doubtful 'cron.d/connectprint'
: > "$root/etc/cron.d/connectprint"
sees cron_there cron good 'every night'
sees no_site uploads bad 'sites-enabled/connectprint'
site 127.0.0.1:80 0 "$root/etc/nginx/sites-enabled/connectprint"
sees site_there uploads good .

# --- a spool that is damaged ---------------------------------------------------
place=$run
sqlite3 "$run/spool.db" 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null
dd if=/dev/urandom of="$run/spool.db" bs=1 seek=8192 count=20000 \
    conv=notrunc 2> /dev/null
sees spool_damaged spool bad .
rm -f "$run"/spool.db*
sees spool_gone spool bad 'unable to open'
exit $((failed > 0))
