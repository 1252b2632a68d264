#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Slicers: what each of them sends, method, path, headers and parts in its own
# order, against a private nginx with our programs; and of the answer exactly
# what that slicer reads.  First without a daemon (nothing moves), then with a
# stand-in for its telemetry and its orders.
#
#	tests/slicers.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

policy() { admin policy "$1" "$2" > /dev/null; }
key_for() { admin key "$1" --role "$2" --application test | tail -n 1; }

# --- a lab with a stand-in for the daemon --------------------------------------------------
mkdir -p "$work/bin"
# The stand-in: says what $run/telemetry has, and notes the orders.
cat > "$work/bin/spoolerd" <<-'END'
	#!/usr/bin/python3
	import json, os, socketserver, sys
	run = sys.argv[sys.argv.index("--run") + 1]
	class Caller(socketserver.StreamRequestHandler):
	    def handle(self):
	        for line in self.rfile:
	            number, function, args, _ = json.loads(line)
	            value = {}
	            if function == "telemetry":
	                value = {"printers": json.load(open(run + "/telemetry"))}
	            if function == "order":
	                with open(run + "/orders", "a") as f:
	                    print(*args, file=f)
	                value = {"order": args[1], "phase": "pausing"}
	            self.wfile.write((json.dumps([number, "return", value]) +
	                "\n").encode())
	class Server(socketserver.ThreadingUnixStreamServer):
	    daemon_threads = True
	path = run + "/control.sock"
	if os.path.exists(path):
	    os.unlink(path)
	server = Server(path, Caller)
	os.chmod(path, 0o666)
	server.serve_forever()
