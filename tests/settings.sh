#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Settings of a printer and administration, the whole way: every value passes
# one door, the daemon takes it up without a restart, and a browser does all of
# it with two simulated printers.
#
#	tests/settings.sh BUILD
#
# Pictures of the pages are kept in $PICTURES, if that is set.
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

start() {
	supervise --speed 100
	until_true 60 grep -q "Connectprint is at" "$work/out" &&
	    asking=(-H "X-Api-Key: $(cat "$run/api-key")")
}
version=1
# Change settings: JSON of them.  The version follows by itself.
change() {
	ask PATCH /api/printers/dagoma-2/settings \
	    -d "{\"version\":$version,\"settings\":$1}"
	[ "$status" != 200 ] || version=$(jq .version "$work/body")
}
free() { is "/api/printers/$1" .view free; }

check start__fresh__answers start || { cat "$work/out"; exit 1; }
[ "$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)" = \
    "$(sed -n 's/.*CONNECTPRINT_VERSION	"\(.*\)"/\1/p' sql/version.h)" ]
verdict version__of_the_programs__is_the_packages $?

# --- one door ------------------------------------------------------------------
while read -r what want settings; do
	change "$settings"
	check "set__${what}__$want" refused "${want%%-*}" "${want#*-}"
done <<-'END'
	no_number	400-bad-request {"bed_x_um":"wide"}
	nonsense	400-bad-request {"colour":"blue"}
	nothing		400-bad-request {}
	nul		400-bad-request {"disabled":"a\u0000b"}
	too_wide	422-out-of-range {"bed_x_um":10000001}
	slow		422-out-of-range {"baud":300}
	dialect		422-unknown-value {"dialect":"morse"}
	profile		422-unknown-value {"profile":"","bed_x_um":1}
	recovery	422-unknown-value {"recovery":"hope"}
	bed		422-unknown-value {"bed_form":"oval"}
	no_name		422-unknown-value {"name":null}
	bad_name	422-bad-printer-name {"name":"Any Printer"}
	any		422-bad-printer-name {"name":"any"}
	taken		409-printer-taken {"name":"dagoma-1"}
	reason		422-bad-text {"disabled":"two\nlines"}
	park		422-bad-command {"park_gcode":"G28 Z"}
	pause		422-bad-command {"pause_gcode":"M104 S250"}
END
check set__all_refused__no_event \
    [ "$(sql "SELECT count(*) FROM event WHERE what = 'printer.set'")" = 0 ]
change '{"park_gcode":"g91\r\ng1 z5 f900\ng90\n\nm84","bed_z_um":0}'
check set__moves__as_they_are_sent json .settings.park_gcode \
    $'G91\nG1 Z5 F900\nG90\nM84'
version=1
change '{"bed_z_um":1}'
check set__late__told refused 409 changed
version=2
for note in '{"note":""}' '{"note":"a\tb"}' \
    "{\"note\":\"$(printf '%0256d' 0)\"}"; do
	ask POST /api/printers/dagoma-2/log -d "$note"
	check "note__${note:0:12}__refused" refused 422 bad-text
done
ask POST /api/printers/dagoma-2/log -d '{"note":"courroie changée"}'
check note__good__on_top json '.events[0].why' 'courroie changée'
ask GET "/api/printers/dagoma-2/log?before=$(jq '.events[0].id' "$work/body")"
check log__before__older_ones json '.events[0].why' park_gcode
ask GET /api/printers/dagoma-2/log?before=x
check log__before_nothing__400 refused 400 bad-request
for chip in 0403 0000:6001; do
	ask PATCH /api/chips -d "{\"allow\":\"$chip\"}"
	check "chip__${chip}__refused" refused 422 bad-chip
done
ask PATCH /api/chips -d '{"allow":"0403:6001"}'
check chip__twice__is_there json '.chips | length' 1
ask PATCH /api/chips -d '{}'
check chip__nothing__400 refused 400 bad-request
ask POST /api/ports/adopt -d '{"path":"ttyUSB0","name":"blue"}'
check adopt__no_path__400 refused 400 bad-request
ask POST /api/ports/adopt -d '{"path":"/dev/ttyUSB99","name":"Blue"}'
check adopt__bad_name__said refused 422 bad-printer-name
ask POST /api/ports/adopt -d '{"path":"/dev/ttyUSB99","name":"dagoma-1"}'
check adopt__name_of_another__said refused 409 printer-taken
ask POST /api/ports/adopt -d '{"path":"/dev/ttyUSB99","name":"blue"}'
check adopt__no_such_port__said refused 409 refused
ask GET /api/archive
check archive__nothing_to_clean json '.would.files + .would.bytes' 0
ask GET /api/health
check health__all_there json '[.checks[] | select(.result == "bad")] | length' 0

# --- taken up without a restart ---------------------------------------------------
# A print that runs keeps what it began with; the next one has the new.
# It is stopped before its end, however long this takes.
{ cat tests/sample/cube.g; yes G4 S9 | head -n 9000; } > "$work/long.g"
ask POST /api/files -F printer=dagoma-2 -F "file=@$work/long.g"
until_true 20 is /api/printers/dagoma-2 .view printing
job=$(jq .job.id "$work/body")
ask DELETE /api/printers/dagoma-2
check forget__printing__not_now refused 409 holds-job
change '{"park_gcode":"M84 X Y","baud":115200}'
check set__printing__stored json .holds_job true
ask POST /api/printers/dagoma-2/orders -d "{\"order\":\"stop\",\"job\":$job}"
until_true 30 is /api/printers/dagoma-2 .view to-clean
check park__of_the_print__as_it_began \
    grep -qx 'G1 Z5 F900' "$run/printers/dagoma-2/executed.gcode"
ask POST /api/printers/dagoma-2/orders -d '{"order":"cleaned"}'
until_true 30 free dagoma-2
lines=$(wc -l < "$run/printers/dagoma-2/executed.gcode")
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-2"}'
until_true 20 is /api/printers/dagoma-2 .view printing
job=$(jq .job.id "$work/body")
ask POST /api/printers/dagoma-2/orders -d "{\"order\":\"stop\",\"job\":$job}"
until_true 30 is /api/printers/dagoma-2 .view to-clean
parked() { tail -n "+$((lines + 1))" \
    "$run/printers/dagoma-2/executed.gcode" | grep -qx 'M84 X Y'; }
check park__of_the_next__is_new parked
ask POST /api/printers/dagoma-2/orders -d '{"order":"cleaned"}'

# --- in a browser ----------------------------------------------------------------
echo 'password of ann' | admin admin add ann > /dev/null
echo 'password of otto' | admin person add otto --role operator > /dev/null
check settings__browser python3 tests/browser/settings.py "$base" \
    ${PICTURES:+"$PICTURES"}

kill -TERM "$supervisor"
wait "$supervisor"
supervisor=
check end__nothing_left until_true 20 none_left
exit $((failed > 0))
