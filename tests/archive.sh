#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The archive's commands of connectprint, on a spool without a daemon.
#
#	tests/archive.sh BUILD
# shellcheck disable=SC2016 # one shell writes for another
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
stored() { find "$run"/content/?? -type f 2> /dev/null | wc -l; }

# A lab with a printer and three files: 1 is queued, 2 and 3 were printed.
mkdir "$run"
admin key admin > /dev/null
sql "INSERT INTO printer (name, profile_id, path, adopted_ms)
    VALUES ('sim', 1, '/tmp/sim', 1)"
for i in 1 2 3; do
	echo "G1 X$i" > "$work/part$i.g"
	admin submit "$work/part$i.g" sim > "$work/out" 2>&1
done
sql "UPDATE file SET analyzed_ms = 1, touched_ms = 1;
    UPDATE job SET queued_ms = 1;
    UPDATE job SET state = 'printing', started_ms = 1 WHERE id = 2;
    UPDATE job SET state = 'finished', ended_ms = 2 WHERE id = 2;
    UPDATE job SET state = 'printing', started_ms = 1 WHERE id = 3;
    UPDATE job SET state = 'failed', ended_ms = 3 WHERE id = 3"

# --- archive ------------------------------------------------------------------
try archive__no_verb__usage 2 'usage: connectprint archive' archive
try archive__unknown_verb__usage 2 'usage: connectprint archive' archive burn
try archive__keep_what__usage 2 'usage: connectprint archive' archive keep
try archive__keep_no_number__said 2 "'x' is not a file's" archive keep x
try archive__keep_no_file__said 1 'no file 99' archive keep 99
try clean__dry_run__told 0 '^would clean file 2 .* part2.g ' \
    archive clean --dry-run
try clean__dry_run__sum 0 '^would clean 2 files, 12 bytes' \
    archive clean --dry-run
