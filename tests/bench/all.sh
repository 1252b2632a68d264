#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The bench: what our parts cost next to the least that the machine can do.
# Ratios, not speeds, are the result: the two sides of each take turns in one
# run, on one machine, and medians are compared.  A missed target is said, but
# only a bench that could not run is a failure.
#
#	tests/bench/all.sh BUILD [upload|link|fleet|viewers|crowd|wire|stops|
#	    analysis|guess|left|pages ...]
#
# MEGABYTES=200 ROUNDS=5 LINES=40000 SECONDS_EACH=3 STOPS=100 may be given.
set -euo pipefail
export LC_ALL=C		# numbers have points
build=$(realpath "$1")
shift
cd "$(dirname "$0")/../.."
megabytes=${MEGABYTES:-200}
rounds=${ROUNDS:-5}
lines=${LINES:-40000}
seconds=${SECONDS_EACH:-3}
stops=${STOPS:-100}

die() {
	echo "bench: $*" >&2
	[ ! -d "$work/run/log" ] || tail -n 5 "$work"/run/log/*.log >&2
	exit 1
}

# On a disk, not on tmpfs; nginx's workers are another user's.
work=$(mktemp -d /var/tmp/bench.XXXXXX)
chmod 755 "$work"
supervisor=
clean() {
	if [ -n "$supervisor" ]; then
		kill -TERM "$supervisor" 2> /dev/null || true
		wait "$supervisor" 2> /dev/null || true
	fi
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

# --- numbers -----------------------------------------------------------------

# The median of the numbers in a file, one a line.
median() {
	sort -g "$1" | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }'
}

# One line of the result.  $1: what; $2: the number; $3: its unit; $4: <= or
# >=; $5: the target.
say() {
	awk -v what="$1" -v is="$2" -v unit="$3" -v how="$4" -v target="$5" '
	BEGIN {
		good = how == "<=" ? is + 0 <= target : is + 0 >= target
		printf "  %-46s %8.2f %-3s target %s %-5s %s\n", what, is, unit,
		    how, target, good ? "met" : "MISSED"
	}'
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4f", a / b }'; }

now() { echo "$EPOCHREALTIME"; }

# Seconds since $1.
since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'; }

# --- the system --------------------------------------------------------------

# The whole of it, as `make run` starts it, with one more file to serve.
start_system() {
	[ -z "$supervisor" ] || return 0
	local try
	port=$((20000 + $$ % 10000))
	base=http://127.0.0.1:$port
	mkdir "$work/source"
	cp -r htdocs nginx "$work/source/"
	"$build/bin/supervise" --run "$work/run" --source "$work/source" \
	    --port "$port" > "$work/out" 2>&1 &
	supervisor=$!
	for try in $(seq 300); do
		! curl -sf "$base/api/printers" > "$work/body" ||
		    ! grep -q '"live":true.*"dagoma-2"' "$work/body" || break
		kill -0 "$supervisor" || die "the system ended: $(cat "$work/out")"
		[ "$try" -lt 300 ] || die "the system does not come up"
		sleep 0.2
	done
	key=$(cat "$work/run/api-key")
}

# --- uploads -----------------------------------------------------------------

make_megabyte() {
	awk 'BEGIN { for (n = 0; n < 1048576; n += length(s) + 1)
	    print s = sprintf("G1 X%.3f Y%.3f E%.5f", n % 200 / 1.7,
	    n % 190 / 1.3, n / 1e5) }' > "$work/megabyte"
	truncate -s 1048576 "$work/megabyte"
}

# A print file of $megabytes that no round before had: the store keeps the
# same content once.
make_file() {
	[ -e "$work/megabyte" ] || make_megabyte
	echo "; round $1" > "$work/up.g"
	local i
	for ((i = 0; i < megabytes; i++)); do
		cat "$work/megabyte"
	done >> "$work/up.g"
	sync
}

await_analysis() {
	until curl -sf -H "X-Api-Key: $key" "$base/api/files/$1" |
	    grep -q '"analyzed":true'; do
		sleep 0.2
	done
}

upload() {
	local id time status
	read -r status time < <(curl -s -H "X-Api-Key: $key" \
	    -F "file=@$work/up.g" -o "$work/body" \
	    -w '%{http_code} %{time_total}\n' "$base/api/files")
	[ "$status" = 201 ] || die "upload: status $status, $(cat "$work/body")"
	id=$(sed 's/.*"id":\([0-9]*\).*/\1/' "$work/body")
	# its analysis must not run into the next measurement
	await_analysis "$id"
	sync
	echo "$time" >> "$work/uploads"
}

