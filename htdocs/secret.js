// SPDX-License-Identifier: GPL-3.0-or-later
// A secret that is shown once, and a second press before what can't be undone.

import { make, setText } from "./show.js";
import { word } from "./words.js";

const SURE_MS = 5000;
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

// Asked once; the second press within a few seconds means it.  A button that
// is called otherwise than it is labelled asks under both names.
export function sure(button, question, act) {
	const normal = button.textContent;
	const name = button.getAttribute("aria-label");
	let timer = null;

	function ask(asks) {
		setText(button, asks ? question : normal);
		if (name !== null)
			button.setAttribute("aria-label", asks ?
				`${question}: ${name}` : name);
	}

	function calm() {
		clearTimeout(timer);
		timer = null;
		ask(false);
	}

	button.addEventListener("click", () => {
		if (timer === null) {
			ask(true);
			timer = setTimeout(calm, SURE_MS);
			return;
		}
		calm();
		act();
	});
	return button;
}