[ "$(stored)" -eq 3 ] && [ "$(sql 'SELECT count(*) FROM file
    WHERE cleaned_ms IS NOT NULL')" -eq 0 ]
verdict clean__dry_run__nothing_done $?
try archive__keep__said 0 'part3.g: kept' archive keep 3
exec 9< "$run/content"
flock 9
try clean__another_at_work__refused 1 'another' archive clean
exec 9<&-
try clean__done__said 0 '^cleaned 1 files' archive clean
[ "$(stored)" -eq 2 ] && [ "$(sql 'SELECT group_concat(id) FROM file
    WHERE cleaned_ms IS NOT NULL')" = 2 ]
verdict clean__done__record_stays $?
[ "$(sql "SELECT count(*) FROM event WHERE what = 'file.cleaned'
    AND why = 'age'")" -eq 1 ]
verdict clean__done__one_event $?
[ -s "$run/content/reserve" ]
verdict clean__done__a_reserve_for_a_full_disk $?
try clean__again__nothing_left 0 '^cleaned 0 files' archive clean
try archive__release__said 0 'as long as retention' archive release 3
try clean__released__goes 0 '^cleaned 1 files' archive clean
try submit__cleaned__is_back 0 '^job 4 ' submit "$work/part2.g" sim
[ "$(stored)" -eq 2 ] && [ "$(sql 'SELECT cleaned_ms IS NULL FROM file
    WHERE id = 2')" -eq 1 ]
verdict submit__cleaned__bytes_are_there $?

# --- backup and restore ------------------------------------------------------
# Everything that the spool knows, but for what a clean-up after a restore says.
dump() { sqlite3 "$1/spool.db" .dump | sort | sha256sum; }
old=$run
before=$(dump "$old")
try backup__no_folder__said 1 'No such file' backup "$work/none/b.tar"
try backup__good__said 0 '^the spool and 2 files$' backup "$work/b.tar"
[ "$(stat -c %a "$work/b.tar")" = 600 ] && [ ! -e "$work/b.tar.part" ]
verdict backup__good__ours_alone $?
tar -tf "$work/b.tar" > "$work/out" && [ "$(wc -l < "$work/out")" -eq 3 ] &&
    [ -z "$(ls "$run/content/tmp")" ]
verdict backup__good__a_tar_and_nothing_left_behind $?
try restore__same_spool__refused 1 'not empty' restore "$work/b.tar"
try restore__no_file__said 1 'No such file' restore "$work/none.tar"
echo rubbish > "$work/rubbish"
mkdir "$work/new"
run=$work/new
try restore__rubbish__refused 1 . restore "$work/rubbish"
try restore__good__said 0 '^the spool and 2 files$' restore "$work/b.tar"
[ "$(dump "$run")" = "$before" ] &&
    diff -r -x reserve "$old/content" "$run/content" > "$work/out"
verdict restore__good__all_as_it_was $?
sql "UPDATE policy SET value = 2; INSERT INTO policy VALUES ('open-lab', 1)"
try restore__force__taken 0 '^the spool' restore --force "$work/b.tar"
[ "$(dump "$run")" = "$before" ]
verdict restore__force__all_as_it_was $?

# While the daemon runs, nothing is restored.
"$bin/spoolerd" --run "$run" --spool "$run/spool.db" \
    > "$work/spoolerd" 2>&1 &
daemon=$!
for _ in $(seq 100); do
	[ -S "$run/control.sock" ] && break
	sleep 0.1
done
try restore__daemon_runs__refused 1 'the daemon runs' \
    restore --force "$work/b.tar"
kill $daemon
wait $daemon

# Backups that were made by somebody else.
evil() {	# a name, a pattern, the entries' names
	local name=$1 pattern=$2
	shift 2
	tar -C "$work/evil" --transform 's|^up/|../|' -cf "$work/evil.tar" "$@"
	rm -rf "$work/victim"
	mkdir "$work/victim"
	run=$work/victim
	try "$name" 1 "$pattern" restore "$work/evil.tar"
	[ "$(sql 'SELECT count(*) FROM file')" -eq 0 ]
	verdict "${name}_nothing_changed" $?
}
mkdir -p "$work/evil/content/aa" "$work/evil/up"
tar -C "$work/evil" -xf "$work/b.tar"
echo x > "$work/evil/up/escaped"
echo x > "$work/evil/other"
ln -s /etc/passwd "$work/evil/link"
evil restore__name_with_dots__refused 'not of a backup' up/escaped spool.db
[ ! -e "$work/escaped" ]
verdict restore__name_with_dots__stays_inside $?
evil restore__other_name__refused 'not of a backup' other spool.db
evil restore__link__refused 'not of a backup' link spool.db
one=$(cd "$work/evil" && find content -type f | head -n 1)
evil restore__folder__refused 'not of a backup' content spool.db
evil restore__no_spool__refused 'no spool in it' "$one"
cp "$work/evil/other" "$work/evil/spool.db"
evil restore__no_database__refused 'spool of the backup' spool.db
head -c 20000 "$work/b.tar" > "$work/cut.tar"
rm -rf "$work/victim"
mkdir "$work/victim"
try restore__cut_off__refused 1 . restore "$work/cut.tar"
[ "$(sql 'SELECT count(*) FROM file')" -eq 0 ]
verdict restore__cut_off__nothing_changed $?

# One file in the backup is not what its name says: the rest is restored, and
# its record says that it is gone.
rm -rf "$work/evil/spool.db" "$work/victim"
mkdir "$work/victim"
tar -C "$work/evil" -xf "$work/b.tar" spool.db
echo changed > "$work/evil/$one"
(cd "$work/evil" && find content -type f) |
    tar -C "$work/evil" -cf "$work/evil.tar" -T - spool.db
try restore__damaged_file__said 1 'bytes are damaged' restore "$work/evil.tar"
[ "$(stored)" -eq 1 ] && [ "$(sql "SELECT count(*) FROM event
    WHERE what = 'file.cleaned' AND why = 'lost'")" -eq 1 ]
verdict restore__damaged_file__record_says_so $?

# Somebody writes without a pause: each backup is whole.
run=$old
(
	while [ ! -e "$work/enough" ]; do
		sql "BEGIN; INSERT INTO policy VALUES ('x', 1);
		    INSERT INTO policy VALUES ('y', 1); COMMIT;
		    DELETE FROM policy" > /dev/null 2>&1
	done
) &
for i in 1 2 3 4 5 6 7 8; do
	try "backup__while_written__$i" 0 '^the spool' backup "$work/w.tar"
	tar -C "$work/new" -xf "$work/w.tar" spool.db
	[ "$(sqlite3 "$work/new/spool.db" 'PRAGMA integrity_check;
	    SELECT count(*) IN (0, 2) FROM policy')" = "$(echo ok; echo 1)" ]
	verdict "backup__while_written__whole_$i" $?
done
: > "$work/enough"
wait
sql 'DELETE FROM policy'
mv "$(find "$run"/content/?? -type f | head -n 1)" "$work/away"
try backup__file_missing__said 1 'bytes are not there' backup "$work/m.tar"
try backup__file_missing__the_rest_is_kept 1 '^the spool and 1 files' \
    backup "$work/m.tar"

# A disk without a free byte: the spool can't even be opened, and a file goes
# all the same, thanks to the reserve.  (Where no file system may be mounted,
# there is nothing to see.)
mkdir "$work/disk"
sql 'UPDATE file SET touched_ms = 1; DROP TRIGGER job_moves;
    UPDATE job SET state = "finished", queued_ms = 1, ended_ms = 2'
if unshare -rm true 2> /dev/null; then
	unshare -rm sh -c 'mount -t tmpfs -o size=4m tmpfs "$1/disk" &&
	    cp -R "$1/run" "$1/disk" && {
		cat /dev/zero > "$1/disk/rest"
		! "$2" --run "$1/disk/run" jobs
	    } 2> /dev/null && "$2" --run "$1/disk/run" archive clean' \
	    sh "$work" "$bin/connectprint" > "$work/out" 2>&1 &&
	    grep -q '^cleaned 2 files' "$work/out"
	verdict clean__disk_full__makes_room $?
fi

exit $((failed > 0))
