// SPDX-License-Identifier: GPL-3.0-or-later
// One printer: send a file, print it, look after it.

import { call, poll } from "./api.js";
import { Chart } from "./chart.js";
import { byId, bytes, clock, duration, facts, heat, make, percent, reason,
	setText, timeLeft, viewWords } from "./show.js";
import { upload } from "./upload.js";
import { has, speak, word } from "./words.js";

speak();

const SURE_MS = 5000;
const chart = new Chart(byId("chart"));
let name = null;	// of the printer
let printer = null;	// as it was seen last
let file = null;	// the one that waits to be printed
let running = null;	// the upload
let look = () => {};

// --- which printer ----------------------------------------------------------

async function findName() {
	const path = location.pathname.match(/^\/printers\/([^/]+)$/);
	if (path)
		return decodeURIComponent(path[1]);
	const number = Number(new URLSearchParams(location.search).get("number"));
	const fleet = await call("GET", "/api/printers");
	const found = fleet.printers.find((p) => p.number === number);
	return found ? found.name : null;
}

function missing() {
	byId("all").hidden = true;
	byId("missing").hidden = false;
}

// --- what is said to the person ------------------------------------------------

function tell(text, bad = false) {
	const notice = byId("notice");
	notice.hidden = !text;
	notice.className = bad ? "notice bad" : "notice";
	setText(notice, text);
}

async function attempt(work) {
	try {
		await work();
	} catch (error) {
		tell(error.message, true);
	}
	look();
}

// --- the state of the machine -----------------------------------------------

function showStatus() {
	const status = byId("status");
	const { job, live } = printer;
	const left = timeLeft(printer);
	const pairs = [];

	status.className = `status ${printer.view}`;
	setText(status, viewWords(printer));
	setText(byId("why"), reason(printer));
	showQuestion(live ? live.question : "");
	byId("progress").hidden = !job;
	if (job) {
		const part = percent(printer);
		byId("bar").value = part;
		setText(byId("percent"), word("percent", { n: Math.floor(part) }));
		pairs.push([word("left"), left === null ? word("unknown") :
			duration(left)]);
		if (left !== null && printer.view === "printing")
			pairs.push([word("end"), clock(new Date(Date.now() + left * 1000))]);
		if (live && live.job === job.id)
			pairs.push([word("elapsed"), duration(live.printed_ms / 1000)]);
		pairs.push([word("who"), job.who]);
	}
	facts(byId("times"), pairs);
}

// What the file or the machine asks a person; "Resume" is the answer.
function showQuestion(asked) {
	const question = byId("question");
	const known = `ask.${asked}`;

	question.hidden = !asked;
	setText(question, asked ? word("asks", { question: has(known) ?
		word(known) : asked }) : "");
}

function showHeat() {
	const live = printer.live || {};
	const pairs = [[word("hotend"), heat(live.hotend, live.hotend_target)]];
	if (typeof live.bed === "number")
		pairs.push([word("bed"), heat(live.bed, live.bed_target)]);
	if (printer.live)
		pairs.push([word("cable"), word("cableHealth",
			{ resends: live.resends, timeouts: live.timeouts })]);
	facts(byId("heat"), pairs);
	chart.add(live.hotend, live.hotend_target);
}

// The piece on the machine, else the one that was just sent.
function showPiece() {
	const piece = printer.file || file;
	byId("noPiece").hidden = Boolean(piece);
	setText(byId("piece"), piece ? (printer.job ? printer.job.label :
		piece.label) : "");
	if (!piece) {
		facts(byId("header"), []);
		return;
	}
	const pairs = [[word("size"), bytes(piece.bytes)]];
	if (!piece.analyzed)
		pairs.push([word("commands"), word("analyzing")]);
	else
		pairs.push([word("commands"), String(piece.commands)]);
	if (piece.layers > 0)
		pairs.push([word("layers"), String(piece.layers)]);
	if (piece.estimate_seconds)
		pairs.push([word("estimate"), duration(piece.estimate_seconds)]);
	facts(byId("header"), pairs.concat(piece.header));
	if (piece === file && piece.refused)
		tell(word(`refused.${piece.refused}`, { line: piece.refused_line }), true);
}

