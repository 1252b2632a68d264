// SPDX-License-Identifier: GPL-3.0-or-later
// From which day until which: typed in the order of the page's language, picked
// from a calendar, or taken from a few that are asked for often.  (A field of
// the browser's own would speak the browser's language.)

import "./calendarwords.js";
import { byId, make } from "./show.js";
import { language, word } from "./words.js";

const ENDS = ["from", "until"];		// also their ids
const FIRST = language === "fr" ? 1 : 0;	// day of the week
const KEYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [0, -7],
	ArrowDown: [0, 7], PageUp: [-1, 0], PageDown: [1, 0] };
// How far back each begins; the first of the month is its own.
const OFTEN = { today: () => later(0), week: () => later(-6),
	month: () => { const d = later(0); d.setDate(1); return d; },
	always: () => null };

const days = { from: null, until: null };	// as Dates at midnight here
let changed = () => {};

// --- days ------------------------------------------------------------------------

function later(n, date = new Date()) {
	return new Date(date.getFullYear(), date.getMonth(), date.getDate() + n);
}

function shown(date, style) {
	return date.toLocaleDateString(language, style);
}

const written = (date) => shown(date,
	{ day: "2-digit", month: "2-digit", year: "numeric" });
const ORDER = new Intl.DateTimeFormat(language).formatToParts()
	.map((part) => part.type).filter((type) => type !== "literal");

// The day that was typed, also without its year, its dots, or in the order of
// ISO; null: it is none.
export function typedDay(text, now = new Date()) {
	const digits = /^\d{6}(\d\d)?$/.test(text) ?
		[text.slice(0, 2), text.slice(2, 4), text.slice(4)] :
		text.split(/[\s./-]+/);
	const order = /^\d{4}\D/.test(text) ? ["year", "month", "day"] : ORDER;
	const { year = now.getFullYear(), month, day } = Object.fromEntries(
		digits.map((part, i) => [order[i], /^\d+$/.test(part) ? Number(part) : NaN]));
	const all = year < 100 ? year + 2000 : year;

	if (digits.length > 3 || !(all >= 1970 && all < 2200))
		return null;
	// No month has a number above 12: they are the other way round.
	return [[month, day], [day, month]].map(([m, d]) => ({ m, d,
		date: new Date(all, m - 1, d) })).find(({ m, d, date }) =>
		date.getMonth() === m - 1 && date.getDate() === d)?.date ?? null;
}

// --- the fields ------------------------------------------------------------------

function take(end, date) {
	const field = byId(end);

	days[end] = date;
	field.value = date ? written(date) : "";
	complain(field, "");
}

function complain(field, text) {
	const note = byId(`${field.id}Wrong`);

	field.setAttribute("aria-invalid", Boolean(text));
	note.textContent = text;
	note.hidden = !text;
}

// What is no day changes nothing but what is said beside it.
function onType({ target }) {
	const text = target.value.trim();
	const date = text ? typedDay(text) : null;

	if (text && !date) {
		complain(target, word("day.wrong", { day: written(new Date()) }));
		return;
	}
	take(target.id, date);
	changed();
}

function field(end) {
	const label = make("label", "", word(end));
	const input = make("input");
	const button = make("button", "plain little", "▦");
	const note = make("p", "wrong small");

	input.id = label.htmlFor = end;
	input.placeholder = word("day.form");
	input.inputMode = "numeric";
	input.autocomplete = "off";
	input.maxLength = 16;
	note.id = `${end}Wrong`;
	note.setAttribute("role", "alert");
	note.hidden = true;
	input.setAttribute("aria-describedby", note.id);
	input.addEventListener("change", onType);
	button.type = "button";
	button.setAttribute("aria-haspopup", "dialog");
	button.setAttribute("aria-label", `${word("day.pick")}${word("colon")} ${
		word(end)}`);
	button.addEventListener("click", () => pick(end, button));
	return make("div", "day", label, make("span", "", input, button), note);
}

