#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Run parts of the tests on what was built in a folder, and count.  A unit
# test is a cmocka program; every other part prints a line "ok - what" or
# "not ok - what" for each thing that it looked at.
#
#	tests/all.sh BUILD unit|borders|lint|whole ...
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
build=$1
shift
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
passed=0
failed=0

# Add what the log says to the sums: $1 passed, $2 failed.
count() {
	passed=$((passed + $1))
	failed=$((failed + $2))
}

# A unit test says on its last lines how many passed and which failed; one
# that died before that counts as one failure.
unit() {
	local program good bad status
	for program in "$build"/test/test_*; do
		case $program in *.d | *.o) continue ;; esac
		"$program" > "$log" 2>&1
		status=$?
		good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' \
		    "$log" | tail -n 1)
		bad=$(grep '^\[  FAILED  \] [a-z]' "$log" | sort -u |
		    wc -l)
		[ $status -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
		count "${good:-0}" "$bad"
		if [ $status -eq 0 ]; then
			echo "ok - ${program##*/} (${good:-0})"
		else
			sed 's/^/    /' "$log"
			echo "not ok - ${program##*/}"
		fi
	done
}

# A fuzzer's corpus once more: one test, passed by living through it.
replay() {
	local program name
	for program in "$build"/test/replay_*; do
		case $program in *.d | *.o) continue ;; esac
		name=${program##*/replay_}
		if "$program" "tests/fuzz/corpus/$name" > "$log" 2>&1; then
			count 1 0
			echo "ok - replay of $name"
		else
			count 0 1
			sed 's/^/    /' "$log"
			echo "not ok - replay of $name"
		fi
	done
}

# Any other part: a script that prints ok and not ok.
script() {
	local good bad status
	"$@" 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	good=$(grep -c '^ok - ' "$log")
	bad=$(grep -c '^not ok - ' "$log")
	[ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	count "$good" "$bad"
}

for part; do
	echo "== $part"
	case $part in
	unit)
		unit
		replay
		;;
	borders) script tests/borders.sh "$build" ;;
	lint) script tests/lint.sh ;;
	whole)
		script tests/admin.sh "$build"
		script tests/archive.sh "$build"
		script tests/import.sh "$build"
		script tests/doctor.sh "$build"
		script tests/herald.sh "$build"
		script tests/web.sh "$build"
		script tests/pool.sh "$build"
		script tests/slicers.sh "$build"
		script tests/access.sh "$build"
		script tests/supervise.sh "$build"
		script tests/whole.sh "$build"
		;;
	*)
		echo "all: there is no part '$part'" >&2
		exit 1
		;;
	esac
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