function showQueue() {
	byId("queueEmpty").hidden = printer.queue.length > 0;
	byId("queue").replaceChildren(...printer.queue.map((job) => {
		const button = make("button", "plain little", word("cancel"));
		button.addEventListener("click", () => attempt(async () => {
			await call("DELETE", `/api/jobs/${job.id}`);
		}));
		return make("li", "", make("span", "name", word("queuedFor",
			{ name: job.label, who: job.who })), button);
	}));
}

function showButtons() {
	const job = printer.job;
	const active = job && (job.state === "printing" || job.state === "paused");
	const phase = printer.live ? printer.live.phase : "";

	byId("start").disabled = !file || !file.analyzed || Boolean(file.refused);
	byId("stop").disabled = !active || phase === "stopping";
	const interrupted = job && job.state === "interrupted";
	byId("pause").disabled = !interrupted && (!active ||
		phase === "stopping" || phase === "pausing");
	setText(byId("pause"), word(interrupted ||
		(job && job.state === "paused") ? "resume" : "pause"));
	byId("cleaned").disabled = Boolean(job) || !printer.needs_cleaning;
	byId("giveUp").hidden = !interrupted;
	byId("reset").hidden = !printer.fault;
}

function show(answer) {
	printer = answer;
	showStatus();
	showHeat();
	showPiece();
	showButtons();
	showQueue();
	if (file && !file.analyzed)
		call("GET", `/api/files/${file.id}`).then((f) => { file = f; },
			() => {});
}

// --- what the person does ----------------------------------------------------

function order(what) {
	return attempt(async () => {
		await call("POST", `/api/printers/${name}/orders`,
			{ order: what, job: printer.job ? printer.job.id : 0 });
		tell("");
	});
}

// Asked once; the second press within a few seconds means it.
function sure(button, question, act) {
	const normal = button.textContent;
	let timer = null;

	button.addEventListener("click", () => {
		if (timer === null) {
			setText(button, question);
			timer = setTimeout(() => {
				timer = null;
				setText(button, normal);
			}, SURE_MS);
			return;
		}
		clearTimeout(timer);
		timer = null;
		setText(button, normal);
		act();
	});
}

async function start() {
	const job = await call("POST", "/api/jobs", { file: file.id, printer: name });
	file = null;
	tell(job.waits === null ? word("started") : word(`waits.${job.waits}`));
}

async function send(chosen) {
	if (!chosen || running)
		return;
	byId("uploading").hidden = false;
	byId("send").disabled = true;
	tell("");
	running = upload(chosen, (part, text) => {
		byId("uploadBar").value = part;
		setText(byId("uploadText"), text);
	});
	try {
		file = await running.done;
		byId("file").value = "";
		tell(word("uploaded", { name: file.label }));
		byId("interface").hidden = false;
	} catch (error) {
		tell(error.message, true);
	}
	running = null;
	byId("uploading").hidden = true;
	byId("send").disabled = false;
	look();
}

function listen() {
	const drop = byId("drop");

	byId("upload").addEventListener("submit", (event) => {
		event.preventDefault();
		send(byId("file").files[0]);
	});
	byId("uploadCancel").addEventListener("click", () => running && running.cancel());
	for (const kind of ["dragover", "dragleave", "drop"])
		document.addEventListener(kind, (event) => {
			event.preventDefault();
			drop.classList.toggle("over", kind === "dragover");
			if (kind === "drop")
				send(event.dataTransfer.files[0]);
		});
	byId("start").addEventListener("click", () => attempt(start));
	byId("pause").addEventListener("click", () =>
		order(printer.job && printer.job.state !== "printing" ? "resume" : "pause"));
	byId("cleaned").addEventListener("click", () => order("cleaned"));
	byId("giveUp").addEventListener("click", () => order("give-up"));
	byId("reset").addEventListener("click", () => order("reset"));
	byId("emergency").addEventListener("click", () => order("emergency"));
	sure(byId("stop"), word("stopSure"), () => order("stop"));
}

listen();
findName().then((found) => {
	name = found;
	if (name === null) {
		missing();
		return;
	}
	setText(byId("name"), name);
	document.title = `${name} – ${word("title")}`;
	look = poll(() => `/api/printers/${encodeURIComponent(name)}`, show, missing);
}, missing);
