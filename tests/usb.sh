# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# A made-up host with USB ports, for the tests that begin with
#
#	. "$(dirname "$0")/usb.sh"
#
# instead of shell.sh, which comes with it: in a mount namespace of its own,
# /dev and /sys/class/tty are the test's, so that the real daemon finds what
# the test plugs in through the real libserialport.
if [ -z "${USB_NAMESPACE:-}" ]; then
	as=(unshare --mount)
	[ "$(id -u)" -eq 0 ] || as=(unshare --mount --map-root-user)
	if ! "${as[@]}" true; then
		echo "not ok - this kernel gives no mount namespace"
		exit 1
	fi
	USB_NAMESPACE=1 exec "${as[@]}" "$BASH" "$0" "$@"
fi
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

# --- the made-up host ----------------------------------------------------------
# Nothing of the host's is below $work when that is removed.
mkdir -p "$run" "$work/dev" "$work/tty" "$work/devices"
mount -t tmpfs tmpfs "$work/dev" || exit 1
mkdir "$work/dev/pts"
for name in null zero random urandom tty; do
	touch "$work/dev/$name"
	mount --bind "/dev/$name" "$work/dev/$name" || exit 1
done
mount --rbind /dev/pts "$work/dev/pts" || exit 1
ln -s pts/ptmx "$work/dev/ptmx"
ln -s /proc/self/fd "$work/dev/fd"
mount --move "$work/dev" /dev || exit 1
mount --bind "$work/tty" /sys/class/tty || exit 1

# A USB device: its tty, its place, VID, PID and serial number ("": none).
device() {
	local place=$work/devices/pci0000:00/0000:00:14.0/usb1/$2
	local tty=$place/$2:1.0/$1
	mkdir -p "$tty/tty/$1"
	echo 1 > "$place/busnum"
	echo "${2##*-}" > "$place/devnum"
	echo "$3" > "$place/idVendor"
	echo "$4" > "$place/idProduct"
	echo "a $1" > "$place/product"
	rm -f "$place/serial"
	[ -z "$5" ] || echo "$5" > "$place/serial"
	echo 0 > "$tty/port_number"
	[ "$3" != 0403 ] || echo 16 > "$tty/latency_timer"
	ln -sfn ../.. "$tty/tty/$1/device"
	ln -sfn "$tty/tty/$1" "$work/$1"
	ln -sfn /x/bus/usb "$place/subsystem"
	ln -sfn /x/bus/usb "$place/$2:1.0/subsystem"
	ln -sfn /x/bus/pci "$work/devices/pci0000:00/0000:00:14.0/subsystem"
}
# How long its chip keeps bytes back, in ms: tty, place.
latency() {
	cat "$work/devices/pci0000:00/0000:00:14.0/usb1/$2/$2:1.0/$1/latency_timer"
}
# The host's side of a cable: first /sys knows the device, then its node comes.
known() { cp -P "$work/$1" "/sys/class/tty/$1"; }
unknown() { rm -f "/sys/class/tty/$1"; }
gone() { ! kill -0 "$1" 2> /dev/null; }

start_daemon() {
	"$bin/spoolerd" --run "$run" --spool "$run/spool.db" \
	    --udev "$work/no-udevd" 2>> "$work/out" &
	supervisor=$!
	disown
	until_true 10 test -S "$run/control.sock" && until_true 10 detects ""
}
detects() { admin detect 2> /dev/null | grep -qE -e "$1"; }
