// SPDX-License-Identifier: GPL-3.0-or-later
// The queue of a printer: who waits, why, and how to change that.

import { call } from "./api.js";
import { byId, make, tell } from "./show.js";
import { word } from "./words.js";

let seen = "";		// as it was shown last

// Only when it changed, so that a button that has the focus keeps it.
// attempt(work) does the work, or tells why not.
export function showQueue(printer, attempt) {
	const { queue } = printer;
	const now = JSON.stringify(queue);

	byId("queueEmpty").hidden = queue.length > 0;
	if (now === seen)
		return;
	seen = now;
	byId("queue").replaceChildren(...queue.map((job, i) =>
		queued(job, i, queue, attempt)));
}

// One job: what it is, what keeps the pool's, and where else it could stand.
function queued(job, i, queue, attempt) {
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
			mover("↑", "earlier", job, attempt,
				i > 0 && { before: queue[i - 1].id }),
			mover("↓", "later", job, attempt,
				i + 1 < queue.length && { behind: queue[i + 1].id }));
	buttons.append(act(make("button", "plain little", word("cancel")), attempt,
		() => call("DELETE", `/api/jobs/${job.id}`)));
	return make("li", "", text, buttons, notes);
}

function mover(sign, key, job, attempt, place) {
	const button = make("button", "plain little", sign);
	button.title = word(key);
	button.setAttribute("aria-label", `${word(key)}: ${job.label}`);
	button.disabled = !place;
	return act(button, attempt, () =>
		call("POST", `/api/jobs/${job.id}/move`, place));
}

function act(button, attempt, work) {
	button.type = "button";
	button.addEventListener("click", () => attempt(async () => {
		await work();
		tell("");
	}));
	return button;
}
