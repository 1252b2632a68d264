// SPDX-License-Identifier: GPL-3.0-or-later
// What the lab printed: by printer, by person, by month.

import { call, root } from "./api.js";
import { addDays, listenDays } from "./calendar.js";
import { openPage } from "./header.js";
import "./historywords.js";
import "./officewords.js";
import { said } from "./said.js";
import { byId, cell, clear, duration, length, make, number, setText,
	tell } from "./show.js";
import { language, word } from "./words.js";

openPage();
const KINDS = ["printer", "person", "month"];
let asked = 0;

function monthName(key) {
	const [year, month] = key.split("-").map(Number);
	return new Date(year, month - 1, 1).toLocaleDateString(language,
		{ year: "numeric", month: "long" });
}

function row(s, by, most) {
	const bar = make("div", "bar");
	const track = make("td", "track", bar);
	// A style attribute would be against the page's policy; this is not.
	bar.style.width = `${most > 0 ? 100 * s.printed_seconds / most : 0}%`;
	track.setAttribute("aria-hidden", "true");
	const link = make("a", "name", by === "month" ? monthName(s.key) :
		by === "person" ? said(s.key) : s.key);
	if (by !== "month")
		link.href = `${root}/history?${by === "person" ? "who" : "printer"}=${
			encodeURIComponent(s.key)}`;
	return make("tr", "", cell(by, link), track,
		cell("printTime", duration(s.printed_seconds)),
		cell("prints", number(s.prints, 0)),
		cell("state.finished", s.prints > 0 ? word("percent",
			{ n: Math.round(100 * s.finished / s.prints) }) : "–"),
		cell("filament", length(s.filament_um)));
}

function show(list, by) {
	const most = Math.max(0, ...list.map((s) => s.printed_seconds));
	const total = (field) => list.reduce((sum, s) => sum + s[field], 0);

	clear(byId("rows"));
	byId("rows").append(...list.map((s) => row(s, by, most)));
	setText(byId("key"), word(by));
	setText(byId("sum"), word(total("prints") === 1 ? "statisticsOne" :
		"statisticsSum", { prints: number(total("prints"), 0),
		time: duration(total("printed_seconds")),
		filament: length(total("filament_um")) }));
	byId("none").hidden = list.length > 0;
	byId("records").hidden = byId("sum").hidden = list.length === 0;
}

async function look() {
	const mine = ++asked;
	const by = byId("by").value;
	const fields = new URLSearchParams({ by });

	addDays(fields);
	try {
		const answer = await call("GET", `/api/statistics?${fields}`);
		if (mine === asked)
			show(answer.statistics, by);
		tell("");
	} catch (error) {
		tell(error.message, true);
	}
}

byId("by").append(...KINDS.map((k) => new Option(word(k), k)));
byId("filter").addEventListener("submit", (event) => event.preventDefault());
byId("filter").addEventListener("input", look);
listenDays(look);
look();
