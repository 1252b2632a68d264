#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The web alone: a private nginx with our site, our FastCGI programs and a
# spool, and no daemon.  Every row of cgi/API.md's tables is asked for, each
# refusal included, and every byte here may come from somebody hostile.
#
#	tests/web.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

# Bytes as they are, on standard input; what comes back is in $work/body.
raw() {
	exec 3<> "/dev/tcp/127.0.0.1/$port" || return
	cat >&3
	timeout 10 cat <&3 > "$work/body"
	exec 3>&-
	status=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$work/body")
}
upload() { ask POST /api/files "$@"; }
files() { find "$run/content" -type f | wc -l; }
policy() { admin policy "$1" "$2" > /dev/null; }
# Nothing new is in the store, neither rows nor files, since `remember`.
remember() { kept="$(files) $(rows file) $(rows job)"; }
nothing_kept() { [ "$kept" = "$(files) $(rows file) $(rows job)" ]; }
refusal() {	# name, status, code; then curl's options for an upload
	local name=$1 want=$2 code=$3
	shift 3
	remember
	upload "$@"
	check "$name" refused "$want" "$code"
	check "$name/nothing_kept" nothing_kept
}

# --- a lab without a daemon --------------------------------------------------
start() { supervise_web && key=$(cat "$run/api-key"); }
check start__fresh_folder__answers start || { cat "$work/out" "$run"/log/*; exit 1; }
sql "INSERT INTO printer (name, profile_id, path, machine_type, needs_cleaning,
    adopted_ms) VALUES ('dagoma-1', 2, '/dev/pts/901', 'DiscoEasy200', 0, 1),
    ('dagoma-2', 2, '/dev/pts/902', 'DiscoEasy200', 1, 1)"
printf 'G28\nG1 X1 F600\n' > "$work/part.g"

# --- who asks ----------------------------------------------------------------
ask GET /api/session
check session__visitor__open_lab json '.name + .role + (.open_lab|tostring)' \
    visitorvisitortrue
check session__visitor__may_print json '.rights | index("print") != null' true
check session__visitor__limit json .upload_bytes 536870912
ask GET /api/session -H "X-Api-Key: $key"
check session__admin__all_rights json '.role + " " + (.rights | join(" "))' \
    "admin see queue print control configure"
for path in /api/session /api/printers /api/printers/dagoma-1 /api/jobs \
    /api/files; do
	ask GET $path -H "X-Api-Key: ${key}0"
	check "wrong_key__get_${path##*/}__401" refused 401 wrong-key
done
ask GET /api/printers -H 'X-Api-Key: 0'
check wrong_key__zero__not_from_the_cache refused 401 wrong-key
ask GET /api/session -H 'X-Api-Key;'
check key__empty__a_visitor json .role visitor
ask GET /p/dagoma-1/api/version -H 'X-Api-Key: wrong'
check wrong_key__slicer__401_plain refused_plain 401

# --- printers ----------------------------------------------------------------
ask GET /api/printers
check fleet__no_daemon__rows json '[.printers[].name] | join(" ")' \
    "dagoma-1 dagoma-2"
check fleet__no_daemon__said json .live false
check fleet__no_daemon__age json '.age_ms >= 0' true
check fleet__no_daemon__offline json '.printers[0].view' offline
check fleet__row__whole json '.printers[1] | [.number, .profile,
    .machine_type, .needs_cleaning, .disabled, .fault, .job, .last_job,
    .queued, .live] | tostring' \
    '[2,"dagoma-discoeasy200","DiscoEasy200",true,"","",null,null,0,null]'
check reply__json__never_kept head_has 'cache-control: no-store'
check reply__json__type head_has 'content-type: application/json'
check reply__headers__not_sniffed_once \
    [ "$(grep -ci ^x-content-type-options "$work/head")" = 1 ]
ask GET /metrics
check metrics__loopback__text [ "$status" = 200 ]
check metrics__no_daemon__says_so grep -qx 'connectprint_up 0' "$work/body"
check metrics__each_printer grep -q \
    '^connectprint_printer_state{printer="dagoma-1",state="offline"} 1' \
    "$work/body"
