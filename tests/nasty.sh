#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A person without patience at a printer's page, at the worst moments.
#
#	tests/nasty.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
# shellcheck source=tests/browser/full.sh
. tests/browser/full.sh

start_lab
timeout 300 python3 tests/browser/nasty.py "$port" "$(cat "$run/api-key")"
check nasty__to_the_end [ $? -eq 0 ]
end_lab
exit $((failed > 0))
