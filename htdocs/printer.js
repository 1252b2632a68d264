// SPDX-License-Identifier: GPL-3.0-or-later
// One printer: send a file, print it, look after it.

import { call } from "./api.js";
import { Chart } from "./chart.js";
import { openPage } from "./header.js";
import { listenLoad, showLoad } from "./load.js";
import { byId, clock, duration, facts, heat, layer, make, number, percent, reason, setText,
	sure, tell, timeLeft, viewWords } from "./show.js";
import { pieceFacts, previewAddress, showThumbnail } from "./piece.js";
import { watch } from "./live.js";
import { said } from "./said.js";
import { Queue, takeCopies } from "./queue.js";
import { upload } from "./upload.js";
import { listenWebcam, Webcam } from "./webcam.js";
import { has, word } from "./words.js";

const session = openPage();

const ASK_MS = 500;		// without a line
const LATE_MS = 10000;		// with one
const chart = new Chart(byId("chart"));
let name = null;	// of the printer
let printer = null;	// as it was seen last
let arrived = [];	// files that were sent and not yet printed
let file = null;	// the one of them that is chosen
let running = null;	// the upload
const waiting = [];	// files that come after it
let asking = null;	// the timer of the next question about the file
let askedFor = null;	// the file that it was about last
let charted = null;	// the job whose temperatures the chart shows
let look = Object.assign(() => {}, { live: () => false });
let webcam = null;
let tuning = null;	// the module, once something printed here
let byHand = [];	// what shows control and terminal to who may use them
const queue = new Queue(byId("queue"), attempt, session);

// --- which printer ----------------------------------------------------------

async function findName() {
	const path = location.pathname.match(/\/printers\/([^/]+)$/);
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
		if (layer(printer))
			pairs.push([word("layer"), layer(printer)]);
		if (live && live.job === job.id)
			pairs.push([word("elapsed"), duration(live.printed_ms / 1000)]);
		pairs.push([word("who"), said(job.who)]);
	}
	facts(byId("times"), pairs);
}

// What the file or the machine asks a person; "Resume" is the answer.
function showQuestion(asked) {
	const question = byId("question");

	question.hidden = !asked;
	setText(question, asked ? word("asks", { question: said(asked) }) : "");
}

function showHeat() {
	const live = printer.live || {};
	const pairs = [[word("hotend"), heat(live.hotend, live.hotend_target)]];
	if (typeof live.bed === "number")
		pairs.push([word("bed"), heat(live.bed, live.bed_target)]);
	facts(byId("heat"), pairs);
	showChart(chart.add(live));
}

// The whole print, also what was before this page was opened, or in a gap.
function showChart(gap) {
	const job = printer.job ||
		(printer.view === "to-clean" && printer.last_job);
	const id = job ? job.id : null;

	if (id === charted && !gap)
		return;
	charted = id;
	if (id === null)
		chart.end();
	else
		call("GET", `/api/jobs/${id}/temperatures`).then((answer) => {
			if (charted === id)
				chart.begin(answer.points);
		}, () => chart.begin([]));
}

// How the cable does, for who looks after the machines.
function showLink() {
	const { live } = printer;

	byId("link").hidden = !live;
	if (!live)
		return;
	facts(byId("linkFacts"), [
		[word("linkRate"), number(live.lines_per_second, 1)],
		[word("linkWindow"), String(live.window)],
		[word("linkResends"), String(live.resends)],
		[word("linkTimeouts"), String(live.timeouts)],
		[word("linkStarved"), duration(live.starved_ms / 1000)],
	]);
}

