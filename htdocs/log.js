// SPDX-License-Identifier: GPL-3.0-or-later
// The log of one printer: what was done to it, by whom and when.

import { clear, make, moment } from "./show.js";
import { has, language, word } from "./words.js";

const UNITS = [[/_um$/, 1000, " mm"], [/_dC$/, 10, " °C"]];

// A setting's value as people read it; "" is as the profile says.
function value(key, text) {
	if (text === "")
		return word("asProfile");
	if (key === "bed_form" && has(`bed.${text}`))
		return word(`bed.${text}`);
	for (const [ending, scale, unit] of UNITS)
		if (ending.test(key))
			return `${(Number(text) / scale).toLocaleString(language)}${unit}`;
	return text.replaceAll("\n", "; ");
}

// What happened, and what a person wrote, if that is all there is to say.
function sentence(event) {
	const { what, why } = event;

	if (what === "printer.note")
		return why;
	if (what === "printer.set" && has(`setting.${why}`))
		return `${word(`setting.${why}`)}${word("colon")} ${value(why, event.old)} → ${value(why, event.new)}`;
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
