#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# herald: each event that people are told of, and no other, by a sendmail and a
# webhook of this test's own, which fail when they are told to.
#
#	tests/herald.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

# Wait until a query says 1.
settle() { until_true 30 settled "$1"; }
settled() { [ "$(sql "$1")" = 1 ]; }
all_told='SELECT count(*) = 0 FROM notice WHERE done_ms IS NULL'
seen='SELECT event_id = (SELECT max(id) FROM event) FROM herald'
event() {	# what, new, why, job or NULL
	sql "INSERT INTO event (at_ms, who, what, printer_id, job_id, new, why)
	    VALUES (1, 'spoolerd', '$1', 1, $4, '$2', '$3')"
}

# --- a lab, a sendmail and a webhook --------------------------------------------
mkdir "$run"
: > "$work/out"
admin key lucie --role user > /dev/null
admin key root --role admin > /dev/null
sql "INSERT INTO printer (name, profile_id, path, adopted_ms)
    VALUES ('sim', 1, '/tmp/sim', 1)"
echo 'G1 X1' > "$work/vase \$(id).g"
SUDO_USER=lucie admin submit "$work/vase \$(id).g" \
    sim > /dev/null
sql "UPDATE job SET who = 'lucie'"
cat > "$work/sendmail" <<-END
	#!/bin/sh
	[ ! -e $work/refuse ] || exit 75
	echo "\$@" >> $work/arguments
	cat >> $work/mails
END
chmod +x "$work/sendmail"
python3 - "$work" <<-'END' &
	import http.server, os, sys
	work = sys.argv[1]
	class Hook(http.server.BaseHTTPRequestHandler):
	    def do_POST(self):
	        body = self.rfile.read(int(self.headers["Content-Length"]))
	        refuse = os.path.exists(work + "/refuse")
	        if not refuse:
	            with open(work + "/posts", "ab") as f:
	                f.write(body + b"\n")
	        self.send_response(302 if refuse else 204)
	        self.send_header("Location", "http://127.0.0.1:1/")
	        self.end_headers()
	    def log_message(self, *args):
	        pass
	server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
	with open(work + "/port.new", "w") as f:
	    f.write(str(server.server_port))
	os.rename(work + "/port.new", work + "/port")
	server.serve_forever()
END

for _ in $(seq 100); do
	[ -e "$work/port" ] && break
	sleep 0.1
done
url=http://127.0.0.1:$(cat "$work/port")/secret

# --- who is told ----------------------------------------------------------------
try notify__no_url__refused 2 'begins with https' notify webhook \
    file:///etc/passwd
try notify__no_address__refused 2 'not an address' notify -- mail \
    lucie '-oQ/tmp@x'
try notify__two_lines__refused 2 'not an address' notify mail lucie \
    $'a@b\nBcc: c@d'
try notify__nobody__refused 1 "no person 'bob'" notify mail bob bob@x.org
try notify__half__usage 2 'usage: connectprint notify' notify mail lucie
try notify__mail__set 0 '' notify mail lucie lucie@example.org
try notify__admin__set 0 '' notify mail root root@example.org
try notify__webhook__set 0 '' notify webhook "$url"
[ "$(sql "SELECT count(*) FROM event WHERE what LIKE 'notify.%' AND
    (new || why || old) NOT LIKE '%secret%'")" -eq 3 ]
verdict notify__set__event_without_the_address $?

start() {
	"$bin/herald" --spool "$run/spool.db" --sendmail "$work/sendmail" \
	    2>> "$work/log" &
	herald=$!
}
event job.move finished 'of before' 1
sql "UPDATE herald SET event_id = (SELECT max(id) FROM event)"
event job.move printing '' 1
event job.move finished '' 1
start
settle "$seen" && settle "$all_told"
verdict herald__finished__told $?
[ "$(cat "$work/arguments")" = '-oi -- lucie@example.org' ]
verdict herald__mail__to_its_person_alone $?
# shellcheck disable=SC2016 # it must not expand
grep -qx 'Subject: sim: finished' "$work/mails" &&
    grep -qF 'vase $(id).g: finished' "$work/mails"
