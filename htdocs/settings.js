// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of one printer, its log, and its way out.

import { call, root } from "./api.js";
import { addBaud, addLimits, addPause, changedOf, choices, fieldsOf, put,
	showChanged, showInherited, valueOf } from "./fields.js";
import { openPage } from "./header.js";
import { showLog } from "./log.js";
import "./machinewords.js";
import "./officewords.js";
import { learnSentences } from "./said.js";
import { byId, press, setText, sure, tell } from "./show.js";
import { word } from "./words.js";

learnSentences(() => import("./adopting.js"));
const greeting = openPage();
let name = decodeURIComponent(
	location.pathname.match(/\/printers\/([^/]+)\/settings$/)[1]);
let seen = null;	// as the server told it last
let oldest = 0;		// line of the log
addBaud(byId("machineGroup"));
addLimits(byId("limits"), true);
addPause(byId("pause"), true);
const fields = fieldsOf(byId("settings"));

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

function showProfile() {
	const says = profile();

	showInherited(fields, says);
	byId("editProfile").href = `${root}/profiles/${says.id}`;
}

const changed = () => changedOf(fields, seen.settings);

function showChanges() {
	showChanged(fields, changed(), seen.holds_job ? word("afterThePrint") : "");
}

// --- the page as the server tells it -------------------------------------------

function show(answer) {
	const dialects = [...new Set(answer.profiles.map((p) => p.dialect))].sort();
	const names = answer.profiles.map((p) => p.profile);

	seen = answer;
	name = answer.settings.name;
	choices(document.querySelector("[data-setting=profile]"), names, names);
	choices(document.querySelector("[data-setting=dialect]"),
		["", ...dialects], ["", ...dialects]);
	for (const field of fields)
		put(field, answer.settings[field.dataset.setting]);
	showProfile();
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

	setText(byId("service"), why ? word("event.printer.disabled", { why }) :
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
		showProfile();
		showChanges();
	});
	press(form, () => attempt(save));
	byId("undo").addEventListener("click", () => show(seen));
	for (const box of document.querySelectorAll("[data-inherit]"))
		box.addEventListener("change", () => {
			showProfile();
			showChanges();
		});
	press(byId("disable"), () => attempt(async () => {
		await change({ disabled: byId("reason").value.trim() });
		byId("reason").value = "";
		return word("isOut");
	}));
	press(byId("enable"), () => attempt(async () => {
		await change({ disabled: "" });
		return word("event.printer.disabled.end");
	}));
	press(byId("note"), () => attempt(async () => {
		const { events } = await call("POST", path("/log"),
			{ note: byId("noteText").value.trim() });
		byId("noteText").value = "";
		showEvents(events, false);
	}));
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