END
mkdir -p "$run"
chmod 755 "$run"
echo '{}' > "$run/telemetry"
chmod 755 "$work/bin/spoolerd"
start() { supervise_web && key=$(cat "$run/api-key"); }
check start__fresh_folder__answers start || { cat "$work/out" "$run"/log/*; exit 1; }
sql "INSERT INTO printer (name, profile_id, path, machine_type, needs_cleaning,
    adopted_ms) VALUES ('dagoma-1', 2, '/dev/pts/901', 'DiscoEasy200', 0, 1),
    ('dagoma-2', 2, '/dev/pts/902', 'DiscoEasy200', 1, 1),
    ('dagoma-3', 2, '/dev/pts/903', 'DiscoEasy200', 0, 1)"
printf 'G28\nG1 X1 F600\n' > "$work/part.g"

# dagoma-1 is free, dagoma-2 to be cleaned, dagoma-3 off.
cat > "$work/live" <<-'END'
	{"1": {"connected": true, "phase": "idle", "hotend": 24.5,
	  "hotend_target": 0.0, "bed": null, "bed_target": null},
	 "2": {"connected": true, "phase": "idle", "hotend": 30.0,
	  "hotend_target": 0.0, "bed": null, "bed_target": null}}
END
cp "$work/live" "$run/telemetry"
one=/p/dagoma-1
with=(-H "X-Api-Key: $key")

# --- keys --------------------------------------------------------------------
wrong() {	# name, method, path, curl's options
	local name=$1
	shift
	ask "$@" -H 'X-Api-Key: wrong'
	check "key__wrong_${name}__401_plain" refused_plain 401
}
part=(-F "file=@$work/part.g")
wrong octoprint_version GET $one/api/version
wrong octoprint_settings GET $one/api/settings
wrong octoprint_upload POST $one/api/files/local "${part[@]}"
wrong octoprint_job POST $one/api/job -d '{"command":"cancel"}'
wrong prusalink_storage GET $one/api/v1/storage
wrong prusalink_put PUT $one/api/v1/files/local/a.gcode --data-binary G28
wrong repetier_list GET /p/any/printer/list
wrong repetier_job POST /p/any/printer/job/dagoma-1 \
    -F "filename=@$work/part.g"
wrong moonraker_info GET $one/server/info
wrong moonraker_upload POST $one/server/files/upload "${part[@]}"
check key__wrong__nothing_stored [ "$(rows file)" = 0 ]
user() { ask GET "$one/api/currentuser${1-}" "${@:2}"; }
user '' -H "Authorization: Bearer $key"
check key__bearer__known json .name admin
user '' -H "authorization: bearer ${key}x"
check key__bearer_wrong__401 refused_plain 401
user '' -H 'Authorization: Basic eDp5'
check key__basic__not_a_key json .name visitor
user "?apikey=$key"
check key__query__known json .name admin
user '?apikey=wrong-but-secret'
check key__query_wrong__401 refused_plain 401
user "?apikey=$key&apikey=$key"
check key__query_twice__401 refused_plain 401
user "?apikey=wrong" -H "X-Api-Key: $key"
check key__header__before_the_query json .name admin
ask POST "$one/api/files/local?apikey=$key" "${part[@]}"
check key__query_of_an_upload__known answered 201
nowhere() { ! grep -rqF "$1" "$run/log"; }
check key__query__in_no_log nowhere "$key"
check key__query_wrong__in_no_log nowhere wrong-but-secret
check log__slicers__still_written grep -q 'GET /p/dagoma-1/api/currentuser"' \
    "$run/log/access.log"

# --- PrusaSlicer and OrcaSlicer, host type OctoPrint -------------------------
prusa=("${with[@]}" -A PrusaSlicer/2.9.4)
ask GET $one/api/version "${prusa[@]}"
check prusaslicer__test__passes json '(.api | length > 0) and
    (.text | startswith("OctoPrint"))' true
ask POST $one/api/files/local "${prusa[@]}" -H 'Expect: 100-continue' \
    -F print=true -F path= -F "file=@$work/part.g;filename=cube.gcode;type=application/octet-stream"
check prusaslicer__print_on_a_free_printer__starts json \
    '[.effectivePrint, .job.printer, .job.waits] | tostring' \
    '[true,"dagoma-1",null]'
ask POST $one/api/files/local "${prusa[@]}" -F print=true -F 'path=a\b' \
    -F plateindex=1 -F "file=@$work/part.g;filename=cube.gcode"
check orca__print_behind_another__queued json \
    '[.effectivePrint, .job.state, .job.waits] | tostring' \
    '[false,"queued","queued"]'
check orca__print_behind_another__says_so json \
    '.message | test("queued: other jobs are before it")' true
ask POST /p/dagoma-2/api/files/local "${prusa[@]}" -F print=true \
    "${part[@]}"
check prusaslicer__print_not_cleaned__queued json \
    '[.effectivePrint, .job.waits] | tostring' '[false,"to-clean"]'
ask POST /p/dagoma-3/api/files/local "${prusa[@]}" -F print=true \
    "${part[@]}"
check prusaslicer__print_offline__queued json \
    '[.effectivePrint, .job.waits] | tostring' '[false,"offline"]'
ask POST $one/api/files/local "${prusa[@]}" -F print=true \
    -F "file=@$work/part.g;filename=a.stl"
check prusaslicer__refused__text_for_a_person refused_plain 415

# --- PrusaConnect's two buttons ----------------------------------------------
for button in to_print to_queue; do
	ask POST /p/dagoma-2/api/files/local "${prusa[@]}" -F $button=True \
	    "${part[@]}"
	check "prusaconnect__${button}_not_cleaned__202" refused_plain 202
	check "prusaconnect__${button}_not_cleaned__says_so" \
	    says 'queued: the printer must be cleaned first'
done

# --- Simplify3D, by curl -----------------------------------------------------
jobs=$(rows job)
ask POST $one/api/files/local -k "${with[@]}" -F select=false -F print=false \
    "${part[@]}"
check simplify3d__upload__201 json '.done and (.effectivePrint | not)' true
check simplify3d__upload__not_queued [ "$(rows job)" = "$jobs" ]

# --- Cura's OctoPrint plug-in ------------------------------------------------
cura=("${with[@]}" -A 'Cura/5.8 OctoPrintPlugin/3.7.3')
ask GET $one/plugin/appkeys/probe "${cura[@]}"
check cura__appkeys__not_here answered 404
ask GET $one/api/settings "${cura[@]}"
check cura__settings__whole json '[.feature.sdSupport, .webcam.streamUrl,
    .plugins] | tostring' '[false,"",{}]'
ask GET $one/api/version "${cura[@]}"
check cura__version__server json .server 1.10.0
ask POST $one/api/login "${cura[@]}" -d '{"passive":true}'
check cura__login__name json .name admin
ask GET $one/api/printerprofiles "${cura[@]}"
check cura__profiles__axes json '.profiles[] | [.current, .name,
    (.axes | map(has("speed") and has("inverted")))] | tostring' \
    '[true,"dagoma-1",[true,true,true,true]]'
ask GET $one/api/printer "${cura[@]}"
check cura__printer__temperatures json '.temperature | [.tool0.actual,
    .tool0.target, .bed.actual, .bed.target] | tostring' '[24.5,0,0,0]'
flags='.state.flags | [.error, .closedOrError, .paused, .pausing, .printing,
    .cancelling, .ready, .operational] | tostring'
check cura__printer__eight_flags json "$flags" \
    '[false,false,false,false,false,false,true,true]'
ask GET /p/dagoma-2/api/printer "${cura[@]}"
check cura__not_cleaned__not_ready json "$flags" \
    '[false,false,false,false,false,false,false,true]'
ask GET /p/dagoma-3/api/printer "${cura[@]}"
check cura__offline__409 refused_plain 409
ask GET $one/api/job "${cura[@]}"
check cura__no_job__name_is_there json '[.state, (.job.file | has("name")),
    .job.file.name, .progress.completion] | tostring' \
    '["Operational",true,null,null]'
ask POST $one/api/files/local "${cura[@]}" -F 'path=;type=text/refused_plain' \
    -F 'file=@'"$work/part.g"';filename=é.gcode;type=application/octet-stream' \
    -F select=true -F print=true
check cura__upload__location_with_api head_has \
    'location: .*/p/dagoma-1/api/files/local/%C3%A9.gcode'
ask POST "$one/api/files/local/cube.gcode" "${cura[@]}" \
    -d '{"command":"select","print":true}'
check cura__select_unknown__404 refused_plain 404
jobs=$(rows job)
ask POST "$one/api/files/local/part.g" "${cura[@]}" \
    -d '{"command":"select","print":true}'
check cura__select_and_print__204 answered 204
check cura__select_and_print__queued [ "$(rows job)" = $((jobs + 1)) ]
ask POST $one/api/printer/command "${cura[@]}" -d '{"commands":["M112"]}'
check cura__gcode_beside_the_queue__409 refused_plain 409
ask POST $one/api/connection "${cura[@]}" -d '{"command":"connect"}'
check cura__connect__204 answered 204
ask POST $one/api/job "${cura[@]}" -d '{"command":"cancel"}'
check cura__cancel_without_job__409 refused_plain 409

# A print under way.
sql "UPDATE job SET state = 'printing', started_ms = 1 WHERE id = 1;
    UPDATE job SET done_bytes = 3 WHERE id = 1"
cat > "$run/telemetry" <<-'END'
	{"1": {"connected": true, "phase": "printing", "job": 1, "bytes": 6,
	  "printed_ms": 61000, "left_ms": 30000, "hotend": 210.0,
	  "hotend_target": 210.0, "bed": null, "bed_target": null}}
END
ask GET $one/api/printer "${cura[@]}"
check cura__printing__flags json "$flags" \
    '[false,false,false,false,true,false,false,true]'
ask GET $one/api/job "${cura[@]}"
check cura__printing__progress json '[.state, .job.file.name,
    .progress.completion, .progress.printTime, .progress.printTimeLeft] |
    tostring' '["Printing","cube.gcode",40,61,30]'
