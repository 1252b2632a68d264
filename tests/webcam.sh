#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Cameras of printers: what a bad one sends stays outside, what a good one
# sends is on the page; and only an admin says where the server looks.
#
#	tests/webcam.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

# Our own herald looks names up, in a world where it knows some.
mkdir -p "$work/bin"
printf '#!/bin/sh\nexec sleep 1000\n' > "$work/bin/herald"
chmod 755 "$work/bin/herald"
printf '%s\n' '192.0.2.9 camera-1.test' '127.0.0.1 inside.test' \
    '169.254.169.254 cloud.test' > "$work/hosts"

check start__answers supervise_web || { cat "$work/out"; exit 1; }
rm -r "$work/source/htdocs"
cp -R htdocs "$work/source/htdocs"
chmod -R go+rX "$work/source/htdocs"
sql "INSERT INTO printer (name, profile_id, path, needs_cleaning, adopted_ms)
    VALUES ('dagoma-1', 2, '/dev/pts/901', 0, 1),
    ('dagoma-2', 2, '/dev/pts/902', 0, 1)"
python3 tests/browser/camera.py > "$work/port" 2> "$work/seen" &
until_true 10 [ -s "$work/port" ]
camera=http://127.0.0.1:$(cat "$work/port")
key=(-H "X-Api-Key: $(cat "$run/api-key")")

# --- where it is -------------------------------------------------------------
look() { ask GET "/api/printers/${1:-dagoma-1}/webcam" "${@:2}"; }
put() {
	ask POST /api/printers/dagoma-1/webcam "${@:2}" -d "{\"url\":\"$1\"}"
}
look
check webcam__none__404 refused 404 not-found
put "$camera/snap"
check webcam__visitor_of_an_open_lab__no_right refused 403 no-right
for bad in ftp://127.0.0.1/ file:///etc/passwd unix:/run/x http://camera_1/ \
    http://169.254.169.254/latest http://0.0.0.0/ 'http://[fd00:ec2::254]/' \
    http://127.0.0.1:0/ http://127.0.0.1:99999/ http://a@127.0.0.1/ \
    http://127.1/ 'http://[::1/' http://127.0.0.1x/ 'http://127.0.0.1/ x' \
    "http://127.0.0.1/\\r\\nX-Y: z" \
    "http://127.0.0.1/#x" 'http://127.0.0.1:/' 'http://[127.0.0.1]/'; do
	put "$bad" "${key[@]}"
	check "webcam__${bad}__422" refused 422 bad-webcam
done
for good in 'http://[::1]:8080/a?b=c' https://192.0.2.7 http://localhost/x \
    http://octopi/?action=stream http://webcam-2.local/; do
	put "$good" "${key[@]}"
	check "webcam__${good}__taken" json .url "$good"
done
put "$camera/snap" "${key[@]}"
check webcam__admin__taken answered 200
check webcam__event__without_the_address [ "$(sql "SELECT new || why FROM event
    WHERE what = 'printer.webcam' ORDER BY id DESC LIMIT 1")" = set ]
ask GET /api/printers/dagoma-1
check webcam__others__only_that_there_is_one json .webcam true
check webcam__others__not_where eval '! says 127.0.0.1'
ask GET /webcam-source
check webcam__inside__not_from_outside refused 502 no-picture

# --- what it sends -----------------------------------------------------------
look dagoma-1 -H 'Cookie: connectprint=secret' -H 'Authorization: Basic eDp5'
check picture__200 answered 200
check picture__type head_has 'content-type: image/png.$'
check picture__not_guessed head_has 'x-content-type-options: nosniff'
check picture__policy head_has 'content-security-policy: default-src'
check picture__no_cookie_of_it eval '! head_has set-cookie'
check camera__learns_nothing \
    grep -qxF "/snap ['Host', 'Via'] ${camera#http://}" "$work/seen"
admin policy open-lab 0 > /dev/null
for path in page svg none; do
	put "$camera/$path" "${key[@]}"
	look
	check "picture__${path}__no_page" head_has \
	    'content-type: application/octet-stream'
done
for path in away login missing; do
	put "$camera/$path" "${key[@]}"
	look
	[ $path = login ] || check "picture__${path}__502" refused 502 no-picture
	check "picture__${path}__nothing_of_it" eval \
	    '! head_has location && ! head_has www-authenticate'
done
put "$camera/inside" "${key[@]}"
look
check picture__accel__not_obeyed head_has 'content-type: image/png'

# --- by name ---------------------------------------------------------------------
put "http://localhost:${camera##*:}/snap" "${key[@]}"
look
check localhost__picture head_has 'content-type: image/png.$'
check localhost__asked_by_its_name \
    grep -qxF "/snap ['Host', 'Via'] localhost:${camera##*:}" "$work/seen"
put "$base/icon.svg" "${key[@]}"
look
check webcam__this_server__502 refused 502 no-picture
ask GET / -H 'Via: 1.1 connectprint-camera'
check webcam__this_server__knows_itself answered 508
[ "$(id -u)" = 0 ] && unshare=(unshare --mount) || unshare=(unshare -Urm)
"${unshare[@]}" sh -c "mount --bind '$work/hosts' /etc/hosts &&
    exec '$bin/herald' --spool '$run/spool.db'" > "$work/herald" 2>&1 &
found() { [ "$(sql "SELECT looked || address FROM webcam")" = "$1" ]; }
put http://camera-1.test:81/snap "${key[@]}"
check name__in_a_list__found until_true 60 found 1192.0.2.9
for name in inside cloud; do
	put "http://$name.test/api/printers" "${key[@]}"
	check "name__${name}__no_camera" until_true 60 found 1
	look
	check "name__${name}__not_asked" refused 502 no-picture
done
put "" "${key[@]}"
look
check webcam__taken_away__404 refused 404 not-found

# --- the command, and the page -----------------------------------------------
try command__bad__refused 2 'is no camera' webcam dagoma-1 http://camera_1/
try command__set__told 0 "dagoma-1: $camera/stream" webcam dagoma-1 \
    "$camera/stream"
try command__none_set__told 0 'dagoma-2: none' webcam dagoma-2
try command__off__set 0 '' webcam dagoma-2 http://127.0.0.1:9/
check webcam__browser python3 tests/browser/webcam.py "$base" \
    ${PICTURES:+"$PICTURES"}
exit $((failed > 0))
