// SPDX-License-Identifier: GPL-3.0-or-later
// Tuning a print that runs: a slider, a number and two buttons for each knob.
// It is sent once the hand rests, and pending until the machine confirmed it.
// What is shown is what the machine has, whoever set it.  The page asks for
// this module when something prints.

import "./tunewords.js";
import { call } from "./api.js";
import { byId, make, number, setText } from "./show.js";
import { word } from "./words.js";

const REST_MS = 400;	// keys repeat, and a slider is let go more than once
const UM = 1000;	// of a millimeter
const STEPS = [-50, -20, 20, 50];	// of the nozzle's height, in um
const PHASES = ["printing", "pausing", "paused"];

// What a knob is now, and what the file alone would have.
const KNOBS = [
	{ key: "speed", unit: "%", least: 10, most: 300, step: 5,
		now: (live) => live.tune.speed },
	{ key: "flow", unit: "%", least: 50, most: 150, step: 1,
		now: (live) => live.tune.flow },
	{ key: "fan", unit: "%", least: 0, most: 100, step: 5,
		now: (live) => live.tune.fan },
	{ key: "hotend", unit: "°C", step: 1,
		now: (live) => live.hotend_target,
		bounds: (limits) => [limits.extrude_min, limits.hotend_max || 300] },
	{ key: "bed", unit: "°C", step: 1, now: (live) => live.bed_target,
		bounds: (limits) => [0, limits.bed_max || 120] },
];

let printer = null;	// as it was seen last
let rows = null;	// made at the first look
let shift = null;	// the one of the nozzle's height
let last = Promise.resolve();	// orders go out one after the other

// --- its parts ---------------------------------------------------------------

function button(text, label, act) {
	const one = make("button", "plain little", text);

	one.type = "button";
	one.setAttribute("aria-label", label);
	one.addEventListener("click", act);
	return one;
}

function field(type, knob, label) {
	const one = make("input");

	one.type = type;
	one.step = type === "range" ? knob.step : 1;
	one.setAttribute("aria-label", label);
	one.addEventListener("input", () => draft(knob, one.value, true));
	one.addEventListener("change", () => draft(knob, one.value, false));
	return one;
}

function makeRow(knob) {
	const what = word(`tune.${knob.key}`);
	const row = { knob, hand: 0, wanted: null, timer: null };

	knob.row = row;
	row.name = make("span", "strong", what);
	row.state = make("span", "soft small");
	row.number = field("number", knob,
		word("tune.number", { what, unit: knob.unit }));
	row.number.inputMode = "numeric";
	row.slider = field("range", knob, what);
	row.reset = button("", "", () => draft(knob, own(knob), false));
	row.all = make("div", "knob",
		make("div", "row", row.name, row.state,
			make("span", "value", row.number, ` ${knob.unit}`)),
		make("div", "turn",
			button("−", word("tune.less", { what }), () => step(knob, -1)),
			row.slider,
			button("+", word("tune.more", { what }), () => step(knob, 1))),
		row.reset);
	row.all.dataset.knob = knob.key;
	return row;
}

function makeShift() {
	const row = { hand: 0, wanted: null };

	row.state = make("span", "soft small");
	row.value = make("span", "value");
	row.buttons = STEPS.map((um) => button(signed(um),
		`${word("tune.shiftBy", { mm: signed(um) })}, ${word(um < 0 ?
			"tune.lower" : "tune.higher")}`,
		() => send({ baby_um: um }, row)));
	row.all = make("div", "knob",
		make("div", "row", make("span", "strong", word("tune.baby")),
			row.state, row.value),
		make("div", "steps", ...row.buttons));
	row.all.dataset.knob = "baby_um";
	return row;
}

function build() {
	const title = make("h2", "", word("tune"));

	title.id = "tuneTitle";
	rows = KNOBS.map(makeRow);
	shift = makeShift();
	const set = make("fieldset", "knobs", ...rows.map((row) => row.all),
		shift.all);
	const why = make("p", "small");
	const said = make("p", "small");

	set.id = "knobs";
	set.setAttribute("aria-labelledby", title.id);
	why.id = "tuneWhy";
	said.id = "tuneSaid";
	said.setAttribute("role", "status");
	byId("tune").setAttribute("aria-labelledby", title.id);
	byId("tune").replaceChildren(title, why, set,
		make("p", "soft small", word("tune.note")), said);
}

function signed(um) {
	return `${um > 0 ? "+" : um < 0 ? "−" : ""}${number(Math.abs(um) / UM, 3)}`;
}

// --- what the person does ----------------------------------------------------