ask POST $one/api/files/local "${cura[@]}" "${part[@]}" -F print=true
check cura__busy__queued json '[.effectivePrint, .job.waits] | tostring' \
    '[false,"printing"]'
orders() { ask POST "$one/api/job" "${cura[@]}" -d "$1" && answered 204 &&
    [ "$(tail -n 1 "$run/orders")" = "$2" ]; }
check cura__pause__ordered orders '{"command":"pause","action":"pause"}' \
    '1 pause 1'
check cura__toggle__ordered orders '{"command":"pause"}' '1 pause 1'
check cura__resume__ordered orders '{"command":"pause","action":"resume"}' \
    '1 resume 1'
check cura__cancel__ordered orders '{"command":"cancel"}' '1 stop 1'
given=$(wc -l < "$run/orders")
for body in '{"command":"dance"}' '{}' '[]' '{"command":7}'; do
	ask POST $one/api/job "${cura[@]}" -d "$body"
	check "cura__order_${body}__400" refused_plain 400
done
policy open-lab 0
bob=$(key_for bob user)
ask POST $one/api/job -H "X-Api-Key: $bob" -d '{"command":"cancel"}'
check octoprint__job_of_another__403 refused_plain 403
eve=$(key_for eve visitor)
ask POST $one/api/job -H "X-Api-Key: $eve" -d '{"command":"cancel"}'
check octoprint__order_without_right__403 refused_plain 403
for path in "POST $one/api/files/local" "POST $one/server/files/upload" \
    "PUT $one/api/v1/files/local/a.g" "POST $one/printer/job/dagoma-1"; do
	# shellcheck disable=SC2086
	ask $path -H "X-Api-Key: $eve" -F "file=@$work/part.g"
	check "upload__${path#* }_without_right__403" refused_plain 403