ask GET /metrics -H 'X-Api-Key: 0'
check metrics__wrong_key__refused [ "$status" = 401 ]
ask HEAD /api/printers -I
check fleet__head__200 answered 200
ask GET /api/printers/dagoma-1
check printer__no_daemon__whole json '[.name, .view, .live, .file,
    (.queue | length), .age_ms >= 0] | tostring' \
    '["dagoma-1","offline",null,null,0,true]'
for name in dagoma-9 any Dagoma-1 %3Cscript%3E 'a%2fb' "$(printf '%040d' 1)"; do
	ask GET "/api/printers/$name"
	check "printer__named_${name:0:12}__404" answered 404
done
ask GET /api/printers/dagoma-9
check printer__unknown__refused refused 404 no-printer
order() { ask POST "/api/printers/$1/orders" -d "$2"; }
order dagoma-1 '{"order":"pause","job":1}'
check order__no_daemon__503 refused 503 no-daemon
order dagoma-1 '{"order":"emergency"}'
check order__emergency_no_daemon__503 refused 503 no-daemon
order dagoma-9 '{"order":"cleaned"}'
check order__unknown_printer__404 refused 404 no-printer
for body in '{"order":"dance"}' '{"order":"pause"}' '[]' '' '{' '{"order":7}' \
    '{"order":"stop","job":"1"}' '{"order":"stop","order":"stop","job":1}'; do
	order dagoma-1 "$body"
	check "order__${body}__400" refused 400 bad-request
done
head -c 70000 /dev/zero | tr '\0' ' ' > "$work/blanks"
order dagoma-1 "@$work/blanks"
check body__above_limit__413 refused 413 too-big
ask POST /api/printers/dagoma-1/orders -d "@$work/blanks" \
    -H 'Accept-Language: fr-FR'
check body__above_limit__in_french json '.message[0:10]' "C'est plus"
ask GET /p/dagoma-1/api/version
check version__slicer__octoprint json '[.api, .server, .text[0:9]] | tostring' \
    '["0.1","1.10.0","OctoPrint"]'
ask GET /p/dagoma-9/api/version
check version__unknown_printer__404_plain refused_plain 404
ask GET /p/any/api/version
check version__pool__octoprint json '.text[0:9]' OctoPrint

# --- uploads -----------------------------------------------------------------
upload -F "file=@$work/part.g"
check upload__form__201 answered 201
check upload__form__file json '[.id, .label, .bytes, .who, .analyzed,
    .refused, .estimate_seconds] | tostring' \
    '[1,"part.g",15,"visitor",false,"",null]'
check upload__form__hash json .sha256 \
    "$(sha256sum < "$work/part.g" | cut -d' ' -f1)"
check upload__form__location head_has 'location: /api/files/1.$'
check upload__form__stored cmp -s "$work/part.g" \
    "$run/content/$(jq -r '.sha256[0:2] + "/" + .sha256' "$work/body")"
upload -F 'name=x' -F "file=@$work/part.g;filename=other.gcode"
check upload__same_bytes__stored_once json .id 1
ask POST '/api/files?name=raw%20part.G' --data-binary "G28 ; raw"
check upload__raw__201 json '[.label, .bytes] | tostring' '["raw part.G",9]'
upload -F "file=@$work/part.g" -F printer=dagoma-1
check upload__printer_after_file__queued json '.job | [.id, .printer, .state,
    .waits] | tostring' '[1,"dagoma-1","queued","offline"]'
upload -F printer=dagoma-2 -F "file=@$work/part.g" -H "X-Api-Key: $key"
check upload__printer_before_file__queued json '.job.printer + .job.who' \
    dagoma-2admin
ask POST '/api/files?name=a.g&printer=dagoma-1' --data-binary "G28"
check upload__raw_printer__queued json .job.printer dagoma-1
upload -F printer= -F "file=@$work/part.g"
check upload__no_printer_chosen__stored json '.job' null
upload -F "file=@$work/part.g" -H 'Transfer-Encoding: chunked'
check upload__chunked_form__201 answered 201

