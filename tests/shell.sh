# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
#
# What the shell tests share; each begins with
#
#	. "$(dirname "$0")/shell.sh"
#
# and is in the project's root then, with the programs in $bin, a folder of its
# own in $work (gone at the end, with every process that it started), the state
# of a lab in $run, a free port in $port and its address in $base.  It counts
# in $failed, and ends with `exit $((failed > 0))`.
set -u
bin=$(realpath "$1")/bin || exit 1
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d "/tmp/$(basename "$0" .sh).XXXXXX") || exit 1
chmod 755 "$work"
# Every process of this test carries it.
export SHELL_TEST=$work
unset CONNECTPRINT_RUN
run=$work/run
failed=0
status=
supervisor=
# What every request of ask() has: curl's options.
asking=()

# Below the ports that connections get, and with a gap to the next test's.
port=$((10000 + $$ % 4000 * 5))
while (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do
	port=$((port + 1))
done
base=http://127.0.0.1:$port

# --- processes ---------------------------------------------------------------

# The processes of this test, but for its own shells.
ours() {
	local pid
	grep -lsz "^SHELL_TEST=$work\$" /proc/[0-9]*/environ 2> /dev/null |
	    cut -d/ -f3 | while read -r pid; do
		case $({ tr '\0' ' ' < "/proc/$pid/cmdline"; } 2> /dev/null) in
		"" | *"$0"* | grep* | cut* | tr*) ;;
		*) echo "$pid" ;;
		esac
	done
}
none_left() { [ -z "$(ours)" ]; }

clean() {
	{	# and the shell shall not say who was killed
		# shellcheck disable=SC2046
		kill -9 $(ours)
		[ -z "$supervisor" ] || wait "$supervisor"
	} 2> /dev/null
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

# The supervisor of a lab; more of its options may follow.
supervise() {
	: > "$work/out"		# nobody takes the last one's words for its
	"$bin/supervise" --run "$run" --port "$port" "$@" > "$work/out" 2>&1 &
	supervisor=$!
}

# The web of a lab alone: nginx, our FastCGI programs, a spool; no printer,
# and in place of the daemon what is in $work/bin/spoolerd, or nothing.
supervise_web() {
	local name
	mkdir -p "$work/bin" "$work/source/htdocs"
	for name in "$bin"/*; do
		name=${name##*/}
		[ -e "$work/bin/$name" ] || case $name in
		marlin | spoolerd)
			printf '#!/bin/sh\nexec sleep 1000\n' \
			    > "$work/bin/$name"
			chmod 755 "$work/bin/$name" ;;
		*) ln -s "$bin/$name" "$work/bin/$name" ;;
		esac
	done
	[ -e "$work/source/nginx" ] || ln -s "$PWD/nginx" "$work/source/nginx"
	for name in htdocs/*.html; do
		name=$(basename "$name" .html)
		echo "<!doctype html><title>$name</title>" \
		    > "$work/source/htdocs/$name.html"
	done
	chmod -R go+rX "$work/source"
	# a folder that is not new, so that no printer is made
	mkdir -p "$run"
	[ -e "$run/api-key" ] || {
		admin policy open-lab 1 > /dev/null
		(umask 077; admin key admin --role admin > "$run/api-key")
	}
	supervise --source "$work/source" --bin "$work/bin"
	until_true 20 web_up
}
web_up() { ask GET /api/session && [ "$status" != 502 ]; }

# --- verdicts ----------------------------------------------------------------

verdict() {	# a name, and 0 when it is good
	if [ "$2" -eq 0 ]; then
		echo "ok - $1"
		return
	fi
	echo "not ok - $1"
	failed=$((failed + 1))
	{
		echo "${*:3}"
		echo "last answer: $status $(head -c 1000 "$work/body")"
		tail -qn 12 "$work/out" "$run"/log/*.log
	} 2> /dev/null | sed 's/^/    /'
}

check() {	# a name, then a command that must succeed
	local name=$1
	shift
	"$@"
	verdict "$name" $? "$@"
}

# Until a command succeeds, for so many seconds of an idle machine at most, four
# times as long on a busy one, and no longer than the supervisor lives.
until_true() {
	local end=$((SECONDS + 4 * $1))
	shift
	until "$@"; do
		[ "$SECONDS" -ge "$end" ] && return 1
		[ -z "$supervisor" ] || kill -0 "$supervisor" 2> /dev/null ||
		    return 1
		sleep 0.05
	done
}

# --- HTTP --------------------------------------------------------------------

# Ask: method, path, more of curl's options.  The status is in $status, the
# body in $work/body, the headers in $work/head.
ask() {
	local method=$1 path=$2
	shift 2
	status=$(curl -s -o "$work/body" -D "$work/head" -w '%{http_code}' \
	    -X "$method" --max-time 60 "${asking[@]}" "$@" "$base$path")
}
# What the last answer is: its status; a value of its JSON; a refusal's status
# and code; not JSON but some words; text in it; a header of it.
answered() { [ "$status" = "$1" ]; }
json() { [ "$(jq -r "$1" "$work/body" 2> /dev/null)" = "$2" ]; }
refused() {
	answered "$1" && json .error "$2" && json '.message | length > 20' true
}
refused_plain() {
	answered "$1" && ! jq -e . "$work/body" > /dev/null 2>&1 &&
	    [ "$(wc -c < "$work/body")" -gt 20 ]
}
says() { grep -q -e "$1" "$work/body"; }
head_has() { grep -qi "^$1" "$work/head"; }
# Ask for a path's value and compare.
is() { ask GET "$1" && json "$2" "$3"; }

# --- what a machine did ------------------------------------------------------

# A print file's own commands, as the machine must execute them.
commands() { sed -e 's/;.*//' -e 's/[ 	]*$//' -e 's/^[ 	]*//' -e '/^$/d' "$1"; }
# What a machine executed since line $2 (0: all), without what every connection
# sets up and asks for, and without the head's way aside in a pause and back.
executed() {
	tail -n +"$(($2 + 1))" "$run/printers/$1/executed.gcode" |
	    grep -vE '^(M110|M115|M155|M105)( |$)' | awk '
		aside { aside = !/^G1 F[0-9]+$/; next }
		/^G91$/ { held = 1; next }
		held && /^M83$/ { aside = 1; held = 0; next }
		held { print "G91"; held = 0 }
		{ print }'
}
same_as_file() {	# printer, line, file
	diff <(commands "$3") <(executed "$1" "$2") > "$work/diff" ||
	    { head -n 20 "$work/diff"; return 1; }
}

