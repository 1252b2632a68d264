// SPDX-License-Identifier: GPL-3.0-or-later
// One printer: how it does, and what is ordered of it.

import { call, root } from "./api.js";
import { chosen, forgetObjections, listenArrivals, showArrivals } from "./arrivals.js";
import { Chart } from "./chart.js";
import { openPage } from "./header.js";
import { listenLate, showLate } from "./late.js";
import { listenLoad, showLoad } from "./load.js";
import { byId, duration, facts, heat, layer, leftWords, number, percent, press, reason,
	setText, soon, sure, tell, timeLeft, viewWords } from "./show.js";
import { pieceFacts, previewAddress, showThumbnail } from "./piece.js";
import { watch } from "./live.js";
import { said } from "./said.js";
import { Queue } from "./queue.js";
import { word } from "./words.js";

const session = openPage();

const LONG = 14;	// a name that takes smaller letters
const chart = new Chart(byId("chart"));
let name = null;	// of the printer
let printer = null;	// as it was seen last
let charted = null;	// the job whose temperatures the chart shows
let look = Object.assign(() => {}, { live: () => false });
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

function showMissing(missing) {
	byId("all").hidden = missing;
	byId("missing").hidden = !missing;
}

// One that was seen a moment ago may only be called otherwise by now.
async function missing() {
	const { printers } = await call("GET", "/api/printers").catch(
		() => ({ printers: [] }));
	const same = printer && printers.find((p) => p.number === printer.number);

	if (same && same.name !== name)
		location.replace(`${root}/printers/${same.name}`);
	else if (!same)
		showMissing(true);
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

// What a tab says of it, where others cover the page.
function entitle() {
	const { job, view } = printer;
	const calm = ["free", "offline", "disabled"].includes(view);

	document.title = view === "printing" && job ? `${word("percent",
		{ n: Math.floor(percent(printer)) })} · ${job.label} – ${name}` :
		`${name} – ${viewWords(printer)}`;
	document.querySelector("link[rel=icon]").href = `${root}/icon${calm ? "" :
		view === "printing" ? "-prints" : "-asks"}.svg`;
}

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
		pairs.push([word("left"), leftWords(printer, left)]);
		if (left !== null && printer.view === "printing")
			pairs.push([word("end"), soon(new Date(Date.now() + left * 1000))]);
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
	const file = chosen();
	const piece = printer.file || file;
	byId("noPiece").hidden = Boolean(piece);
	setText(byId("piece"), piece ? (printer.job ? printer.job.label :
		piece.label) : "");
	showThumbnail(byId("thumbnail"), piece && piece.id,
		Boolean(piece && piece.thumbnail));
	facts(byId("header"), piece ? pieceFacts(piece, printer.pace) : []);
	facts(byId("said"), piece ? piece.header : []);
	byId("comments").hidden = !piece || piece.header.length === 0;
	byId("preview").hidden = !piece || !piece.analyzed || Boolean(piece.cleaned);
	if (piece)
		byId("preview").firstElementChild.href = previewAddress(piece.id, name);
}

function showButtons() {
	const job = printer.job;
	const active = job && (job.state === "printing" || job.state === "paused");
	const phase = printer.live ? printer.live.phase : "";

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
	showMissing(false);
	entitle();
	showStatus();
	showHeat();
	showLink();
	showPiece();
	showArrivals();
	showButtons();
	byId("queueEmpty").hidden = printer.queue.length > 0;
	queue.show(printer.queue);
	showLoad(printer);
	showLate(printer);
}

// --- what the person does ----------------------------------------------------

function order(what) {
	return attempt(async () => {
		await call("POST", `/api/printers/${name}/orders`,
			{ order: what, job: printer?.job?.id || 0 });
		tell("");
	});
}

function listen() {
	listenArrivals({ name: () => name, attempt, look: () => look(),
		live: () => look.live(), show: () => printer && show(printer) });
	listenLoad(() => name, (work) => attempt(async () => {
		tell(await work());
		forgetObjections();
	}));
	press(byId("pause"), () =>
		order(printer.job && printer.job.state !== "printing" ? "resume" : "pause"));
	press(byId("cleaned"), () => order("cleaned"));
	press(byId("giveUp"), () => order("give-up"));
	press(byId("reset"), () => order("reset"));
	byId("emergency").addEventListener("click", () => order("emergency"));
	sure(byId("resumeLayer"), word("resumeLayerSure"), () => order("resume-layer"));
	sure(byId("stop"), word("stopSure"), () => order("stop"));
}

listen();
findName().then((found) => {
	name = found;
	if (name === null) {
		missing();
		return;
	}
	session.then((known) => listenLate({ name: () => name, attempt,
		who: known ? known.name : "", rights: known ? known.rights : [] }));
	setText(byId("name"), name);
	byId("name").classList.toggle("long", name.length > LONG);
	look = watch(() => `/api/printers/${encodeURIComponent(name)}`, show, missing);
}, missing);