: > "$work/empty.g"
printf 'G28\0\n' > "$work/binary.g"
refusal upload__empty__415 415 empty -F "file=@$work/empty.g"
refusal upload__binary__415 415 binary -F "file=@$work/binary.g"
refusal upload__wrong_extension__415 415 wrong-extension \
    -F "file=@$work/part.g;filename=part.stl"
refusal upload__no_extension__415 415 wrong-extension \
    -F "file=@$work/part.g;filename=g"
refusal upload__no_file__400 400 no-file -F printer=dagoma-1
refusal upload__file_without_name__400 400 no-file -F file=G28
refusal upload__unknown_printer__404 404 no-printer \
    -F "file=@$work/part.g" -F printer=dagoma-9
refusal upload__unknown_printer_first__404 404 no-printer \
    -F printer=../x -F "file=@$work/part.g"
refusal upload__two_files__400 400 broken-form \
    -F "file=@$work/part.g" -F "file=@$work/part.g"
refusal upload__long_field__400 400 broken-form \
    -F "printer=<$work/blanks" -F "file=@$work/part.g"
refusal upload__no_boundary__400 400 broken-form \
    -H 'Content-Type: multipart/form-data' -d x
refusal upload__wrong_key__401 401 wrong-key -F "file=@$work/part.g" \
    -H 'X-Api-Key: x'
refusal upload__foreign_origin__403 403 foreign-page \
    -F "file=@$work/part.g" -H 'Origin: http://evil.example'
refusal upload__null_origin__403 403 foreign-page \
    -F "file=@$work/part.g" -H 'Origin: null'
refusal upload__foreign_fetch__403 403 foreign-page \
    -F "file=@$work/part.g" -H 'Sec-Fetch-Site: cross-site'
upload -F "file=@$work/part.g" -H "Origin: $base"
check upload__own_origin__201 answered 201
upload -F "file=@$work/part.g" -H 'Sec-Fetch-Site: same-origin'
check upload__own_fetch__201 answered 201
upload_raw() { ask POST "$@" --data-binary G28; }
remember
upload_raw /api/files
check upload__raw_without_name__400 refused 400 no-file
upload_raw '/api/files?name=%zz.g'
check upload__raw_bad_escape__400 refused 400 bad-request
upload_raw '/api/files?name=a.g%00.stl'
check upload__raw_nul__400 refused 400 bad-request
check upload__raw_refused__nothing_kept nothing_kept

# --- names are labels --------------------------------------------------------
label() {	# name, the file name sent, the label wanted
	echo "G28 ; $RANDOM$RANDOM" > "$work/name.g"
	upload -F "file=@$work/name.g;filename=$2"
	check "$1" json .label "$3"
}
label name__path__its_end ../../etc/passwd.g passwd.g
label name__windows_path__its_end 'C:\temp\part.g' part.g
label name__markup__only_text '<img src=x onerror=alert(1)>.g' \
    '<img src=x onerror=alert(1)>.g'
long=$(printf 'é%.0s' $(seq 150)).gcode
label name__300_bytes_of_utf8__whole "$long" "$long"
label name__1000_letters__keeps_its_ending "$(printf 'a%.0s' $(seq 1000)).gcode" \
    "$(printf 'a%.0s' $(seq 249)).gcode"
refusal name__etc_passwd__415 415 wrong-extension \
    -F "file=@$work/part.g;filename=../../etc/passwd"
check name__any__store_has_hashes_only \
    [ -z "$(find "$run/content" -type f ! -path '*/[0-9a-f][0-9a-f]/*')" ]
ask POST '/api/files?name=%2e%2e%2f%2e%2e%2fx.g' --data-binary "G28 ;2"
check name__raw_path__its_end json .label x.g

# Fields that an upload module of a server would make (CVE-2025-48067).
echo "a secret" > "$work/secret.g"
remember
upload -F "file.path=$work/secret.g" -F file.name=x.g -F file.size=9 \
    -F "file_path=$work/secret.g"
check fault__spoofed_form_fields__no_file refused 400 no-file
ask POST "/api/files?file.path=$work/secret.g&name=x.g" --data-binary ''
check fault__spoofed_query_fields__empty refused 415 empty
check fault__spoofed_fields__nothing_kept nothing_kept

