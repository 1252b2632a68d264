#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Our rules for udevd, read as udev(7) says: their form, and what they make of
# devices that are plugged in.  (Debian 12's udevadm can't verify a file.)
#
#	tests/udev.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
rules=setup/udev/98-connectprint.rules

# --- the form ------------------------------------------------------------------
# Lines that are neither empty nor comments nor KEY OPERATOR "value", ...
malformed() {
	local key='[A-Z]+(\{[A-Za-z_/]+\})?' value='"[^"\\]*"'
	grep -vE -e '^(#.*)?$' \
	    -e "^$key(==|!=|=|\+=|:=)$value(, $key(==|!=|=|\+=|:=)$value)*\$" \
	    "$rules"
}
words() { grep -v '^#' "$rules" | grep -oE "$1" | sort -u; }
keys_known() {
	! words '(^|, )[A-Z]+(\{[A-Za-z_/]+\})?' | sed 's/^, //' | grep -vxE \
	    -e 'ACTION|SUBSYSTEM|DRIVERS|GOTO|LABEL|ATTRS\{id(Vendor|Product)\}' \
	    -e 'ATTR\{device/latency_timer\}' \
	    -e 'ENV\{(ID_MM_DEVICE_IGNORE|BRLTTY_BRAILLE_DRIVER|SYSTEMD_WANTS)\}'
}
# A rule jumps only forward, and only to a label that is there, once.
jumps_land() {
	awk 'match($0, /GOTO="[a-z_]*/) {
		wanted[substr($0, RSTART + 6, RLENGTH - 6)] = NR }
	match($0, /^LABEL="[a-z_]*/) {
		label = substr($0, 8, RLENGTH - 7)
		bad = bad || (label in seen) || !(label in wanted)
		seen[label] }
	END { for (label in wanted) bad = bad || !(label in seen)
		exit bad }' "$rules"
}
ids_are_hexadecimal() {
	! words 'id(Vendor|Product)\}=="[^"]*"' | sed 's/.*=="//; s/"$//' |
	    tr '|' '\n' | grep -vxE '[0-9a-f]{4}'
}
check rules__each_line__well_formed [ -z "$(malformed)" ]
check rules__each_key__known keys_known
check rules__jumps__land jumps_land
check rules__ids__as_the_kernel_writes_them ids_are_hexadecimal
# Debian gives every tty to dialout, where our user is: nothing to add, and
# nobody else shall open a port.
check rules__group_and_mode__as_debian_has_them \
    [ -z "$(words '(GROUP|MODE|OWNER)')" ]
check rules__our_user__in_dialout grep -qx 'm connectprint dialout' \
    setup/systemd/sysusers.conf

# --- what they do -----------------------------------------------------------------
# What becomes of a device: its words are KEY=value, as a rule names the keys.
becomes() {
	awk -v "device=$*" '
	function has(key, values, n, i, list) {
		n = split(values, list, "|")
		for (i = 1; i <= n; i++)
			if (list[i] == is[key] || (list[i] == "*brltty*" &&
			    index(is[key], "brltty")))
				return 1
		return 0
	}
	BEGIN { n = split(device, word, " ")
		for (i = 1; i <= n; i++) {
			at = index(word[i], "=")
			is[substr(word[i], 1, at - 1)] = substr(word[i], at + 1)
		} }
	/^#/ || /^$/ { next }
	jump != "" && $0 != "LABEL=\"" jump "\"" { next }
	{	jump = ""
		n = split($0, part, ", ")
		for (i = 1; i <= n; i++) {
			match(part[i], /(==|!=|=)"/)
			key = substr(part[i], 1, RSTART - 1)
			operator = substr(part[i], RSTART, RLENGTH - 1)
			value = substr(part[i], RSTART + RLENGTH)
			sub(/"$/, "", value)
			if (operator == "==" && !has(key, value)) next
			if (operator == "!=" && has(key, value)) next
			if (operator != "=") continue
			if (key == "GOTO") jump = value
			else if (key != "LABEL") made[key] = value
		} }
	END { for (key in made) print key "=" made[key] }' "$rules" |
	    sort | paste -sd ' '
}
off='ENV{BRLTTY_BRAILLE_DRIVER}= ENV{ID_MM_DEVICE_IGNORE}=1'
row() {	# a name, what is expected, then the device
	check "$1" [ "$(becomes "${@:3}")" = "$2" ]
}
row ftdi__tty__kept_off_and_quick "ATTR{device/latency_timer}=1 $off" \
    ACTION=add SUBSYSTEM=tty 'ATTRS{idVendor}=0403' 'ATTRS{idProduct}=6001' \
    DRIVERS=ftdi_sio
row ftdi__usb__kept_off "$off" ACTION=add SUBSYSTEM=usb \
    'ATTRS{idVendor}=0403' 'ATTRS{idProduct}=6015'
row brltty__was_wanted__not_started "$off ENV{SYSTEMD_WANTS}=" ACTION=add \
    SUBSYSTEM=usb 'ATTRS{idVendor}=0403' 'ATTRS{idProduct}=6001' \
    'ENV{SYSTEMD_WANTS}=brltty-udev.service'
while read -r name vendor product; do
	row "${name}__tty__kept_off" "$off" ACTION=add SUBSYSTEM=tty \
	    "ATTRS{idVendor}=$vendor" "ATTRS{idProduct}=$product" DRIVERS=usb
done <<- 'END'
	ch340 1a86 7523
	ch341 1a86 5523
	cp2102 10c4 ea60
	mega2560 2341 0042
	mega2560_other 2a03 0010
	prusa 2c99 0002
	lpc1768 1d50 6029
	klipper 1d50 614e
	stm32 0483 5740
END
row modem__tty__left_alone "" ACTION=add SUBSYSTEM=tty \
    'ATTRS{idVendor}=12d1' 'ATTRS{idProduct}=1506' DRIVERS=option
row braille__ftdi_with_another_product__left_alone "" ACTION=add \
    SUBSYSTEM=usb 'ATTRS{idVendor}=0403' 'ATTRS{idProduct}=fe72'
row ftdi__unplugged__nothing "" ACTION=remove SUBSYSTEM=tty \
    'ATTRS{idVendor}=0403' 'ATTRS{idProduct}=6001' DRIVERS=ftdi_sio
row disk__no_tty__left_alone "" ACTION=add SUBSYSTEM=block \
    'ATTRS{idVendor}=1a86' 'ATTRS{idProduct}=7523'
exit $((failed > 0))
