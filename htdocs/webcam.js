// SPDX-License-Identifier: GPL-3.0-or-later
// What a printer's camera sees: single pictures, asked for again and again, or
// a stream of them (MJPEG).  They are read here and drawn, so that the page
// knows how old the one is that it shows: a camera that hangs is seen to.

import { root } from "./api.js";
import { byId, duration, setText } from "./show.js";
import { word } from "./words.js";

const AGAIN_MS = 2000;		// the next single picture
const LOST_MS = 10000;		// after a failure
const OLD_MS = 5000;		// then it says how old it is
const MOST_BYTES = 16e6;	// of one picture

// The pictures in a stream's bytes: push() them, and each whole one comes to
// found(bytes).
export class Frames {
	#rest = new Uint8Array(0);
	#boundary;
	#found;

	constructor(boundary, found) {
		const name = boundary.replace(/^"|"$/g, "").replace(/^--/, "");
		this.#boundary = new TextEncoder().encode(`--${name}`);
		this.#found = found;
	}

	push(bytes) {
		const all = new Uint8Array(this.#rest.length + bytes.length);

		all.set(this.#rest);
		all.set(bytes, this.#rest.length);
		this.#rest = all;
		while (this.#take());
		if (this.#rest.length > MOST_BYTES)
			throw new Error("a picture without an end");
	}

	// One part: a boundary, headers, an empty line, the picture up to the
	// next boundary, or as long as it says.
	#take() {
		const begin = find(this.#rest, this.#boundary, 0);
		const blank = begin < 0 ? -1 :
			find(this.#rest, [13, 10, 13, 10], begin);
		if (blank < 0)
			return false;
		const from = blank + 4;
		const head = new TextDecoder("latin1").decode(
			this.#rest.subarray(begin, blank));
		const said = head.match(/\r\ncontent-length: *(\d{1,8})/i);
		const to = said ? from + Number(said[1]) :
			find(this.#rest, this.#boundary, from);
		if (to < 0 || to > this.#rest.length)
			return false;
		this.#found(this.#rest.slice(from, to));
		this.#rest = this.#rest.slice(to);
		return true;
	}
}

function find(bytes, what, from) {
	for (let i = from; i + what.length <= bytes.length; i++) {
		i = bytes.indexOf(what[0], i);
		if (i < 0 || i + what.length > bytes.length)
			return -1;
		let n = 1;
		while (n < what.length && bytes[i + n] === what[n])
			n++;
		if (n === what.length)
			return i;
	}
	return -1;
}

// The camera of the page's printer, from now on while somebody looks.
export class Webcam {
	#name;			// of the printer
	#there = false;		// it has one
	#stop = null;		// ends the request that is under way
	#seen = 0;		// when the picture that is shown came
	#lost = false;		// the last one did not come
	#timer = null;
	#drawing = false;
	#next = null;		// the picture that is drawn next

	constructor(name) {
		this.#name = name;
		document.addEventListener("visibilitychange", () => this.#turn());
		setInterval(() => this.#tellAge(), 1000);
	}

	show(printer) {
		if (this.#there === Boolean(printer.webcam))
			return;
		this.#there = Boolean(printer.webcam);
		this.#seen = 0;
		this.#lost = false;
		this.#turn();
	}

	#turn() {
		clearTimeout(this.#timer);
		byId("webcam").hidden = !this.#there;
		if (this.#stop)
			this.#stop.abort();
		this.#stop = null;
		if (this.#there && !document.hidden)
			this.#look();
	}

	async #look() {
		const stop = this.#stop = new AbortController();
		let wait = AGAIN_MS;

		try {
			await this.#read(await fetch(`${root}/api/printers/${
				encodeURIComponent(this.#name)}/webcam`,
			{ signal: stop.signal, cache: "no-store" }));
		} catch {
			if (stop.signal.aborted)
				return;
			this.#lost = true;
			wait = LOST_MS;
		}
		this.#tellAge();
		this.#timer = setTimeout(() => this.#look(), wait);
	}

	async #read(answer) {
		const type = answer.headers.get("Content-Type") || "";
		const boundary = type.match(/^multipart\/.*boundary=([^;]+)/i);

		if (!answer.ok)
			throw new Error(String(answer.status));
		if (!boundary) {
			await this.#draw(await answer.blob());
			return;
		}
		const frames = new Frames(boundary[1].trim(),
			(bytes) => this.#draw(new Blob([bytes])).catch(() => {}));
		const reader = answer.body.getReader();
		for (;;) {
			const { done, value } = await reader.read();
			if (done)
				throw new Error("the stream has ended");
			frames.push(value);
		}
	}

	// Of those that come while one is drawn the last is drawn next.
	async #draw(blob) {
		this.#next = blob;
		if (this.#drawing)
			return;
		this.#drawing = true;
		try {
			while (this.#next)
				await this.#drawNext();
		} finally {
			this.#drawing = false;
		}
	}

	async #drawNext() {
		const canvas = byId("webcamPicture");
		const blob = this.#next;

		this.#next = null;
		const picture = await createImageBitmap(blob);
		canvas.width = picture.width;
		canvas.height = picture.height;
		canvas.getContext("2d").drawImage(picture, 0, 0);
		picture.close();
		this.#seen = Date.now();
		this.#lost = false;
		this.#tellAge();
	}

	#tellAge() {
		const age = Date.now() - this.#seen;

		byId("webcamPicture").hidden = this.#seen === 0;
		byId("webcamNone").hidden = this.#seen !== 0;
		setText(byId("webcamNone"), word(this.#lost ? "webcamLost" :
			"webcamWaits"));
		setText(byId("webcamAge"), this.#seen === 0 ? "" :
			age < OLD_MS ? word("webcamNow") :
				word("webcamAge", { age: duration(age / 1000) }));
		byId("webcamPicture").classList.toggle("old", age >= OLD_MS);
	}
}
