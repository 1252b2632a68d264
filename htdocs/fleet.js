// SPDX-License-Identifier: GPL-3.0-or-later
// The fleet: a card a printer.  With ?wall it is for a screen on a wall: no
// controls, large letters, and as many columns as the printers need.

import { root } from "./api.js";
import { openPage } from "./header.js";
import { watch } from "./live.js";
import "./lobbywords.js";
import { showThumbnail } from "./piece.js";
import { byId, clock, facts, heat, layer, leftWords, make, percent, reason, setText, soon, timeLeft,
	viewWords } from "./show.js";
import { said } from "./said.js";
import { has, word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
// What needs somebody first.
const VIEWS = ["error", "to-clean", "paused", "printing", "free", "offline",
	"disabled"];
const wall = new URLSearchParams(location.search).has("wall");
document.documentElement.classList.toggle("wall", wall);
openPage();
const cards = new Map();

function shape(name, values) {
	const element = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(values))
		element.setAttribute(key, value);
	return element;
}

// How far a job is, as a ring around the number.
function ring() {
	const svg = shape("svg", { viewBox: "0 0 100 100", class: "ring",
		role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 });
	const circle = { cx: 50, cy: 50, r: 42, pathLength: 100 };
	const done = shape("circle", { ...circle, class: "ringDone",
		transform: "rotate(-90 50 50)" });
	const text = shape("text", { x: 50, y: 51 });

	svg.setAttribute("aria-label", word("done"));
	svg.append(shape("circle", { ...circle, class: "ringAll" }), done, text);
	return { svg, fill: (n) => {
		done.setAttribute("stroke-dasharray", `${n} 100`);
		svg.setAttribute("aria-valuenow", Math.floor(n));
		setText(text, word("percent", { n: Math.floor(n) }));
	} };
}

function card(name) {
	const title = wall ? name : make("a", "", name);
	const c = {
		root: make("li"), box: make("article", "card"),
		status: make("p", "status"), why: make("p", "soft lines"),
		piece: make("p", "lines strong"), who: make("p", "soft small line"),
		job: make("div", "job"), image: make("img", "thumbnail"),
		ring: ring(), facts: make("dl", "facts"),
		queue: make("p", "soft small line"),
	};
	if (!wall)
		title.href = `${root}/printers/${encodeURIComponent(name)}`;
	c.image.alt = "";
	c.image.hidden = true;
	c.job.append(c.ring.svg, make("div", "what", c.piece, c.who), c.image);
	c.box.append(make("h2", "lines", title), c.status, c.why, c.job, c.facts,
		c.queue);
	c.root.append(c.box);
	return c;
}

// When it ends, as a clock on the wall says it.
function timeFacts(printer) {
	const left = timeLeft(printer);

	return [[word("left"), leftWords(printer, left)],
		...(left !== null && printer.view === "printing" ?
			[[word("end"), soon(new Date(Date.now() + left * 1000))]] : [])];
}

function fill(c, printer) {
	const { job, live, next } = printer;
	const pairs = job ? timeFacts(printer) : [];

	c.box.className = `card ${printer.view}`;
	setText(c.status, viewWords(printer));
	setText(c.why, reason(printer));
	setText(c.piece, job ? job.label : "");
	setText(c.who, job ? word("whoPrints", { who: said(job.who) }) : "");
	c.job.hidden = !job;
	showThumbnail(c.image, job && job.file, Boolean(job && job.thumbnail));
	c.ring.fill(percent(printer));
	if (layer(printer))
		pairs.push([word("layer"), layer(printer)]);
	if (!job && printer.material)
		pairs.push([word("material"), printer.material]);
	if (live && typeof live.hotend === "number")
		pairs.push([word("hotend"), heat(live.hotend, live.hotend_target)]);
	if (live && typeof live.bed === "number")
		pairs.push([word("bed"), heat(live.bed, live.bed_target)]);
	facts(c.facts, pairs);
	setText(c.queue, next ? word(printer.queued > 1 ? "nextMore" : "nextOne",
		{ name: next.label, who: said(next.who), n: printer.queued - 1 }) : "");
	for (const part of [c.why, c.piece, c.who, c.queue]) {
		part.hidden = part.textContent === "";
		part.title = part.textContent;
	}
}

// How many there are of each kind, and what waits for any of them.
function showTally({ pool, printers }) {
	const items = VIEWS.map((view) =>
		[view, printers.filter((p) => p.view === view).length])
		.filter(([, n]) => n > 0).map(([view, n]) => make("li", view,
			`${n} `, word(has(`few.${view}`) ? `few.${view}` :
				`view.${view}`)));

	if (pool > 0)
		items.push(make("li", "", word("pool", { n: pool })));
	if (wall)
		items.push(make("li", "clock", clock(new Date())));
	byId("tally").hidden = items.length === 0;
	byId("tally").replaceChildren(...items);
}

function show(answer) {
	const gone = new Set(cards.keys());
	for (const printer of answer.printers) {
		gone.delete(printer.name);
		if (!cards.has(printer.name)) {
			cards.set(printer.name, card(printer.name));
			byId("fleet").append(cards.get(printer.name).root);
		}
		fill(cards.get(printer.name), printer);
	}
	for (const name of gone) {
		cards.get(name).root.remove();
		cards.delete(name);
	}
	byId("fleet").style.setProperty("--columns",
		Math.min(6, Math.ceil(Math.sqrt(answer.printers.length))));
	byId("none").hidden = answer.printers.length > 0;
	showTally(answer);
}

watch(() => "/api/printers", show);
