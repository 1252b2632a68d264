// SPDX-License-Identifier: GPL-3.0-or-later
// The server: requests, and a poll that never overlaps itself.

import { language, word } from "./words.js";
import { byId, duration } from "./show.js";

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
	});
	const answer = await response.json().catch(() => ({}));
	if (!response.ok) {
		const error = new Error(answer.message || `HTTP ${response.status}`);
		error.status = response.status;
		error.code = answer.error;
		throw error;
	}
	return answer;
}

const EVERY_MS = 1000;
const HIDDEN_MS = 10000;
const LOST_MS = 3000;

// Call show(answer) about once a second, and tell how old it is when the
// line, or the daemon behind the server, is lost.
export function poll(path, show, fail) {
	let last = Date.now();
	let timer = null;

	async function look() {
		timer = null;
		let wait = document.hidden ? HIDDEN_MS : EVERY_MS;
		try {
			const answer = await call("GET", path());
			last = Date.now();
			tellAge(answer.live ? 0 : answer.age_ms, "stale", answer.live);
			show(answer);
		} catch (error) {
			wait = LOST_MS;
			if (error.status === 404 && fail)
				fail(error);
			else
				tellAge(Date.now() - last, "noServer", false);
		}
		timer = setTimeout(look, wait);
	}
	function now() {
		if (timer !== null) {
			clearTimeout(timer);
			look();
		}
	}
	document.addEventListener("visibilitychange", () => {
		if (!document.hidden)
			now();
	});
	look();
	return now;
}

function tellAge(ms, key, live) {
	const bar = byId("stale");
	bar.hidden = live;
	if (!live)
		bar.textContent = word(key, { age: duration(ms / 1000) });
}