# --- bodies that end early ---------------------------------------------------
part='--b\r\nContent-Disposition: form-data; name="file"; filename="cut.g"\r\n\r\n'
remember
# CVE-2025-48879: no closing boundary.
body=$(printf '%bG28 ; never closed' "$part")
printf 'POST /api/files HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n%s' \
    ${#body} "$body" > "$work/request"
raw < "$work/request"
check fault__form_without_end__answered answered 400
check fault__form_without_end__nothing_kept nothing_kept
abandon() {	# path, headers, body: then the client is gone
	exec 3<> "/dev/tcp/127.0.0.1/$port"
	printf 'POST %s HTTP/1.1\r\nHost: x\r\n%b\r\n\r\n%b' "$1" "$2" "$3" >&3
	# It is on its way into the store before we leave.
	until_true 5 arrived
	exec 3>&-
	until_true 5 nothing_kept
}
arrived() { [ -n "$(find "$run/content/tmp" -type f)" ]; }
check cut__form__nothing_kept abandon /api/files \
    'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9999' \
    "${part}G28\n"
check cut__raw__nothing_kept abandon '/api/files?name=cut.g' \
    'Content-Length: 9999' 'G28\n'
check cut__chunked__nothing_kept abandon /api/files \
    'Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked' \
    "47\r\n${part}\r\n4\r\nG28\n\r\n"

# --- slicers -----------------------------------------------------------------
slicer() { ask POST /p/dagoma-1/api/files/local "$@"; }
slicer -F print=false -F path= -F "file=@$work/part.g;filename=é a.gcode" \
    -H "X-Api-Key: $key" -H 'Expect: 100-continue'
check slicer__upload__201 answered 201
check slicer__upload__location head_has \
    'location: /p/dagoma-1/api/files/local/%C3%A9%20a.gcode'
check slicer__upload__body json '[.files.local.name, .files.local.origin,
    .files.local.refs.resource, .done, .effectivePrint, .job] | tostring' \
    '["é a.gcode","local","/p/dagoma-1/api/files/local/%C3%A9%20a.gcode",true,false,null]'
ask GET /api/files
check slicer__upload__listed json '.files | length > 0' true
before=$(rows job)
for yes in true YES y 1; do
	slicer -F select=false -F "file=@$work/part.g" -F print=$yes \
	    -F printer=dagoma-2
	check "slicer__print_${yes}__queued_there" json \
	    '[.job.printer, .job.state, .effectivePrint] | tostring' \
	    '["dagoma-1","queued",false]'
done
slicer -F "file=@$work/part.g" -F print=off
check slicer__print_off__not_queued [ "$(rows job)" = $((before + 4)) ]
remember
ask POST /p/dagoma-9/api/files/local -F "file=@$work/part.g"
check slicer__unknown_printer__404_plain refused_plain 404
slicer -F "file=@$work/empty.g"
check slicer__empty__415_plain refused_plain 415
slicer -F "file=@$work/part.g" -H 'X-Api-Key: wrong'
check slicer__wrong_key__401_plain refused_plain 401
check slicer__refused__nothing_kept nothing_kept

# --- jobs --------------------------------------------------------------------
submit() { ask POST /api/jobs -d "$1"; }
submit '{"file":1,"printer":"dagoma-2"}'
check job__submitted__201 json '[.printer, .file, .label, .state, .wish,
    .who, .waits, .bytes, .started, .ended] | tostring' \
    '["dagoma-2",1,"part.g","queued","run","visitor","offline",15,null,null]'
job=$(jq .id "$work/body")
check job__submitted__time json '.queued | test("^20..-..-..T.*Z$")' true
submit '{"file":1,"printer":"dagoma-9"}'
check job__unknown_printer__404 refused 404 no-printer
submit '{"file":999,"printer":"dagoma-1"}'
check job__unknown_file__404 refused 404 not-found
for body in '' '{}' '{"file":"1","printer":"dagoma-1"}' '{"file":1}' '{"file":-1,"printer":"dagoma-1"}'; do
	submit "$body"
	check "job__${body}__400" refused 400 bad-request
