// SPDX-License-Identifier: GPL-3.0-or-later
// How things are shown.  Text from files, printers and people becomes text
// nodes here and nowhere else; nothing is ever parsed as HTML.

import { said } from "./said.js";
import { has, language, word } from "./words.js";

const SURE_MS = 5000;
const ends = new Map();	// as said last

export function byId(id) {
	return document.getElementById(id);
}

// An element with a class and children; strings become text.
export function make(tag, name, ...children) {
	const element = document.createElement(tag);
	if (name)
		element.className = name;
	element.append(...children);
	return element;
}

export function setText(element, text) {
	if (element.textContent !== text)
		element.textContent = text;
}

export function duration(seconds) {
	const s = Math.max(0, Math.round(seconds));
	if (s < 60)
		return `${s} s`;
	const minutes = Math.round(s / 60);
	if (minutes < 60)
		return `${minutes} min`;
	return `${number(Math.floor(minutes / 60), 0)} h ${String(minutes % 60).padStart(2, "0")}`;
}

export function number(n, digits) {
	return n.toLocaleString(language, { maximumFractionDigits: digits });
}

export function bytes(n) {
	const units = language === "fr" ? ["o", "ko", "Mo", "Go"] :
		["B", "kB", "MB", "GB"];
	let unit = 0;
	while (n >= 1000 && unit < 3) {
		n /= 1000;
		unit++;
	}
	return `${number(n, 1)} ${units[unit]}`;
}

export function clock(date) {
	return date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}

export function day(text) {
	return new Date(text).toLocaleDateString(language,
		{ day: "numeric", month: "short", year: "numeric" });
}

// A time as people say it: today by the clock, else by the day.
export function lately(text) {
	const date = new Date(text);
	return date.toDateString() === new Date().toDateString() ? clock(date) :
		day(text);
}

// A time to come: with its day, unless that is today.
export function soon(date) {
	return date.toDateString() === new Date().toDateString() ? clock(date) :
		`${date.toLocaleDateString(language, { weekday: "short" })} ${clock(date)}`;
}

// What a printer does, in words.
export function viewWords(printer) {
	const phase = printer.live && printer.live.phase;
	if (printer.view === "printing" && has(`phase.${phase}`))
		return word(`phase.${phase}`);
	if (printer.view === "to-clean" && printer.last_job &&
	    has(`view.to-clean.${printer.last_job.state}`))
		return word(`view.to-clean.${printer.last_job.state}`);
	return word(`view.${printer.view}`);
}

// Why a printer is not available, or "".
export function reason(printer) {
	if (printer.disabled)
		return printer.disabled;
	if (printer.fault)
		return said(printer.fault);
	if (printer.job && printer.job.state === "interrupted")
		return said(printer.job.why);
	const last = printer.last_job;
	// One that could not even start leaves the printer free.
	if (last && !printer.job && (printer.view === "to-clean" ||
	    (last.state === "failed" && !last.started)))
		return said(last.why);
	return "";
}

// How far the job is, 0 to 100; from the daemon when it is live.
export function percent(printer) {
	const { job, live } = printer;
	if (!job)
		return 0;
	const from = live && live.job === job.id && live.commands_total > 0 ?
		[live.commands, live.commands_total] :
		[job.done_commands, job.commands];
	return from[1] > 0 ? Math.min(100, 100 * from[0] / from[1]) : 0;
}

// In seconds, or null.  While it prints, the end that was said stays as long as
// it is about right.
export function timeLeft({ name, view, job, live }) {
	const ms = live && job && live.left_ms;
	if (typeof ms !== "number" || ms < 0)
		return null;
	if (view !== "printing")
		return ms / 1000;
	const now = Date.now();
	let said = ends.get(name);
	if (!said || said.id !== job.id ||
		Math.abs(now + ms - said.end) > Math.min(60000, 2000 + ms / 30))
		ends.set(name, said = { id: job.id, end: now + ms });
	return Math.max(0, (said.end - now) / 1000);
}