# --- the spool ---------------------------------------------------------------
admin() { "$bin/connectprint" --run "$run" "$@"; }
sql() { sqlite3 -cmd '.timeout 5000' "$run/spool.db" "$1"; }
rows() { sql "SELECT count(*) FROM $1"; }

# The admin's command: a name, the status expected, a pattern that the output
# must match ("" for any), and its words.
try() {
	local name=$1 want=$2 pattern=$3
	shift 3
	admin "$@" > "$work/out" 2>&1 < /dev/null
	status=$?
	[ "$status" -eq "$want" ] &&
	    { [ -z "$pattern" ] || grep -qE -e "$pattern" "$work/out"; }
	verdict "$name" $? "$@"
}

# --- settings of the site --------------------------------------------------------

# nginx is run by hand here, beside the supervisor's.
nginx=$(command -v nginx || echo /usr/sbin/nginx)
accepts() {
	"$nginx" -t -q -p "$run/nginx/" -c "$run/nginx/nginx.conf" \
	    -e "$work/refused" > "$work/out" 2>&1
}
workers() { pgrep -P "$(cat "$run/nginx/nginx.pid")" -f "$1"; }
# Who still takes connections has this title to its end.
all_new() {
	! workers 'nginx: worker process$' | grep -qxF -f "$work/before" &&
	    workers 'nginx: worker process$' > /dev/null
}
reload() {
	workers 'nginx: worker process$' > "$work/before"
	kill -HUP "$(cat "$run/nginx/nginx.pid")"
	until_true 10 all_new
}
# The settings that there were at first, changed by sed's commands.
settings() {
	local conf=$run/nginx/connectprint.conf
	[ -e "$work/first" ] || cp "$conf" "$work/first"
	sed "$@" "$work/first" > "$conf"
	accepts && reload
}
# Put a comment line of these words into force, and one out of it.
on() { printf '%s' "s|^\\t#\\(.*$1.*\\)|\\t\\1|"; }
off() { printf '%s' "s|^\\t\\([^#].*$1.*\\)|\\t#\\1|"; }
recipe() { settings -e "$(off sessions.conf)" -e "$(on "auth/$1.conf")" "${@:2}"; }
