// SPDX-License-Identifier: GPL-3.0-or-later
// The fleet: a card a printer, also on a wall.

import { root } from "./api.js";
import { openPage } from "./header.js";
import { watch } from "./live.js";
import { showThumbnail } from "./piece.js";
import { byId, duration, facts, heat, make, percent, reason, setText, timeLeft,
	viewWords } from "./show.js";
import { word } from "./words.js";

openPage();
const cards = new Map();

function card(name) {
	const link = make("a", "", name);
	link.href = `${root}/printers/${encodeURIComponent(name)}`;
	const c = {
		root: make("li"), box: make("article", "card"),
		status: make("p", "status"), why: make("p", "soft small name"),
		piece: make("p", "name"), image: make("img", "thumbnail"), bar: make("progress"),
		facts: make("dl", "facts"), queue: make("p", "soft small"),
	};
	c.bar.max = 100;
	c.image.alt = "";
	c.image.hidden = true;
	c.box.append(make("h2", "", link), c.status, c.why, c.piece, c.image, c.bar,
		c.facts, c.queue);
	c.root.append(c.box);
	return c;
}

function fill(c, printer) {
	const { job, live } = printer;
	const left = timeLeft(printer);
	const pairs = [];

	c.box.className = `card ${printer.view}`;
	setText(c.status, viewWords(printer));
	setText(c.why, reason(printer));
	setText(c.piece, job ? `${job.label} – ${job.who}` : "");
	showThumbnail(c.image, job && job.file, Boolean(job && job.thumbnail));
	c.bar.hidden = !job;
	c.bar.value = percent(printer);
	c.bar.setAttribute("aria-label", word("done"));
	if (job) {
		pairs.push([word("done"), word("percent",
			{ n: Math.floor(percent(printer)) })]);
		pairs.push([word("left"), left === null ? word("unknown") :
			duration(left)]);
	}
	if (live && typeof live.hotend === "number")
		pairs.push([word("hotend"), heat(live.hotend, live.hotend_target)]);
	if (live && typeof live.bed === "number")
		pairs.push([word("bed"), heat(live.bed, live.bed_target)]);
	facts(c.facts, pairs);
	setText(c.queue, printer.queued > 0 ? word("next", { n: printer.queued }) : "");
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
	byId("none").hidden = answer.printers.length > 0;
	byId("pool").hidden = answer.pool === 0;
	setText(byId("pool"), word("pool", { n: answer.pool }));
}

watch(() => "/api/printers", show);
