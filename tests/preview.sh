#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is known of a file after its upload, the whole way: slicer, filter,
# keeper, spool, page; its bytes and its picture; the preview in a browser.
#
#	tests/preview.sh BUILD
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
upload() { ask POST "/api/files?name=$1" --data-binary "@$2"; }
read_yet() { is "/api/files/$1" .analyzed true; }

check start__fresh__answers start || { cat "$work/out"; exit 1; }

# --- what the slicer says ----------------------------------------------------
python3 tests/browser/sliced.py "$work/tower.gcode"
upload t%C3%B6wer%20%221%22.gcode "$work/tower.gcode"
until_true 20 read_yet 1
check file__sliced__its_words json '[.material, .slicer, .weight_mg,
    .cost_milli, .nozzle_um, .layers, .slicer_seconds, .thumbnail]
    | tostring' \
    '["PETG","PrusaSlicer 2.5.0",3140,500,400,10,3723,true]'
check file__estimate__is_ours json \
    '.estimate_seconds == .print_seconds and
    .print_seconds > .motion_seconds and .motion_seconds > 30' true
printf 'G28\nM83\nG1 Z.2 F600\nG1 X9 E1\nG1 X0 Z.4 E1\nG1 X9 Z.6 E1\n' \
    > "$work/vase.g"
upload vase.g "$work/vase.g"
until_true 20 read_yet 2
check file__vase__layers_by_height json '[.layers, .layer_um, .thumbnail,
    .material, .slicer_seconds] | tostring' '[3,200,false,"",null]'

# --- bytes and picture -------------------------------------------------------
ask GET /api/files/1/content
check content__bytes__as_they_were cmp "$work/body" "$work/tower.gcode"
check content__type__text head_has 'content-type: text/plain'
check content__type__not_guessed head_has 'x-content-type-options: nosniff'
check content__name__escaped head_has "content-disposition: attachment; \
filename\*=UTF-8''t%C3%B6wer%20%221%22.gcode"
ask GET /api/files/1/content -I
check content__head__200 answered 200
check content__head__no_bytes [ "$(wc -c < "$work/body")" -lt 1000 ]
ask GET /api/files/9/content
check content__unknown__404 refused 404 not-found
rm "$run"/content/??/"$(sha256sum < "$work/vase.g" | cut -d' ' -f1)"
ask GET /api/files/2/content
check content__cleaned__409 refused 409 cleaned
ask GET /api/files/1/thumbnail
check thumbnail__200 answered 200
check thumbnail__type head_has 'content-type: image/png'
check thumbnail__not_guessed head_has 'x-content-type-options: nosniff'
check thumbnail__never_changes head_has 'cache-control: .*immutable'
is_large_one() {
	[ "$(od -An -tu1 -j16 -N8 "$work/body" | tr -s ' ')" = \
	    " 0 0 0 96 0 0 0 64" ]
}
check thumbnail__the_largest is_large_one
ask GET /api/files/2/thumbnail
check thumbnail__none__404 refused 404 not-found
ask POST /api/jobs -d '{"file":1,"printer":"dagoma-1"}'
check job__of_it__thumbnail json .thumbnail true

# --- in a browser ------------------------------------------------------------
sed '2s/.*/; once more/' "$work/tower.gcode" > "$work/tower2.gcode"
awk -f tests/bench/piece.awk -v kind=waves -v layers=252 > "$work/huge.g"
check preview__browser python3 tests/browser/preview.py "$base" \
    "$work/tower2.gcode" "$work/huge.g" ${PICTURES:+"$PICTURES"}
awk -f tests/bench/piece.awk -v kind=dense -v layers=6 > "$work/dense.g"
head -c 300000 /dev/zero | tr '\0' '\376' > "$work/broken.g"
upload dense.g "$work/dense.g"
dense=$(jq .id "$work/body")
upload broken.g "$work/broken.g"
broken=$(jq .id "$work/body")
check preview__fluid python3 tests/browser/fluid.py "$base" "$dense" \
    "$broken" 2

kill -TERM "$supervisor"
wait "$supervisor"
supervisor=
check end__nothing_left until_true 20 none_left
exit $((failed > 0))
