// SPDX-License-Identifier: GPL-3.0-or-later
// Does each page ask for words that there are, and hold their English until
// they come?  Is no word in the dictionary twice?  Says what is wrong, one line
// each, and fails then.
//
//	node tests/spoken.mjs htdocs/words.js PAGE...
import { readFileSync } from "node:fs";

const [dictionary, ...pages] = process.argv.slice(2);
const ASKS = /<[a-z0-9]+\b[^>]*\bdata-(word|label)="([^"]+)"[^>]*>([^<]*)/g;

function wrong(text) {
	console.log(text);
	process.exitCode = 1;
}

// It is a module of browsers: one that speaks English, and keeps nothing.
Object.defineProperty(globalThis, "navigator",
	{ value: { languages: ["en"] } });
const { has, word } = await import(
	`data:text/javascript;base64,${readFileSync(dictionary, "base64")}`);
const plain = (html) => html.replaceAll("&lt;", "<").replaceAll("&gt;", ">")
	.replaceAll("&amp;", "&");

const keys = new Set();
for (const [, key] of readFileSync(dictionary, "utf8")
	.matchAll(/^\t"?([^\s"]+[^"]*?)"?: \[/gm)) {
	if (keys.has(key))
		wrong(`${dictionary}: ${key} is there twice`);
	keys.add(key);
}

for (const page of pages)
	for (const [, kind, key, text] of readFileSync(page, "utf8").matchAll(ASKS)) {
		if (!has(key) || (kind === "word" &&
		    plain(text).trim() !== word(key)))
			wrong(`${page}: ${key}: “${text}”, not “${word(key)}”`);
	}
