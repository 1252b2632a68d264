#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Ports on USB, found by the real daemon: a simulated printer is at the end of
# each cable.
#
#	tests/autodetect.sh BUILD
# shellcheck disable=SC2310 # the conditions are what is tested
# shellcheck source=tests/usb.sh
. "$(dirname "$0")/usb.sh"

# Plug its cable in: the node appears, and a printer answers behind it.
plug() {
	known "$1"
	"$bin/marlin" --link "/dev/$1" --executed "$work/$1.executed" \
	    --append --speed 50 --machine-type "$2" 2>> "$work/out" &
	printer=$!
	disown
}
unplug() {
	kill "$printer"
	until_true 5 gone "$printer"
	rm -f "/dev/$1"
	unknown "$1"
}
adopted() { detects "^/dev/$1 +$2 "; }
listed() { detects "^/dev/$1 "; }
unlisted() { detects '' && ! listed "$1"; }
printers() { [ "$(sql 'SELECT group_concat(name) FROM printer
    WHERE forgotten_ms IS NULL')" = "$1" ]; }
policy_heard() { grep -q "autodetect is $1" "$work/out"; }

# --- off, as it comes -----------------------------------------------------------
admin key admin > /dev/null
device ttyUSB0 1-1 0403 6001 A100
device ttyUSB1 1-2 1a86 7523 ""
device ttyACM0 1-3 0403 6001 A300
plug ttyUSB0 DiscoEasy200
check start__daemon_on_a_made_up_host__answers start_daemon
check ports__usb__named_with_their_chip until_true 10 detects \
    '^/dev/ttyUSB0 +\(not adopted\) +0403:6001 '
try show__new_spool__off_with_one_kind 0 '^autodetect is off$' autodetect
check show__new_spool__the_kind grep -qx 0403:6001 "$work/out"
try add__nonsense__refused 2 'four hexadecimal' autodetect add 403:6001
try add__twice__said 1 'on the list already' autodetect add 0403:6001
try remove__unknown__said 1 'not on the list' autodetect remove 1a86:7523
try verb__unknown__usage 2 'usage:' autodetect maybe
# A port that the daemon lists without adopting it: the next word of the
# daemon comes after it had the chance.
check off__plugged_in__left_alone printers ""

# --- on -------------------------------------------------------------------------
try on__said__good 0 '' autodetect on
check on__daemon__hears_it until_true 10 policy_heard on
check on__plugged_in_before__left_alone printers ""
plug ttyACM0 DiscoUltimate
check on__plugged_in__adopted until_true 20 adopted ttyACM0 discoultimate-1
check on__adopted__starts_to_clean [ "$(sql "SELECT needs_cleaning
    FROM printer WHERE usb_serial = 'A300'")" = 1 ]
check on__adopted__in_the_events [ "$(sql "SELECT who FROM event
    WHERE what = 'printer.adopted'")" = autodetect ]
check on__other_port__still_left_alone printers discoultimate-1

# --- a kind that is not on the list, then is --------------------------------------
plug ttyUSB1 DiscoEasy200
check other_kind__plugged_in__listed until_true 10 listed ttyUSB1
check other_kind__plugged_in__left_alone printers discoultimate-1
unplug ttyUSB1
try add__another_kind__good 0 '' autodetect add 1A86:7523
plug ttyUSB1 DiscoEasy200
check other_kind__added__adopted until_true 20 adopted ttyUSB1 discoeasy200-1
check other_kind__no_serial__known_by_its_place [ "$(sql "SELECT position
    FROM printer WHERE name = 'discoeasy200-1'")" = \
    pci-0000:00:14.0-usb-0:2:1.0-port0 ]

# --- forgotten ------------------------------------------------------------------
try forget__autodetected__good 0 forgotten forget discoeasy200-1
check forget__still_plugged_in__not_back printers discoultimate-1
unplug ttyUSB1
check forget__unplugged__gone until_true 10 unlisted ttyUSB1
plug ttyUSB1 DiscoEasy200
check forget__plugged_in_again__adopted until_true 20 adopted ttyUSB1 \
    discoeasy200-1
try off__said__good 0 '' autodetect off
check off__daemon__hears_it until_true 10 policy_heard off
exit $((failed > 0))
