// SPDX-License-Identifier: GPL-3.0-or-later
// One machine profile: what it says, who has it, its copies and its end.

import { call, root } from "./api.js";
import { addBaud, addLimits, addPause, changedOf, choices, fieldsOf, put,
	showChanged, valueOf } from "./fields.js";
import { openPage } from "./header.js";
import "./machinewords.js";
import "./officewords.js";
import { copyProfile, origin } from "./profiles.js";
import { learnSentences } from "./said.js";
import { byId, make, press, setText, sure, tell } from "./show.js";
import { word } from "./words.js";

const ITS_OWN = ["name", "machine_type"];	// beside the settings
const OPTIONAL = ["machine_type", "pause_gcode", "park_gcode"];

learnSentences(() => import("./adopting.js"));
const greeting = openPage();
const path = `/api/profiles/${location.pathname.match(/(\d+)$/)[1]}`;
let seen = null;	// as the server told it last

addBaud(byId("machineGroup"));
addLimits(byId("limits"), false);
addPause(byId("pause"), false);
const fields = fieldsOf(byId("profile"));

async function attempt(work) {
	try {
		tell(await work() || "");
	} catch (error) {
		tell(error.message, true);
	}
}

const valuesSeen = () => ({ ...seen.settings, name: seen.name,
	machine_type: seen.machine_type });
const changed = () => seen.shipped ? [] : changedOf(fields, valuesSeen());
const showChanges = () => showChanged(fields, changed(), "");

function show(profile) {
	seen = profile;
	for (const field of fields) {
		put(field, valuesSeen()[field.dataset.setting]);
		field.required = !OPTIONAL.includes(field.dataset.setting);
		field.disabled = profile.shipped;
	}
	showChanges();
	showHead();
	showPrinters();
	byId("first").hidden = byId("all").hidden = false;
}

function showHead() {
	const title = word("profileOf", { name: seen.name });

	setText(byId("title"), title);
	document.title = `${title} – ${word("title")}`;
	setText(byId("origin"), origin(seen));
	byId("stays").hidden = !seen.shipped;
	byId("copy").classList.toggle("plain", !seen.shipped);
	byId("help").hidden = byId("nameNote").hidden = seen.shipped;
	document.querySelector(".save").hidden = seen.shipped;
}

function showPrinters() {
	const names = seen.printers;
	const used = names.length > 0;

	byId("printers").replaceChildren(...names.map((name) => {
		const link = make("a", "name", name);
		link.href = `${root}/printers/${encodeURIComponent(name)}/settings`;
		return make("li", "", link);
	}));
	byId("unused").hidden = used;
	byId("when").hidden = !used || seen.shipped;
	byId("deleteCard").hidden = seen.shipped;
	byId("delete").hidden = used;
	setText(byId("deleteNote"), used ?
		word("profileInUse", { names: names.join(", ") }) :
		word("profileDeleteNote"));
}

// Which of its printers keep for now what they began with?
async function busy() {
	const { printers } = await call("GET", "/api/printers");
	return printers.filter((p) => p.job && seen.printers.includes(p.name))
		.map((p) => p.name);
}

async function save() {
	const body = { version: seen.version, settings: {} };

	for (const field of changed()) {
		const key = field.dataset.setting;
		(ITS_OWN.includes(key) ? body : body.settings)[key] = valueOf(field);
	}
	show(await call("PATCH", path, body));
	const names = await busy();
	return names.length > 0 ?
		word("profileLater", { names: names.join(", ") }) : word("saved");
}

function listen() {
	const form = byId("profile");

	form.addEventListener("input", showChanges);
	press(form, () => attempt(save));
	byId("undo").addEventListener("click", () => show(seen));
	press(byId("copy"), () => attempt(() => copyProfile(seen)));
	sure(byId("delete"), word("profileDeleteSure"), () => attempt(async () => {
		await call("DELETE", path);
		seen = null;
		location.assign(`${root}/admin#profiles`);
	}));
	// what is not saved yet is asked about before it is lost
	addEventListener("beforeunload", (event) => {
		if (seen && changed().length > 0)
			event.preventDefault();
	});
}

async function begin(session) {
	if (!session || !session.rights.includes("configure")) {
		setText(byId("nobody"), word("adminsOnly"));
		byId("nobody").hidden = false;
		return;
	}
	const [profile, { profiles }] = await Promise.all(
		[path, "/api/profiles"].map((what) => call("GET", what)));
	const dialects = [...new Set(profiles.map((p) => p.settings.dialect))]
		.sort();

	choices(byId("dialect"), dialects, dialects);
	show(profile);
	if (location.hash === "#new") {
		history.replaceState(null, "", location.pathname);
		tell(word("profileCopied"));
		byId("name").select();
	}
}

setText(byId("back"), `‹ ${word("admin")}`);
byId("back").href = `${root}/admin#profiles`;
listen();
greeting.then(begin).catch((error) => tell(error.message, true));
