#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A full disk under everything, in the middle of a print: what is there stays,
# the print goes on to its exact end, each question gets a clear answer, the
# archive can be cleaned, and with room again all is as before.
#
#	tests/disk.sh BUILD
if [ -z "${DISK_TEST-}" ]; then
	# A small disk of our own takes a mount namespace; who is not root
	# becomes root of a user namespace for it, and then himself again.
	self=$(realpath "$0")
	DISK_TEST=$(mktemp -d /tmp/disk.XXXXXX) || exit 1
	export DISK_TEST
	trap 'rmdir "$DISK_TEST"' EXIT
	# What the machines executed is on another one, which has room.
	# shellcheck disable=SC2016	# the shell inside expands these
	disk='mount -t tmpfs -o size=96m,mode=755 none "$DISK_TEST" &&
	    mkdir -p "$DISK_TEST/run/printers" &&
	    mount -t tmpfs -o mode=755 none "$DISK_TEST/run/printers" &&
	    exec "$@"'
	if [ "$(id -u)" -eq 0 ]; then
		unshare -m bash -c "$disk" disk "$self" "$@"
	else
		unshare -rm bash -c "$disk" disk unshare --map-user="$(id -u)" \
		    --map-group="$(id -g)" "$self" "$@"
	fi
	exit
fi
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
run=$DISK_TEST/run

up() { grep -q "Connectprint is at" "$work/out"; }
fill() { cat /dev/zero > "$DISK_TEST/filler" 2> /dev/null; }
full() { [ "$(df --output=avail "$DISK_TEST" | tail -n 1)" -eq 0 ]; }
empty() { rm "$DISK_TEST/filler"; }
upload() { ask POST /api/files -F "file=@$1"; }
submit() {
	ask POST /api/jobs -H 'Content-Type: application/json' \
	    -d "{\"file\":$1,\"printer\":\"$2\"}"
}
order() {
	ask POST "/api/printers/$1/orders" -H 'Content-Type: application/json' \
	    -d "{\"order\":\"$2\",\"job\":${3:-0}}"
}
log_in() {
	ask POST /api/session -H 'Content-Type: application/json' \
	    -H "Origin: $base" -d '{"name":"boss","password":"correct-horse"}'
}
under_way() { is /api/printers/dagoma-1 '.live.commands > 30' true; }
job_is() { is "/api/jobs/$1" .state "$2"; }
stored() { find "$run/content" -type f ! -name reserve | wc -l; }

supervise --speed 40
check start__small_disk__up until_true 30 up
key=$(cat "$run/api-key")
echo correct-horse | admin admin add boss > /dev/null
asking=(-H "X-Api-Key: $key")
upload tests/sample/cube.g
check upload__room__taken answered 201
cube=$(jq -r .id "$work/body")
submit "$cube" dagoma-1
job=$(jq -r .id "$work/body")
check print__under_way until_true 30 under_way
# Paused, it waits for us.
ordered() { order dagoma-1 "$1" "$job" && answered 202; }
paused() { is /api/printers/dagoma-1 .view paused; }
check pause__room__accepted ordered pause
check pause__room__obeyed until_true 20 paused
before=$(stored)

# Somebody who logged in so long ago that it would be noted again.
log_in
check login__room__in answered 200
cookie=$(sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\);.*/\1/p' "$work/head")
sqlite3 "$run/session.db" \
    'UPDATE session SET seen_ms = seen_ms - 3600000'
stays_in() {
	asking=(-H "Cookie: $cookie")
	is /api/session .name boss
	local status=$?
	asking=(-H "X-Api-Key: $key")
	return "$status"
}

fill
check disk__full full
sed 's/^;.*/; another/' tests/sample/cube.g > "$work/other.g"
upload "$work/other.g"
check upload__full_disk__507 refused 507 no-space
head -c 3000000 /dev/zero | tr '\0' ';' > "$work/big.g"
upload "$work/big.g"
check big_upload__full_disk__507 refused 507 no-space
check uploads__full_disk__nothing_left_behind [ "$(stored)" -eq "$before" ]
submit "$cube" dagoma-2
check submit__full_disk__507 refused 507 no-space
log_in
check login__full_disk__507 refused 507 no-space
check login__before__stays_in stays_in
check page__full_disk__served paused
order dagoma-2 emergency
check emergency__full_disk__accepted answered 202
halted() { is /api/printers/dagoma-2 .live.phase halted; }
check emergency__full_disk__obeyed until_true 5 halted

# The keeper ended at what it could not store; the next one writes into the
# room that the record has already.
check resume__full_disk__accepted until_true 15 ordered resume
check print__full_disk__finishes until_true 40 job_is "$job" finished
check print__full_disk__every_line_once \
    same_as_file dagoma-1 0 tests/sample/cube.g
check disk__still_full full

check emergency__full_disk__recorded is /api/printers/dagoma-2 .view error

empty
upload "$work/other.g"
check upload__room_again__taken answered 201
log_in
check login__room_again__in answered 200
sound() { [ "$(sql 'PRAGMA integrity_check')" = ok ]; }
check spool__sound sound
kill -TERM "$supervisor"
wait "$supervisor"
exit $((failed > 0))