done
check octoprint__refused__no_order [ "$(wc -l < "$run/orders")" = "$given" ]
policy open-lab 1

# --- host type PrusaLink -----------------------------------------------------
ask GET $one/api/version "${prusa[@]}"
check prusalink__version__put json '.capabilities["upload-by-put"]' true
ask GET $one/api/v1/storage "${prusa[@]}" -H 'Accept-Language: en'
check prusalink__storage__first_key json 'keys_unsorted[0]' storage_list
check prusalink__storage__shown json '.storage_list[0] | [.path, .name,
    .read_only, .available, .free_space > 0] | tostring' \
    '["/local","Connectprint",false,true,true]'
put() { ask PUT "$1" "${prusa[@]}" -H 'Content-Type: text/x.gcode' \
    -H 'Overwrite: ?1' --data-binary "@$work/part.g" "${@:2}"; }
jobs=$(rows job)
put "$one/api/v1/files/local/a%20%C3%A9.gcode"
check prusalink__put__201 answered 201
check prusalink__put__name json .name 'a é.gcode'
check prusalink__put__not_queued [ "$(rows job)" = "$jobs" ]
put /p/dagoma-2/api/v1/files/local/b.gcode -H 'Print-After-Upload: ?1'
check prusalink__put_and_print__queued json '[.print_started, .job.printer,
    (.message | test("is queued"))] | tostring' '[false,"dagoma-2",true]'
put $one/api/v1/files/local/b.gcode -H 'Print-After-Upload: ?0'
check prusalink__put_print_0__not_queued json .job null
put $one/api/v1/files/local/..%2F..%2Fetc%2Fx.gcode
check prusalink__put_path_climbs__never_201 [ "$status" != 201 ]
put $one/api/v1/files/local/b.stl
check prusalink__put_wrong_ending__415 refused_plain 415
put $one/api/v1/files/local/
check prusalink__put_no_name__404 refused_plain 404
ask PUT $one/api/v1/files/local/c.g "${prusa[@]}" "${part[@]}"
check prusalink__put_form__400 refused_plain 400
ask GET $one/api/v1/status "${prusa[@]}"
check prusalink__status__whole json '[.printer.state, .printer.temp_nozzle,
    .job.id, .job.progress] | tostring' '["PRINTING",210,1,40]'
ask GET $one/api/v1/job "${prusa[@]}"
check prusalink__job__whole json '[.id, .file.name, .time_remaining] |
    tostring' '[1,"cube.gcode",30]'
ask GET /p/dagoma-2/api/v1/job "${prusa[@]}"
check prusalink__no_job__204 answered 204

# --- host type Repetier ------------------------------------------------------
cp "$work/live" "$run/telemetry"
ask GET /p/any/printer/info "${prusa[@]}"
check repetier__test__passes json 'if has("software") then
    .software == "Repetier-Server" else (.name | startswith("Repetier")) end' \
    true
ask GET /p/any/printer/list "${prusa[@]}"
check repetier__list__drop_down json '.data | map(.slug) | join(" ")' \
    'dagoma-1 dagoma-2 dagoma-3'
ask GET /p/dagoma-2/printer/list "${prusa[@]}"
check repetier__list_of_one__one json '.data | map(.slug) | join(" ")' dagoma-2
ask POST /p/any/printer/api/dagoma-1 "${prusa[@]}" -F a=listModelGroups
check repetier__groups__default json '.groupNames | tostring' '["#"]'
ask GET '/p/any/printer/api/dagoma-1?a=listModelGroups' "${prusa[@]}"
check repetier__groups_by_query__default json '.groupNames[0]' '#'
ask POST /p/any/printer/api/dagoma-1 "${prusa[@]}" -d a=listModelGroups
check repetier__groups_urlencoded__default json '.groupNames[0]' '#'
for a in dance "$(printf '%040d' 1)"; do
	ask POST /p/any/printer/api/dagoma-1 "${prusa[@]}" -F "a=$a"
	check "repetier__function_${a:0:5}__400" refused_plain 400
done
jobs=$(rows job)
repetier() { ask POST "$1" "${prusa[@]}" -F a=upload \
    -F "filename=@$work/part.g;filename=cube.gcode" -F name=cube "${@:2}"; }
