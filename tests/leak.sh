#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A printer's page stays open in Chromium while much happens: it does not grow.
# For some seconds here, for half an hour in `make soak`.
#
#	tests/leak.sh BUILD [SECONDS]
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
# shellcheck source=tests/browser/full.sh
. tests/browser/full.sh
seconds=${2:-4}

start_lab
fill_lab
check page__open__does_not_grow timeout $((seconds + 100)) \
    python3 tests/browser/leak.py "$base" "$run" "$seconds"
end_lab
exit $((failed > 0))