// At a print's begin little is known.
export function leftWords(printer, left) {
	if (left === null)
		return word("unknown");
	const time = duration(left);
	return printer.live.printed_ms < 50 * left ? word("about", { time }) : time;
}

// In which layer it is, from 1, "" before the first: from the daemon when it is
// live, else as it was on record last.
export function layer(printer) {
	const { job, live } = printer;
	const told = live && job && live.job === job.id && live.layers > 0;
	const [n, all] = told ? [live.layer, live.layers] :
		[job ? job.layer : 0, job ? job.layers : 0];
	if (n <= 0)
		return "";
	return word(told ? "layerAt" : "layerOf", { n, all, z: told ?
		(live.z_um / 1000).toLocaleString(language,
			{ minimumFractionDigits: 2, maximumFractionDigits: 2 }) : "" });
}

export function heat(actual, target) {
	if (typeof actual !== "number")
		return "–";
	return word(target > 0 ? "target" : "degrees",
		{ actual: number(actual, 0), target: number(target || 0, 0) });
}

// Pairs of terms and texts into a <dl>.
export function facts(list, pairs) {
	list.replaceChildren(...pairs.map(([term, text]) =>
		make("div", "", make("dt", "", term), make("dd", "", text))));
}

// A cell of a table; on a phone, where rows are cards, it says what it is.
export function cell(key, ...children) {
	const td = make("td", "name", ...children);
	td.dataset.term = word(key);
	return td;
}

export function clear(element) {
	element.replaceChildren();
}

function called(control) {
	return control.getAttribute("aria-label") || control.textContent;
}

// Other rows for a list.  The focus stays on the control that is called the
// same, else on one of the same row, else on the list: who works with the
// keyboard is not sent back to the page's top.
export function renew(list, rows) {
	const at = document.activeElement;
	const place = [...list.children].findIndex((r) => r.contains(at));
	const controls = (root) => [...root.querySelectorAll("button, select, a")]
		.filter((c) => !c.disabled);

	list.replaceChildren(...rows);
	if (place < 0)
		return;
	const row = list.children[Math.min(place, rows.length - 1)];
	const next = controls(list).find((c) => called(c) === called(at)) ||
		(row && controls(row)[0]) || list;
	list.tabIndex = -1;
	next.focus();
}

// Filament in meters; the argument is in micrometers.
export function length(um) {
	return `${number(um / 1e6, um < 1e8 ? 1 : 0)} m`;
}

// A day and a time of day, from an instant.
export function moment(text) {
	return new Date(text).toLocaleString(language,
		{ dateStyle: "medium", timeStyle: "short" });
}

// Say something to the person, at the page's one place for that.
export function tell(text, bad = false) {
	const notice = byId("notice");
	notice.hidden = !text;
	notice.className = bad ? "notice bad" : "notice";
	setText(notice, text);
	if (text)
		notice.scrollIntoView({ block: "nearest" });
}

// Work for a button or a form, once a press: while it is done another is none,
// and neither is the second of a double click, below which another button may
// be by then; unless it is one to be pressed quickly.
export function press(control, work, quick = false) {
	const kind = control.tagName === "FORM" ? "submit" : "click";
	let busy = false;

	control.addEventListener(kind, async (event) => {
		event.preventDefault();
		if (busy || (event.detail > 1 && !quick))
			return;
		busy = true;
		try {
			await work();
		} finally {
			busy = false;
		}
	});
}

// Asked once; the second press within a few seconds means it.  A button that
// is called otherwise than it is labelled asks under both names.
export function sure(button, question, act) {
	const normal = button.textContent;
	const name = button.getAttribute("aria-label");
	let timer = null;

	function ask(asks) {
		setText(button, asks ? question : normal);
		if (name !== null)
			button.setAttribute("aria-label", asks ?
				`${question}: ${name}` : name);
	}

	function calm() {
		clearTimeout(timer);
		timer = null;
		ask(false);
	}

	press(button, () => {
		if (timer === null) {
			ask(true);
			timer = setTimeout(calm, SURE_MS);
			return;
		}
		calm();
		act();
	});
	return button;
}
