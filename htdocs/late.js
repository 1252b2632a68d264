// SPDX-License-Identifier: GPL-3.0-or-later
// What of a printer's page is fetched only when it is used: control by hand and
// the terminal when somebody opens them, with their sheet, and what draws the
// pictures of a camera when there is one.

import { call, root } from "./api.js";
import { byId, make, number, setText, tell } from "./show.js";
import { word } from "./words.js";

let page = null;	// as listenLate() got it
let printer = null;	// as it was seen last
let styled = null;	// a promise of the sheet
let filmed = null;	// the camera
const shows = [];	// how the parts that are there show the printer

function take(show) {
	shows.push(show);
	if (printer)
		show(printer);
}

// Resolves when it applies; a page without it is still of use.
function style(name) {
	return new Promise((resolve) => {
		const link = make("link");

		link.rel = "stylesheet";
		link.addEventListener("load", resolve);
		link.addEventListener("error", resolve);
		link.href = `${root}/${name}`;
		document.head.append(link);
	});
}

async function hand() {
	for (const text of byId("hand").querySelectorAll(".choice span"))
		setText(text, number(Number(text.textContent), 1));
	if (!page.rights.includes("control"))
		return;
	const control = await import("./control.js");
	control.listenControl(page.name);
	take(control.showControl);
}

async function terminal() {
	const { listenTerminal, showTerminal } = await import("./terminal.js");

	listenTerminal(page.name);
	take(showTerminal);
}

// It stays empty until all of it is there; what did not come is asked for when
// it is opened again.
async function unfold(fold, begin) {
	if (!fold.open || fold.classList.contains("begun"))
		return;
	fold.classList.add("begun");
	try {
		styled ??= style("control.css");
		await Promise.all([styled, begin()]);
		fold.classList.add("ready");
	} catch {
		fold.classList.remove("begun");
		fold.open = false;
		tell(word("noAnswer"), true);
	}
}

function listenFold(id, begin) {
	const fold = byId(id);

	fold.addEventListener("toggle", () => unfold(fold, begin));
	unfold(fold, begin);	// it may be open already
}

function listenCamera() {
	byId("webcamForm").hidden = !page.rights.includes("configure");
	byId("webcamForm").addEventListener("submit", (event) => {
		event.preventDefault();
		page.attempt(async () => {
			await call("POST", `/api/printers/${
				encodeURIComponent(page.name())}/webcam`,
			{ url: byId("webcamUrl").value.trim() });
			byId("webcamUrl").value = "";
			tell(word("webcamSaved"));
		});
	});
}

async function film() {
	try {
		const { Webcam } = await import("./webcam.js");
		const webcam = new Webcam(page.name());

		take((p) => webcam.show(p));
	} catch {
		filmed = null;	// with the next look at the printer
	}
}

// Called whenever the page shows its printer.
export function showLate(seen) {
	printer = seen;
	if (printer.webcam && page)
		filmed ??= film();
	shows.forEach((show) => show(printer));
}

// The page: name() of its printer; attempt(work), which says what failed; and
// what who looks at it may do, their rights.
export function listenLate(asked) {
	page = asked;
	byId("terminalCard").hidden = !page.rights.includes("control");
	listenFold("hand", hand);
	listenFold("terminal", terminal);
	listenCamera();
}