function bounds({ least, most, bounds: of }) {
	return of ? of(printer.limits) : [least, most];
}

function own({ key }) {
	return printer.live.tune.own[key];
}

// What the hand is at; then what was sent and is on its way; then what is.
function value({ row, now }) {
	return row.wanted ?? now(printer.live);
}

function step(knob, way) {
	draft(knob, Number(value(knob)) + way * knob.step, false);
}

// held: a slider that is not let go yet, or a number that is being typed.
function draft(knob, text, held) {
	const { row } = knob;
	const [least, most] = bounds(knob);
	const n = Math.round(Number(text));

	clearTimeout(row.timer);
	row.timer = null;
	if (held) {
		row.wanted = text === "" ? null : n;
		row.held = true;
	} else {
		row.held = false;
		row.wanted = Math.min(most, Math.max(least, n));
		row.timer = setTimeout(() => {
			row.timer = null;
			send({ [knob.key]: row.wanted }, row);
		}, REST_MS);
	}
	showRow(row);
}

function send(values, row) {
	const { name, job } = printer;

	row.hand = Infinity;	// until it is known
	last = last.then(async () => {
		const said = byId("tuneSaid");
		try {
			const answer = await call("POST",
				`/api/printers/${encodeURIComponent(name)}/orders`,
				{ order: "tune", job: job.id, ...values });
			row.hand = answer.hand;
			setText(said, "");
		} catch (error) {
			row.hand = 0;
			row.wanted = null;
			setText(said, error.message);
		}
		said.classList.toggle("bad", said.textContent !== "");
		show();
	});
	show();
}

// --- what is so now ----------------------------------------------------------

// Confirmed, or recorded as not done: what the machine has is what counts.
function settle(row) {
	if (row.hand <= printer.live.tune.done && row.timer == null && !row.held) {
		row.hand = 0;
		row.wanted = null;
	}
}

function isPending(row) {
	return row.hand > 0 || row.timer != null;
}

function lacks(key) {
	return printer.live.tune.lacks.includes(key);
}

function setValue(input, n) {
	if (input !== document.activeElement || input.type === "range" ||
	    !input.parentElement.matches(":focus-within"))
		input.value = n;
}

function showRow(row) {
	const { knob } = row;
	const [least, most] = bounds(knob);
	const n = value(knob);
	const back = own(knob);
	const known = typeof n === "number";
	const text = `${number(back, 0)} ${knob.unit}`;

	row.all.hidden = !known;
	if (!known)
		return;
	for (const input of [row.slider, row.number]) {
		input.min = least;
		input.max = most;
		if (!row.held)
			setValue(input, Math.round(n));
	}
	if (row.held)
		row.slider.value = n;
	setText(row.state, lacks(knob.key) ? word("tune.lacks") :
		isPending(row) ? word("tune.pending") : "");
	row.all.classList.toggle("pending", isPending(row));
	for (const input of row.all.querySelectorAll("input, button"))
		input.disabled = lacks(knob.key);
	row.reset.hidden = Math.round(n) === back || back < least;
	setText(row.reset, word("tune.reset", { value: text }));
	row.reset.setAttribute("aria-label", word("tune.resetWhat",
		{ what: word(`tune.${knob.key}`), value: text }));
}

function showShift() {
	const none = lacks("baby_um");

	setText(shift.value, word("tune.shift",
		{ mm: signed(printer.live.tune.baby_um) }));
	setText(shift.state, none ? word("tune.lacksBaby") :
		isPending(shift) ? word("tune.pending") : "");
	shift.all.classList.toggle("pending", isPending(shift));
	for (const one of shift.buttons)
		one.disabled = none;
}

function show() {
	for (const row of [...rows, shift])
		settle(row);
	rows.forEach(showRow);
	showShift();
}

// may: this person tunes this print.
export function showTune(p, may) {
	const runs = Boolean(p.job && p.live && p.live.tune &&
		p.live.job === p.job.id);

	byId("tune").hidden = !runs;
	if (!runs)
		return;
	if (!rows)
		build();
	if (printer && printer.job.id !== p.job.id)
		for (const row of [...rows, shift]) {
			clearTimeout(row.timer);
			Object.assign(row, { timer: null, hand: 0, wanted: null, held: false });
		}
	printer = p;
	const why = !may ? "tune.noRight" :
		PHASES.includes(p.live.phase) ? "" : "tune.notNow";
	byId("knobs").disabled = why !== "";
	byId("tuneWhy").hidden = why === "";
	setText(byId("tuneWhy"), why ? word(why) : "");
	show();
}
