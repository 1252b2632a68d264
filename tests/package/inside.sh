#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What tests/package.sh does in its container, as root: the life of an
# installation, from the first dpkg to the purge.
set -u
cd /test || exit 1
site=/etc/nginx/sites-enabled/connectprint
printer=/run/simulated
failed=0
status=
key=
job=

check() {	# a name, then a command that must succeed
	local name=$1
	shift
	if "$@"; then
		echo "ok - package__$name"
		return
	fi
	echo "not ok - package__$name"
	failed=$((failed + 1))
	{
		echo "$*"
		echo "last answer: $status $(head -c 500 body)"
		tail -n 5 log
		[ $failed -gt 1 ] || journalctl --no-pager -o cat -n 40
	} 2> /dev/null | sed 's/^/    /'
}
until_true() {	# seconds, then a command
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -ge $end ] && return 1
		sleep 0.1
	done
}
package() { DEBIAN_FRONTEND=noninteractive dpkg "$@" > log 2>&1; }
active() { systemctl --quiet is-active "$1"; }
inactive() { ! active "$1"; }

# --- HTTP ---------------------------------------------------------------------
base=http://127.0.0.1
# Port 80 leads there, once nginx has taken the site in.
leads_to_https() {
	curl -s -o /dev/null -w '%{redirect_url}' "$base/" | grep -q ^https:
}
ask() {	# a path, then more of curl's options
	status=$(curl -sk -o body -w '%{http_code}' --max-time 30 \
	    -H "X-Api-Key: $key" "${@:2}" "$base$1")
}
is() {	# a path, a filter of jq, what it gives
	ask "$1" && [ "$(jq -r "$2" body 2> /dev/null)" = "$3" ]
}
answers() { ask "$1" && [ "$status" = "$2" ]; }

# --- installed ----------------------------------------------------------------
check install__done package -i this.deb
check install__everything__active until_true 10 active connectprint.service
check install__herald__active active connectprint-herald.service
check install__nginx__active active nginx.service
check install__port_80__leads_to_https until_true 10 leads_to_https
base=https://127.0.0.1
check install__page__served answers / 200
check install__api__answers until_true 10 is /api/printers .live true
check install__web_program__started_by_the_request \
    active connectprint-web@printers.service
# The live channel, as a browser asks for it; it stays open until curl leaves.
switches() {
	ask /api/live --http1.1 -H 'Connection: Upgrade' --max-time 2 \
	    -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
	    -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZQ=='
	[ "$status" = 101 ]
}
check install__live__switches switches
check install__live__started_by_the_request \
    active connectprint-web@live.service
check install__port__only_the_daemon_may_open_it \
    [ "$(id -nG connectprint)" = "connectprint dialout" ]
check install__web_user__may_not \
    [ "$(id -nG connectprint-web)" = "connectprint-web connectprint" ]
check install__spool__not_for_others \
    [ "$(stat -c '%a %U %G' /var/lib/connectprint)" = \
    "2770 connectprint connectprint" ]