done
ask GET "/api/jobs/$job"
check job__asked__with_events json '.events[0] | [.who, .what, .new] | tostring' \
    '["visitor","job.submitted","queued"]'
ask GET /api/jobs/99999
check job__unknown__404 refused 404 not-found
ask GET '/api/jobs?printer=dagoma-2&open=1&limit=1'
check jobs__filtered__newest json '.jobs | map(.id) | tostring' "[$job]"
ask GET "/api/jobs?printer=dagoma-2&before=$job"
check jobs__before__older json ".jobs | map(.id < $job) | all" true
for query in limit=0 limit=1001 limit=x before=-1 'limit=1&limit=2' limit=%zz; do
	ask GET "/api/jobs?$query"
	check "jobs__${query}__400" refused 400 bad-request
done
ask GET '/api/jobs?printer=dagoma-9'
check jobs__unknown_printer__404 refused 404 no-printer
ask GET /api/printers/dagoma-2
check printer__queue__oldest_first json \
    '(.queue | map(.id)) == (.queue | map(.id) | sort) and .queued > 1' true
ask DELETE "/api/jobs/$job"
check job__cancelled__200 json .state cancelled
ask DELETE "/api/jobs/$job"
check job__cancelled_twice__409 refused 409 refused
ask DELETE /api/jobs/99999
check job__unknown_cancelled__404 refused 404 not-found
ask GET /api/files/1
check file__asked__200 json .label part.g
ask GET /api/files/999
check file__unknown__404 refused 404 not-found
sql "UPDATE file SET analyzed_ms = 1, refused = 'binary' WHERE id = 1"
submit '{"file":1,"printer":"dagoma-1"}'
check job__unprintable_file__409 refused 409 refused
sql "UPDATE file SET analyzed_ms = NULL, refused = '' WHERE id = 1"

# --- objections --------------------------------------------------------------
# The daemon's part, reading the file, is done by hand.
reads() {	# what the analysis found in file 1
	sql "UPDATE file SET analyzed_ms = 1, $1 WHERE id = 1"
}
m500='[{"code":"saves-settings","command":"M500","count":2,"lines":[5,9]}]'
reads "findings = '$m500'"
ask GET '/api/files/1?printer=dagoma-1'
check objection__m500__said_before_it_starts json '.objections[0] | [.code,
    .severity, .asked, .lines] | tostring' '["saves-settings","refuse","M500","5, 9"]'
remember
submit '{"file":1,"printer":"dagoma-1"}'
check objection__m500__422 refused 422 objection
check objection__m500__sentence json '.message | test("^M500 \\(line 5, 9\\).*: take it out")' true
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}' -H 'Accept-Language: fr'
check objection__m500__in_french json '.message[0:10]' 'Ce fichier'
check objection__m500__detail json '.detail | test("^M500 \\(line 5, 9\\)")' true
upload -F "file=@$work/part.g" -F printer=dagoma-1
check objection__upload_to_a_printer__422 refused 422 objection
ask POST /p/dagoma-1/api/files/local -F "file=@$work/part.g" -F print=true
check objection__slicer__422_plain refused_plain 422
check objection__refused__nothing_queued nothing_kept
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}' -H "X-Api-Key: $key"
check objection__admin__warned json '[.state, .objections[0].severity] | tostring' \
    '["queued","warn"]'
policy saves-settings 1
submit '{"file":1,"printer":"dagoma-1"}'
check objection__policy_warn__queued json '[.state, .objections[0].severity] | tostring' \
    '["queued","warn"]'
policy saves-settings 0
ask GET '/api/files/1?printer=dagoma-1'
check objection__policy_allow__none json '.objections | tostring' '[]'
policy saves-settings 2
reads "findings = '[]', bbox_max_x_um = 250000, hotend_dC = 3000"
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}' -H "X-Api-Key: $key"
check fit__too_large__422_to_an_admin refused 422 objection
check fit__too_large__says_both json '.message | test("250.0.*200 × 200 × 205 mm")' true
ask GET '/api/files/1?printer=dagoma-1'
check fit__too_large_and_hot__listed json '.objections | map(.code) | tostring' \
    '["outside-bed","hotend-too-hot"]'