copy() {
	local begin
	begin=$(now)
	dd if="$work/up.g" of="$work/copy.g" bs=1M conv=fsync 2> /dev/null
	openssl dgst -sha256 "$work/copy.g" > /dev/null
	since "$begin" >> "$work/copies"
	rm "$work/copy.g"
	sync
}

# The most memory that a program ever had, in MB.
peak() {
	local pid
	pid=$(pgrep -P "$supervisor" -f "^$build/bin/$1 ") || die "no $1"
	awk '/^VmHWM:/ { print $2 / 1024 }' "/proc/$pid/status"
}

# The same without what it shares with others: code and libraries.
peak_private() {
	local pid
	pid=$(pgrep -P "$supervisor" -f "^$build/bin/$1 ") || die "no $1"
	awk '/^VmHWM:/ { most = $2 } /^RssFile:/ { shared = $2 }
	    END { print (most - shared) / 1024 }' "/proc/$pid/status"
}

# Slow uploads, as many at a time as the program takes; the site lets one
# address have a few.
upload_many() {
	local i curl curls=()
	for ((i = 0; i < 24; i++)); do
		{ echo "; upload $i" && cat "$work/megabyte"; } > "$work/up$i.g"
		curl -sf --interface "127.0.1.$((i + 1))" \
		    --limit-rate 500k -H "X-Api-Key: $key" \
		    -F "file=@$work/up$i.g" -o /dev/null "$base/api/files" &
		curls+=($!)
	done
	for curl in "${curls[@]}"; do
		wait "$curl" || die "one of 24 uploads failed"
	done
	rm "$work"/up[0-9]*.g
}

