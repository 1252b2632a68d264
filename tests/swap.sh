#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Cables that are swapped in mid-print, two and two: boards that are known by
# their USB serial numbers and keep their state, and such that forget.  No
# machine may ever execute a line of another one's print.
#
#	tests/swap.sh BUILD
# shellcheck disable=SC2310 # the conditions are what is tested
# shellcheck source=tests/usb.sh
. "$(dirname "$0")/usb.sh"

# shellcheck source=tests/machines.sh
. "$(dirname "$0")/machines.sh"

admin key admin > /dev/null
number=0
for name in keeps-1 keeps-2 forgets-1 forgets-2; do
	number=$((number + 1))
	# So long that none has ended when its cable is pulled; who forgets
	# never ends.
	case $name in
	forgets-*) print_file "$name" "$number" $((4000 + number * 50)) ;;
	*) print_file "$name" "$number" $((1200 + number * 50)) ;;
	esac
	# shellcheck disable=SC2086 # a chip is two words
	device "$(tty $number)" 1-$number $ftdi A$number
	known "$(tty $number)"
	case $name in
	forgets-*) power_on "$name" $number ;;
	*) power_on "$name" $number --no-reset-on-open ;;
	esac
done
check start__daemon__answers start_daemon
number=0
adopting=()
for name in keeps-1 keeps-2 forgets-1 forgets-2; do
	number=$((number + 1))
	until_true 60 test -L "/dev/$(tty $number)"
	adopt "$name" $number >> "$work/out" 2>&1 &
	adopting+=($!)
done
check adopt__four__good wait "${adopting[@]}"
check adopt__ftdi__no_latency [ "$(latency ttyUSB0 1-1)" = 1 ]
for name in keeps-1 forgets-1; do submit "$name" > /dev/null; done
until_true 60 each "keeps-1 forgets-1" has_some
for name in keeps-2 forgets-2; do submit "$name" > /dev/null; done
check print__all_four__in_the_middle until_true 60 \
    each "keeps-2 forgets-2" has_some

# --- swapped ----------------------------------------------------------------------
pull keeps-1 1 keeps-2 2 forgets-1 3 forgets-2 4
check pulled__all__interrupted until_true 60 each \
    "keeps-1 keeps-2 forgets-1 forgets-2" interrupted
put_in keeps-2 1 "$ftdi" A2
put_in keeps-1 2 "$ftdi" A1
put_in forgets-2 3 "$ftdi" A4
put_in forgets-1 4 "$ftdi" A3
check keeps__swapped__both_finish until_true 60 each "keeps-1 keeps-2" finished
check keeps__on_another_port__no_latency [ "$(latency ttyUSB1 1-2)" = 1 ]
check keeps__swapped__each_its_own all_of_it keeps-1
check keeps__swapped__each_its_own_too all_of_it keeps-2
check forgets__swapped__answer until_true 60 each "forgets-1 forgets-2" answers
check forgets__swapped__interrupted each "forgets-1 forgets-2" interrupted
why() { [ "$(sql "SELECT e.what || ': ' || j.why FROM event e JOIN job j
    ON j.id = e.job_id JOIN printer p ON p.id = j.printer_id
    WHERE p.name = '$1' AND e.what = 'job.reset'")" = \
    "job.reset: the board was reset since: resume from the last layer, or give it up" ]; }
check forgets__swapped__last_layer_is_said until_true 60 each "forgets-1 forgets-2" why
check forgets__resumed__refused not resume forgets-1 2> "$work/said"
check forgets__not_a_line_of_the_other each "forgets-1 forgets-2" \
    beginning_of_it
check forgets__given_up__good each "forgets-1 forgets-2" give_up
exit $((failed > 0))
