// SPDX-License-Identifier: GPL-3.0-or-later
// A printer's queue: copies stand together, and a job gets another place by
// its buttons, by the arrow keys on its handle, or by dragging that.

import { call } from "./api.js";
import { said } from "./said.js";
import { make, press, renew, setText, soon, tell } from "./show.js";
import { typed, wrong } from "./typing.js";
import { word } from "./words.js";

// Copies that stand behind each other are shown, moved and cancelled as one.
export function groups(jobs) {
	const list = [];
	let last = null;

	for (const job of jobs) {
		const key = JSON.stringify([job.file, job.label, job.who, job.printer]);
		if (!last || last.key !== key) {
			last = { key, jobs: [] };
			list.push(last);
		}
		last.jobs.push(job);
	}
	return list;
}

export class Queue {
	#list;			// the element
	#attempt;		// do the work, tell what went wrong, look again
	#session = null;	// who looks; null: not known
	#seen = "";		// as it was shown last
	#groups = [];
	#drag = null;		// { group, place } while one is dragged
	#late = null;		// what came meanwhile
	#times = [];		// of each group: when it starts
	#focus = 0;		// the job whose handle shall have it again

	// session: a promise of who looks.
	constructor(list, attempt, session) {
		this.#list = list;
		this.#attempt = attempt;
		session.then((known) => {
			this.#session = known;
			this.#seen = "";
			this.#paint();
		});
	}

	// Only when it changed, so that a button that has the focus keeps it.
	show(jobs) {
		this.#late = jobs;
		this.#paint();
	}

	#paint() {
		const seen = JSON.stringify(this.#late, (key, value) =>
			key === "starts" || key === "ends" ? undefined : value);

		if (!this.#late || this.#drag)
			return;
		if (seen !== this.#seen)
			this.#renew(seen);
		groups(this.#late).forEach((g, i) =>
			this.#tell(this.#times[i], g.jobs[0].starts, g.jobs.at(-1).ends));
	}

	// When it is expected to start and end, where that is known.
	#tell(line, ...times) {
		const known = times.filter((t) => t).map((t) => soon(new Date(t)));

		line.hidden = known.length === 0;
		setText(line, word("expected", { times: known.join(" – ") }));
	}

	#renew(seen) {
		this.#times = [];
		this.#seen = seen;
		this.#groups = groups(this.#late);
		renew(this.#list, this.#groups.map((g, i) => this.#row(g, i)));
		const again = this.#handleOf(this.#focus);
		this.#focus = 0;
		if (again)
			again.focus();
	}

	#handleOf(id) {
		const group = id && this.#groups.find((g) =>
			g.jobs.some((j) => j.id === id));