bench_upload() {
	local round
	start_system
	for ((round = 0; round < rounds; round++)); do
		make_file "$round"
		copy
		upload
		rm -f "$work"/run/content/??/*
	done
	echo "upload of $megabytes MB through nginx: $(median "$work/uploads") s;" \
	    "dd conv=fsync + openssl: $(median "$work/copies") s"
	say "time, against dd conv=fsync + openssl dgst" "$(ratio \
	    "$(median "$work/uploads")" "$(median "$work/copies")")" x '<=' 2
	say "peak memory of the upload program" "$(peak files)" MB '<=' 10
	upload_many
	say "its own memory at 24 uploads at a time" "$(peak_private files)" \
	    MB '<=' 10
}

# --- the link ----------------------------------------------------------------

# Column $2 of the line of a way of sending.
figure() { awk -v way="$1" -v n="$2" '$1 == way { print $n }' "$work/link"; }

# drain-1 has one line in flight, as the bare loop; drain-3 the window of our
# printers' profiles, which is how it prints; ideal-3 the same window and
# nothing else to do.  printcore is Printrun's.
bench_link() {
	local way speed cpu
	"$build/bench/streaming" "$build/bin/drain" "$lines" "$rounds" \
	    tests/bench/printcore.py > "$work/link"
	while read -r way speed cpu; do
		echo "link: $way: $speed lines/s, $cpu s of CPU a million lines"
	done < "$work/link"
	for way in drain-1 drain-3; do
		say "lines/s of $way, against ping-pong" "$(ratio \
		    "$(figure $way 2)" "$(figure ping-pong 2)")" x '>=' 0.8
	done
	for way in drain-1 drain-3; do
		say "CPU a line of ping-pong, against $way" "$(ratio \
		    "$(figure ping-pong 3)" "$(figure $way 3)")" x '>=' 0.8
	done
	say "lines/s of drain-3, against ideal-3" "$(ratio \
	    "$(figure drain-3 2)" "$(figure ideal-3 2)")" x '>=' 0.8
	say "CPU a line of printcore, against drain-3" "$(ratio \
	    "$(figure printcore 3)" "$(figure drain-3 3)")" x '>=' 15
}

# --- the fleet ---------------------------------------------------------------

# Requests to $2 for some seconds, the figures to the files of $1.
load() {
	wrk -t1 -c16 -d"${seconds}s" --latency "$base$2" > "$work/wrk"
	! grep -q 'Non-2xx' "$work/wrk" || die "$2: not every answer was good"
	awk '/^Requests\/sec:/ { print $2 }' "$work/wrk" >> "$work/$1.rate"
	awk '$1 == "99%" { f = $2 ~ /us$/ ? 0.001 : $2 ~ /ms$/ ? 1 : 1000
	    print $2 * f }' "$work/wrk" >> "$work/$1.p99"
}

bench_fleet() {
	local round
	start_system
	curl -sf "$base/api/printers" > "$work/source/htdocs/bench.json"
	for ((round = 0; round < rounds; round++)); do
		load file /bench.json
		load fleet /api/printers
	done
	echo "fleet: $(median "$work/fleet.rate") requests/s, p99" \
	    "$(median "$work/fleet.p99") ms; the same bytes as a file:" \
	    "$(median "$work/file.rate")/s, p99 $(median "$work/file.p99") ms"
	say "requests/s of /api/printers, against a file" "$(ratio \
	    "$(median "$work/fleet.rate")" "$(median "$work/file.rate")")" x \
	    '>=' 0.7
}

# --- many who look on --------------------------------------------------------

# One viewer, and two hundred, of the live channel.
bench_viewers() {
	local n live daemon
	start_system
	"$build/bin/connectprint" --run "$work/run" policy live-address 300 \
	    > "$work/body"
	live=$(pgrep -P "$supervisor" -f "^$build/bin/live ") || die "no live"
	daemon=$(pgrep -P "$supervisor" -f "^$build/bin/spoolerd ") ||
	    die "no spoolerd"
	for n in 1 200; do
		"$build/bench/viewers" "$port" $n $((3 * seconds)) "$live" \
		    "$daemon" > "$work/body" || die "viewers"
		echo "$n $(cat "$work/body")" >> "$work/viewers"
	done
	awk '{ printf "viewers: %d see %d frames, %.0f ms old (p99 %.0f); " \
	    "ms of CPU a second: gateway %.1f, spoolerd %.1f; gateway %d kB, " \
	    "before %d\n", $1, $2, $3, $4, $5, $6, $8, $7 }' "$work/viewers"
	say "p99 of the age of what 200 viewers see" "$(awk '$1 == 200 {
	    print $4 }' "$work/viewers")" ms '<=' 1000
	say "CPU of spoolerd with 200, against with 1" "$(awk '
	    $1 == 1 { one = $6 } $1 == 200 { print $6 / one }' \
	    "$work/viewers")" x '<=' 1.2
	say "CPU of the gateway, a viewer, a second" "$(awk '$1 == 200 {
	    print $5 / 200 }' "$work/viewers")" ms '<=' 0.5
	say "private memory of the gateway, a viewer" "$(awk '$1 == 200 {
	    print ($8 - $7) / 200 }' "$work/viewers")" kB '<=' 16
}

# --- many printers -----------------------------------------------------------

# 1, 8, 32 and 128 printers at 100 lines/s each, as fine curves need them; then
# one of them hangs.
bench_crowd() {
	local n
	for n in 1 8 32 128; do
		mkdir "$work/crowd-$n"
		"$build/bench/crowd" "$build/bin" "$work/crowd-$n" "$n" \
		    "$seconds" "$rounds" >> "$work/crowd" ||
		    die "crowd: $(tail -n 5 "$work/crowd-$n/log")"
		awk -v n="$n" '$1 == n { printf "crowd: %d printers: %d " \
		    "lines/s; a printer: %.2f ms of CPU a second, %.0f kB " \
		    "private; p99 send gap %.2f ms%s\n", n, $2, $3 / n, \
		    $4 / n, $5, (n > 1 ? ", one hung " $6 " ms" : "") }' \
		    "$work/crowd"
		rm -rf "$work/crowd-$n"
	done
	say "CPU a printer, of 128 against of 8" "$(awk '
	    $1 == 8 { few = $3 / 8 } $1 == 128 { many = $3 / 128 }
	    END { print many / few }' "$work/crowd")" x '<=' 1.2
	say "private memory of a printer more" "$(awk '
	    $1 == 1 { one = $4 } $1 == 128 { print ($4 - one) / 127 / 1024 }' \
	    "$work/crowd")" MB '<=' 3
	for n in 8 32 128; do
		say "p99 send gap of $n, longer when one hangs" "$(awk -v n=$n \
		    '$1 == n { print $6 - $5 }' "$work/crowd")" ms '<=' 1
	done
}

# --- the wire ----------------------------------------------------------------

# In simulated time: these numbers are the same on every machine.
bench_wire() {
	local profile bytes latency window share most
	mkdir "$work/wire"
	"$build/bench/wire" "$work/wire" > "$work/shares" 2> "$work/wire/log" ||
	    die "wire: $(tail -n 5 "$work/wire/log")"
	while read -r profile bytes latency window share most; do
		echo "wire: $profile, $bytes bytes a line, answers $latency ms" \
		    "late, window of $window: $share % used, of $most % at most"
	done < "$work/shares"
	while read -r profile bytes latency window share most; do
		say "wire, ${profile#dagoma-}, $bytes bytes, $latency ms" \
		    "$(ratio "$share" "$most")" x '>=' 0.9
	done < "$work/shares"
}

# --- emergency stops ---------------------------------------------------------

# One upload after the other, as long as there is a file.
keep_uploading() {
	while [ -e "$work/busy" ]; do
		curl -s -H "X-Api-Key: $key" -F "file=@$work/up.g" \
		    -o /dev/null "$base/api/files" || true
		echo upload >> "$work/uploading"
	done
}

# Printers are stopped while uploads run.
bench_stops() {
	local id count median most p99
	start_system
	make_file stops
	head -c 1000000 "$work/up.g" > "$work/part.g"
	id=$(curl -sf -H "X-Api-Key: $key" -F "file=@$work/part.g" \
	    "$base/api/files" | sed 's/.*"id":\([0-9]*\).*/\1/')
	await_analysis "$id"
	touch "$work/busy"
	keep_uploading &
	"$build/bench/stops" "$work/run" "$port" "$key" "$id" "$stops" \
	    > "$work/stops" || die "the stops"
	echo "stops: during $(wc -l < "$work/uploading") uploads of" \
	    "$megabytes MB, one after the other"
	rm "$work/busy"
	wait $!
	read -r count median p99 most < "$work/stops"
	echo "stops: $count emergency stops, from HTTP to the cable: median" \
	    "$median ms, p99 $p99 ms, most $most ms"
	say "p99 of an emergency stop while uploads run" "$p99" ms '<=' 20
}

