// SPDX-License-Identifier: GPL-3.0-or-later
// What became of a job that was just queued.

import { has, word } from "./words.js";

// The sentence, and is it a bad one?
export function fate({ printer, waits }) {
	const never = `never.${waits}`;

	if (printer === "any" && has(never))
		return [word(never), true];
	return [word(printer === "any" ?
		waits === null ? "startedAny" : "waitsAny" :
		waits === null ? "started" : `waits.${waits}`), false];
}
