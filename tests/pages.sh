#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every page as Chromium tells it to a screen reader, in both languages and
# color schemes; what a page does when a laptop slept and when its printer is
# unplugged; and how many bytes each is.
#
#	tests/pages.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
# shellcheck source=tests/browser/full.sh
. tests/browser/full.sh

# Whoever reads it and whatever they may do; the preview is another matter.
each_is_light() {
	python3 tests/bench/pages.py "$base" > "$work/pages" &&
	    awk '$1 == "plain" { n = $2 } END { exit !(n > 50000 && n < 150000) }' \
		"$work/pages"
}

start_lab
fill_lab
check pages__each__under_150_kB each_is_light
check pages__everybody__can_use_them timeout 100 \
    python3 tests/browser/access.py "$base" "$preview"
check pages__laptop_slept__chart_asks_again timeout 60 \
    python3 tests/browser/nap.py "$base"
check pages__printer_unplugged__say_so timeout 100 \
    python3 tests/browser/vanish.py "$base" "$run"
end_lab
exit $((failed > 0))
