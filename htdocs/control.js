// SPDX-License-Identifier: GPL-3.0-or-later
// Control by hand: move, heat, extrude, when nothing is printed; what a pause
// takes back, in a pause.  Only who may do this has this module.  The server
// decides; here it is only said before.

import { call } from "./api.js";
import { byId, make, number, setText } from "./show.js";
import { typed } from "./typing.js";
import { word } from "./words.js";

const UM = 1000;	// of a millimeter
const PRESETS = [["PLA", 205, 60], ["PETG", 235, 80], ["ABS", 245, 100],
	["TPU", 225, 50]];
const KEYS = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowUp: ["y", 1],
	ArrowDown: ["y", -1], PageUp: ["z", 1], PageDown: ["z", -1] };
const DRIVEN = ["x", "y"];	// also in a pause

let printer = null;	// as it was seen last
let name = () => "";
let last = Promise.resolve();	// controls go out in the order of the presses
let offered = "";	// the presets as they were made last

// Why nothing is allowed at all, as a key of words, or "".
export function whyNot(p) {
	const phase = p.live && p.live.connected ? p.live.phase : "";

	if (!phase)
		return "hand.offline";
	if (p.fault || p.disabled)
		return "hand.outOfService";
	if (p.job ? phase !== "paused" : phase !== "idle")
		return "hand.busy";
	return "";
}

// Somebody looked, and the bed is empty.
export function bedIsEmpty() {
	return byId("bedEmpty").checked && !byId("bedAsk").hidden;
}

// One control; resolves when the printer has it.
export function give(control, values) {
	const body = { control, ...values };

	if (bedIsEmpty() && ["jog", "home", "gcode"].includes(control))
		body.sure = 1;
	return call("POST", `/api/printers/${encodeURIComponent(name())}/control`,
		body);
}

function order(control, values, said) {
	last = last.then(async () => {
		const status = byId("handSaid");
		try {
			await give(control, values);
			setText(status, said);
			status.classList.remove("bad");
		} catch (error) {
			setText(status, error.message);
			status.classList.add("bad");
		}
	});
}

// --- what is allowed now -----------------------------------------------------

export function showControl(p) {
	const why = whyNot(p);
	const paused = Boolean(p.job);
	const cold = !p.live || !(p.live.hotend >= p.limits.extrude_min);

	printer = p;
	setText(byId("handWhy"), why ? word(why) :
		word(paused ? "hand.pause" : "hand.free"));
	byId("handWhy").classList.toggle("stop", why !== "");
	byId("bedAsk").hidden = why !== "" || paused || !p.needs_cleaning;
	if (!p.needs_cleaning)
		byId("bedEmpty").checked = false;
	byId("handMove").disabled = why !== "";
	byId("handHeat").disabled = why !== "";
	byId("handFilament").disabled = why !== "" || cold;
	byId("handOther").disabled = why !== "" || paused;
	byId("handCold").hidden = why !== "" || !cold;
	setText(byId("handCold"), word("hand.cold",
		{ degrees: p.limits.extrude_min }));
	for (const button of byId("pad").querySelectorAll("button"))
		button.disabled = !isAllowed(button, paused);
	byId("homeAll").disabled = paused || isHeld();
	showNow("nowHotend", p.live && p.live.hotend);
	showNow("nowBed", p.live && p.live.bed);
	showLimits(p.limits);
}

function showNow(id, degrees) {
	setText(byId(id), typeof degrees === "number" ?
		word("degrees", { actual: Math.round(degrees) }) : "");
}

// The nozzle doesn't go down on what may be on the bed.
function isHeld() {
	return printer.needs_cleaning && !byId("bedEmpty").checked;
}

function isAllowed(button, paused) {
	const { axis, way, home } = button.dataset;

	if (paused)
		return !home && DRIVEN.includes(axis) && printer.limits.pause_lift_um > 0;
	return !(isHeld() && (home === "z" || (axis === "z" && way === "-1")));
}

function showLimits(limits) {
	const known = JSON.stringify(limits);

	if (known === offered)
		return;
	offered = known;
	const most = [limits.hotend_max || 300, limits.bed_max || 120];
	["handHotend", "handBed"].forEach((id, i) => {
		byId(id).dataset.most = most[i];
	});
	byId("presets").replaceChildren(...PRESETS.filter(([, hotend, bed]) =>
		hotend <= most[0] && bed <= most[1])
		.map(([title, hotend, bed]) => preset(title, hotend, bed,
			`${hotend}\u00a0/\u00a0${bed}\u00a0°C`)),
	preset(word("hand.off"), 0, 0, word("hand.cool")));
}

function preset(title, hotend, bed, text) {
	const button = make("button", "plain little chip",
		make("strong", "", title), make("span", "soft small", text));

	button.type = "button";
	button.addEventListener("click", () => heat({ hotend, bed }));
	return button;
}

// --- what the person does ----------------------------------------------------

function chosen(group) {
	return Number(document.querySelector(`input[name=${group}]:checked`).value);
}

function signed(mm) {
	return `${mm > 0 ? "+" : "−"}${number(Math.abs(mm), 1)} mm`;
}

function jog(axis, way) {
	const mm = way * chosen("step");

	order("jog", { [`${axis}_um`]: Math.round(mm * UM) },
		word("hand.moved", { what: `${axis.toUpperCase()} ${signed(mm)}` }));
}

function home(axes) {
	order("home", Object.fromEntries([...axes].map((a) => [a, 1])),
		word("hand.homed", { what: axes.toUpperCase() || "X Y Z" }));
}

function heat(values) {
	order("heat", values, word("hand.heated", {
		what: Object.entries(values).map(([key, degrees]) =>
			`${word(key)} ${degrees} °C`).join(", ") }));
}

function extrude(way) {
	const mm = way * chosen("length");

	order("extrude", { e_um: Math.round(mm * UM) },
		word("hand.extruded", { what: signed(mm) }));
}

// One key, one step: a key that is held must not fill the printer's queue.
function onKey(event) {
	const [axis, way] = KEYS[event.key] || [];
	const button = axis && byId("pad").querySelector(
		`[data-axis="${axis}"][data-way="${way}"]`);

	if (!button || event.ctrlKey || event.altKey || event.metaKey)
		return;
	event.preventDefault();
	if (!event.repeat && !button.disabled)
		jog(axis, way);
}

function onPad(event) {
	const button = event.target.closest("button");

	if (!button)
		return;
	if (button.dataset.home)
		home(button.dataset.home);
	else
		jog(button.dataset.axis, Number(button.dataset.way));
}

function listenForm(id, key) {
	byId(id).addEventListener("submit", (event) => {
		event.preventDefault();
		const field = event.target.querySelector("input");
		heat({ [key]: typed(field.value) });
	});
}

export function listenControl(named) {
	name = named;
	byId("pad").addEventListener("click", onPad);
	byId("pad").addEventListener("keydown", onKey);
	byId("bedEmpty").addEventListener("change", () => showControl(printer));
	byId("homeAll").addEventListener("click", () => home(""));
	byId("extrude").addEventListener("click", () => extrude(1));
	byId("retract").addEventListener("click", () => extrude(-1));
	byId("motorsOff").addEventListener("click", () =>
		order("motors-off", {}, word("hand.motorsOff")));
	for (const button of byId("fans").querySelectorAll("[data-percent]"))
		button.addEventListener("click", () => {
			const percent = Number(button.dataset.percent);
			order("fan", { percent }, word("hand.fanSet", { n: percent }));
		});
	listenForm("hotendForm", "hotend");
	listenForm("bedForm", "bed");
}
