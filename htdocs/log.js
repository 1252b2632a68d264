// SPDX-License-Identifier: GPL-3.0-or-later
// What was done, by whom and when: events in words, and the log of one printer.

import "./recordwords.js";
import { said } from "./said.js";
import { clear, make, moment } from "./show.js";
import { has, language, word } from "./words.js";

// Of what kind the words of an event are, and which whys are the server's.
const KINDS = { "job.move": "state", "job.submitted": "state",
	"job.wish": "wish", "notify.email": "given", "notify.webhook": "given",
	"person.added": "role", "person.role": "role", "printer.webcam": "given" };
const OURS = /^(job\.|file\.analyzed|logout|printer\.(fault|loaded))/;
const UNITS = [[/_um$/, 1000, " mm"], [/_dC$/, 10, " °C"]];

// A setting's value as people read it; none is what "" means.
function value(key, text, none) {
	if (text === "")
		return none;
	if (has(`${key}.${text}`))
		return word(`${key}.${text}`);
	for (const [ending, scale, unit] of UNITS)
		if (ending.test(key))
			return `${(Number(text) / scale).toLocaleString(language)}${unit}`;
	return text.replaceAll("\n", "; ");
}

// What became of a setting: of a printer, which may have none of its own, or of
// a profile ("NAME KEY").  "": it has no words.
function settingChange({ what, why, old, new: now }) {
	const [name, key] = what === "profile.set" ? why.split(" ") : ["", why];
	const none = name ? "–" : word("asProfile");

	if (!/^(printer|profile)\.set$/.test(what) || !has(`setting.${key}`))
		return "";
	return `${name && `${word("profileOf", { name })}, `}${word(`setting.${key}`)}${
		word("colon")} ${value(key, old, none)} → ${value(key, now, none)}`;
}

// A word that is one of a few, in the reader's language.
function term(kind, text) {
	return has(`${kind}.${text}`) ? word(`${kind}.${text}`) : text;
}

// Why it happened: a sentence of the server, or what a person called it; ""
// where that is in the words already.
export function eventWhy({ what, why }) {
	if (OURS.test(what))
		return said(why);
	if (what === "policy.set")
		return term("policy", why);
	return what === "profile.set" || has(`setting.${why}`) ||
		has(`recovery.${why}`) ? "" : why;
}

// What happened, in words; a kind that has none is shown as it is.
export function eventWords(event) {
	const { what } = event;
	const why = eventWhy(event);
	const kind = KINDS[what] || "";
	const change = settingChange(event);

	if (change)
		return change;
	if (what === "printer.recovery" && has(`recovery.${event.why}`))
		return `${word("setting.recovery")}${word("colon")} ${word(`recovery.${event.why}`)}`;
	if (what === "printer.loaded")
		return word("event.printer.loaded",
			{ new: [event.new, why].filter(Boolean).join(", ") || "–" });
	const key = [`event.${what}.end`, `event.${what}`].slice(why ? 1 : 0)
		.find(has);
	return key ? word(key, { old: term(kind, event.old),
		new: term(kind, event.new), why, job: event.job ?? "" }) :
		[what, event.old, event.new, why].filter(Boolean).join(" ");
}

function row(event) {
	const when = make("time", "", moment(event.at));

	when.dateTime = event.at;
	return make("li", event.what === "printer.note" ? "noted" : "",
		make("span", "", event.what === "printer.note" ? event.why :
			eventWords(event)),
		make("span", "soft small", when, ` · ${said(event.who)}`));
}

// Newest first; more: behind those that are shown.
export function showLog(list, events, more) {
	if (!more)
		clear(list);
	list.append(...events.map(row));
}
