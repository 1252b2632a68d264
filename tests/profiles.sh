#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Profiles: what is shipped is copied, a copy is changed at one door, and its
# printers take it up; over HTTP, and in a browser.
#
#	tests/profiles.sh BUILD
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
copy() { ask POST /api/profiles -d "{\"copy\":$1,\"name\":\"$2\"}"; }
change() {	# its changes; the version follows by itself
	ask GET "/api/profiles/$own"
	ask PATCH "/api/profiles/$own" \
	    -d "{\"version\":$(jq .version "$work/body"),$1}"
}

check start__fresh__answers start || { cat "$work/out"; exit 1; }

# --- one door ------------------------------------------------------------------
ask GET /api/profiles
check list__shipped__all json '[.profiles[] | select(.shipped)] | length > 8' true
check list__printers__named json '.profiles[] | select(.id == 2) | .printers[0]' \
    dagoma-1
copy 2 Workshop
check copy__bad_name__422 refused 422 bad-profile-name
copy 2 generic
check copy__name_of_another__409 refused 409 profile-taken
copy 999 workshop
check copy__of_nothing__404 refused 404 not-found
ask POST /api/profiles -d '{"copy":"2","name":"x"}'
check copy__nonsense__400 refused 400 bad-request
copy 2 workshop
check copy__good__201 answered 201
own=$(jq .id "$work/body")
check copy__origin__told json '.origin + " " + .name' \
    'dagoma-discoeasy200 workshop'
ask PATCH /api/profiles/2 -d '{"version":1,"settings":{"bed_x_um":1}}'
check shipped__change__409 refused 409 profile-shipped
ask DELETE /api/profiles/2
check shipped__delete__409 refused 409 profile-shipped
while read -r what want change; do
	change "$change"
	check "set__${what}__$want" refused "${want%%-*}" "${want#*-}"
done <<-'END'
	no_object	400-bad-request "settings":[]
	no_number	400-bad-request "settings":{"bed_x_um":"wide"}
	nonsense	400-bad-request "settings":{"colour":"blue"}
	name_in_it	400-bad-request "settings":{"profile":"blue"}
	nul		400-bad-request "name":"a\u0000b"
	none_behind_it	422-unknown-value "settings":{"bed_x_um":null}
	of_one_printer	422-unknown-value "settings":{"material":"PLA"}
	too_wide	422-out-of-range "settings":{"bed_x_um":10000001}
	too_hot		422-out-of-range "settings":{"extrude_min_dC":10001}
	cleaning	422-out-of-range "settings":{"cleaning":2}
	slow		422-out-of-range "settings":{"baud":300}
	dialect		422-unknown-value "settings":{"dialect":"morse"}
	park		422-bad-command "settings":{"park_gcode":"G28 Z"}
	pause		422-bad-command "settings":{"pause_gcode":"M104 S250"}
	name		422-bad-profile-name "name":"any"
	taken		409-profile-taken "name":"generic"
	machine		422-bad-text "machine_type":"?prusa"
END
check set__all_refused__no_event \
    [ "$(sql "SELECT count(*) FROM event WHERE what = 'profile.set'")" = 0 ]
change '"machine_type":"DiscoEasy200","settings":{"bed_x_um":310000,
    "extrude_min_dC":1850,"park_gcode":"g91\r\ng1 z5 f900\ng90\nm84"}'
check set__good__told json '[.machine_type, .settings.extrude_min_dC,
    .settings.park_gcode] | join("|")' $'DiscoEasy200|1850|G91\nG1 Z5 F900\nG90\nM84'
check set__each__an_event \
    [ "$(sql "SELECT count(*) FROM event WHERE what = 'profile.set'")" = 4 ]
ask PATCH "/api/profiles/$own" -d '{"version":1,"settings":{"bed_x_um":1}}'
check set__late__told refused 409 changed

# --- its printers ----------------------------------------------------------------
settings() {	# of dagoma-1
	ask GET /api/printers/dagoma-1/settings
	ask PATCH /api/printers/dagoma-1/settings \
	    -d "{\"version\":$(jq .version "$work/body"),\"settings\":$1}"
}
settings '{"profile":"workshop"}'
check printer__chosen__has_it json .settings.profile workshop
check printer__limits__are_those is /api/printers/dagoma-1 \
    '.limits.extrude_min' 185
settings '{"extrude_min_dC":1900}'
check printer__own__counts_more is /api/printers/dagoma-1 \
    '.limits.extrude_min' 190
settings '{"extrude_min_dC":null}'
ask DELETE "/api/profiles/$own"
check delete__used__409 refused 409 profile-in-use
check delete__used__names_who says dagoma-1
ask DELETE "/api/profiles/$own" -H 'Accept-Language: fr'
check delete__used__in_french says 'Des imprimantes ont ce profil'

# A print keeps what it began with; the next one has the new.
order() {
	ask POST /api/printers/dagoma-1/orders \
	    -d "{\"order\":\"$1\",\"job\":${2:-null}}"
}
begin() {	# a print; its number is in $job, what was executed in $lines
	until_true 60 is /api/printers/dagoma-1 .view free
	lines=$(wc -l < "$run/printers/dagoma-1/executed.gcode")
	ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}'
	job=$(jq .id "$work/body")
	until_true 60 is "/api/jobs/$job" .state printing
}
parked() { executed dagoma-1 "$lines" | grep -qx "$1"; }
# (ten minutes of moves at this speed: it ends when it is stopped)
awk 'BEGIN { print "G28"; for (i = 0; i < 60000; i++)
    print "G1 X" i % 2 * 10 " F600" }' > "$work/long.g"
ask POST /api/files -F "file=@$work/long.g"
begin
change '"settings":{"park_gcode":"M84 X Y"}'
order stop "$job"
until_true 60 is /api/printers/dagoma-1 .view to-clean
order cleaned
check change__in_a_print__it_parks_as_it_began parked M84
check change__in_a_print__not_yet eval '! parked "M84 X Y"'

# --- in a browser, while the next one is paused --------------------------------------
begin
order pause "$job"
until_true 60 is /api/printers/dagoma-1 .view paused
echo 'password of ann' | admin admin add ann > /dev/null
echo 'password of otto' | admin person add otto --role operator > /dev/null
check profiles__browser python3 tests/browser/profiles.py "$base" \
    ${PICTURES:+"$PICTURES"}

order stop "$job"
until_true 60 is /api/printers/dagoma-1 .view to-clean
check change__next_print__has_it parked 'M84 X Y'
ask DELETE "/api/profiles/$own"
check delete__unused__gone answered 200
ask GET "/api/profiles/$own"
check delete__unused__404 refused 404 not-found
exit $((failed > 0))
