// SPDX-License-Identifier: GPL-3.0-or-later
// What is loaded in a printer: its material and its nozzle.

import { call } from "./api.js";
import { byId, number } from "./show.js";
import { typed, written } from "./typing.js";
import { word } from "./words.js";

const MM = 1000;	// of its micrometers
let seen = "";		// as it was shown last

// As it was stored, but never under the fingers of who types.
export function showLoad(printer) {
	const now = `${printer.material} ${printer.nozzle_um}`;

	if (now === seen || byId("load").contains(document.activeElement))
		return;
	seen = now;
	byId("material").value = printer.material;
	byId("nozzle").value = printer.nozzle_um ?
		written(printer.nozzle_um / MM) : "";
}

// attempt(work) does the work, and tells what it resolves to.
export function listenLoad(name, attempt) {
	byId("load").addEventListener("submit", (event) => {
		event.preventDefault();
		attempt(() => save(name()));
	});
}

async function save(name) {
	const stored = await call("POST",
		`/api/printers/${encodeURIComponent(name)}/load`, {
			material: byId("material").value,
			nozzle_um: Math.round((typed(byId("nozzle").value) || 0) * MM),
		});

	document.activeElement.blur();
	seen = "";
	return word("loadSaved", { material: stored.material || word("unknown"),
		nozzle: stored.nozzle_um ? `${number(stored.nozzle_um / MM, 2)} mm` :
			word("unknown") });
}