function often() {
	const group = make("div", "often", ...Object.entries(OFTEN).map(
		([name, begin]) => {
			const button = make("button", "plain little", word(`day.${name}`));
			button.type = "button";
			button.addEventListener("click", () => {
				take("from", begin());
				take("until", begin() && later(0));
				changed();
			});
			return button;
		}));

	group.setAttribute("role", "group");
	group.setAttribute("aria-label", word("day.often"));
	return group;
}

// Put them where the page has room for them; call work() when a day changed.
export function listenDays(work) {
	changed = work;
	byId("days").append(...ENDS.map(field), often());
	// what is half typed is none of the filter's business
	byId("days").addEventListener("input", (event) => event.stopPropagation());
}

// Into a query: from the beginning of the one day to the end of the other.
export function addDays(query) {
	if (days.from)
		query.set("from", days.from.toISOString());
	if (days.until)
		query.set("to", later(1, days.until).toISOString());
}

// --- the calendar ----------------------------------------------------------------

function pick(end, below) {
	const dialog = make("dialog", "calendar");
	let at = days[end] || later(0);		// the day that has the focus

	function turn(months, n) {
		const end = new Date(at.getFullYear(), at.getMonth() + months + 1, 0);
		at = months ? new Date(end.getFullYear(), end.getMonth(),
			Math.min(at.getDate(), end.getDate())) : later(n, at);
		show();
	}

	function turner(sign, months) {
		const button = make("button", "plain little", sign);
		button.type = "button";
		button.setAttribute("aria-label",
			word(months < 0 ? "day.before" : "day.after"));
		button.addEventListener("click", () => {
			turn(months, 0);
			[...dialog.querySelectorAll("button")].find((b) =>
				b.textContent === sign).focus();
		});
		return button;
	}

	function cell(date) {
		const button = make("button", "plain little", String(date.getDate()));
		const same = (other) => other && +other === +date;
		button.type = "button";
		button.tabIndex = same(at) ? 0 : -1;
		button.setAttribute("aria-label", shown(date, { dateStyle: "full" }));
		button.setAttribute("aria-pressed", Boolean(same(days[end])));
		if (same(later(0)))
			button.setAttribute("aria-current", "date");
		button.classList.toggle("soft", date.getMonth() !== at.getMonth());
		button.addEventListener("click", () => {
			take(end, date);
			dialog.close();
			changed();
		});
		return make("td", "", button);
	}

	function show() {
		const month = new Date(at.getFullYear(), at.getMonth(), 1);
		const first = later(-((month.getDay() - FIRST + 7) % 7), month);
		const week = (n) => [0, 1, 2, 3, 4, 5, 6].map((i) =>
			later(7 * n + i, first));
		const title = make("strong", "",
			shown(at, { month: "long", year: "numeric" }));

		title.setAttribute("aria-live", "polite");
		dialog.replaceChildren(
			make("div", "row", turner("‹", -1), title, turner("›", 1)),
			make("table", "", make("thead", "", make("tr", "soft small",
				...week(0).map((date) => make("th", "",
					shown(date, { weekday: "short" }))))),
			make("tbody", "", ...[0, 1, 2, 3, 4, 5].map((n) =>
				make("tr", "", ...week(n).map(cell))))));
		dialog.querySelector("[tabindex='0']").focus();
	}

	dialog.setAttribute("aria-label", below.getAttribute("aria-label"));
	dialog.addEventListener("keydown", (event) => {
		const [months, n] = KEYS[event.key] || [];
		if (months === undefined || !event.target.closest("td"))
			return;
		event.preventDefault();
		turn(months, n);
	});
	dialog.addEventListener("click", (event) => {
		if (event.target === dialog)	// beside it
			dialog.close();
	});
	dialog.addEventListener("close", () => {
		dialog.remove();
		below.focus();
	});
	document.body.append(dialog);
	dialog.showModal();
	show();
}