ask GET /api/files/1
check fit__no_printer__no_objection json '.objections | tostring' '[]'
ask GET '/api/files/1?printer=dagoma-9'
check fit__unknown_printer__404 refused 404 no-printer
sql "UPDATE printer SET profile_id = 1 WHERE name = 'dagoma-2'"
submit '{"file":1,"printer":"dagoma-2"}'
check fit__unknown_machine__queued answered 201
sql "UPDATE printer SET profile_id = 2 WHERE name = 'dagoma-2'"
sql "UPDATE file SET analyzed_ms = NULL, findings = '[]', bbox_max_x_um = 0,
    hotend_dC = 0 WHERE id = 1"

# --- addresses and methods ---------------------------------------------------
for path in /api/ /api/nothing /api/jobs/x /api/jobs/1/x /api/printers/; do
	ask GET $path
	check "address__${path}__404" answered 404
done
ask DELETE /api/printers
check method__unknown__405 refused 405 bad-method
check method__unknown__allowed head_has 'allow: GET, HEAD'
ask PUT /api/jobs -d '{}'
check method__jobs_put__405 refused 405 bad-method
ask GET /api/nothing -H 'Accept-Language: fr-FR,fr;q=0.9,en;q=0.8'
check language__french__used json '.message[0:13]' "Il n'y a rien"
ask GET /api/nothing -H 'Accept-Language: fr;q=0.5,en;q=0.8'
check language__english_preferred__used json '.message[0:8]' "There is"

# --- pages and the former addresses ------------------------------------------
page() { ask GET "$1" && answered 200 && grep -q "<title>$2<" "$work/body"; }
moved() { ask GET "$1" && answered 301 && grep -qi "^location: $2.\$" "$work/head"; }
check page__index page / index
check page__fleet page /fleet fleet
check page__printer page /printers/dagoma-1 printer
check page__printer_by_number page '/printer?number=1' printer
check page__policy__only_own head_has "content-security-policy: default-src 'self'"
check page__kept__asked_again head_has 'cache-control: no-cache'
ask GET /nothing.html
check page__unknown__404 answered 404
check page__unknown__a_page grep -q '<title>404<' "$work/body"
ask GET /.git/config
check page__dot_file__404 answered 404
check old__index moved /index.php /
check old__recap moved /recap.php /fleet
check old__printer moved /d_imprimante3/ '/printer?number=3'
check old__printer_page moved /d_imprimante12/imprimante.php \
    '/printer?number=12'

# --- the cache ---------------------------------------------------------------
ask GET /api/printers
sql "UPDATE printer SET fault = 'x' WHERE name = 'dagoma-2'"
ask GET /api/printers -H "X-Api-Key: $key"
check cache__with_key__passed json '.printers[1].view' error
faulty() { ask GET /api/printers && json '.printers[1].view' error; }
check cache__a_second_later__new until_true 5 faulty

# --- limits ------------------------------------------------------------------
yes 'G1 X10.25 Y20.5 E0.0125 ; a line of a print file' |
    head -c 200000000 > "$work/large.g"
