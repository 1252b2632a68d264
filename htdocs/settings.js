// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of one printer, its log, and its way out.

import { call, root } from "./api.js";
import { openPage } from "./header.js";
import { showLog } from "./log.js";
import { sure } from "./secret.js";
import { byId, make, setText, tell } from "./show.js";
import { word } from "./words.js";

const greeting = openPage();
let name = decodeURIComponent(
	location.pathname.match(/\/printers\/([^/]+)\/settings$/)[1]);
let seen = null;	// as the server told it last
let oldest = 0;		// line of the log
const BEDS = ["either", "corner", "center", "round"];
// Settings that are chosen from a list whose first is "as the profile": how
// what a profile says is told.
const CHOSEN = { dialect: (value) => value, bed_form: (value) => word(`bed.${value}`) };
const fields = [...document.querySelectorAll("[data-setting]")];
const inherit = (key) => document.querySelector(`[data-inherit=${key}]`);

const path = (what) => `/api/printers/${encodeURIComponent(name)}${what}`;
const profile = () => seen.profiles.find((p) => p.profile ===
	document.querySelector("[data-setting=profile]").value) || {};

async function attempt(work) {
	try {
		tell(await work() || "");
	} catch (error) {
		tell(error.message, true);
	}
}

// --- values and fields --------------------------------------------------------

// What a field holds, as the server has it; null is as the profile says.
function valueOf(field) {
	const key = field.dataset.setting;
	const box = inherit(key);

	if (box)
		return box.checked ? null : field.value.trim();
	if (field.type === "number")
		return field.value !== "" ?
			Math.round(Number(field.value) * field.dataset.scale) :
			key === "nozzle_um" ? 0 : null;
	if (key in CHOSEN)
		return field.value || null;
	return field.value.trim();
}

function put(field, value) {
	const key = field.dataset.setting;
	const box = inherit(key);

	if (box)
		box.checked = value === null;
	if (field.type === "number")
		field.value = value === null || (key === "nozzle_um" && value === 0) ?
			"" : value / field.dataset.scale;
	else
		field.value = value ?? "";
}

function human(field, value) {
	return field.type === "number" ? String(value / field.dataset.scale) : value;
}

// What the chosen profile says stands, softer, where nothing is its own.
function showInherited() {
	const says = profile();

	for (const field of fields) {
		const key = field.dataset.setting;
		const box = inherit(key);
		if (key in CHOSEN)
			setText(field.options[0], word("asProfileIs",
				{ value: key in says ? CHOSEN[key](says[key]) : "" }));
		else if (field.type === "number")
			field.placeholder = key in says ? (says[key] === 0 ?
				word("unknownShort") : human(field, says[key])) : "";
		if (!box)
			continue;
		field.disabled = box.checked;
		if (box.checked)
			field.value = says[key] ?? "";
	}
}

function changed() {
	return fields.filter((field) => {
		const is = seen.settings[field.dataset.setting];
		return valueOf(field) !== is;
	});
}

function showChanges() {
	const list = changed();

	for (const field of fields)
		field.classList.toggle("changed", list.includes(field));
	byId("save").disabled = byId("undo").disabled = list.length === 0;
	document.querySelector(".save").classList.toggle("quiet",
		list.length === 0);
	setText(byId("changes"), list.length === 0 ? word("noChanges") :
		word(list.length === 1 ? "oneChange" : "someChanges",
			{ n: list.length }) +
		(seen.holds_job ? ` ${word("afterThePrint")}` : ""));
}

// --- the page as the server tells it -------------------------------------------

function choices(select, values, texts) {
	select.replaceChildren(...values.map((value, i) => {
		const option = make("option", "", texts[i]);
		option.value = value;
		return option;
	}));
}

function show(answer) {
	const dialects = [...new Set(answer.profiles.map((p) => p.dialect))].sort();
	const names = answer.profiles.map((p) => p.profile);

	seen = answer;
	name = answer.settings.name;
	choices(document.querySelector("[data-setting=profile]"), names, names);
	choices(document.querySelector("[data-setting=dialect]"),
		["", ...dialects], ["", ...dialects]);
	choices(document.querySelector("[data-setting=bed_form]"),
		["", ...BEDS], ["", ...BEDS.map(CHOSEN.bed_form)]);
	for (const field of fields)
		put(field, answer.settings[field.dataset.setting]);
	showInherited();
	showChanges();
	showHead();
	showService();
	byId("all").hidden = false;
}

