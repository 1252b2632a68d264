#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A print from the login to the clean bed by the keyboard alone.
#
#	tests/keyboard.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
# shellcheck source=tests/browser/full.sh
. tests/browser/full.sh

start_lab
# Two layers, a question, and long waits.
{
	printf '%s\n' G28 'G1 X10 Y10 Z.2 F3000' M83 'G1 X20 E1' \
	    'G1 X20 Z.4 E1' 'G1 X30 E1' M0
	yes G4 S9 | head -n 200
} > "$work/ask.g"
check keyboard__whole_flow__works timeout 100 \
    python3 tests/browser/keyboard.py "$base" "$work/ask.g"
end_lab
exit $((failed > 0))