people() { connectprint person | grep -c .; }
check install__no_one__has_an_account [ "$(people)" -eq 0 ]
log_in() {
	ask /api/session -H 'Content-Type: application/json' \
	    -d "{\"name\":\"boss\",\"password\":\"$1\"}"
	[ "$status" = "$2" ]
}
check install__default_password__there_is_none log_in admin 401
secret=correct-horse-battery
check admin__added sh -c "echo $secret | connectprint admin add boss"
check admin__wrong_password__refused log_in wrong-horse 401
check admin__password__logs_in log_in $secret 200
key=$(connectprint key robot --role admin)
check key__made [ ${#key} -gt 20 ]

# --- a print --------------------------------------------------------------------
# The simulated printer is one of a kind that opening its port resets.
systemd-run --quiet --unit=simulated -p User=connectprint \
    -p RuntimeDirectory=simulated /test/marlin --link $printer/tty \
    --executed $printer/executed --speed 20 || exit 1
mkdir -p /etc/systemd/system/connectprint.service.d
start=$(systemctl cat connectprint.service | sed -n 's/^ExecStart=//p')
printf '[Service]\nExecStart=\nExecStart=%s --glob %s/tty --speed 20\n' \
    "$start" $printer > /etc/systemd/system/connectprint.service.d/glob.conf
systemctl daemon-reload
check daemon__restarted systemctl restart connectprint.service
check printer__there until_true 10 [ -e $printer/tty ]
check printer__adopted connectprint adopt --clean --name sim $printer/tty
submit() {
	ask /api/files -F file=@cube.g && file=$(jq -r .id body) &&
	    ask /api/jobs -H 'Content-Type: application/json' \
	    -d "{\"file\":$file,\"printer\":\"sim\"}" &&
	    job=$(jq -r .id body) && [ "$status" = 201 ]
}
job_is() { is "/api/jobs/$job" .state "$1"; }
under_way() { is /api/printers/sim '.live.commands > 30' true; }
commands() {
	sed -e 's/;.*//' -e 's/[ 	]*$//' -e '/^$/d' cube.g
}
executed() { grep -vE '^(M110|M115|M155|M105)( |$)' $printer/executed; }
exactly() { diff <(commands) <(executed) > log; }
# The pid of the daemon, of the drain, of the simulated printer.
main_pid() { systemctl show -P MainPID "$1"; }
next_print() {
	connectprint order sim cleaned > log 2>&1
	: > $printer/executed
	submit && until_true 30 under_way
}

check print__begins next_print
old=$(main_pid connectprint.service)
check restart__in_a_print__done systemctl restart connectprint.service
check restart__daemon__another [ "$(main_pid connectprint.service)" != "$old" ]
check restart__print__goes_on until_true 60 job_is finished
check restart__print__every_line_once exactly

check print__second__begins next_print
kill -9 "$(main_pid connectprint.service)"
check crash__print__goes_on until_true 60 job_is finished
check crash__print__every_line_once exactly

# --- upgraded -------------------------------------------------------------------
check print__third__begins next_print
cat > visitor.sh <<-END
	while [ ! -e visited ]; do
		curl -sk -o /dev/null -w '%{http_code}\n' -H "X-Api-Key: $key" \
		    $base/api/jobs/$job
	done > visits
END
bash visitor.sh &
visitor=$!
old=$(main_pid connectprint.service)
check upgrade__in_a_print__done package -i next.deb
check upgrade__daemon__another [ "$(main_pid connectprint.service)" != "$old" ]
check upgrade__print__goes_on until_true 60 job_is finished
: > visited
wait $visitor
check upgrade__print__every_line_once exactly
check upgrade__visitors__all_served [ "$(sort -u visits)" = 200 ]

# --- closed ---------------------------------------------------------------------
# What a hardened unit forbids shows as a program killed, or a refusal.
killed() { journalctl --no-pager | grep -E 'SIGSYS|status=31|core-dump'; }
check hardening__nothing_killed [ -z "$(killed)" ]
denied() {
	journalctl --no-pager -u 'connectprint*' |
	    grep -iE 'not permitted|permission denied|read-only'
}
check hardening__nothing_refused [ -z "$(denied)" ]
check hardening__daemon__applied grep -q '^NoNewPrivs:.*1' \
    "/proc/$(main_pid connectprint.service)/status"
check hardening__daemon__no_capability grep -q '^CapBnd:.*0000000000000000$' \
    "/proc/$(main_pid connectprint.service)/status"
check hardening__herald__mailers_may grep -q '^NoNewPrivs:.*0' \
    "/proc/$(main_pid connectprint-herald.service)/status"
# A lab without mail closes its herald as its manual says.
mkdir -p /run/systemd/system/connectprint-herald.service.d
zcat -f /usr/share/man/man8/*herald.8* |
    sed -n '/^\[Service\]/,/^\.Ed/p' | grep -v '^\.' \
    > /run/systemd/system/connectprint-herald.service.d/no-mail.conf
systemctl daemon-reload
check hardening__herald__restarted systemctl restart connectprint-herald
closed() {
	grep -q '^NoNewPrivs:.*1' \
	    "/proc/$(main_pid connectprint-herald.service)/status"
}
check hardening__herald_without_mail__applied until_true 5 closed
cat > /etc/nginx/conf.d/hook.conf <<-END
	server {
		listen 127.0.0.1:9999;
		access_log /var/log/nginx/hook.log;
		return 204;
	}
END
check hook__listens systemctl reload nginx
check hook__set connectprint notify webhook http://127.0.0.1:9999/hook
check print__fourth__begins next_print
stop() { connectprint order sim stop > log 2>&1; }
check print__fourth__stopped stop
posted() { grep -q 'POST /hook' /var/log/nginx/hook.log; }
check hardening__herald_without_mail__calls_the_webhook until_true 20 posted
check print__fourth__ended until_true 20 job_is stopped
rm /etc/nginx/conf.d/hook.conf
told() {
	journalctl --no-pager -o cat | cat - /var/log/nginx/* |
	    grep -F -e $secret -e "$key"
}
check secrets__not_in_journal_and_logs [ -z "$(told)" ]
doctor() { connectprint doctor > log 2>&1; }
check doctor__nothing_bad doctor

# --- removed, installed again, purged --------------------------------------------
check remove__done package -r connectprint
check remove__daemon__ended inactive connectprint.service
check remove__web_programs__ended inactive 'connectprint-web@*'
processes() { pgrep -f /usr/lib/connectprint/; }
check remove__processes__none [ -z "$(processes)" ]
check remove__spool__kept [ -s /var/lib/connectprint/spool.db ]
check remove__site__disabled [ ! -L $site ]
check remove__nginx__good nginx -t -q
check again__done package -i next.deb
check again__site__enabled [ -L $site ]
check again__history__there until_true 10 job_is stopped
# An admin's own choice stays.
rm $site
check reinstall__done package -i next.deb
check reinstall__site__left_disabled [ ! -e $site ]
check purge__done package -P connectprint
rm -r /etc/systemd/system/connectprint.service.d \
    /run/systemd/system/connectprint-herald.service.d
left() {
	find / -xdev \( -path /proc -o -path /sys -o -path /test \) -prune \
	    -o -iname '*connectprint*' -print | grep -v ^/var/log/journal
	find /run -name '*connectprint*' ! -path '/run/systemd/*' \
	    ! -path '/run/log/*' ! -path '/run/udev/*'
}
check purge__nothing__left [ -z "$(left)" ]
left
check purge__nginx__good nginx -t -q
echo "$failed" > ended
