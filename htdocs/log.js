// SPDX-License-Identifier: GPL-3.0-or-later
// The log of one printer: what was done to it, by whom and when.

import { clear, make, moment } from "./show.js";
import { has, language, word } from "./words.js";

const UNITS = [[/_um$/, 1000, " mm"], [/_dC$/, 10, " °C"]];

// A setting's value as people read it; none is what "" means.
function value(key, text, none) {
	if (text === "")
		return none;
	if (key === "cleaning")
		return word(`cleaning.${text}`);
	for (const [ending, scale, unit] of UNITS)
		if (ending.test(key))
			return `${(Number(text) / scale).toLocaleString(language)}${unit}`;
	return text.replaceAll("\n", "; ");
}

// What became of a setting: of a printer, which may have none of its own, or of
// a profile ("NAME KEY").  "": it has no words.
export function settingChange({ what, why, old, new: now }) {
	const [name, key] = what === "profile.set" ? why.split(" ") : ["", why];
	const none = name ? "–" : word("asProfile");

	if (!/^(printer|profile)\.set$/.test(what) || !has(`setting.${key}`))
		return "";
	return `${name && `${word("profileOf", { name })}, `}${word(`setting.${key}`)}${
		word("colon")} ${value(key, old, none)} → ${value(key, now, none)}`;
}

// What happened, and what a person wrote, if that is all there is to say.
function sentence(event) {
	const { what, why } = event;

	if (what === "printer.note")
		return why;
	const change = settingChange(event);
	if (change)
		return change;
	if (what === "printer.loaded")
		return word("event.printer.loaded",
			{ new: [event.new, why].filter(Boolean).join(", ") || "–" });
	if (what === "printer.recovery" && has(`recovery.${why}`))
		return `${word("setting.recovery")}${word("colon")} ${word(`recovery.${why}`)}`;
	if (what === "printer.disabled")
		return why ? word("outBecause", { why }) : word("isBack");
	if (what === "printer.fault")
		return why ? word("faultIs", { why }) : word("faultGone");
	const key = `event.${what}`;
	return has(key) ? word(key, { old: event.old, new: event.new, why }) :
		[what, event.old, event.new, why].filter(Boolean).join(" ");
}

function row(event) {
	const when = make("time", "", moment(event.at));

	when.dateTime = event.at;
	return make("li", event.what === "printer.note" ? "noted" : "",
		make("span", "", sentence(event)),
		make("span", "soft small", when, ` · ${event.who}`));
}

// Newest first; more: behind those that are shown.
export function showLog(list, events, more) {
	if (!more)
		clear(list);
	list.append(...events.map(row));
}
