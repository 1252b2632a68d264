#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The command connectprint on a spool without a daemon: what it refuses, what
# it says, and that what it stored is there.
#
#	tests/admin.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
run=$work

try command__none__usage 2 '^usage: connectprint'
try command__unknown__said 2 "no command 'print'" print
try help__asked__lists_all 0 '^  policy' --help
try option__unknown__said 2 'unrecognized option' printers --fast
try option__of_another_command__refused 2 '^connectprint: usage' printers --all
try words__too_many__refused 2 'usage: connectprint cancel JOB' cancel 1 2
try words__too_few__refused 2 'usage: connectprint submit' submit part.g

try spool__none__said 1 'spool.db' jobs
try key__no_name__refused 2 '1 to 64 characters' key ''
try key__unknown_role__refused 2 "no role 'king'" key lucie --role king
try key__admin__64_digits 0 '^[0-9a-f]{64}$' key admin
cp "$work/out" "$work/first"
try key__again__another 0 '^[0-9a-f]{64}$' key admin
if cmp -s "$work/out" "$work/first"; then
	echo "not ok - key__again__not_the_same"
	failed=$((failed + 1))
else
	echo "ok - key__again__not_the_same"
fi

try policy__all__listed 0 '^upload-bytes +536870912 ' policy
try policy__one__shown 0 '^open-lab +0 ' policy open-lab
try policy__set__stored 0 '^upload-bytes +1048576 ' policy upload-bytes 1048576
try policy__set__kept 0 '^upload-bytes +1048576 ' policy upload-bytes
try policy__out_of_range__refused 1 'open-lab: 2 is out of range' policy open-lab 2
try policy__no_number__refused 2 'is a number' policy open-lab yes
try policy__unknown__refused 2 "no policy 'x'" policy x

try printers__none__what_to_do 0 'connectprint detect' printers
try jobs__none__nothing 0 '' jobs
try jobs__bad_name__refused 1 "'A B' is not a printer's name" jobs 'A B'
try jobs__no_printer__refused 1 "no printer 'nobody'" jobs nobody
try cancel__no_number__refused 2 "'x' is not a job's number" cancel x
try cancel__no_job__refused 1 'no job 7' cancel 7
try order__unknown__refused 2 "no order 'dance'" order dagoma-1 dance
try order__no_printer__refused 1 "no printer 'nobody'" order nobody pause

: > "$work/empty.g"
echo G28 > "$work/part.txt"
echo G28 > "$work/part.g"
try submit__no_file__said 1 'No such file' submit "$work/none.g" dagoma-1
try submit__ending__refused 1 'ends in .g' submit "$work/part.txt" dagoma-1
try submit__no_printer__refused 1 "no printer 'nobody'" \
    submit "$work/part.g" nobody

try recovery__no_printer__refused 1 "no printer 'nobody'" recovery nobody
try recovery__unknown__refused 2 "'x' is not none" recovery nobody x

# A printer, as the daemon would have written it.
sqlite3 "$work/spool.db" "INSERT INTO printer (name, profile_id, path,
    adopted_ms) VALUES ('sim', 1, '/tmp/sim', 1)"
try recovery__new_printer__none 0 '^none$' recovery sim
try recovery__set__0 0 '' recovery sim record
try recovery__set__kept 0 '^record$' recovery sim
try printers__one__shown_without_a_daemon 0 '  1  sim +offline' printers
try submit__empty__refused 1 'is empty' submit "$work/empty.g" sim
head -c 1048577 /dev/zero | tr '\0' '\n' > "$work/large.g"
try submit__above_the_policy__refused 1 'upload-bytes' \
    submit "$work/large.g" sim
try submit__good__job_1 0 '^job 1 on sim$' submit "$work/part.g" sim
try submit__name_with_a_path__label_only 0 '^job 2 ' \
    submit "$work/../$(basename "$work")/part.g" sim
try jobs__one_printer__listed 0 '  1  queued +sim .* part.g' jobs sim
try cancel__queued__done 0 '' cancel 1
try cancel__again__refused 1 'not in the queue any more' cancel 1
try jobs__cancelled__listed 0 '  1  cancelled ' jobs
left=$(find "$work/content/tmp" -type f | wc -l)
if [ "$left" -eq 0 ]; then
	echo "ok - submit__refused__nothing_left_behind"
else
	echo "not ok - submit__refused__nothing_left_behind"
	failed=$((failed + 1))
fi

try detect__no_daemon__said 1 "can't be reached" detect
try adopt__nothing__refused 2 'adopt what' adopt
try adopt__port_and_all__refused 2 'adopt what' adopt /dev/ttyUSB0 --all
try adopt__relative__refused 2 'absolute path' adopt ttyUSB0
try adopt__dots__refused 2 'absolute path' adopt /dev/../dev/ttyUSB0
try adopt__bad_name__refused 2 '1 to 32' adopt /dev/ttyUSB0 --name any
try adopt__bad_baud__refused 2 'from 1200' adopt /dev/ttyUSB0 --baud fast
try adopt__name_for_all__refused 2 'for one printer' adopt --all --name x
try forget__nothing__refused 2 'forget which' forget
try forget__bad_name__refused 2 "not a printer's name" forget 'x;y'
exit $((failed > 0))
