// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal: what goes to a printer and what it says, while one looks; and
// a line of one's own.

import { call } from "./api.js";
import { give, whyNot } from "./control.js";
import { byId, make, setText } from "./show.js";
import { word } from "./words.js";

const ASK_MS = 1000;
const LOST_MS = 5000;
const KEPT = 1000;	// lines on the page
const TYPED = 50;	// lines in the history
const MEMORY = "terminal";

let name = () => "";
let next = 1;		// the first line that was not seen
let timer = null;
let asking = false;
let typed = [];		// what was sent, the oldest first
let place = 0;		// in it; typed.length: the line being written
let draft = "";
let doubted = "";	// a line that asked to look at the bed first

// --- what is said ------------------------------------------------------------

// Temperatures and plain acknowledgments can be hidden.
function kind(way, text) {
	if (way === ">" ? /^(N\d+ )?M105\b/.test(text) :
		/^(ok )?.{0,12}\b[TB]\d?:\s*-?\d/.test(text))
		return "heat";
	if (way === "<" && /^(ok|wait|echo:busy.*)\b[ NPB\d]*$/.test(text))
		return "ack";
	return "";
}

// The spooler's own number and checksum are there, but not in the way.
function written(way, text) {
	const parts = way === ">" && text.match(/^(N\d+ )(.*)(\*\d+)$/);

	return parts ? [make("span", "dim", parts[1]), parts[2],
		make("span", "dim", parts[3])] : [text];
}

function row([, at, way, text]) {
	const time = make("time", "dim", new Date(at).toTimeString().slice(0, 8));
	const sign = make("span", "way", way === ">" ? "→" : "←");
	const line = make("li", `${way === ">" ? "sent" : "heard"} ${kind(way, text)}`,
		time, sign, make("span", "", ...written(way, text)));

	if (/^(Error|!!|Resend|echo:Unknown)/.test(text))
		line.classList.add("wrong");
	return line;
}

// Whoever scrolled up reads on where they are.
function add(...rows) {
	const log = byId("lines");
	const follow = log.scrollHeight - log.scrollTop - log.clientHeight < 40;

	log.append(...rows);
	while (log.childElementCount > KEPT)
		log.firstElementChild.remove();
	if (follow)
		log.scrollTop = log.scrollHeight;
}

async function ask() {
	const from = next;
	let wait = ASK_MS;

	clearTimeout(timer);
	if (asking || document.hidden || !byId("terminal").open)
		return;
	asking = true;
	try {
		const answer = await call("GET", `/api/printers/${
			encodeURIComponent(name())}/terminal?from=${from}`);
		if (answer.missed > 0 && from > 1)
			add(make("li", "dim", word("term.missed", { n: answer.missed })));
		add(...answer.lines.map(row));
		next = answer.next;
		byId("lines").dataset.next = next;
		if (answer.lines.length >= 100)
			wait = 0;
	} catch {
		wait = LOST_MS;
	}
	asking = false;
	timer = setTimeout(ask, wait);
}

// --- a line of one's own -------------------------------------------------------

function remember(line) {
	typed = [...typed.filter((one) => one !== line), line].slice(-TYPED);
	place = typed.length;
	try {
		sessionStorage.setItem(MEMORY, JSON.stringify(typed));
	} catch { /* then only for now */ }
}

function recall() {
	try {
		typed = JSON.parse(sessionStorage.getItem(MEMORY)) || [];
	} catch {
		typed = [];
	}
	place = typed.length;
}

function browse(event) {
	const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
	const to = place + step;
	const field = byId("gcode");

	if (step === undefined || to < 0 || to > typed.length)
		return;
	event.preventDefault();
	if (place === typed.length)
		draft = field.value;
	place = to;
	field.value = to === typed.length ? draft : typed[to];
	field.setSelectionRange(field.value.length, field.value.length);
}

async function send(event) {
	const field = byId("gcode");
	const line = field.value.trim();
	const said = byId("gcodeSaid");

	event.preventDefault();
	if (line === "")
		return;
	try {
		await give("gcode", line === doubted ? { line, sure: 1 } : { line });
		doubted = "";
		remember(line);
		field.value = draft = "";
		setText(said, "");
		ask();
	} catch (error) {
		const asks = error.code === "piece-on-bed";
		doubted = asks ? line : "";
		setText(said, asks ? word("term.sure") : error.message);
	}
	said.hidden = said.textContent === "";
}

// --- the page --------------------------------------------------------------------

export function showTerminal(printer) {
	const why = whyNot(printer) || (printer.job ? "term.notInPause" : "");

	byId("gcode").disabled = byId("sendGcode").disabled = why !== "";
	setText(byId("gcodeWhy"), why ? word(why) : word("term.note"));
}

function filter(box, hidden) {
	const show = () => {
		byId("lines").classList.toggle(hidden, byId(box).checked);
		byId("lines").scrollTop = byId("lines").scrollHeight;
	};

	byId(box).addEventListener("change", show);
	show();
}

export function listenTerminal(named) {
	name = named;
	recall();
	filter("hideHeat", "noHeat");
	filter("hideAcks", "noAcks");
	byId("gcode").addEventListener("keydown", browse);
	byId("gcodeForm").addEventListener("submit", send);
	byId("terminal").addEventListener("toggle", ask);
	document.addEventListener("visibilitychange", ask);
	ask();
}