		return group && this.#list.querySelector(
			`.handle[data-job="${group.jobs[0].id}"]`);
	}

	// What the server would allow anyway.
	#mine(group) {
		const session = this.#session;

		return !session || session.name === group.jobs[0].who ||
			session.rights.includes("control");
	}

	// One job: what it is, what keeps the pool's, and where else it could
	// stand.
	#row(group, i) {
		const job = group.jobs[0];
		const values = { name: job.label, who: said(job.who), n: group.jobs.length };
		const text = make("div", "name lines", word(values.n > 1 ?
			"queuedCopies" : "queuedFor", values));
		const notes = make("div", "notes small");

		text.title = text.textContent;
		this.#times.push(make("p", "soft"));
		notes.append(this.#times.at(-1));

		if (job.printer === "any")
			notes.append(make("p", "", word("anyPrinter")));
		for (const why of job.whynot || [])
			notes.append(make("p", "soft", word(`whynot.${why.code}`,
				{ printer: why.printer })));
		return make("li", "", text, make("span", "row",
			...(this.#mine(group) ? this.#buttons(group, i) : [])), notes);
	}

	#buttons(group, i) {
		const { jobs } = group;
		const list = [];

		if (this.#groups.length > 1)
			list.push(
				this.#mover("↑", "earlier", group, i > 0, i - 1),
				this.#mover("↓", "later", group,
					i + 1 < this.#groups.length, i + 1),
				this.#handle(group, i));
		if (jobs.length > 1)
			list.push(this.#button("−1",
				`${word("oneLess")}: ${jobs[0].label}`, () =>
				this.#cancel(jobs.slice(-1)), true));
		list.push(this.#button(word("cancel"),
			`${word("cancel")}: ${jobs[0].label}`, () =>
			this.#cancel(jobs)));
		return list;
	}

	#button(text, label, work, quick) {
		const button = make("button", "plain little", text);

		button.type = "button";
		button.title = label;
		button.setAttribute("aria-label", label);
		press(button, () => this.#attempt(work), quick);
		return button;
	}

	#mover(sign, key, group, possible, to) {
		const button = this.#button(sign,
			`${word(key)}: ${group.jobs[0].label}`,
			() => this.#move(group, to), true);

		button.disabled = !possible;
		return button;
	}

	async #cancel(jobs) {
		for (const job of [...jobs].reverse())
			await call("DELETE", `/api/jobs/${job.id}`);
		tell("");
	}

	// To the place of another group, copy after copy, so that they keep
	// their order.
	async #move(group, to) {
		const from = this.#groups.indexOf(group);
		const other = this.#groups[to];

		if (from < 0 || !other || to === from)
			return;
		const behind = to > from;
		for (const job of behind ? [...group.jobs].reverse() : group.jobs)
			await call("POST", `/api/jobs/${job.id}/move`, behind ?
				{ behind: other.jobs.at(-1).id } :
				{ before: other.jobs[0].id });
		tell(word("moved", { name: group.jobs[0].label, place: to + 1,
			n: this.#groups.length }));
	}

	#handle(group, i) {
		const handle = make("button", "plain little handle", "⠿");

		handle.type = "button";
		handle.dataset.job = group.jobs[0].id;
		handle.title = word("moveHandle");
		handle.setAttribute("aria-label",
			`${word("moveHandle")}: ${group.jobs[0].label}`);
		handle.addEventListener("keydown", (event) =>
			this.#key(event, group, i));
		handle.addEventListener("pointerdown", (event) => {
			if (event.button !== 0)
				return;
			handle.setPointerCapture(event.pointerId);
			this.#drag = { group, place: i };
			this.#mark();
		});
		handle.addEventListener("pointermove", (event) => {
			if (!this.#drag)
				return;
			this.#drag.place = this.#placeAt(event.clientY, i);
			this.#mark();
		});
		handle.addEventListener("pointerup", () => this.#drop(true));
		handle.addEventListener("pointercancel", () => this.#drop(false));
		return handle;
	}

	#key(event, group, i) {
		const to = { ArrowUp: i - 1, ArrowDown: i + 1, Home: 0,
			End: this.#groups.length - 1 }[event.key];

		if (event.key === "Escape")
			this.#drop(false);
		if (to === undefined || this.#drag)
			return;
		event.preventDefault();
		this.#focus = group.jobs[0].id;
		this.#attempt(() => this.#move(group, to));
	}

	// Which group's place is meant by a height on the screen: the rows whose
	// middles were passed are left behind.
	#placeAt(y, from) {
		const middles = [...this.#list.children].map((li) => {
			const box = li.getBoundingClientRect();
			return (box.top + box.bottom) / 2;
		});
		const above = middles.findIndex((m, k) => k < from && y < m);

		if (above >= 0)
			return above;
		return middles.reduce((place, m, k) => k > from && y > m ? k : place,
			from);
	}

	#mark() {
		const { group, place } = this.#drag || { group: null, place: -1 };
		const from = this.#groups.indexOf(group);

		[...this.#list.children].forEach((li, k) => {
			li.classList.toggle("dragged", k === from && from >= 0);
			li.classList.toggle("above", k === place && place < from);
			li.classList.toggle("below", k === place && place > from);
		});
	}

	#drop(good) {
		const drag = this.#drag;

		this.#drag = null;
		this.#mark();
		if (drag && good)
			this.#attempt(() => this.#move(drag.group, drag.place));
		this.#paint();
	}
}

// How often the file shall be printed, or an Error that says what is wrong; and
// once again from the next one on.
export function takeCopies(input) {
	const problem = wrong(input);
	const n = typed(input.value) || 1;

	if (problem) {
		input.focus();
		throw new Error(`${word("copies")}${word("colon")} ${problem}`);
	}
	input.value = 1;
	return n;
}
