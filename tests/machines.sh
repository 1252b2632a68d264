# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # from shell.sh; for who sources this
#
# Machines at the made-up host of usb.sh, and the prints of each; the tests
# begin with usb.sh, and then this.
# --- machines and their prints ----------------------------------------------------
ftdi="0403 6001"
ch340="1a86 7523"
tty() { echo "ttyUSB$(($1 - 1))"; }
# A machine: name, its port, what else the simulation is told.
power_on() {
	"$bin/marlin" --link "/dev/$(tty "$2")" --remote "$work/$1.remote" \
	    --executed "$work/$1.executed" --speed 50 "${@:3}" \
	    2>> "$work/out" &
	disown
}
# Say something to a machine: firmware/marlin/remote.h.
remote() {
	perl -MSocket -e 'socket(S, PF_UNIX, SOCK_DGRAM, 0) &&
	    send(S, $ARGV[1], 0, sockaddr_un($ARGV[0])) or die "$!"' \
	    "$work/$1.remote" "$2"
}
# The print of a machine, so many lines: no two are alike in any print.
print_file() {
	awk -v "y=$2" -v "n=$3" 'BEGIN { for (i = 0; i < n; i++)
		printf "G1 X%d Y%d.%03d F3000\n", i % 2 * 20, y, i }' \
	    > "$work/$1.g"
}
executed_lines() { grep '^G1 X' "$work/$1.executed"; }
has_executed() { [ "$(executed_lines "$1" | wc -l)" -ge "$2" ]; }
all_of_it() { diff <(grep '^G1' "$work/$1.g") <(executed_lines "$1") > "$work/diff"; }
beginning_of_it() {	# also while it goes on
	local n
	executed_lines "$1" > "$work/lines"
	n=$(wc -l < "$work/lines")
	[ "$n" -ge 20 ] && [ "$n" -lt "$(grep -c '^G1' "$work/$1.g")" ] &&
	    diff <(grep '^G1' "$work/$1.g" | head -n $((n - 1))) \
	    <(head -n -1 "$work/lines") > "$work/diff"
}
has_some() { has_executed "$1" 40; }
state() { [ "$(sql "SELECT state FROM job JOIN printer p ON p.id = printer_id
    WHERE p.name = '$1'")" = "$2" ]; }
interrupted() { state "$1" interrupted; }
finished() { state "$1" finished; }
# The drain that was started on its new cable knows what it has there.
answers() { [ "$(grep -c "^drain: $1: .* -> idle" "$work/out")" -ge 2 ]; }
not() { ! "$@"; }
each() {	# a command of each name: names in one word, the command
	local name
	for name in $1; do
		"${@:2}" "$name" || return 1
	done
}

adopt() { admin adopt "/dev/$(tty "$2")" --name "$1" --baud 250000 --clean; }
submit() { admin submit "$work/$1.g" "$1"; }
resume() { admin order "$1" resume; }
give_up() { admin order "$1" give-up; }
# Two cables are out, then each is where the other was.  What a chip says of
# itself goes with it.
pull() {
	local name port
	while [ $# -gt 0 ]; do
		name=$1 port=$2
		shift 2
		unknown "$(tty "$port")"
		remote "$name" unplug
	done
}
put_in() {	# name, port, chip, serial number
	# shellcheck disable=SC2086 # a chip is two words
	device "$(tty "$2")" "1-$2" $3 "$4"
	known "$(tty "$2")"
	remote "$1" "plug /dev/$(tty "$2")"
}
