// SPDX-License-Identifier: GPL-3.0-or-later
// What the server says, in the reader's language.  Its sentences are English;
// their French (sentences.js) is fetched only for who reads it.

import { has, language, typeset, word } from "./words.js";

// Values that are names of ours, and have words of their own.
const NAMED = ["policy.", "setting."];

const patterns = [];

// Until then the server has said nothing: call() waits for it.  Without them a
// reader is better off with English than with nothing.
export let ready = Promise.resolve();

// Also know these rows; fetched only for who reads them.
export function learnSentences(load) {
	if (language !== "fr")
		return;
	ready = Promise.all([ready, load().then(({ rows, system = [] }) => {
		patterns.push(...[...rows, ...system].map(pattern));
	}, () => {})]);
}

learnSentences(() => import("./sentences.js"));

// What stands between the values, as an expression that finds them.
function pattern([english, text]) {
	const names = [...english.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	const parts = english.split(/\{\w+\}/).map((part) =>
		part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));

	return { names, text: typeset(text), find: new RegExp(`^${parts.join("(.*)")}$`) };
}

// Numbers and their units, as the server writes them; a version is none.
function decimals(value) {
	return /^[XYZ\d .…×-]+(mm|°C|m|g|s|h)?$/.test(value) ?
		value.replace(/(?<![\d.])(\d+)\.(\d+)(?![\d.])/g, "$1,$2") : value;
}

// A sentence of the server in French; null: it is none of these.
function french(sentence) {
	for (const { names, text, find } of patterns) {
		const values = find.exec(sentence);
		if (values)
			return text.replace(/\{(\w+)\}/g, (whole, name) => {
				const value = values[1 + names.indexOf(name)];
				return french(value) ?? NAMED.filter((kind) =>
					has(kind + value)).map((kind) =>
					word(kind + value))[0] ?? decimals(value);
			});
	}
	return null;
}

// A refusal: what the server knows more of it, if there are words for that.
export function refusal({ detail, message }) {
	return (language === "fr" && detail && french(detail)) ||
		(message && typeset(message));
}

// A sentence of the server, in the reader's language.
export function said(sentence) {
	return (language === "fr" && sentence && french(sentence)) || sentence;
}
