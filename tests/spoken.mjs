// SPDX-License-Identifier: GPL-3.0-or-later
// Does each page ask for words that it has, in its HTML and in its modules, and
// hold their English until they come?  Is no word in the dictionary twice?  Does
// a name that turns the text around it keep to its place?  Says what is wrong,
// one line each, and fails then.
//
//	node tests/spoken.mjs htdocs PAGE...
import { readdirSync, readFileSync } from "node:fs";
import { closure, dictionary } from "./modules.mjs";

const [folder, ...pages] = process.argv.slice(2);
const MORE = readdirSync(folder).filter((name) => /.words\.js$/.test(name));
// What a page may fetch later, and the words that come with it.
const LATER = { "tune.js": "tunewords.js" };
const ASKS = /<[a-z0-9]+\b[^>]*\bdata-(word|label)="([^"]+)"[^>]*>([^<]*)/g;
const SCRIPT = /<script [^>]*src="\/(\w+\.js)"/;
const SAYS = /\bword\(\s*"([^"]+)"/g;
// What is said of one of several begins as the others do.
const BEGINS = /\bword\(\s*`(\w[\w.]*\.)\$\{/g;
const KEYS = /^\t"?([^\s"]+[^"]*?)"?: \[/gm;

function wrong(text) {
	console.log(text);
	process.exitCode = 1;
}

const plain = (html) => html.replaceAll("&lt;", "<").replaceAll("&gt;", ">")
	.replaceAll("&amp;", "&");

const keysOf = new Map(["words.js", ...MORE].map((name) => [name,
	[...readFileSync(`${folder}/${name}`, "utf8").matchAll(KEYS)]
		.map(([, key]) => key)]));
const keys = new Set();
for (const [name, its] of keysOf)
	for (const key of its) {
		if (keys.has(key))
			wrong(`${name}: ${key} is there twice`);
		keys.add(key);
	}

for (const [name, its] of Object.entries(LATER)) {
	const { has } = await dictionary(folder, "en", its);

	for (const [, key] of readFileSync(`${folder}/${name}`, "utf8")
		.matchAll(SAYS))
		if (!has(key))
			wrong(`${name}: ${key} has no words here`);
}
for (const page of pages) {
	const html = readFileSync(page, "utf8");
	const modules = closure(folder, html.match(SCRIPT)[1]);
	const { has, word } = await dictionary(folder, "en",
		...MORE.filter((m) => modules.has(m)));

	for (const [, kind, key, text] of html.matchAll(ASKS))
		if (!has(key) || (kind === "word" &&
		    plain(text).trim() !== word(key)))
			wrong(`${page}: ${key}: “${text}”, not “${word(key)}”`);
	const known = [...keysOf].flatMap(([name, its]) =>
		modules.has(name) ? its : []);
	for (const [name, text] of modules) {
		for (const [, key] of text.matchAll(SAYS))
			if (!has(key))
				wrong(`${page}: ${name}: ${key} has no words here`);
		for (const [, begin] of text.matchAll(BEGINS))
			if (!known.some((key) => key.startsWith(begin)))
				wrong(`${page}: ${name}: ${begin}… has no words here`);
	}
}

const NAMES = { "part.g": "part.g", "\u05d0.g": "\u2068\u05d0.g\u2069",
	"a\u202eg.b": "\u2068ag.b\u2069", "a\u2069\u202eb": "\u2068ab\u2069" };
const { word: say } = await dictionary(folder, "en", "lobbywords.js");
for (const [name, shown] of Object.entries(NAMES))
	if (say("whoPrints", { who: name }) !==
	    say("whoPrints", { who: "@" }).replace("@", shown))
		wrong(`words.js: ${JSON.stringify(name)} turns what is around it`);
