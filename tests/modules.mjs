// SPDX-License-Identifier: GPL-3.0-or-later
// The pages' modules, for tests that node runs: what each imports, and the
// dictionary as a browser has it that speaks one language and keeps nothing.
import { readFileSync } from "node:fs";

const IMPORTS = /^import [^;]*?"\.\/(\w+\.js)";/gm;

// A module and all that it imports, by name, with its text; not what it may
// fetch later.
export function closure(folder, name, found = new Map()) {
	if (!found.has(name)) {
		const text = readFileSync(`${folder}/${name}`, "utf8");
		found.set(name, text);
		for (const [, next] of text.matchAll(IMPORTS))
			closure(folder, next, found);
	}
	return found;
}

// word(), has() and the others, knowing the words of these modules.  They are no
// files of node's, which would take them for something else than modules.
export async function dictionary(folder, language, ...more) {
	const url = (text) =>
		`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
	const words = url(`${readFileSync(`${folder}/words.js`, "utf8")}
// ${language} ${more}`);

	Object.defineProperty(globalThis, "navigator",
		{ value: { languages: [language] }, configurable: true });
	const known = await import(words);
	for (const name of more)
		await import(url(readFileSync(`${folder}/${name}`, "utf8")
			.replace("./words.js", words)));
	return known;
}
