// SPDX-License-Identifier: GPL-3.0-or-later
// Temperatures on a canvas, of the whole print, or of the last minutes without
// one: actual as a line, target dashed, the bed thinner; below, the clock.

import { clock } from "./show.js";

const KEEP_MS = 5 * 60 * 1000;
const GAP_MS = 15000;		// more between two points is no line
const MOST = 2000;		// points; then every other one goes
const LEFT = 34;		// for the numbers
const BELOW = 20;		// for the clock

export class Chart {
	#points = [];		// [ms, hotend, its target, bed, its target]
	#canvas;
	#since = null;		// the begin of the print; null: there is none

	constructor(canvas) {
		this.#canvas = canvas;
		addEventListener("resize", () => this.draw());
	}

	// Of a print that began before we looked.
	begin(points) {
		const first = this.#points.length > 0 ? this.#points[0][0] : Infinity;

		this.#points = [...points.filter((p) => p[0] < first), ...this.#points];
		this.#since = this.#points.length > 0 ? this.#points[0][0] : Date.now();
		this.draw();
	}

	// Back to the last minutes.
	end() {
		this.#since = null;
	}

	// Nothing came for a while when a laptop slept, for instance: then what
	// was before goes, and whoever has all of it is asked.  Returns whether
	// that is so.
	add(live) {
		const now = Date.now();
		const heard = typeof live.hotend === "number";
		const gap = heard && now - (this.#points.at(-1) ?? [now])[0] > GAP_MS;

		if (gap)
			this.#points = [];
		if (heard)
			this.#points.push([now, live.hotend, live.hotend_target,
				live.bed, live.bed_target]);
		while (this.#since === null && this.#points.length > 0 &&
			this.#points[0][0] < now - KEEP_MS)
			this.#points.shift();
		if (this.#points.length > MOST)
			this.#points = this.#points.filter((_, i) => i % 2 === 0);
		this.draw();
		return gap;
	}

	draw() {
		const scale = devicePixelRatio || 1;
		const { clientWidth: width, clientHeight: height } = this.#canvas;
		const style = getComputedStyle(document.documentElement);
		const color = (name) => style.getPropertyValue(name);
		const pen = this.#canvas.getContext("2d");
		const now = Date.now();
		const span = Math.max(KEEP_MS, now - (this.#since ?? now));
		const most = 1.1 * Math.max(50, ...this.#points.map((p) =>
			Math.max(p[1], p[2] || 0, p[3] || 0, p[4] || 0)));
		const place = (t, c) => [width - (now - t) / span * (width - LEFT),
			height - BELOW - c / most * (height - BELOW - 10)];
		const line = (column) => this.#points.filter((p) =>
			typeof p[column] === "number").map((p) => place(p[0], p[column]));

		this.#canvas.width = width * scale;
		this.#canvas.height = height * scale;
		pen.scale(scale, scale);
		pen.font = "12px system-ui, sans-serif";
		pen.fillStyle = color("--soft");
		pen.strokeStyle = color("--line");
		const step = most > 150 ? 100 : most > 60 ? 50 : 20;
		for (let c = 0; c < most; c += step) {
			pen.fillText(String(c), 2, place(now, c)[1] + 4);
			this.#stroke(pen, [[LEFT, place(now, c)[1]], place(now, c)], 1, []);
		}
		pen.fillText(clock(new Date(now - span)), LEFT, height - 4);
		pen.textAlign = "right";
		pen.fillText(clock(new Date(now)), width, height - 4);
		pen.strokeStyle = color("--warm");
		this.#stroke(pen, line(4), 1, [2, 4]);
		this.#stroke(pen, line(3), 1.5, []);
		pen.strokeStyle = color("--hot");
		this.#stroke(pen, line(2), 1.5, [5, 4]);
		this.#stroke(pen, line(1), 2.5, []);
	}

	#stroke(pen, points, width, dash) {
		pen.lineWidth = width;
		pen.setLineDash(dash);
		pen.beginPath();
		for (const [x, y] of points)
			pen.lineTo(x, y);
		pen.stroke();
	}
}
