// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a print file, for a person.

import { root } from "./api.js";
import { bytes, duration, number } from "./show.js";
import { language, word } from "./words.js";

const DIFFERS = 0.1;	// of the estimate: then the slicer's word is told, too

// The box of what is extruded, "20 × 20 × 6 mm"; "" when there is none.
function box(piece) {
	const sides = ["x", "y"].map((axis) =>
		piece[`bbox_max_${axis}_um`] - piece[`bbox_min_${axis}_um`]);
	sides.push(piece.bbox_max_z_um);
	return sides.some((side) => side > 0) ?
		`${sides.map((side) => number(side / 1000, 1)).join(" × ")} mm` : "";
}

function plastic(piece) {
	const parts = [];
	if (piece.filament_um > 0)
		parts.push(`${number(piece.filament_um / 1e6, 2)} m`);
	if (piece.weight_mg > 0)
		parts.push(`${number(piece.weight_mg / 1000, 1)} g`);
	return parts.join(", ");
}

function heats(piece) {
	const parts = [];
	if (piece.hotend_dC > 0)
		parts.push(word("nozzleAt", { n: number(piece.hotend_dC / 10, 0) }));
	if (piece.bed_dC > 0)
		parts.push(word("bedAt", { n: number(piece.bed_dC / 10, 0) }));
	return parts.join(", ");
}

function time(piece) {
	const ours = piece.estimate_seconds;
	const theirs = piece.slicer_seconds;
	if (!ours)
		return "";
	return theirs && Math.abs(ours - theirs) > DIFFERS * ours ?
		word("slicerSays", { ours: duration(ours), theirs: duration(theirs) }) :
		duration(ours);
}

// Also by the pace of a printer's last prints.
function estimate(piece, pace) {
	const all = time(piece);

	return all && pace && Math.abs(pace - 1) > 0.03 ? word("onThis",
		{ all, here: duration(piece.estimate_seconds * pace) }) : all;
}

function layers(piece) {
	if (!piece.layers)
		return "";
	return piece.layer_um > 0 ? word("layersOf", { n: piece.layers,
		mm: number(piece.layer_um / 1000, 2) }) : String(piece.layers);
}

// A slicer may know the price and not the currency, or one of its own.
function money(sum, currency) {
	const known = /^[A-Z]{3}$/.test(currency);

	return `${sum.toLocaleString(language, known ?
		{ style: "currency", currency } :
		{ minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${
		known ? "" : currency}`.trim();
}

// Pairs of terms and texts for show.js's facts().
export function pieceFacts(piece, pace = null) {
	const nozzle = piece.nozzle_um > 0 ? `${number(piece.nozzle_um / 1000, 2)} mm` : "";
	const cost = piece.cost_milli > 0 ?
		money(piece.cost_milli / 1000, piece.currency) : "";
	const pairs = [
		["estimate", estimate(piece, pace)], ["pieceSize", box(piece)],
		["layers", layers(piece)], ["filament", plastic(piece)],
		["cost", cost],
		["material", piece.material], ["temperatures", heats(piece)],
		["nozzle", nozzle], ["slicer", piece.slicer],
		["commands", piece.analyzed ? number(piece.commands, 0) : word("analyzing")],
		["size", bytes(piece.bytes)],
	];
	return pairs.filter(([, text]) => text).map(([key, text]) => [word(key), text]);
}

// The picture of a file, if it has one: a file or a job's.
export function showThumbnail(image, id, has) {
	const address = has ? `${root}/api/files/${id}/thumbnail` : "";
	image.hidden = !has;
	if (has && image.getAttribute("src") !== address)
		image.src = address;
}

// On the bed of that printer.
export function previewAddress(id, printer) {
	return `${root}/preview?file=${id}&printer=${encodeURIComponent(printer)}`;
}