# --- the analysis ------------------------------------------------------------

# Column $2 of the line of a way of reading.
reading() { awk -v way="$1" -v n="$2" '$1 == way { print $n }' "$work/read"; }

bench_analysis() {
	local way speed memory
	awk -f tests/bench/piece.awk -v kind=waves -v layers=1260 > "$work/read.g"
	/usr/bin/python3 tests/bench/analysis.py "$build/bin/filter" \
	    "$work/read.g" > "$work/read" || die "the analysis"
	echo "analysis of $(($(stat -c %s "$work/read.g") / 1000000)) MB:"
	while read -r way speed memory; do
		echo "analysis: $way: $speed MB a second of CPU, $memory MB of" \
		    "memory"
	done < "$work/read"
	say "the filter, with its estimate" "$(reading filter 2)" MB/s '>=' 150
	say "the filter, against Printrun's gcoder" "$(ratio \
	    "$(reading filter 2)" "$(reading gcoder 2)")" x '>=' 30
	say "its memory, of ten times the file" "$(ratio \
	    "$(reading filter 3)" "$(reading filter-part 3)")" x '<=' 1.2
	say "wc -l, against the filter" "$(ratio "$(reading wc 2)" \
	    "$(reading filter 2)")" x '<=' 100
	rm "$work/read.g"
}

