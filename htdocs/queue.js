// SPDX-License-Identifier: GPL-3.0-or-later
// The queue of a printer: what waits, why, and where else it could stand.

import { call } from "./api.js";
import { byId, make, renew, tell } from "./show.js";
import { word } from "./words.js";

let seen = "";		// as it was shown last
let attempt = null;	// does work, and tells what goes wrong

// doWork(work) does what a button means, and tells when it can't be done.
export function listenQueue(doWork) {
	attempt = doWork;
}

// Only when it changed, so that a button that has the focus keeps it.
export function showQueue(queue) {
	const now = JSON.stringify(queue);

	byId("queueEmpty").hidden = queue.length > 0;
	if (now === seen)
		return;
	seen = now;
	renew(byId("queue"), queue.map(queued));
}

// One job: what it is, what keeps the pool's, and its buttons.
function queued(job, i, queue) {
	const text = make("div", "name", word("queuedFor",
		{ name: job.label, who: job.who }));
	const buttons = make("span", "row");
	const notes = make("div", "notes small");

	if (job.printer === "any")
		notes.append(make("p", "", word("anyPrinter")));
	for (const why of job.whynot || [])
		notes.append(make("p", "soft", word(`whynot.${why.code}`,
			{ printer: why.printer })));
	if (queue.length > 1)
		buttons.append(
			mover("↑", "earlier", job, i > 0 && { before: queue[i - 1].id }),
			mover("↓", "later", job, i + 1 < queue.length &&
				{ behind: queue[i + 1].id }));
	buttons.append(button(word("cancel"), "cancel", job,
		() => call("DELETE", `/api/jobs/${job.id}`)));
	return make("li", "", text, buttons, notes);
}

function mover(sign, key, job, place) {
	const b = button(sign, key, job,
		() => call("POST", `/api/jobs/${job.id}/move`, place));
	b.title = word(key);
	b.disabled = !place;
	return b;
}

// Its name says which job it means.
function button(text, key, job, work) {
	const b = make("button", "plain little", text);
	b.type = "button";
	b.setAttribute("aria-label", `${word(key)}: ${job.label}`);
	b.addEventListener("click", () => attempt(async () => {
		await work();
		tell("");
	}));
	return b;
}
