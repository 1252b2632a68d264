// SPDX-License-Identifier: GPL-3.0-or-later
// Every job that there was: found by filter, printed again, taken along as CSV.

import { call, root } from "./api.js";
import { addDays, listenDays } from "./calendar.js";
import { fate } from "./fate.js";
import { openPage } from "./header.js";
import "./historywords.js";
import "./officewords.js";
import { said } from "./said.js";
import { byId, cell, clear, duration, length, make, moment, press,
	tell } from "./show.js";
import { language, word } from "./words.js";

openPage();
const PAGE = 50;
const STATES = ["finished", "stopped", "failed", "interrupted", "cancelled",
	"printing", "paused", "queued"];
let asked = 0;		// the newest question, so that late answers are dropped
let oldest = 0;		// job that is shown

// The filter as a query; empty fields say nothing.
function query(more) {
	const fields = new URLSearchParams(more);
	for (const id of ["text", "printer", "who", "state"])
		if (byId(id).value.trim() !== "")
			fields.set(id, byId(id).value.trim());
	addDays(fields);
	return fields;
}

async function again(job) {
	try {
		tell(...fate(await call("POST", "/api/jobs",
			{ file: job.file, printer: job.printer })));
	} catch (error) {
		tell(error.message, true);
	}
}

function row(job) {
	const name = make("a", "", job.printer);
	const button = make("button", "plain little", word("again"));

	name.href = `${root}/printers/${encodeURIComponent(job.printer)}`;
	button.type = "button";
	button.setAttribute("aria-label", word("againWhat", { name: job.label }));
	press(button, () => again(job));
	const part = make("span", "lines", job.label);
	part.title = job.label;
	const outcome = make("span", `outcome ${job.state}`,
		word(`state.${job.state}`));
	const why = make("span", "soft small why", said(job.why));
	return make("tr", "",
		cell("part", part), cell("printer",
			job.printer === "any" ? word("anyPrinter") : name),
		cell("who", said(job.who)), cell("outcome", outcome, why),
		cell("when", moment(job.started || job.queued)),
		cell("printTime", job.started ? duration(job.printed_seconds) : "–"),
		cell("filament", job.filament_um > 0 ?
			length(job.filament_um) : "–"),
		make("td", "do", button));
}

async function look(from) {
	const mine = ++asked;
	const fields = query({ limit: PAGE });

	if (from > 0)
		fields.set("before", from);
	try {
		const { jobs } = await call("GET", `/api/jobs?${fields}`);
		if (mine !== asked)
			return;
		if (from === 0)
			clear(byId("jobs"));
		byId("jobs").append(...jobs.map(row));
		oldest = jobs.length > 0 ? jobs[jobs.length - 1].id : 0;
		byId("more").hidden = jobs.length < PAGE;
		byId("none").hidden = byId("jobs").rows.length > 0;
		byId("records").hidden = byId("jobs").rows.length === 0;
		tell("");
	} catch (error) {
		tell(error.message, true);
	}
	byId("csv").href = `${root}/api/jobs?${query({ format: `csv-${language}` })}`;
}

function choices(select, pairs) {
	select.append(...pairs.map(([value, text]) => new Option(text, value)));
}

async function begin() {
	const wanted = new URLSearchParams(location.search);
	choices(byId("state"), [["", word("all")],
		...STATES.map((s) => [s, word(`state.${s}`)])]);
	choices(byId("printer"), [["", word("allPrinters")]]);
	byId("filter").addEventListener("submit", (event) => event.preventDefault());
	byId("filter").addEventListener("input", () => look(0));
	listenDays(() => look(0));
	byId("more").addEventListener("click", () => look(oldest));
	try {
		const { printers } = await call("GET", "/api/printers");
		choices(byId("printer"), printers.map((p) => [p.name, p.name]));
	} catch { /* the list below says what is wrong */ }
	for (const id of ["text", "printer", "who", "state"])
		byId(id).value = wanted.get(id) || "";
	look(0);
}

begin();