# Estimates against the simulated printer, in simulated time: the same on every
# machine.
bench_guess() {
	local kind name took says naive
	for kind in solid waves small vase tuned; do
		awk -f tests/bench/piece.awk -v kind=$kind -v layers=20 \
		    > "$work/$kind.g"
	done
	"$build/bench/guess" tests/sample/*.g \
	    "$work"/{solid,waves,small,vase,tuned}.g > "$work/guesses" ||
	    die "the guesses"
	while read -r name took says naive; do
		echo "guess: ${name##*/}: $says s, the simulated printer takes" \
		    "$took s; without acceleration and waits $naive s"
		say "error of the estimate of ${name##*/}" "$(awk -v a="$says" \
		    -v b="$took" 'BEGIN { e = 100 * (a / b - 1)
		    print e < 0 ? -e : e }')" % '<=' 5
	done < "$work/guesses"
}

# --- the time left -----------------------------------------------------------

# In simulated time, too.  Machines that are as the analysis thinks, whatever
# happens on the way, have a limit; how fast others are learnt is only told.
bench_left() {
	local kind name machine took says at5 at10 at25 at50 at75 at90 rest
	local -A layers=([vase]=60 [waves]=12 [solid]=6 [small]=20 [waits]=20
	    [fine]=30)
	for kind in "${!layers[@]}"; do
		awk -f tests/bench/piece.awk -v kind="$kind" \
		    -v layers="${layers[$kind]}" > "$work/$kind.g"
	done
	"$build/bench/left" "$work"/{vase,waves,solid,small,waits,fine}.g \
	    > "$work/lefts" 2> "$work/left.log" ||
	    die "left: $(tail -n 5 "$work/left.log")"
	while read -r name machine took says at5 at10 at25 at50 at75 at90 rest
	do
		echo "left: ${name##*/}, $machine: $took s, expected $says s;" \
		    "at 5 % off by $at5 %, 10: $at10, 25: $at25, 50: $at50," \
		    "75: $at75, 90: $at90"
		case $machine in
		usual | paused | drain-dies | *-baud)
			say "time left of ${name##*/}, $machine, at worst" \
			    "${rest%% *}" % '<=' 5
			;;
		esac
	done < "$work/lefts"
}

# --- pages ----------------------------------------------------------------------

# How much a browser that has nothing yet is sent for a page; on any machine the
# same.
bench_pages() {
	start_system
	python3 tests/bench/pages.py "$base" > "$work/pages" || die "the pages"
	grep '^pages: ' "$work/pages"
	say "the biggest page but for the preview" "$(awk '$1 == "plain" {
	    print $2 / 1000 }' "$work/pages")" kB '<=' 150
	say "the same with gzip" "$(awk '$1 == "gzip" {
	    print $2 / 1000 }' "$work/pages")" kB '<=' 50
}

[ $# -gt 0 ] || set -- upload link fleet viewers crowd wire stops analysis \
    guess left pages
for part; do
	case $part in
	upload | link | fleet | viewers | crowd | wire | stops | analysis | \
	    guess | left | pages)
		"bench_$part"
		;;
	*) die "there is no part '$part'" ;;
	esac
done
