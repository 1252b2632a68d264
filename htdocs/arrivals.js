// SPDX-License-Identifier: GPL-3.0-or-later
// The files that a person sends to a printer: sent one after the other, read
// by the server, objected to perhaps, and started.

import { call } from "./api.js";
import { takeCopies } from "./queue.js";
import { said } from "./said.js";
import { byId, fate, make, press, setText, tell } from "./show.js";
import { word } from "./words.js";

const ASK_MS = 500;		// without a line
const LATE_MS = 10000;		// with one
let page = null;	// as listenArrivals() got it
let arrived = [];	// files that were sent and not yet printed
let file = null;	// the one of them that is chosen
let sending = false;	// of those that are
let running = null;	// the upload
const waiting = [];	// files that come after it
let asking = null;	// the timer of the next question about the file
let askedFor = null;	// the file that it was about last

// The file that would be started, or null.
export const chosen = () => file;

// --- what the server says of the file -------------------------------------------

// It was read, and so was what this printer says of it.
function isKnown() {
	return file.analyzed && file.objections !== undefined;
}

function isRefused() {
	return Boolean(file.refused) ||
		file.objections.some((o) => o.severity === "refuse");
}

function objectionText(o) {
	return word(`objection.${o.severity}`, { file: file.label,
		text: said(o.message) });
}

// What speaks against the file that waits to be started, with line numbers.
function showObjections() {
	const list = byId("objections");
	const objections = file && file.objections || [];

	const items = objections.map((o) =>
		make("li", o.severity === "refuse" ? "notice bad" : "notice",
			objectionText(o)));

	list.hidden = items.length === 0;
	// Said once, not every second.
	if (list.textContent !== items.map((i) => i.textContent).join(""))
		list.replaceChildren(...items);
}

// What the server knows of the file by now; the notice no longer says that it
// can be printed if it can't.
async function askFile() {
	const asked = file;
	const answer = await call("GET", `/api/files/${asked.id}?printer=${
		encodeURIComponent(page.name())}`);

	if (file !== asked)
		return;
	// It is called what it was called this time.
	file = Object.assign(asked, answer, { label: asked.label });
	const refusal = isKnown() &&
		file.objections.find((o) => o.severity === "refuse");
	if (file.refused)
		tell(word(`refused.${file.refused}`, { line: file.refused_line }), true);
	else if (refusal)
		tell(objectionText(refusal), true);
}

async function askNow() {
	clearTimeout(asking);
	await askFile().catch(() => {});
	asking = null;
	page.show();
}

// Until it is known: nobody is told that a file was read.
function keepAsking() {
	if (asking !== null || !file || isKnown())
		return;
	// The line says when it was read; one look is for what was before.
	const later = page.live() ? LATE_MS : ASK_MS;

	asking = setTimeout(askNow, askedFor === file ? later : 0);
	askedFor = file;
}

// Called whenever the page shows its printer.
export function showArrivals() {
	const known = file && isKnown();

	showObjections();
	byId("howMany").hidden = byId("startAny").hidden = !file;
	byId("start").disabled = !known || isRefused();
	byId("startAny").disabled = !known || Boolean(file.refused);
	keepAsking();
}

// --- what the person does ----------------------------------------------------

async function start(where) {
	const job = await call("POST", "/api/jobs",
		{ file: file.id, printer: where, label: file.label,
			copies: takeCopies(byId("copies")) });
	arrived = arrived.filter((f) => f !== file);
	choose(arrived[0] || null);
	const [sentence, bad] = fate(job);
	const n = job.ids.length;
	tell(n > 1 && where !== "any" ?
		`${sentence} ${word("copiesQueued", { n })}` : sentence, bad);
}

// The browser's own words for it would be in its own language.
function showChosen() {
	setText(byId("chosen"), [...byId("file").files].map((f) => f.name)
		.join(", "));
}

// Several are sent one after the other, also those that are dropped meanwhile;
// the first is chosen.  One that is refused doesn't keep the others back.
async function send(files) {
	waiting.push(...files);
	if (waiting.length === 0 || sending)
		return;
	const failures = [];
	sending = true;
	byId("uploading").hidden = false;
	tell("");
	file = null;
	for (let i = 1; waiting.length > 0; i++) {
		const one = waiting.shift();
		const n = i + waiting.length;
		try {
			await sendOne(one, n > 1 ?
				word("ofFiles", { name: one.name, i, n }) : "");
			byId("interface").hidden = false;
		} catch (error) {
			failures.push(n > 1 ? `${one.name}${word("colon")} ${error.message}` :
				error.message);
		}
	}
	if (failures.length > 0)
		tell(failures.join("\n"), true);
	byId("file").value = "";
	showChosen();
	choose(file || arrived[0] || null);
	running = null;
	sending = false;
	byId("uploading").hidden = true;
	page.look();
}

async function sendOne(one, which) {
	// Fetched by who sends something.
	const { upload } = await import("./upload.js").catch(() => {
		throw new Error(word("noAnswer"));
	});

	setText(byId("uploadName"), which);
	running = upload(one, (part, text) => {
		if (part !== null)
			byId("uploadBar").value = part;
		setText(byId("uploadText"), text);
	});
	const stored = await running.done;
	// The same bytes under the same name are the same file.
	arrived = arrived.filter((f) => f.id !== stored.id ||
		f.label !== stored.label);
	arrived.push(stored);
	choose(file || stored);
	tell(word("uploaded", { name: stored.label }));
}

// Which of the files that have arrived the buttons mean.
function choose(one) {
	file = one;
	byId("arrived").hidden = arrived.length < 2;
	byId("arrivedList").replaceChildren(...arrived.map((f) => {
		const radio = make("input");
		radio.type = "radio";
		radio.name = "arrived";
		radio.checked = f === file;
		radio.addEventListener("change", () => {
			file = f;
			tell("");
			page.look();
		});
		return make("li", "", make("label", "name", radio, ` ${f.label}`));
	}));
	page.show();
}

// What the machine has loaded changed: what was objected to may be no more.
export function forgetObjections() {
	[...arrived, file || {}].forEach((f) => delete f.objections);
}

function listenFiles() {
	const drop = byId("drop");

	byId("upload").addEventListener("submit", (event) => {
		event.preventDefault();
		send([...byId("file").files]);
	});
	byId("file").title = word("chooseShort");
	byId("file").addEventListener("change", showChosen);
	byId("uploadCancel").addEventListener("click", () => {
		waiting.length = 0;
		if (running)
			running.cancel();
	});
	for (const kind of ["dragover", "dragleave", "drop"])
		document.addEventListener(kind, (event) => {
			event.preventDefault();
			drop.classList.toggle("over", kind === "dragover");
			if (kind === "drop")
				send([...event.dataTransfer.files]);
		});
}

// The page: name() of its printer; attempt(work), which says what failed;
// look() for news now, show() what is known; is the line live()?
export function listenArrivals(asked) {
	page = asked;
	listenFiles();
	press(byId("start"), () => page.attempt(() => start(page.name())));
	press(byId("startAny"), () => page.attempt(() => start("any")));
	document.addEventListener("record", ({ detail }) => {
		if (file && !isKnown() && detail.what === "file.analyzed" &&
		    Number(detail.new) === file.id)
			askNow();
	});
}
