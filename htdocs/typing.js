// SPDX-License-Identifier: GPL-3.0-or-later
// What people type, in the page's language whatever the browser's is: numbers
// with a comma or a point, and what is wrong with a field.  A number's field is
// one of text with data-least and data-most, and data-whole if it is whole.

import { language, word } from "./words.js";

// A number as its reader types it.
export function written(n) {
	return n.toLocaleString(language,
		{ maximumFractionDigits: 9, useGrouping: false });
}

// The number that was typed, with either mark; NaN: it is none.
export function typed(text) {
	const plain = text.replace(/\s/g, "").replace("−", "-").replace(",", ".");

	return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

function wrongNumber({ value, dataset: { least, most, whole } }) {
	const n = typed(value);

	if (Number.isNaN(n) || (whole !== undefined && !Number.isInteger(n)))
		return whole === undefined ?
			word("typing.number", { n: written(0.4) }) : word("typing.whole");
	return n >= Number(least) && n <= Number(most) ? "" :
		word("typing.range", { least: written(Number(least)),
			most: written(Number(most)) });
}

// What else a field says of itself: in the text below it, or as an example.
function help(field) {
	const note = document.getElementById(
		field.getAttribute("aria-describedby"));

	return (note && note.textContent) || field.title || field.placeholder;
}

// What is wrong with what is in a field; "": nothing.
export function wrong(field) {
	field.setCustomValidity("");
	if (!field.willValidate)
		return "";
	if (field.validity.valueMissing)
		return field.type === "file" ? field.title : word("typing.empty");
	if (!field.validity.valid)
		return word("typing.form", { help: help(field) });
	return field.dataset.least && field.value.trim() ? wrongNumber(field) : "";
}

// Just before the browser looks itself, so that it says our words.
function look({ target }) {
	const button = target.closest("button");

	for (const field of button?.type === "submit" && button.form || [])
		field.setCustomValidity(wrong(field));
}

function count(event) {
	const { key, target } = event;
	const { least, most, whole } = target.dataset;
	const way = { ArrowUp: 1, ArrowDown: -1 }[key];

	if (whole === undefined || !way)
		return;
	event.preventDefault();
	target.value = written(Math.min(most, Math.max(least,
		(typed(target.value) || 0) + way)));
	target.dispatchEvent(new Event("input", { bubbles: true }));
}

// With the mark of the page, whichever was typed.
function settle({ target }) {
	const n = target.dataset.least ? typed(target.value) : NaN;

	if (!Number.isNaN(n))
		target.value = written(n);
}

document.addEventListener("click", look, true);
document.addEventListener("change", settle, true);
document.addEventListener("keydown", count);
document.addEventListener("input", ({ target }) =>
	target.setCustomValidity?.(""), true);
