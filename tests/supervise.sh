#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The supervisor alone, with made-up programs in place of ours, so that they
# can misbehave: they leave grandchildren in sessions of their own, ignore
# SIGTERM, die.  Nothing here may be left running whatever is killed.
#
#	tests/supervise.sh BUILD
# shellcheck disable=SC2086
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
supervise=$bin/supervise

pid_of() { cat "$work/pid.$1" 2> /dev/null; }
running() { local pid; pid=$(pid_of "$1") && kill -0 "$pid" 2> /dev/null; }
all_running() {
	local name
	for name in marlin spoolerd files herald jobs live people printers session slicers; do
		running $name || return 1
	done
	curl -s -o "$work/page" "http://127.0.0.1:$port/"
}
another() { running "$1" && [ "$(pid_of "$1")" != "$2" ]; }

# --- the made-up programs ----------------------------------------------------
mkdir -p "$work/bin" "$work/source/nginx" "$work/source/htdocs"
cat > "$work/bin/fake" <<-'END'
	#!/bin/bash
	name=${0##*/}
	echo $$ > "$SHELL_TEST/pid.$name"
	setsid sleep 1000 &		# leaves our group
	sleep 1000 &
	[ "$name" = jobs ] && trap '' TERM	# must be forced
	echo "arguments: $*"
	while :; do wait; sleep 0.2; done
END
cat > "$work/bin/connectprint" <<-'END'
	#!/bin/bash
	case "$*" in
	*" key "*) echo "key-$RANDOM$RANDOM" ;;
	*" policy "*) echo policy >> "$SHELL_TEST/policies" ;;
	esac
END
chmod 755 "$work/bin/"*
for name in marlin spoolerd files herald jobs live people printers session slicers; do
	ln -s fake "$work/bin/$name"
done
cat > "$work/source/nginx/nginx.conf.in" <<-'END'
	user @USER@;
	pid @RUN@/nginx/nginx.pid;
	error_log stderr;
	worker_processes 1;
	events { }
	http {
		access_log off;
		client_body_temp_path @RUN@/nginx/body;
		fastcgi_temp_path @RUN@/nginx/fastcgi;
		proxy_temp_path @RUN@/nginx/proxy;
		scgi_temp_path @RUN@/nginx/scgi;
		uwsgi_temp_path @RUN@/nginx/uwsgi;
		server { listen 127.0.0.1:@PORT@; root @SOURCE@/htdocs; }
	}
END
echo "a page" > "$work/source/htdocs/index.html"
chmod -R go+rX "$work/source"
printf 'run:\n\t@exec %s --run %s --source %s --bin %s --port %s\n' \
    "$supervise" "$work/run" "$work/source" "$work/bin" $port \
    > "$work/Makefile"

begin() {	# start it under make, like a person does
	rm -f "$work"/pid.*
	# Neither & nor whoever started this test makes it ignore SIGINT.
	(set -m; exec env --default-signal make --no-print-directory \
	    -f "$work/Makefile" run) > "$work/out" 2>&1 &
	make=$!
	until_true 10 all_running
}
supervisor() { pgrep -P "$make" -f "$supervise"; }
ended() {	# with status $1
	wait "$make"
	status=$?
	[ $status -eq "$1" ]
}

# --- tests -------------------------------------------------------------------
check start__fresh_folder__all_run begin
check page__asked__served grep -q "a page" "$work/page"
check key__made__private [ "$(stat -c %a "$work/run/api-key")" = 600 ]
key=$(cat "$work/run/api-key")
check key__made__not_empty [ -n "$key" ]
check arguments__expanded__absolute grep -q \
    -e "--spool $work/run/spool.db --control $work/run/control.sock" \
    "$work/run/log/files.log"
sockets=$(stat -c '%a' "$work/run/files.sock")
check socket__made__not_for_others [ "$sockets" = 660 ]

old=$(pid_of files)
kill -9 "$old"
check service__killed__starts_again until_true 5 another files "$old"
check service__killed__said grep -q "files: killed by signal 9" "$work/out"

timeout 20 "$supervise" --run "$work/run" --source "$work/source" --bin "$work/bin" \
    --port $((port + 1)) > "$work/second" 2>&1
check folder__in_use__refused [ $? -eq 1 ]
check folder__in_use__said grep -q "in use by another" "$work/second"
timeout 20 "$supervise" --run "$work/other" --source "$work/source" --bin "$work/bin" \
    --port $port > "$work/second" 2>&1
check port__in_use__refused [ $? -eq 1 ]
check port__in_use__said grep -q "port $port is in use" "$work/second"

long=$work/$(printf '%0100d' 0)
timeout 20 "$supervise" --run "$long" --source "$work/source" --bin "$work/bin" \
    --port $((port + 1)) > "$work/second" 2>&1
check path__too_long__refused [ $? -eq 1 ]
check path__too_long__said grep -q "too long for sockets" "$work/second"
"$supervise" --port 0 > "$work/second" 2>&1
check port__zero__refused [ $? -eq 2 ]
"$supervise" --speed fast > "$work/second" 2>&1
check speed__no_number__refused [ $? -eq 2 ]

kill -TERM "$(supervisor)"
check sigterm__to_supervisor__status_0 ended 0
check sigterm__to_supervisor__none_left none_left

check start__second_time__all_run begin
check key__second_run__the_same [ "$(cat "$work/run/api-key")" = "$key" ]
check policy__second_run__left_alone \
    [ "$(wc -l < "$work/policies")" -eq 1 ]
kill -TERM $make
wait $make
check sigterm__to_make__none_left until_true 5 none_left

begin
kill -INT $make
wait $make
check sigint__to_make_only__none_left until_true 5 none_left

begin
kill -HUP $make
wait $make
check sighup__to_make_only__none_left until_true 5 none_left

begin
kill -9 $make
wait $make
check kill_9__of_make__none_left until_true 8 none_left

# Without grandchildren, which nobody is left to know.
sed -i '/sleep 1000/d' "$work/bin/fake"
begin
kill -9 "$(supervisor)"
wait $make
check kill_9__of_supervisor__none_left until_true 5 none_left

if [ "$(id -u)" -eq 0 ]; then
	chmod 700 "$work/source"
	begin
	check htdocs__unreachable__served grep -q "a page" "$work/page"
	check htdocs__unreachable__said grep -q \
	    "run as root here, because www-data may not enter $work/source" \
	    "$work/out"
	kill -TERM $make
	wait $make
fi
exit $((failed > 0))
