#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Who reads French is told in French what went wrong, too: an interrupted and
# a stopped print, a printer with a fault, a file for another machine, a
# refused order, and every plain sentence that the server can say.
#
#	tests/french.sh BUILD
#
# Pictures of the pages are kept in $PICTURES, if that is set.
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
# shellcheck source=tests/browser/full.sh
. tests/browser/full.sh

# A print of each printer, that does not end by itself.
print_both() {
	yes G4 S9 | head -n 200 > "$work/slow.g"
	for number in 1 2; do
		ask POST "/api/files?name=slow.g&printer=dagoma-$number" \
		    --data-binary "@$work/slow.g"
		until_true 20 view "$number" printing || return 1
	done
}
# What sentences.js knows, as jobs that ended so; those with values are said
# by the prints above, and below.
remember() {
	node --input-type=module -e '
		import { readFileSync } from "node:fs";
		const text = readFileSync("htdocs/sentences.js", "utf8");
		for (const [, whole] of text.matchAll(/^\t\[("[^{}]*?[^\\]"),/gm))
			if (/ /.test(whole))
				console.log(JSON.parse(whole).replaceAll("\x27", "\x27\x27"));
		console.log("M500 (line 5, 9) halts the printer: take it out of " +
			"the file, or ask an administrator.");' > "$work/said"
	while read -r why; do
		echo "INSERT INTO job (file_id, printer_id, label, who, rank,
			queued_ms, state, ended_ms, why)
		    VALUES (1, 1, 'vase.g', 'lucie', 1, 1, 'failed', 2,
			'$why');"
	done < "$work/said" > "$work/rows"
	sql "$(cat "$work/rows")" && [ "$(wc -l < "$work/said")" -gt 90 ]
}

start_lab
check print__of_both__runs print_both
check sentences__plain__remembered remember
ask POST /api/printers/dagoma-2/orders -d '{"order":"emergency"}'
check emergency__a_fault until_true 20 view 2 error
check french__not_a_sentence_in_english timeout 100 \
    python3 tests/browser/french.py "$base" "$run" ${PICTURES:+"$PICTURES"}
end_lab
exit $((failed > 0))
