// SPDX-License-Identifier: GPL-3.0-or-later
// What happens now.  Rows come from the API, whose answers nginx keeps for a
// second; what printers do comes down a WebSocket, and so does the word that
// rows changed.  Without that line the rows are asked for once a second, which
// shows the same, only later.  When nothing comes at all, the page says how
// old it is.

import { call, root } from "./api.js";
import { byId, duration, setText } from "./show.js";
import { word } from "./words.js";

const POLL_MS = 1000;		// without a line
const HIDDEN_MS = 10000;	// nobody looks
const LOST_MS = 3000;		// after a failure
const REST_MS = 30000;		// with a line, though nothing was said
const AGAIN_MS = 2100;		// longer than nginx, who counts whole seconds,
const SPREAD_MS = 400;		// keeps an answer; and not all pages at once
const SILENT_MS = 5000;		// then the line is asked whether it is there
const DEAD_MS = 10000;		// and then given up
const REDIAL_MS = 1000;		// doubled with each failure
const REDIAL_MOST_MS = 30000;
const SESSION_OVER = 4001;	// a code of closing
const TURNS = ["connected", "phase", "job"];

// One line for the page.  tell(name, value) is called: "line" when it was found
// or lost, "record" with that, "telemetry" with the numbers of the printers
// that do something else now.
export class Line {
	states = new Map();	// what each printer does, by number
	#tell;
	#socket = null;
	#daemon = false;	// the spooler is there
	#heard = 0;		// the last time that anything came
	#redial = REDIAL_MS;
	#asked = 0;		// calls so far

	constructor(tell) {
		this.#tell = tell;
		this.#dial();
		setInterval(() => this.#look(), 1000);
		document.addEventListener("visibilitychange", () => this.#monitor());
	}

	// Does it show the truth?
	get good() {
		return this.#daemon && !document.hidden &&
			Date.now() - this.#heard < SILENT_MS;
	}

	#dial() {
		const secure = location.protocol === "https:";
		const socket = new WebSocket(
			`${secure ? "wss" : "ws"}://${location.host}${root}/api/live`);

		this.#socket = socket;
		this.#heard = Date.now();
		socket.addEventListener("open", () => this.#monitor());
		socket.addEventListener("message", (event) => this.#hear(event.data));
		socket.addEventListener("close", ({ code }) => {
			if (code === SESSION_OVER)
				document.dispatchEvent(new Event("session"));
			this.#lost(socket);
		});
	}

	// Where nobody looks, nothing needs to be sent.
	#monitor() {
		if (this.#socket && this.#socket.readyState === WebSocket.OPEN)
			this.#socket.send(JSON.stringify([++this.#asked,
				"set_monitor", [!document.hidden]]));
	}

	#hear(text) {
		const [id, kind, name, value] = JSON.parse(text);

		this.#heard = Date.now();
		if (id !== null) {
			this.#redial = REDIAL_MS;
		} else if (kind === "event" && name === "daemon") {
			this.#daemon = value.live;
			this.#tell("line");
		} else if (name === "telemetry") {
			this.#tell(name, this.#take(value.printers));
		} else if (kind === "event") {
			this.#tell(name, value);
		}
	}

	// The numbers of the printers that do something else now, so that their
	// rows say it, too.
	#take(printers) {
		const turned = [];

		for (const [key, live] of Object.entries(printers)) {
			const number = Number(key);
			const was = this.states.get(number);
			if (!live || !was || TURNS.some((k) => live[k] !== was[k]))
				turned.push(number);
			this.states.set(number, live);
		}
		return turned;
	}

	// A quiet line may be a cut one: the answer tells.
	#look() {
		const silent = Date.now() - this.#heard;

		if (!this.#socket || document.hidden)
			return;
		if (silent >= DEAD_MS)
			this.#lost(this.#socket);
		else if (silent >= SILENT_MS)
			this.#monitor();
	}

	// Many pages lose their line at the same moment; they must not come back
	// at the same moment.
	#lost(socket) {
		if (socket !== this.#socket)
			return;
		this.#socket = null;
		this.#daemon = false;
		this.states.clear();
		socket.close();
		setTimeout(() => this.#dial(), this.#redial * (0.5 + Math.random()));
		this.#redial = Math.min(2 * this.#redial, REDIAL_MOST_MS);
		this.#tell("line");
	}
}

// Keep show(answer) called with what is true now: the rows at path(), with
// what the line says of their printers.  fail(error) is called for an address
// that leads nowhere.  Returns a function that looks at once.
export function watch(path, show, fail) {
	let answer = null;	// the rows, as they were read last
	let known = Date.now();	// when what is shown was true
	let why = "noServer";	// it is not shown any more
	let timer = null;
	let busy = false;	// a request is under way
	let soon = false;	// and another is wanted then
	let again = null;	// the second look after an edge
	const line = new Line(hear);

	async function look() {
		let wait = document.hidden ? HIDDEN_MS : POLL_MS;

		clearTimeout(timer);
		if (busy) {
			soon = true;
			return;
		}
		busy = true;
		soon = false;
		try {
			answer = await call("GET", path());
			why = answer.live ? "" : "stale";
			known = Date.now() - (answer.live ? 0 : answer.age_ms);
			paint();
			if (line.good)
				wait = REST_MS;
		} catch (error) {
			why = "noServer";
			wait = LOST_MS;
			if (error.status === 404 && fail)
				fail(error);
			else
				tellAge();
		}
		busy = false;
		timer = setTimeout(look, soon ? 0 : wait);
	}

	// Something changed: the first answer may be one that nginx kept, so
	// there is a second look.
	function edge() {
		look();
		clearTimeout(again);
		again = setTimeout(look,
			AGAIN_MS + Math.random() * SPREAD_MS);
	}

	function hear(name, value) {
		if (name === "record")
			document.dispatchEvent(new CustomEvent("record",
				{ detail: value }));
		const numbers = name !== "record" ? value :
			value.what === "file.analyzed" ? [] : [value.printer];

		if (name === "line" || numbers.some((n) => concerns(answer, n)))
			edge();
		if (name === "telemetry")
			paint();
	}

	function paint() {
		if (!answer)
			return;
		tellAge();
		show(withStates(answer, line));
	}

	function tellAge() {
		const bar = byId("stale");

		if (line.good && answer) {
			known = Date.now();
			why = "";
		}
		const age = Date.now() - known;
		bar.hidden = why === "" && age < SILENT_MS + POLL_MS;
		if (!bar.hidden)
			setText(bar, word(why || "noServer",
				{ age: duration(age / 1000) }));
	}

	document.addEventListener("visibilitychange", () => {
		if (!document.hidden)
			look();
	});
	setInterval(() => {
		if (!document.hidden && answer)
			tellAge();
	}, POLL_MS);
	look();
	// Is there a line that says when something changes?
	look.live = () => line.good;
	return look;
}

// Is a printer among what is shown?  0 is the pool, which is everybody's.
function concerns(answer, number) {
	return number === 0 || !answer || Boolean(answer.printers) ||
		answer.number === number;
}

function withStates(answer, line) {
	const one = (printer) => line.good && line.states.has(printer.number) ?
		{ ...printer, live: line.states.get(printer.number) } : printer;

	return answer.printers ?
		{ ...answer, printers: answer.printers.map(one) } : one(answer);
}
