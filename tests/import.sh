#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# connectprint import: a tree of the former system is taken over, and what
# somebody may have put into it does no harm.
#
#	tests/import.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export TZ=UTC
tree=$work/tree

import() { admin import "$1" > "$work/out" 2>&1; }
says() { grep -qF -e "$2" "$work/out"; verdict "$1" $?; }
is() { [ "$2" = "$3" ]; verdict "$1" $?; }

# --- a good tree --------------------------------------------------------------
mkdir -p "$run" "$tree"/d_imprimante{0,1,7}/uploads "$tree/archives_gfiles"
printf '%s' "[[\"b'Bus 001 Device 006: ID 0403:6001 Future Technology\", " \
    "\"b'/dev/ttyUSB0'\", \"b'd_imprimante0'\"], ['Bus 001 Device 005: ID " \
    "0403:6001 Future Technology', \"b'/dev/ttyUSB1'\", " \
    "\"b'd_imprimante1'\"]]" > "$tree/printers_infos.txt"
echo 'G1 X1' > "$tree/d_imprimante0/uploads/vase.g"
echo 'G1 X2' > "$tree/d_imprimante1/uploads/vis (1).g"
cp "$tree/d_imprimante0/uploads/vase.g" \
    "$tree/archives_gfiles/d08m02y2023_h15m03s01_printer0_vase.g"
cp "$tree/d_imprimante0/uploads/vase.g" \
    "$tree/archives_gfiles/d09m02y2023_h15m03s01_printer0_vase.g"
echo 'G1 X3' > "$tree/archives_gfiles/d08m02y2023_h15m03s01_printer4_b.g"

import "$tree"
verdict import__good__done $?
says import__good__counts \
    '4 printers, 3 files, 3 prints are new; 2 were known; 0 skipped'
is import__printers__numbers_kept "$(sql "SELECT group_concat(id || name)
    FROM (SELECT id, name FROM printer WHERE id IN (1, 4, 7) ORDER BY id)")" \
    1imprimante-1,4imprimante-4,7imprimante-7
is import__printer_0__another_number "$(sql "SELECT id > 0 FROM printer
    WHERE name = 'imprimante-0'")" 1
is import__printers__disabled_until_adopted "$(sql "SELECT count(*)
    FROM printer WHERE disabled LIKE 'imported%' AND needs_cleaning")" 4
is import__prints__old_time "$(sql "SELECT group_concat(ended_ms) FROM
    (SELECT ended_ms FROM job WHERE state = 'finished' ORDER BY ended_ms)")" \
    1675868581000,1675868581000,1675954981000
is import__prints__how_they_ended "$(sql "SELECT count(*) FROM job WHERE
    why LIKE '%not known' AND who = 'import'")" 3
is import__labels__as_they_were "$(sql 'SELECT group_concat(label) FROM
    (SELECT label FROM file ORDER BY label)')" 'b.g,vase.g,vis (1).g'
is import__bytes__stored "$(find "$run"/content/?? -type f | wc -l)" 3

# All but when a file was last uploaded, and the record of that.
all_rows() {
	sql 'SELECT * FROM printer; SELECT * FROM job;
	    SELECT * FROM event WHERE what <> "file.stored";
	    SELECT id, sha256, label, uploaded_ms, cleaned_ms FROM file'
}
before=$(all_rows)
import "$tree"
verdict import__again__done $?
says import__again__counts '0 printers, 0 files, 0 prints are new'
is import__again__nothing_changed "$(all_rows)" "$before"

# --- a tree of somebody else's making ------------------------------------------
bad=$work/bad
mkdir -p "$bad"/d_imprimante2/uploads "$bad/archives_gfiles" "$work/secret"
echo "__import__('os').system('touch $work/evaluated')" \
    > "$bad/printers_infos.txt"
echo 'G1 X66' > "$work/secret/secret.g"
up=$bad/d_imprimante2/uploads
ln -s "$work/secret/secret.g" "$up/link.g"
ln -s "$work/secret" "$bad/d_imprimante3"
mkdir -p "$bad/d_imprimante5"
ln -s "$work/secret" "$bad/d_imprimante5/uploads"
mkfifo "$up/pipe.g"
mkdir "$up/folder.g"
: > "$up/empty.g"
echo '<?php system("id");' > "$up/shell.php"
# shellcheck disable=SC2016 # it must not expand
echo 'G1 X5' > "$up/"'$(touch evaluated).g'
echo 'G1 X6' > "$up/"$'a\033[31mb\n.g'
echo 'G1 X7' > "$up/$(printf 'x%.0s' {1..230}).g"
truncate -s 600M "$up/large.g"
archive=$bad/archives_gfiles
echo 'G1 X8' > "$archive/d31m02y2023_h15m03s01_printer2_a.g"
echo 'G1 X9' > "$archive/d08m02y23_h15m03s01_printer2_a.g"
echo 'G1 X10' > "$archive/../d_imprimante9999999999999999999999"
import "$bad"
verdict import__bad__done $?
[ ! -e "$work/evaluated" ] && [ ! -e evaluated ] && [ ! -e "$up/evaluated" ]
verdict import__bad__nothing_evaluated $?
says import__listing__refused 'printers_infos.txt: it is not the list'
says import__link__refused 'link.g: it is not a regular file'
says import__pipe__refused 'pipe.g: it is not a regular file'
says import__folder__refused 'folder.g: it is not a regular file'
says import__empty__refused 'empty.g: it is empty'
says import__other_ending__refused 'shell.php: it is no print file'
says import__long_name__refused 'its name is too long'
says import__large__refused 'large.g: it is larger than the policy'
says import__linked_folder__refused 'd_imprimante3: it is not a folder'
says import__linked_uploads__refused \
    "d_imprimante5/uploads: it can't be read as a folder"
says import__no_such_day__refused \
    "d31m02y2023_h15m03s01_printer2_a.g: its name doesn't say"
says import__short_year__refused \
    "d08m02y23_h15m03s01_printer2_a.g: its name doesn't say"
! grep -q $'\033' "$work/out"
verdict import__escape_in_a_name__not_on_the_terminal $?
is import__secret__not_taken "$(sql "SELECT count(*) FROM file WHERE
    label LIKE '%secret%' OR label = 'link.g'")" 0
is import__bad__the_good_ones_are_taken "$(sql "SELECT count(*) FROM file
    WHERE label LIKE '\$(touch%' OR label LIKE 'a%b%'")" 2
is import__bad__nothing_left_behind "$(ls "$run/content/tmp")" ''

mkdir "$work/empty"
! import "$work/empty"
verdict import__empty_tree__refused $?
says import__empty_tree__said 'nothing of a former Connectprint'
! import "$work/none"
verdict import__no_tree__refused $?

exit $((failed > 0))