// The piece on the machine, else the one that was just sent.
function showPiece() {
	const piece = printer.file || file;
	byId("noPiece").hidden = Boolean(piece);
	setText(byId("piece"), piece ? (printer.job ? printer.job.label :
		piece.label) : "");
	showThumbnail(byId("thumbnail"), piece && piece.id,
		Boolean(piece && piece.thumbnail));
	facts(byId("header"), piece ? pieceFacts(piece) : []);
	facts(byId("said"), piece ? piece.header : []);
	byId("comments").hidden = !piece || piece.header.length === 0;
	byId("preview").hidden = !piece || !piece.analyzed || Boolean(piece.cleaned);
	if (piece)
		byId("preview").firstElementChild.href = previewAddress(piece.id, name);
	showObjections();
	if (piece && piece === file && piece.refused)
		tell(word(`refused.${piece.refused}`, { line: piece.refused_line }), true);
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

function objectionText(o) {
	return word(`objection.${o.severity}`, { file: file.label,
		text: said(o.message) });
}

// What the server knows of the file by now; the notice no longer says that it
// can be printed if it can't.
async function askFile() {
	const asked = file;
	const answer = await call("GET",
		`/api/files/${asked.id}?printer=${encodeURIComponent(name)}`);

	if (file !== asked)
		return;
	// It is called what it was called this time.
	file = Object.assign(asked, answer, { label: asked.label });
	const refusal = isKnown() &&
		file.objections.find((o) => o.severity === "refuse");
	if (refusal)
		tell(objectionText(refusal), true);
}

// Until it is known: nobody is told that a file was read.
function keepAsking() {
	if (asking !== null || !file || isKnown())
		return;
	// The line says when it was read; one look is for what was before.
	const later = look.live() ? LATE_MS : ASK_MS;

	asking = setTimeout(askNow, askedFor === file ? later : 0);
	askedFor = file;
}

async function askNow() {
	clearTimeout(asking);
	await askFile().catch(() => {});
	asking = null;
	if (printer)
		show(printer);
}

// It was read, and so was what this printer says of it.
function isKnown() {
	return file.analyzed && file.objections !== undefined;
}

function isRefused() {
	return Boolean(file.refused) ||
		file.objections.some((o) => o.severity === "refuse");
}

function showButtons() {
	const job = printer.job;
	const active = job && (job.state === "printing" || job.state === "paused");
	const phase = printer.live ? printer.live.phase : "";

	byId("start").disabled = !file || !isKnown() || isRefused();
	byId("startAny").disabled = !file || !isKnown() || Boolean(file.refused);
	byId("stop").disabled = !active || phase === "stopping";
	const interrupted = job && job.state === "interrupted";
	byId("pause").disabled = !interrupted && (!active ||
		phase === "stopping" || phase === "pausing");
	setText(byId("pause"), word(interrupted ||
		(job && job.state === "paused") ? "resume" : "pause"));
	byId("cleaned").disabled = Boolean(job) || !printer.needs_cleaning;
	byId("giveUp").hidden = !interrupted;
	for (const id of ["resumeLayer", "resumeLayerNote"])
		byId(id).hidden = !interrupted || printer.recovery === "none";
	byId("reset").hidden = !printer.fault;
}

function show(answer) {
	printer = answer;
	showStatus();
	showHeat();
	showLink();
	showPiece();
	showButtons();
	byId("queueEmpty").hidden = printer.queue.length > 0;
	queue.show(printer.queue);
	byHand.forEach((one) => one(printer));
	tune().catch(() => {
		tuning = null;	// and asked for again
	});
	showLoad(printer);
	webcam.show(printer);
	keepAsking();
}

// What tunes a print comes when one runs.
async function tune() {
	if (!printer.job && !tuning)
		return;
	tuning ||= import("./tune.js");
	const [person, { showTune }] = await Promise.all([session, tuning]);
	const may = (right) => Boolean(person) && person.rights.includes(right);

	showTune(printer, may("control") || (may("print") && printer.job &&
		printer.job.who === person.name));
}

// --- what the person does ----------------------------------------------------

function order(what) {
	return attempt(async () => {
		await call("POST", `/api/printers/${name}/orders`,
			{ order: what, job: printer.job ? printer.job.id : 0 });
		tell("");
	});
}

async function start(where) {
	const job = await call("POST", "/api/jobs",
		{ file: file.id, printer: where, label: file.label,
			copies: takeCopies(byId("copies")) });
	arrived = arrived.filter((f) => f !== file);
	choose(arrived[0] || null);
	if (where === "any" && has(`never.${job.waits}`))
		tell(word(`never.${job.waits}`), true);
	else if (where === "any")
		tell(word(job.waits === null ? "startedAny" : "waitsAny"));
	else
		tell([word(job.waits === null ? "started" : `waits.${job.waits}`),
			...(job.ids.length > 1 ? [word("copiesQueued",
				{ n: job.ids.length })] : [])].join(" "));
}

// The browser's own words for it would be in its own language.
function showChosen() {
	setText(byId("chosen"), [...byId("file").files].map((f) => f.name)
		.join(", "));
}

// Several are sent one after the other, also those that are dropped meanwhile;
// the first is chosen.  One that is refused doesn't keep the others back.
async function send(chosen) {
	waiting.push(...chosen);
	if (waiting.length === 0 || running)
		return;
	const failures = [];
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
	byId("uploading").hidden = true;
	look();
}

async function sendOne(one, which) {
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
			look();
		});
		return make("li", "", make("label", "name", radio, ` ${f.label}`));
	}));
}

function listen() {
	document.addEventListener("record", ({ detail }) => {
		if (file && !isKnown() && detail.what === "file.analyzed" &&
		    Number(detail.new) === file.id)
			askNow();
	});
	const drop = byId("drop");

	byId("upload").addEventListener("submit", (event) => {
		event.preventDefault();
		send([...byId("file").files]);
	});
	for (const text of byId("hand").querySelectorAll(".choice span"))
		setText(text, number(Number(text.textContent), 1));
	listenLoad(() => name, (work) => attempt(async () => {
		tell(await work());
		[...arrived, file || {}].forEach((f) => delete f.objections);
	}));
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
	byId("start").addEventListener("click", () => attempt(() => start(name)));
	byId("startAny").addEventListener("click", () => attempt(() => start("any")));
	byId("pause").addEventListener("click", () =>
		order(printer.job && printer.job.state !== "printing" ? "resume" : "pause"));
	byId("cleaned").addEventListener("click", () => order("cleaned"));
	byId("giveUp").addEventListener("click", () => order("give-up"));
	byId("reset").addEventListener("click", () => order("reset"));
	byId("emergency").addEventListener("click", () => order("emergency"));
	sure(byId("resumeLayer"), word("resumeLayerSure"), () => order("resume-layer"));
	sure(byId("stop"), word("stopSure"), () => order("stop"));
}

// Control and terminal are for few: others are spared them.
async function takeInHand() {
	const { rights } = (await session) || { rights: [] };

	if (!rights.includes("control"))
		return;
	const [control, terminal] = await Promise.all([import("./control.js"),
		import("./terminal.js")]);
	control.listenControl(() => name);
	terminal.listenTerminal(() => name);
	byHand = [control.showControl, terminal.showTerminal];
	if (printer)
		show(printer);
}

listen();
takeInHand().catch(() => tell(word("noAnswer"), true));
findName().then((found) => {
	name = found;
	if (name === null) {
		missing();
		return;
	}
	webcam = new Webcam(name);
	listenWebcam(name, (work) => attempt(async () => tell(await work())));
	setText(byId("name"), name);
	document.title = `${name} – ${word("title")}`;
	look = watch(() => `/api/printers/${encodeURIComponent(name)}`, show, missing);
}, missing);