function showHead() {
	const at = seen.usb_serial || seen.position || seen.path;

	setText(byId("name"), word("settingsOf", { name }));
	setText(byId("back"), `‹ ${name}`);
	byId("back").href = `${root}/printers/${encodeURIComponent(name)}`;
	document.title = `${word("settingsOf", { name })} – ${word("title")}`;
	if (seen.number)
		setText(byId("machine"), [word("printerNumber", { n: seen.number }),
			seen.machine_type, at].filter(Boolean).join(" · "));
}

function showService() {
	const why = seen.settings.disabled;

	setText(byId("service"), why ? word("outBecause", { why }) :
		word("inService"));
	byId("service").className = why ? "notice bad name" : "name soft";
	byId("disable").hidden = Boolean(why);
	byId("enable").hidden = !why;
}

async function change(settings) {
	show(await call("PATCH", path("/settings"),
		{ version: seen.version, settings }));
	await log(false).catch(() => {});
}

async function save() {
	const list = changed();
	const was = name;

	await change(Object.fromEntries(list.map((field) =>
		[field.dataset.setting, valueOf(field)])));
	if (name !== was)
		history.replaceState(null, "",
			`${root}/printers/${encodeURIComponent(name)}/settings`);
	return word(seen.holds_job ? "savedForLater" : "saved");
}

// --- the log --------------------------------------------------------------------

async function log(more) {
	const { events } = await call("GET",
		path(`/log${more ? `?before=${oldest}` : ""}`));
	showEvents(events, more);
}

function showEvents(events, more) {
	showLog(byId("log"), events, more);
	if (events.length > 0)
		oldest = events[events.length - 1].id;
	byId("older").hidden = events.length < 50;
}

// --- what people do -----------------------------------------------------------------

function listen() {
	const form = byId("settings");

	form.addEventListener("input", () => {
		showInherited();
		showChanges();
	});
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		attempt(save);
	});
	byId("undo").addEventListener("click", () => show(seen));
	for (const box of document.querySelectorAll("[data-inherit]"))
		box.addEventListener("change", () => {
			showInherited();
			showChanges();
		});
	byId("disable").addEventListener("submit", (event) => {
		event.preventDefault();
		attempt(async () => {
			await change({ disabled: byId("reason").value.trim() });
			byId("reason").value = "";
			return word("isOut");
		});
	});
	byId("enable").addEventListener("click", () => attempt(async () => {
		await change({ disabled: "" });
		return word("isBack");
	}));
	byId("note").addEventListener("submit", (event) => {
		event.preventDefault();
		attempt(async () => {
			const { events } = await call("POST", path("/log"),
				{ note: byId("noteText").value.trim() });
			byId("noteText").value = "";
			showEvents(events, false);
		});
	});
	byId("older").addEventListener("click", () => attempt(() => log(true)));
	sure(byId("forget"), word("forgetSure"), () => attempt(async () => {
		await call("DELETE", path(""));
		location.assign(`${root}/admin`);
	}));
	// what is not saved yet is asked about before it is lost
	addEventListener("beforeunload", (event) => {
		if (seen && !byId("settings").hidden && changed().length > 0)
			event.preventDefault();
	});
}

// An operator keeps the log; the rest is an administrator's.
async function begin(session) {
	const may = (right) => session && session.rights.includes(right);

	if (!may("control")) {
		setText(byId("nobody"), word("adminsOnly"));
		byId("nobody").hidden = false;
		return;
	}
	if (may("configure")) {
		show(await call("GET", path("/settings")));
	} else {
		for (const id of ["settings", "serviceCard", "forgetCard"])
			byId(id).hidden = true;
		seen = {};
		showHead();
		byId("all").hidden = false;
	}
	await log(false);
}

listen();
greeting.then((session) => begin(session)).catch((error) => {
	setText(byId("back"), word("home"));
	tell(error.message, true);
});
