#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Control by hand, the whole way: what the simulated machine executes is what
# the table of controls says, and nothing while it must not.
#
#	tests/control.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
control() { ask POST /api/printers/dagoma-1/control -d "$1"; }
done_by() { grep -vE '^(M105|M110|M115|M155|M503)' "$run/printers/dagoma-1/executed.gcode"; }
executed() { [ "$(done_by | tail -n "$1" | tr '\n' ';')" = "$2" ]; }

supervise --speed 100
until_true 60 grep -q "Connectprint is at" "$work/out" || exit 1
asking=(-H "X-Api-Key: $(cat "$run/api-key")")
until_true 20 is /api/printers '.printers | map(.view) | join(" ")' "free free"
before=$(done_by | wc -l)

control '{"control":"extrude","e_um":5000}'
check extrude__cold__refused json .error refused
control '{"control":"jog","x_um":100001}'
check jog__too_far__refused json .error bad-request
control '{"control":"jog","x_um":"1\nM112"}'
check jog__no_number__refused json .error bad-request
control '{"control":"M112"}'
check control__unknown__refused json .error bad-request
control '{"control":"heat","hotend":261}'
check heat__above_the_profile__refused json .error refused
check refused__nothing_executed [ "$(done_by | wc -l)" = "$before" ]

control '{"control":"home"}'
check home__free__accepted json .order control
check home__executed until_true 10 executed 1 'G28;'
control '{"control":"jog","x_um":10000,"z_um":-500}'
check jog__executed__absolute_again until_true 10 executed 3 \
    'G91;G1 X10.000 Z-0.500 F600;G90;'
control '{"control":"fan","percent":100}'
control '{"control":"motors-off"}'
check fan_motors__executed until_true 10 executed 2 'M106 S255;M84;'

yes 'G4 S1' | head -n 3000 | ask POST '/api/files?name=long.g' --data-binary @-
until_true 10 is /api/files/1 .analyzed true
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}'
until_true 10 is /api/jobs/1 .state printing
control '{"control":"home"}'
check home__printing__refused json .error refused
check home__printing__not_executed [ "$(done_by | grep -c G28)" = 1 ]
exit $((failed > 0))