repetier /p/any/printer/model/dagoma-1 -F 'group=#'
check repetier__model__stored json '[.ok, .job] | tostring' '[true,null]'
check repetier__model__not_queued [ "$(rows job)" = "$jobs" ]
repetier /p/any/printer/job/dagoma-2 -F autostart=true
check repetier__job__on_the_chosen_printer json '[.started, .job.printer,
    (.message | test("cleaned first"))] | tostring' '[false,"dagoma-2",true]'
repetier /p/dagoma-1/printer/job/dagoma-2 -F autostart=true
check repetier__job_elsewhere__404 refused_plain 404
repetier /p/any/printer/job/dagoma-9
check repetier__job_unknown_printer__404 refused_plain 404

# --- host type Moonraker -----------------------------------------------------
ask GET $one/server/info "${prusa[@]}"
check moonraker__info__first_key json 'keys_unsorted[0]' result
check moonraker__info__version json '.result.moonraker_version | length > 0' \
    true
ask GET /p/dagoma-2/printer/info "${prusa[@]}"
check moonraker__printer__state json .result.state ready
ask GET /p/dagoma-3/printer/info "${prusa[@]}"
check moonraker__printer_off__said json .result.state disconnected
ask POST /p/dagoma-2/server/files/upload "${prusa[@]}" -F root=gcodes \
    -F path=sub -F print=true "${part[@]}"
check moonraker__print__queued json '[.item.path, .item.root, .print_started,
    .print_queued] | tostring' '["part.g","gcodes",false,true]'
ask POST $one/server/files/upload "${prusa[@]}" -F root=gcodes "${part[@]}"
check moonraker__upload__stored json '[.print_started, .print_queued] |
    tostring' '[false,false]'

# --- the pool ----------------------------------------------------------------
ask GET /p/any/api/version "${prusa[@]}"
check pool__version__passes json '.text | startswith("OctoPrint")' true
ask GET /p/any/api/printer "${cura[@]}"
check pool__printer__eight_flags json '.state.flags | length >= 8' true
jobs=$(rows job)
ask POST /p/any/api/files/local "${prusa[@]}" "${part[@]}" -F print=false
check pool__upload__stored json '[.done, .job] | tostring' '[true,null]'
ask POST /p/any/api/files/local "${prusa[@]}" "${part[@]}" -F print=true \
    -F printer=dagoma-1
check pool__print__queued_for_any json '[.done, .job.printer, .job.state] |
    tostring' '[true,"any","queued"]'
put /p/any/api/v1/files/local/b.gcode -H 'Print-After-Upload: ?1'
check pool__put_and_print__queued [ "$(rows job)" = "$((jobs + 2))" ]

# --- methods and addresses ---------------------------------------------------
for path in api/version api/server api/settings api/printerprofiles \
    api/currentuser api/printer api/job api/connection api/files \
    api/v1/storage api/v1/status api/v1/job printer/info printer/list \
    server/info; do
	ask GET "/p/dagoma-9/$path"
	check "address__unknown_printer_${path}__404" refused_plain 404
done
ask GET '/p/any/printer/api/dagoma-9?a=listModelGroups'
check address__unknown_slug__404 refused_plain 404
ask DELETE $one/api/files/local
check method__unknown__405 refused_plain 405
ask GET $one/api/files/local "${with[@]}"
check files__listed__newest json '.files | map(.name) | index("part.g") !=
    null' true
ask POST $one/api/job -H 'Origin: http://evil.example' \
    -d '{"command":"cancel"}'
check origin__foreign__403 refused_plain 403

# --- the service that avahi announces ----------------------------------------
DESTDIR=$work/root B=$(dirname "$bin") setup/install.sh > /dev/null
service=$work/root/etc/avahi/services/connectprint.service
announces() { grep -q "<type>_octoprint._tcp<" "$service" &&
    grep -q "<port>443<" "$service" && grep -q ">path=/p/any<" "$service"; }
check avahi__installed__octoprint announces
check avahi__installed__well_formed python3 -c \
    'import sys, xml.dom.minidom as x; x.parse(sys.argv[1])' "$service"
DESTDIR=$work/root setup/install.sh --remove > /dev/null
check avahi__removed__gone [ ! -e "$service" ]
kill -TERM "$supervisor"
wait "$supervisor"
check end__sigterm__status_0 [ $? -eq 0 ]
exit $((failed > 0))
