#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Printers that look alike: their chips have no serial number, so that a place
# on the bus is all that is known of each.  Which is which is settled late, by
# a person, and until then a board that was not reset must keep what it knows.
#
#	tests/twins.sh BUILD
# shellcheck disable=SC2310 # the conditions are what is tested
# shellcheck source=tests/usb.sh
. "$(dirname "$0")/usb.sh"
# shellcheck source=tests/machines.sh
. "$(dirname "$0")/machines.sh"

said() { grep -q -e "$1" "$work/said"; }
adopt_as() {	# port, more words; what it says is kept
	admin adopt "/dev/$(tty "$1")" "${@:2}" > "$work/said" 2>&1
}
refuses() { not "$@" && said "$said_so"; }
# How often a machine was greeted in all.
greeted() { [ "$(grep -c '^M110' "$work/$1.executed")" = "$2" ]; }

admin key admin > /dev/null
number=0
names="keeps-1 keeps-2 forgets-1"
for name in $names; do
	number=$((number + 1))
	# only the first is to come to its end
	print_file "$name" "$number" $((number == 1 ? 1000 : 30000))
	# shellcheck disable=SC2086 # a chip is two words
	device "$(tty $number)" 1-$number $ch340 ""
	known "$(tty $number)"
	case $name in
	forgets-*) power_on "$name" $number ;;
	*) power_on "$name" $number --no-reset-on-open ;;
	esac
done
check start__daemon__answers start_daemon
number=0
adopting=()
for name in $names; do
	number=$((number + 1))
	until_true 20 test -L "/dev/$(tty $number)"
	adopt "$name" $number >> "$work/out" 2>&1 &
	adopting+=($!)
done
check adopt__three__good wait "${adopting[@]}"
for name in $names; do submit "$name" > /dev/null; done
check print__all__in_the_middle until_true 60 each "$names" has_some
greetings=$(grep -c '^M110' "$work/keeps-1.executed")

# --- swapped, and put right -----------------------------------------------------------
pull keeps-1 1 keeps-2 2
until_true 60 each "keeps-1 keeps-2" interrupted
put_in keeps-2 1 "$ch340" ""
put_in keeps-1 2 "$ch340" ""
# Asked, and not the one that it should be.
strange() { grep -q "^drain: $1: connecting -> lost" "$work/out"; }
check swapped__each_asked__is_another until_true 60 each "keeps-1 keeps-2" strange
check swapped__resumed__refused not resume keeps-1 2> "$work/said"
check swapped__not_a_line_of_the_other each "keeps-1 keeps-2" beginning_of_it
pull keeps-1 2 keeps-2 1
until_true 60 not test -e /dev/ttyUSB0
until_true 60 not test -e /dev/ttyUSB1
put_in keeps-1 1 "$ch340" ""
put_in keeps-2 2 "$ch340" ""
resumed() { resume "$1" 2> "$work/said"; }
for name in keeps-1 keeps-2; do
	check "put_right__${name}__goes_on_at_a_word" until_true 60 resumed "$name"
done
check put_right__every_line_once each "keeps-1 keeps-2" beginning_of_it
check put_right__never_greeted greeted keeps-1 "$greetings"

# --- one of them at another place ---------------------------------------------------
pull keeps-1 1
until_true 60 interrupted keeps-1
put_in keeps-1 7 "$ch340" ""
until_true 60 test -L /dev/ttyUSB6
said_so=keeps-1
check moved__nobody_says_who__asked until_true 60 refuses adopt_as 7
said_so=taken
check moved__as_one_that_prints__refused refuses adopt_as 7 --name keeps-2
said_so="in the middle of a print"
check moved__as_a_new_one__refused refuses adopt_as 7 --name new
check moved__refused__never_greeted greeted keeps-1 "$greetings"
check moved__with_its_name__good adopt_as 7 --name keeps-1
check moved__board_that_keeps_its_state__goes_on until_true 120 finished keeps-1
check moved__went_on__every_line_once all_of_it keeps-1
check moved__went_on__never_greeted greeted keeps-1 "$greetings"

pull forgets-1 3
until_true 60 interrupted forgets-1
put_in forgets-1 8 "$ch340" ""
until_true 60 test -L /dev/ttyUSB7
check moved__board_that_forgets__adopted adopt_as 8 --name forgets-1
check moved__board_that_forgets__answers until_true 60 answers forgets-1
said_so="last layer"
resume_said() { resume "$1" > "$work/said" 2>&1; }
check moved__board_that_forgets__last_layer refuses resume_said forgets-1
check moved__board_that_forgets__interrupted interrupted forgets-1
check moved__board_that_forgets__no_line_more beginning_of_it forgets-1
check moved__board_that_forgets__given_up give_up forgets-1
exit $((failed > 0))
