// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of the lab (policies), as a form of groups.

import { call } from "./api.js";
import { byId, make, setText } from "./show.js";
import { typed, written } from "./typing.js";
import { has, word } from "./words.js";

const MIB = 1 << 20;
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday",
	"saturday", "sunday"];
// Where each is shown; one that is not named here comes last.
const GROUPS = [
	["access", ["open-lab", "new-person"]],
	["limits", ["jobs-at-once", "week-prints", "week-hours", "print-hours"]],
	["hours", DAYS.map((day) => `open-${day}`)],
	["uploads", ["upload-bytes", "free-bytes"]],
	["retention", ["archive-days", "archive-files", "archive-percent",
		"trace-days"]],
	["objections", ["outside-bed", "hotend-too-hot", "bed-too-hot",
		"other-machine", "other-material", "other-nozzle", "saves-settings",
		"loads-settings", "resets-settings", "sets-steps", "tunes-heater",
		"emergency-stop", "updates-firmware", "restarts-machine",
		"not-ascii"]],
	["notices", ["notify-ended", "notify-trouble", "notify-tries",
		"notify-language"]],
	["live", ["live-total", "live-address"]],
	["cost", ["filament-price"]],
];
const ELSEWHERE = ["autodetect"];
const LANGUAGES = ["English", "Français"];
const WEIGHTS = ["allowed", "warned", "refused"];
const NEWCOMERS = ["stranger", "role.visitor", "role.user", "role.operator"];

let seen = new Map();	// policies as the server told them last
let fields = new Map();	// the field of each

function select(policy, texts) {
	const element = make("select");
	element.append(...texts.map((text, i) => {
		const option = make("option", "", text);
		option.value = i;
		return option;
	}));
	element.value = policy.value;
	return { element, value: () => Number(element.value) };
}

function checkbox(policy) {
	const element = make("input");
	element.type = "checkbox";
	element.checked = policy.value === 1;
	return { element, check: true, value: () => Number(element.checked) };
}

function number(policy) {
	const element = make("input");
	const scale = policy.name.endsWith("-bytes") ? MIB : 1;

	element.dataset.least = Math.ceil(policy.least / scale);
	element.dataset.most = Math.floor(policy.most / scale);
	if (scale === 1)
		element.dataset.whole = "";
	element.inputMode = scale === 1 ? "numeric" : "decimal";
	element.autocomplete = "off";
	element.required = true;
	element.value = written(policy.value / scale);
	return { element, value: () => Math.round(typed(element.value) * scale) };
}

function hours(policy) {
	const element = make("input");
	const text = has(`hours.${policy.value}`) ?
		word(`hours.${policy.value}`) : policy.value;

	element.value = text;
	element.required = true;
	element.spellcheck = false;
	// "always" and "closed" in the reader's words, too
	return { element, value: () => ["always", "closed"].find((w) =>
		element.value.trim().toLowerCase() ===
			word(`hours.${w}`).toLowerCase()) || element.value.trim() };
}

function field(policy, group) {
	if (policy.hours)
		return hours(policy);
	if (policy.name === "new-person")
		return select(policy, NEWCOMERS.map((w) => word(w)));
	if (policy.name === "notify-language")
		return select(policy, LANGUAGES);
	if (group === "objections")
		return select(policy, WEIGHTS.map((w) => word(`weight.${w}`)));
	return policy.least === 0 && policy.most === 1 ? checkbox(policy) :
		number(policy);
}

function labelled(policy, group) {
	const key = `policy.${policy.name}`;
	const one = field(policy, group);
	const text = make("span", "", has(key) ? word(key) : policy.name);
	const label = make("label", one.check ? "check whole" : "");

	one.element.id = `policy-${policy.name}`;
	fields.set(policy.name, one);
	if (!has(key))
		label.title = policy.help;
	label.append(...(one.check ? [one.element, text] : [text, one.element]));
	return label;
}

function groupOf(name, policies) {
	const note = `rules.${name}.note`;
	const box = make("fieldset", "group",
		make("legend", "", word(`rules.${name}`)),
		...policies.map((policy) => labelled(policy, name)));
	if (has(note))
		box.append(make("p", "soft small whole", word(note)));
	return box;
}

function changed() {
	return [...fields].filter(([name, one]) =>
		one.value() !== seen.get(name).value);
}

function showChanges() {
	const list = changed();
	for (const [name, one] of fields)
		one.element.classList.toggle("changed",
			list.some(([other]) => other === name));
	byId("save").disabled = byId("undo").disabled = list.length === 0;
	document.querySelector(".save").classList.toggle("quiet",
		list.length === 0);
	setText(byId("changes"), list.length === 0 ? word("noChanges") :
		word(list.length === 1 ? "oneChange" : "someChanges",
			{ n: list.length }));
}

export function showRules(policies) {
	const rest = new Map(policies.map((p) => [p.name, p]));
	const boxes = [];

	seen = new Map(rest);
	fields = new Map();
	for (const name of ELSEWHERE)
		rest.delete(name);
	for (const [group, names] of GROUPS) {
		const there = names.filter((name) => rest.has(name));
		if (there.length > 0)
			boxes.push(groupOf(group, there.map((name) => rest.get(name))));
		there.forEach((name) => rest.delete(name));
	}
	if (rest.size > 0)
		boxes.push(groupOf("others", [...rest.values()]));
	byId("groups").replaceChildren(...boxes);
	showChanges();
}

// The value of one as it was told last.
export function rule(name) {
	return seen.get(name);
}

// Change some; what they were is said, so that nobody's change is lost.
export async function setRules(list) {
	const { policies } = await call("PATCH", "/api/policies", {
		changes: list.map(([name, value]) => ({ name, value,
			was: seen.get(name).value })),
	});
	showRules(policies);
}

// attempt(work) does the work, and tells what it resolves to.
export function listenRules(attempt) {
	byId("rules").addEventListener("input", showChanges);
	byId("rules").addEventListener("submit", (event) => {
		event.preventDefault();
		attempt(async () => {
			await setRules(changed().map(([name, one]) =>
				[name, one.value()]));
			return word("saved");
		});
	});
	byId("undo").addEventListener("click", () =>
		showRules([...seen.values()]));
}
