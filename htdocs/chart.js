// SPDX-License-Identifier: GPL-3.0-or-later
// Temperatures of the last minutes on a canvas: actual as a line, target
// dashed.

const KEEP_MS = 5 * 60 * 1000;

export class Chart {
	#points = [];
	#canvas;

	constructor(canvas) {
		this.#canvas = canvas;
		addEventListener("resize", () => this.draw());
	}

	add(actual, target) {
		const now = Date.now();
		if (typeof actual === "number")
			this.#points.push([now, actual, target || 0]);
		while (this.#points.length > 0 && this.#points[0][0] < now - KEEP_MS)
			this.#points.shift();
		this.draw();
	}

	draw() {
		const scale = devicePixelRatio || 1;
		const { clientWidth: width, clientHeight: height } = this.#canvas;
		const style = getComputedStyle(document.documentElement);
		const pen = this.#canvas.getContext("2d");
		const most = Math.max(50, ...this.#points.map((p) => Math.max(p[1], p[2]))) * 1.1;
		const left = 34;
		const x = (t) => width - (Date.now() - t) / KEEP_MS * (width - left);
		const y = (c) => height - 6 - c / most * (height - 16);

		this.#canvas.width = width * scale;
		this.#canvas.height = height * scale;
		pen.scale(scale, scale);
		pen.font = "12px system-ui, sans-serif";
		pen.fillStyle = style.getPropertyValue("--soft");
		pen.strokeStyle = style.getPropertyValue("--line");
		const step = most > 150 ? 100 : most > 60 ? 50 : 20;
		for (let c = 0; c < most; c += step) {
			pen.fillText(String(c), 2, y(c) + 4);
			this.#line(pen, [[left, y(c)], [width, y(c)]], 1, []);
		}
		pen.strokeStyle = style.getPropertyValue("--paused");
		this.#line(pen, this.#points.map((p) => [x(p[0]), y(p[2])]), 1.5, [5, 4]);
		pen.strokeStyle = style.getPropertyValue("--printing");
		this.#line(pen, this.#points.map((p) => [x(p[0]), y(p[1])]), 2.5, []);
	}

	#line(pen, points, width, dash) {
		pen.lineWidth = width;
		pen.setLineDash(dash);
		pen.beginPath();
		for (const [x, y] of points)
			pen.lineTo(x, y);
		pen.stroke();
	}
}