verdict herald__mail__says_what $?
jq -se 'length == 1 and (.[0] | .printer == "sim" and .what == "finished" and
    .job == 1 and .label == "vase $(id).g" and .who == "lucie")' \
    "$work/posts" > "$work/out"
verdict herald__webhook__json $?

# --- in the language of the person, else in the lab's ----------------------------
sql "UPDATE person SET language = 'fr' WHERE name = 'lucie'"
event job.move failed 'the printer does not answer' 1
settle "$seen" && settle "$all_told"
tail -n 12 "$work/mails" > "$work/mail"
# the subject is "sim : échec de l'impression"
grep -qx 'Content-Language: fr' "$work/mail" &&
    grep -qF '=C3=A9=63=68=65=63' "$work/mail" &&
    grep -qF "g : échec de l'impression" "$work/mail" &&
    grep -qx "l'imprimante ne répond pas" "$work/mail"
verdict herald__french__mail $?
grep -q '"what":"failed","why":"the printer does not answer"' "$work/posts"
verdict herald__french__webhook_as_ever $?
sql "UPDATE person SET language = '' WHERE name = 'lucie'"
admin policy notify-language 1 > /dev/null
event job.move finished '' 1
settle "$seen" && settle "$all_told"
tail -n 12 "$work/mails" | grep -qF 'appuyez sur « Imprimante nettoyée »'
verdict herald__no_language__the_labs $?
admin policy notify-language 0 > /dev/null

: > "$work/arguments"
event printer.fault '' 'thermal runaway' NULL
settle "$seen" && settle "$all_told"
verdict herald__fault__told $?
[ "$(cat "$work/arguments")" = '-oi -- root@example.org' ] &&
    grep -q 'thermal runaway' "$work/mails"
verdict herald__fault__to_the_admins $?
count() { sql 'SELECT count(*) FROM notice'; }
n=$(count)
event printer.fault '' '' NULL
event job.move paused '' 1
event printer.cleaned '' '' NULL
settle "$seen"
[ "$(count)" -eq "$n" ]
verdict herald__other_events__not_told $?
admin policy notify-ended 0 > /dev/null
event job.move stopped '' 1
settle "$seen"
[ "$(count)" -eq "$n" ]
verdict herald__policy_says_no__not_told $?
event job.move failed '' 1
settle "$seen" && settle "$all_told"
[ "$(count)" -eq $((n + 2)) ]
verdict herald__trouble__told_all_the_same $?

# --- what fails is tried again ----------------------------------------------------
: > "$work/refuse"
event job.move interrupted 'cable pulled' 1
settle 'SELECT count(*) = 2 FROM notice WHERE tries = 1 AND done_ms IS NULL'
verdict herald__refused__kept $?
grep -q 'webhook: it answered 302' "$work/log" &&
    grep -q 'mail: sendmail did not take it (status 75)' "$work/log"
verdict herald__refused__said $?
! grep -q secret "$work/log"
verdict herald__refused__url_not_in_the_log $?
try notify__waiting__counted 0 '^2 notices wait, 0 were given up' notify
kill -9 "$herald"
wait "$herald" 2> /dev/null
rm "$work/refuse"
# One is due, and one was put off before the clock was set back by years.
sql 'UPDATE notice SET next_ms = iif(id % 2, 0, 4102444800000)'
start
settle "$all_told" && grep -q 'cable pulled' "$work/posts" &&
    grep -q 'cable pulled' "$work/mails"
verdict herald__killed_and_started__told $?
[ "$(sql "SELECT count(*) FROM notice WHERE why = '' AND
    done_ms IS NULL")" -eq 0 ]
verdict herald__told__done $?
: > "$work/refuse"
admin policy notify-tries 1 > /dev/null
event job.move failed '' 1
settle "$seen" && settle "$all_told"
verdict herald__tried_enough__given_up $?
try notify__given_up__counted 0 '^0 notices wait, 2 were given up' notify
try notify__off__done 0 '' notify webhook off
try notify__mail_off__done 0 '' notify mail lucie off
n=$(count)
event job.move failed '' 1
settle "$seen"
[ "$(count)" -eq "$n" ]
verdict herald__nobody_to_tell__nothing_made $?
kill "$herald"
wait "$herald"
verdict herald__sigterm__status_0 $?
herald=
exit $((failed > 0))
