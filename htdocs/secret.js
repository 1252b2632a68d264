// SPDX-License-Identifier: GPL-3.0-or-later
// A secret that is shown once.

import { make, setText } from "./show.js";
import { word } from "./words.js";

const COPIED_MS = 2000;

// The clipboard belongs to secure pages; a plain-HTTP lab has the old way.
async function copy(field) {
	field.select();
	try {
		await navigator.clipboard.writeText(field.value);
		return true;
	} catch {
		return document.execCommand("copy");
	}
}

// Show it in a box until it is put away; nothing keeps it.
export function showSecret(box, title, secret, help) {
	const field = make("input", "code");
	const button = make("button", "", word("copy"));
	const done = make("button", "plain", word("putAway"));

	field.value = secret;
	field.classList.toggle("long", secret.length > 32);
	field.readOnly = true;
	field.setAttribute("aria-label", title);
	field.addEventListener("focus", () => field.select());
	button.type = done.type = "button";
	button.addEventListener("click", async () => {
		setText(button, word(await copy(field) ? "copied" : "copyByHand"));
		setTimeout(() => setText(button, word("copy")), COPIED_MS);
	});
	done.addEventListener("click", () => {
		field.value = "";
		box.hidden = true;
		box.replaceChildren();
	});
	box.replaceChildren(make("h3", "name", title),
		make("p", "", word("shownOnce")), field,
		make("p", "soft small", help),
		make("div", "buttons", button, done));
	box.hidden = false;
	box.scrollIntoView({ block: "nearest" });
	field.focus();
}
