#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Cables that are swapped in mid-print, two and two: boards that are known by
# their USB serial numbers and keep their state, such that forget, and twins
# that only their position tells apart.  No machine may ever execute a line of
# another one's print.
#
#	tests/swap.sh BUILD
# shellcheck disable=SC2310 # the conditions are what is tested
# shellcheck source=tests/usb.sh
. "$(dirname "$0")/usb.sh"

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
beginning_of_it() {
	local n
	n=$(executed_lines "$1" | wc -l)
	[ "$n" -ge 20 ] && [ "$n" -lt "$(grep -c '^G1' "$work/$1.g")" ] &&
	    diff <(grep '^G1' "$work/$1.g" | head -n "$n") \
	    <(executed_lines "$1") > "$work/diff"
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

admin key admin > /dev/null
number=0
for name in keeps-1 keeps-2 forgets-1 forgets-2 twin-1 twin-2; do
	number=$((number + 1))
	chip=$ftdi serial=A$number
	case $name in twin-*) chip=$ch340 serial= ;; esac
	print_file "$name" "$number" $((400 + number * 50))
	# shellcheck disable=SC2086
	device "$(tty $number)" 1-$number $chip "$serial"
	known "$(tty $number)"
	case $name in
	forgets-*) power_on "$name" $number ;;
	*) power_on "$name" $number --no-reset-on-open ;;
	esac
done
check start__daemon__answers start_daemon
number=0
adopting=()
for name in keeps-1 keeps-2 forgets-1 forgets-2 twin-1 twin-2; do
	number=$((number + 1))
	until_true 5 test -L "/dev/$(tty $number)"
	adopt "$name" $number >> "$work/out" 2>&1 &
	adopting+=($!)
done
check adopt__six__good wait "${adopting[@]}"
check adopt__a_twin__known_by_its_place [ "$(sql "SELECT usb_serial, position
    FROM printer WHERE name = 'twin-2'")" = \
    '|pci-0000:00:14.0-usb-0:6:1.0-port0' ]
check adopt__ftdi__no_latency [ "$(latency ttyUSB0 1-1)" = 1 ]
for name in keeps-1 forgets-1 twin-1; do submit "$name" > /dev/null; done
until_true 10 each "keeps-1 forgets-1 twin-1" has_some
for name in keeps-2 forgets-2 twin-2; do submit "$name" > /dev/null; done
check print__all_six__in_the_middle until_true 10 \
    each "keeps-2 forgets-2 twin-2" has_some

# --- swapped ----------------------------------------------------------------------
pull keeps-1 1 keeps-2 2 forgets-1 3 forgets-2 4 twin-1 5 twin-2 6
check pulled__all__interrupted until_true 10 each \
    "keeps-1 keeps-2 forgets-1 forgets-2 twin-1 twin-2" interrupted
put_in keeps-2 1 "$ftdi" A2
put_in keeps-1 2 "$ftdi" A1
put_in forgets-2 3 "$ftdi" A4
put_in forgets-1 4 "$ftdi" A3
put_in twin-2 5 "$ch340" ""
put_in twin-1 6 "$ch340" ""
check keeps__swapped__both_finish until_true 30 each "keeps-1 keeps-2" finished
check keeps__on_another_port__no_latency [ "$(latency ttyUSB1 1-2)" = 1 ]
check keeps__swapped__each_its_own all_of_it keeps-1
check keeps__swapped__each_its_own_too all_of_it keeps-2
check forgets__swapped__answer until_true 20 each "forgets-1 forgets-2" answers
check forgets__swapped__interrupted each "forgets-1 forgets-2" interrupted
check forgets__resumed__refused not resume forgets-1 2> "$work/said"
check forgets__not_a_line_of_the_other each "forgets-1 forgets-2" \
    beginning_of_it
check forgets__given_up__good each "forgets-1 forgets-2" give_up
check twins__swapped__answer until_true 20 each "twin-1 twin-2" answers
check twins__swapped__interrupted each "twin-1 twin-2" interrupted
check twins__resumed__refused not resume twin-1 2> "$work/said"
check twins__not_a_line_of_the_other each "twin-1 twin-2" beginning_of_it
check twins__given_up__good each "twin-1 twin-2" give_up

# --- a twin at a third place ---------------------------------------------------------
pull twin-1 6		# it is known as twin-2 by now, by its place
put_in twin-1 7 "$ch340" ""
until_true 5 test -L /dev/ttyUSB6
said() { grep -q -e "$1" "$work/said"; }
asked() { not admin adopt /dev/ttyUSB6 > "$work/said" 2>&1 && said twin-2; }
check moved__nobody_says_who__asked until_true 10 asked
check moved__asked__not_adopted [ "$(rows printer)" = 6 ]
check moved__said_who__good admin adopt /dev/ttyUSB6 --name twin-2
check moved__said_who__at_its_new_place [ "$(sql "SELECT position FROM printer
    WHERE name = 'twin-2'")" = pci-0000:00:14.0-usb-0:7:1.0-port0 ]
exit $((failed > 0))
