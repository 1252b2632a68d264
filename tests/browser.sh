#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The pages in a real browser, against a system that runs at $BASE with the
# printers dagoma-1 and dagoma-2, both clean and fast.  Pictures of the pages
# are kept in $PICTURES, if that is set.
set -eu
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
exec python3 browser/flow.py "$BASE" sample/cube.g ${PICTURES:+"$PICTURES"}
