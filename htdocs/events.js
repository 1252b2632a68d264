// SPDX-License-Identifier: GPL-3.0-or-later
// The record of everything, newest first, with a filter.  For admins.

import { call, root } from "./api.js";
import { addDays, listenDays } from "./calendar.js";
import { openPage } from "./header.js";
import { eventWhy, eventWords } from "./log.js";
import "./officewords.js";
import "./recordwords.js";
import { said } from "./said.js";
import { byId, cell, clear, make, moment, setText, tell } from "./show.js";
import { language, word } from "./words.js";

const greeting = openPage();
const PAGE = 100;
const KINDS = ["", "job", "file", "printer", "login", "logout", "person", "key",
	"policy", "chip", "profile"];
let last = 0;	// the oldest one that is shown

// The filter as a query.
function query() {
	const q = new URLSearchParams();
	for (const name of ["person", "kind", "printer"])
		if (byId(name).value.trim())
			q.set(name, byId(name).value.trim());
	addDays(q);
	return q;
}

function row(event) {
	const text = eventWords(event);
	const why = eventWhy(event);
	const told = make("td", "name", text);
	if (why && !text.includes(why))
		told.append(make("span", "soft small", ` ${why}`));
	const hash = make("span", "code small", (event.sha256 || "").slice(0, 12));
	hash.title = event.sha256 || "";
	const when = make("time", "", moment(event.at));
	when.dateTime = event.at;
	when.title = event.at;
	return make("tr", /failed|fault/.test(event.what + event.new) ? "bad" : "",
		told, cell("person", said(event.who)), cell("when", when),
		cell("printer", event.printer), cell("fileHash", hash));
}

async function load(more) {
	const q = query();
	byId("download").href = `${root}/api/events?${new URLSearchParams(
		[...q, ["format", `csv-${language}`]])}`;
	q.set("limit", PAGE);
	if (more)
		q.set("before", last);
	try {
		const { events } = await call("GET", `/api/events?${q}`);
		if (!more)
			clear(byId("events"));
		byId("events").append(...events.map(row));
		if (events.length > 0)
			last = events[events.length - 1].id;
		byId("older").hidden = events.length < PAGE;
		byId("none").hidden = byId("events").childElementCount > 0;
		byId("all").hidden = false;
		tell("");
	} catch (error) {
		tell(error.message, true);
	}
}

function choice(value, text) {
	const option = make("option", "", text);
	option.value = value;
	return option;
}

async function fill() {
	byId("kind").append(...KINDS.map((kind) =>
		choice(kind, word(kind ? `kind.${kind}` : "kind.all"))));
	byId("printer").append(choice("", word("allPrinters")));
	const { printers } = await call("GET", "/api/printers");
	byId("printer").append(...printers.map((p) => choice(p.name, p.name)));
	const { people } = await call("GET", "/api/people");
	byId("persons").append(...people.map((p) => choice(p.name, "")));
}

byId("filter").addEventListener("submit", (event) => {
	event.preventDefault();
	load(false);
});
for (const id of ["person", "kind", "printer"])
	byId(id).addEventListener("change", () => load(false));
listenDays(() => load(false));
byId("older").addEventListener("click", () => load(true));

greeting.then(async (session) => {
	if (session && session.rights.includes("configure")) {
		await fill().catch(() => {});
		load(false);
		return;
	}
	setText(byId("nobody"), word("adminsOnly"));
	byId("nobody").hidden = false;
});
