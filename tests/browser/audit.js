// SPDX-License-Identifier: GPL-3.0-or-later
// What a page itself tells of how well people can use it: a list of sentences
// of what is wrong.  It is the body of a function, whose argument is the
// language that the page shall be in.
const LEAST = 4.5;	// contrast of text, WCAG 2.1, 1.4.3
const wrong = [];

function called(element) {
	const id = element.id ? `#${element.id}` : "";
	return `<${element.localName}${id}> “${element.textContent.trim()
		.slice(0, 30)}”`;
}

// --- colors ------------------------------------------------------------------

function color(text) {
	const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
	return { rgb: [r, g, b], a };
}

function over(front, back) {
	return front.rgb.map((c, i) => c * front.a + back[i] * (1 - front.a));
}

// What is behind an element's text; the page's own ground has no holes.
function ground(element) {
	if (element === null)
		return color(getComputedStyle(document.body).backgroundColor).rgb;
	const own = color(getComputedStyle(element).backgroundColor);
	return own.a === 1 ? own.rgb : over(own, ground(element.parentElement));
}

function luminance(rgb) {
	const [r, g, b] = rgb.map((c) => c / 255).map((c) =>
		c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(element) {
	const back = ground(element);
	const front = over(color(getComputedStyle(element).color), back);
	const [low, high] = [luminance(front), luminance(back)].sort(
		(x, y) => x - y);
	return (high + 0.05) / (low + 0.05);
}

function hasText(element) {
	return ["INPUT", "SELECT"].includes(element.tagName) ||
		[...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE &&
			n.data.trim() !== "");
}

// What can't be used now may be pale (1.4.3, "inactive").
function lookAtColors() {
	for (const element of document.body.querySelectorAll("*")) {
		if (!hasText(element) || !element.checkVisibility() ||
		    element.closest(":disabled, option, noscript"))
			continue;
		const is = contrast(element);
		if (is < LEAST)
			wrong.push(`${called(element)}: contrast ${is.toFixed(2)}`);
	}
}

// --- order and names -----------------------------------------------------------

function lookAtHeadings() {
	let level = 0;
	const all = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
		.filter((h) => h.checkVisibility());
	for (const heading of all) {
		const next = Number(heading.tagName[1]);
		if (next > level + 1 || (next === 1) !== (level === 0))
			wrong.push(`${called(heading)}: a heading after an h${level}`);
		if (heading.textContent.trim() === "")
			wrong.push(`${called(heading)}: an empty heading`);
		level = next;
	}
	if (level === 0)
		wrong.push("no heading");
}

function lookAtNames(language) {
	if (document.documentElement.lang !== language)
		wrong.push(`lang is ${document.documentElement.lang}`);
	for (const button of document.querySelectorAll(".language"))
		if (button.lang === language)
			wrong.push(`${called(button)}: not in its own language`);
	for (const image of document.querySelectorAll("img:not([alt])"))
		wrong.push(`${called(image)}: no alternative`);
	const seen = new Set();
	for (const { id } of document.querySelectorAll("[id]")) {
		if (seen.has(id))
			wrong.push(`twice: #${id}`);
		seen.add(id);
	}
	for (const [css, what] of [["main", "main"], ["header.top", "header"],
		["nav", "nav"]])
		if (document.querySelectorAll(css).length !== 1)
			wrong.push(`not one ${what}`);
}

// --- the focus -----------------------------------------------------------------

// A key was pressed last, so that the browser shows the focus.
function lookAtFocus() {
	const before = document.activeElement;
	for (const element of document.querySelectorAll("a[href], button, input," +
	    " select, textarea, summary, [tabindex]")) {
		if (!element.checkVisibility() || element.matches(":disabled") ||
		    element.tabIndex < 0)
			continue;
		element.focus();
		const style = getComputedStyle(element);
		if (document.activeElement !== element ||
		    style.outlineStyle === "none" ||
		    parseFloat(style.outlineWidth) < 2)
			wrong.push(`${called(element)}: its focus is not seen`);
	}
	before.focus();
}

lookAtColors();
lookAtHeadings();
lookAtNames(arguments[0]);
lookAtFocus();
return wrong;
