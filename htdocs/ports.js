// SPDX-License-Identifier: GPL-3.0-or-later
// What is plugged in: printers, ports, and the chips that are taken in by
// themselves.

import { call, root } from "./api.js";
import { watch } from "./live.js";
import { rule, setRules } from "./rules.js";
import { said } from "./said.js";
import { byId, make, setText, viewWords } from "./show.js";
import { word } from "./words.js";

let attempt = (work) => work();
let fleetSeen = "";	// the printers as they were shown last

// --- printers -----------------------------------------------------------------

function printerRow(printer) {
	const link = make("a", "strong", printer.name);
	const settings = make("a", "button plain little", word("settings"));
	const name = encodeURIComponent(printer.name);

	link.href = `${root}/printers/${name}`;
	settings.href = `${root}/printers/${name}/settings`;
	settings.setAttribute("aria-label",
		word("settingsOf", { name: printer.name }));
	return make("li", "", make("div", "name", link,
		make("span", "soft small", [printer.machine_type || printer.profile,
			viewWords(printer)].join(" · "))), settings);
}

// --- ports ----------------------------------------------------------------------

async function adopt(port, name) {
	const made = await call("POST", "/api/ports/adopt",
		{ path: port.path, name });
	await showMachines();
	return word("adoptedAs", { name: made.name });
}

// Which of the printers that can't be told apart is this one?
function candidates(port) {
	return port.asks.map((name) => {
		const button = make("button", "little", word("itIs", { name }));
		button.type = "button";
		button.addEventListener("click", () => busy(button,
			() => adopt(port, name)));
		return button;
	});
}

// It may take a while: every baud rate is tried.
function busy(button, work) {
	button.disabled = true;
	attempt(() => {
		setText(byId("notice"), word("adopting"));
		byId("notice").className = "notice";
		byId("notice").hidden = false;
		return work().finally(() => { button.disabled = false; });
	});
}

function adoptForm(port) {
	const form = make("form", "adopt");
	const name = make("input");
	const button = make("button", port.asks.length > 0 ? "little plain" :
		"little", word(port.asks.length > 0 ? "adoptNew" : "adopt"));

	name.maxLength = 32;
	name.required = true;
	name.pattern = "[a-z0-9\\-]+";
	name.autocomplete = "off";
	name.autocapitalize = "none";
	name.spellcheck = false;
	name.placeholder = word("printerName");
	name.title = word("printerNameHelp");
	name.setAttribute("aria-label",
		`${word("printerName")}: ${port.path}`);
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		busy(button, () => adopt(port, name.value));
	});
	if (port.asks.length > 0)
		form.append(make("p", "small", word("whichIsIt")),
			make("div", "candidates", ...candidates(port)));
	form.append(name, button);
	return form;
}

function portRow(port) {
	const told = [said(port.description), port.usb,
		port.serial && word("serialIs", { serial: port.serial }),
		port.position].filter(Boolean).join(" · ");
	const row = make("li", "", make("div", "name",
		make("span", "strong code", port.path),
		make("span", "soft small", told)));

	row.append(port.printer ? make("span", "soft", port.printer) :
		adoptForm(port));
	return row;
}

// --- chips ------------------------------------------------------------------------

function showChips({ chips }) {
	byId("chips").replaceChildren(...chips.map((chip) => {
		const button = make("button", "plain little", "×");
		button.type = "button";
		button.setAttribute("aria-label", word("chipDeny", { chip }));
		button.addEventListener("click", () => attempt(async () => {
			showChips(await call("PATCH", "/api/chips", { deny: chip }));
			return word("chipDenied", { chip });
		}));
		return make("li", "", make("span", "code", chip), button);
	}));
}

function suggest(ports) {
	const seen = [...new Set(ports.map((p) => p.usb).filter(Boolean))];
	byId("chipsSeen").replaceChildren(...seen.map((usb) => {
		const option = make("option");
		option.value = usb;
		return option;
	}));
}

// --- all of it ------------------------------------------------------------------------

// Only what is different is touched, so that nobody loses the focus.
function showPrinters({ printers }) {
	const now = JSON.stringify(printers.map((p) =>
		[p.name, p.machine_type, viewWords(p)]));

	if (now === fleetSeen)
		return;
	fleetSeen = now;
	byId("printers").replaceChildren(...printers.map(printerRow));
}

// Chips are rows; without the daemon only the ports are missing.
export async function showMachines() {
	const [chips, { policies }] = await Promise.all(
		["chips", "policies"].map((what) => call("GET", `/api/${what}`)));

	showChips(chips);
	byId("autodetect").checked =
		policies.find((p) => p.name === "autodetect").value === 1;
	const { ports } = await call("GET", "/api/ports");
	byId("ports").replaceChildren(...ports.map(portRow));
	byId("noPorts").hidden = ports.length > 0;
	suggest(ports);
}

// attemptWork(work) does the work, and tells what it resolves to.
export function listenPorts(attemptWork) {
	attempt = attemptWork;
	watch(() => "/api/printers", showPrinters);
	byId("lookAgain").addEventListener("click", () => attempt(showMachines));
	byId("autodetect").addEventListener("change", () => attempt(async () => {
		const on = byId("autodetect").checked;
		try {
			await setRules([["autodetect", Number(on)]]);
		} finally {
			byId("autodetect").checked = rule("autodetect").value === 1;
		}
		return word(on ? "autodetectIsOn" : "autodetectIsOff");
	}));
	byId("addChip").addEventListener("submit", (event) => {
		event.preventDefault();
		attempt(async () => {
			const chip = byId("chip").value.trim().toLowerCase();
			showChips(await call("PATCH", "/api/chips", { allow: chip }));
			byId("chip").value = "";
			return word("chipAllowed", { chip });
		});
	});
}
