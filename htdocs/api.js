// SPDX-License-Identifier: GPL-3.0-or-later
// The server: requests.

import { ready, refusal } from "./said.js";
import { language, word } from "./words.js";

// What stands before our addresses when the site is below a path: "/print", or
// "".  Scripts are at its root.
export const root = new URL(".", import.meta.url).pathname.replace(/\/$/, "");

// JSON of an address.  Throws an Error whose message is for people.
export async function call(method, path, body) {
	const response = await fetch(root + path, {
		method,
		headers: {
			"Accept-Language": language,
			...(body === undefined ? {} :
				{ "Content-Type": "application/json" }),
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	}).catch(() => {
		// a browser has English words alone for it
		throw new Error(word("noAnswer"));
	});
	const answer = await response.json().catch(() => ({}));
	await ready;
	if (!response.ok) {
		const error = new Error(refusal(answer) || `HTTP ${response.status}`);
		error.status = response.status;
		error.code = answer.error;
		throw error;
	}
	return answer;
}