files_pid() { pgrep -f "^$work/bin/files "; }
peak() { sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(files_pid)/status"; }
upload -F "file=@$work/large.g"
check fault__upload_limit_5_mb__200_mb_taken answered 201
check upload__200_mb__whole json .sha256 \
    "$(sha256sum < "$work/large.g" | cut -d' ' -f1)"
echo "# peak memory of files after 200 MB: $(peak) kB"
if ! ldd "$bin/files" | grep -q libasan; then
	check upload__200_mb__at_most_10_mb_of_memory [ "$(peak)" -le 10240 ]
fi
# A program that must end in the middle of an upload.
remember
old=$(files_pid)
curl -s -o "$work/slow" --limit-rate 200k -F "file=@$work/large.g" \
    "$base/api/files" &
check upload__slow__arrives until_true 5 arrived
kill -TERM "$old"
ended() { ! kill -0 "$old" 2> /dev/null; }
check upload__sigterm__program_ends until_true 5 ended
check upload__sigterm__nothing_kept nothing_kept
wait $!
again() { upload -F "file=@$work/part.g" && answered 201; }
check upload__sigterm__taken_again until_true 5 again

policy upload-bytes 1000000
sent() { curl -s -o "$work/body" -w '%{http_code} %{size_upload}' \
    --max-time 60 "$@"; }
remember
set -- "$(sent -F "file=@$work/large.g" "$base/api/files")"
status=${1% *}
check upload__form_too_big__413 refused 413 too-big
check upload__form_too_big__not_read_whole [ "${1#* }" -lt 50000000 ]
set -- "$(sent --data-binary "@$work/large.g" "$base/api/files?name=a.g")"
status=${1% *}
check upload__raw_too_big__413 refused 413 too-big
check upload__raw_too_big__not_read_whole [ "${1#* }" -lt 50000000 ]
set -- "$(sent --data-binary "@$work/large.g" \
    -H 'Transfer-Encoding: chunked' "$base/api/files?name=a.g")"
status=${1% *}
check upload__raw_chunked__411 refused 411 no-length
set -- "$(sent -F "file=@$work/large.g" -H 'Transfer-Encoding: chunked' \
    "$base/api/files")"
status=${1% *}
check upload__chunked_too_big__413 refused 413 too-big
head -c 1000001 "$work/large.g" > "$work/edge.g"
refusal upload__one_byte_above__413 413 too-big -F "file=@$work/edge.g"
truncate -s 1000000 "$work/edge.g"
upload -F "file=@$work/edge.g"
check upload__at_the_limit__201 answered 201
policy upload-bytes 536870912
policy free-bytes 1125899906842624
refusal upload__no_space__507 507 no-space -F "file=@$work/part.g"
policy free-bytes 67108864

# --- a closed lab ------------------------------------------------------------
policy open-lab 0
remember
upload -F "file=@$work/part.g"
check fault__any_visitor_can_do_anything__upload_refused refused 403 no-right
submit '{"file":1,"printer":"dagoma-1"}'
check fault__any_visitor_can_do_anything__job_refused refused 403 no-right
ask DELETE /api/jobs/1
check fault__any_visitor_can_do_anything__cancel_refused refused 403 no-right
for what in pause cleaned emergency; do
	order dagoma-1 "{\"order\":\"$what\",\"job\":1}"
	check "fault__any_visitor_can_do_anything__${what}_refused" \
	    refused 403 no-right
done
slicer -F "file=@$work/part.g" -F print=true
check fault__any_visitor_can_do_anything__slicer_refused refused_plain 403
check fault__any_visitor_can_do_anything__nothing_kept nothing_kept
ask GET /api/printers
check visitor__closed_lab__sees answered 200
ask GET /api/session
check visitor__closed_lab__rights json '.rights | tostring' '["see"]'
upload -F "file=@$work/part.g" -H "X-Api-Key: $key"
check admin__closed_lab__uploads answered 201
user=$("$bin/connectprint" --spool "$run/spool.db" --run "$run" key bob \
    --role user --application test | tail -n 1)
ask DELETE /api/jobs/1 -H "X-Api-Key: $user"
check user__job_of_another__403 refused 403 no-right
submit '{"file":1,"printer":"dagoma-1"}' -H "X-Api-Key: $user"
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}' -H "X-Api-Key: $user"
check user__own_job__201 json .who bob
ask DELETE "/api/jobs/$(jq .id "$work/body")" -H "X-Api-Key: $user"
check user__own_job_cancelled__200 json .state cancelled

# --- programs that are away --------------------------------------------------
mv "$work/bin/jobs" "$work/bin/jobs.away"
kill -TERM "$(pgrep -f "^$work/bin/jobs ")"
gone() { ! pgrep -f "^$work/bin/jobs " > /dev/null; }
check program__sigterm__ends until_true 5 gone
kill -TERM "$supervisor"
wait "$supervisor"
check end__sigterm__status_0 [ $? -eq 0 ]
check end__sigterm__none_left [ -z "$(ours)" ]
exit $((failed > 0))
