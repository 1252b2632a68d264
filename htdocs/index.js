// SPDX-License-Identifier: GPL-3.0-or-later
// The first page: choose a printer.

import { root } from "./api.js";
import { openPage } from "./header.js";
import { watch } from "./live.js";
import "./lobbywords.js";
import { byId, make, viewWords } from "./show.js";

openPage();
const choice = byId("printer");

// Only what changed is touched, so that an open list stays open.
function show(answer) {
	const known = new Map([...choice.options].map((o) => [o.value, o]));
	for (const printer of answer.printers) {
		const text = `${printer.name} – ${viewWords(printer)}`;
		let option = known.get(printer.name);
		if (!option) {
			option = make("option");
			option.value = printer.name;
			choice.append(option);
		}
		if (option.textContent !== text)
			option.textContent = text;
		known.delete(printer.name);
	}
	for (const gone of known.values())
		gone.remove();
	byId("none").hidden = answer.printers.length > 0;
	byId("go").disabled = answer.printers.length === 0;
}

byId("choose").addEventListener("submit", (event) => {
	event.preventDefault();
	if (choice.value)
		location.href = `${root}/printers/${encodeURIComponent(choice.value)}`;
});

watch(() => "/api/printers", show);
