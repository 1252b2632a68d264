#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A page speaks the language that its reader chose, in a browser that speaks a
# third one: days, numbers, calendars and what is wrong with a field.
#
#	tests/language.sh BUILD
#
# Pictures of the pages are kept in $PICTURES, if that is set.
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
# shellcheck source=tests/browser/full.sh
. tests/browser/full.sh

start_lab
check language__chosen__whatever_the_browser_speaks timeout 100 \
    python3 tests/browser/language.py "$base" ${PICTURES:+"$PICTURES"}
end_lab
exit $((failed > 0))
