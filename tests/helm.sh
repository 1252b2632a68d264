#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Control by hand and the terminal on a printer's page: a browser, the real
# supervisor, and a simulated machine that must have done what was pressed.
# tests/control.sh has what the server says to it.
#
#	tests/helm.sh BUILD
#
# Pictures of the page are kept in $PICTURES, if that is set.
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

supervise --speed 100
until_true 60 grep -q "Connectprint is at" "$work/out" || exit 1
{
	printf 'G28\nG90\nM82\nG1 X50 Y50 Z10 F6000\nG92 E7\n'
	yes 'G4 P1000' | head -n 20000
} | ask POST '/api/files?name=long.g' --data-binary @-
check file__long__read until_true 10 is /api/files/1 .analyzed true
check hand__browser python3 tests/browser/control.py "$base" \
    "$run/printers/dagoma-1/executed.gcode" ${PICTURES:+"$PICTURES"}
exit $((failed > 0))
