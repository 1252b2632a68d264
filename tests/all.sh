#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Run parts of the tests on what was built in a folder, half as many again at
# a time as there are processors, since many wait for a printer more than they
# compute, and count.  A unit test is a cmocka program;
# a corpus is read once more by its fuzzer's replay; any other test is a script
# that prints a line "ok - what" or "not ok - what" for each thing that it
# looked at.  What a test says comes out when it ends, all at once.
#
#	tests/all.sh BUILD unit|borders|lint|whole|again ...
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
build=$1
shift
sums=$(mktemp) || exit 1
trap 'rm -f "$sums"' EXIT
export build sums

# The longest first, so that nobody waits for one at the end; what mostly waits
# for a printer goes beside what computes.
slow_units="replug daemon hotplug trial keeping"
slow_scripts="whole web disk clock supervise site matrix"
# Parts of their own, what others call, and what is run by hand.
no_scripts="all borders browser lint machines package shell usb"
# What is more of nginx, of files or of a browser than of our programs: seen
# once is enough, the sanitizers have nothing to say there.
once_scripts="autodetect clock firefox flows french helm installed keyboard"
once_scripts+=" language leak matrix members mortal nasty pages profiles recipes"
once_scripts+=" settings site swap"
once_scripts+=" twins udev wall"
# What hangs is ended, and shows what it said so far: seconds, five times what
# the longest test takes.
patience=900
export patience

# Names: those of $1, then the others from standard input but for those of $2.
# shellcheck disable=SC2086 # lists of words
in_order() {
	printf '%s\n' $1
	grep -vxF "$(printf '%s\n' $1 ${2-})"
}

# The tests of a part, one a line: the command.
tests_of() {
	local name
	case $1 in
	unit)
		for name in tests/test_*.c; do
			basename "${name#tests/test_}" .c
		done | in_order "$slow_units" |
		    sed "s|.*|unit $build/test/test_&|"
		for name in tests/fuzz/corpus/*; do
			echo "replay ${name##*/}"
		done ;;
	whole)
		for name in tests/*.sh; do
			basename "$name" .sh
		done | in_order "$slow_scripts" "$no_scripts" |
		    sed "s|.*|script tests/&.sh $build|" ;;
	again)
		tests_of whole | grep -vE "/(${once_scripts// /|})\.sh" ;;
	borders) echo "script tests/borders.sh $build" ;;
	lint)
		for name in tidy layout spelling manuals scripts pages; do
			echo "script tests/lint.sh $name"
		done ;;
	*)
		echo "all: there is no part '$1'" >&2
		return 1 ;;
	esac
}

patiently() {
	timeout --kill-after=10 "$patience" "$@" > "$log" 2>&1
	status=$?
	[ "$status" -ne 124 ] || echo "ended after $patience s" >> "$log"
}

# One test: what it said is in $log, its status in $status; how many passed
# and failed goes to $good and $bad.
#
# A unit test says on its last lines how many passed and which failed.
unit() {
	patiently "$1"
	good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" |
	    tail -n 1)
	bad=$(grep '^\[  FAILED  \] [a-z]' "$log" | sort -u | wc -l)
}
# A corpus is one test, passed by living through it.
replay() {
	patiently "$build/test/replay_$1" "tests/fuzz/corpus/$1"
	good=$((status == 0))
	bad=0
}
script() {
	patiently "$@"
	good=$(grep -c '^ok - ' "$log")
	bad=$(grep -c '^not ok - ' "$log")
}

# One that died before it could say so counts as one failure.
run_one() {
	local log status good bad verdict=ok
	log=$(mktemp) || exit 1
	"$@"
	[ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	[ "$bad" -eq 0 ] || verdict="not ok"
	{
		flock 9
		echo "${good:-0} $bad" >&9
		if [ "$1" = script ] || [ "$verdict" != ok ]; then
			sed 's/^/    /' "$log"
		fi
		echo "$verdict - ${2##*/}${3:+ $3} (${good:-0}, $SECONDS s)"
	} 9>> "$sums"
	rm -f "$log"
}
export -f patiently unit replay script run_one

list=
for part; do
	list+=$(tests_of "$part")$'\n' || exit 1
done
xargs -r -P $(($(nproc) * 3 / 2)) -L 1 bash -c 'run_one "$@"' one <<< "$list"
awk '{ passed += $1; failed += $2 }
	END { print passed + 0 " passed, " failed + 0 " failed"
	exit failed || !passed }' "$sums"
