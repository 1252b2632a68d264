// SPDX-License-Identifier: GPL-3.0-or-later
// One layer of a print file on a canvas, seen from above; which part of the
// bed is shown is moved by wheel, fingers and keys.

import { TRAVEL, kinds } from "./trace.js";

const LINE = 0.42;		// mm, how wide what is extruded is drawn
const ZOOM = 1.25;		// of one press
const SCALE_MOST = 400;		// pixels a mm
const SHORT = 0.7;		// pixels: shorter moves are drawn as one
const EDGE = 0.06;		// of the view, around what is fitted

export class Drawing {
	constructor(canvas, bed) {
		this.canvas = canvas;
		this.pen = canvas.getContext("2d");
		this.bed = bed;		// { x, y, width, depth, round } in mm
		this.layer = this.below = null;
		this.part = 1;		// of the layer that is drawn
		this.hidden = new Set();	// kinds that are not
		this.view = { x: 0, y: 0, scale: 1 };	// of the canvas's middle
		this.fitted = null;	// the box, until a person moves
		this.due = false;
		this.fingers = new Map();
		this.readColors();
		this.listen();
	}

	readColors() {
		const style = getComputedStyle(document.documentElement);
		const color = (name) => style.getPropertyValue(name).trim();
		this.colors = kinds.map((kind) => color(`--k-${kind}`));
		for (const name of ["bed", "grid", "below", "head", "line"])
			this[`${name}Color`] = color(`--${name}`);
	}

	show(layer, below, part) {
		Object.assign(this, { layer, below, part });
		this.draw();
	}

	// Once a frame, however often it is asked for.
	draw() {
		if (this.due)
			return;
		this.due = true;
		requestAnimationFrame(() => {
			this.due = false;
			this.paint();
		});
	}

	// --- drawing ---

	paint() {
		const { canvas, pen, view } = this;
		const ratio = devicePixelRatio || 1;
		const width = Math.round(canvas.clientWidth * ratio);
		const height = Math.round(canvas.clientHeight * ratio);

		if (canvas.width !== width || canvas.height !== height) {
			canvas.width = width;
			canvas.height = height;
		}
		pen.setTransform(1, 0, 0, 1, 0, 0);
		pen.clearRect(0, 0, width, height);
		// In mm, y upwards, the view's place in the middle.
		const scale = view.scale * ratio;
		pen.setTransform(scale, 0, 0, -scale, width / 2 - view.x * scale,
			height / 2 + view.y * scale);
		this.paintBed(1 / view.scale);
		pen.lineJoin = pen.lineCap = "round";
		const line = Math.max(LINE, 0.9 / view.scale);
		if (this.below)
			this.paintLines(this.below, 1, () => this.belowColor, line, false);
		if (this.layer) {
			this.paintLines(this.layer, this.part,
				(kind) => this.colors[kind], line, true);
			this.paintHead(1 / view.scale);
		}
	}

	paintBed(pixel) {
		const { pen, bed } = this;
		const edge = new Path2D();
		if (bed.round)
			edge.ellipse(bed.x + bed.width / 2, bed.y + bed.depth / 2,
				bed.width / 2, bed.depth / 2, 0, 0, 7);
		else
			edge.rect(bed.x, bed.y, bed.width, bed.depth);
		pen.save();
		pen.clip(edge);
		pen.fillStyle = this.bedColor;
		pen.fill(edge);
		pen.strokeStyle = this.gridColor;
		pen.lineWidth = pixel;
		pen.beginPath();
		for (let x = 10; x < bed.width; x += 10) {
			pen.moveTo(bed.x + x, bed.y);
			pen.lineTo(bed.x + x, bed.y + bed.depth);
		}
		for (let y = 10; y < bed.depth; y += 10) {
			pen.moveTo(bed.x, bed.y + y);
			pen.lineTo(bed.x + bed.width, bed.y + y);
		}
		pen.stroke();
		pen.restore();
		pen.strokeStyle = this.belowColor;
		pen.lineWidth = 2 * pixel;
		pen.stroke(edge);
	}

	// Moves of one kind are one path: travels first, so that they lie below.
	paintLines(layer, part, color, line, travels) {
		const { pen } = this;
		const n = Math.round(layer.kinds.length * part);
		for (let kind = travels ? TRAVEL : TRAVEL + 1; kind < kinds.length; kind++) {
			if (travels && this.hidden.has(kind))
				continue;
			pen.beginPath();
			this.trace(layer, n, kind, line);
			pen.strokeStyle = color(kind);
			pen.lineWidth = kind === TRAVEL ? 1 / this.view.scale : line;
			pen.stroke();
		}
	}

	// The path of a kind's first n moves.  What lies beside the view, and what
	// is shorter than a pixel shows, is left out: a layer may have a hundred
	// thousand moves.
	trace({ xy, kinds: what }, n, kind, line) {
		const { pen, view, canvas } = this;
		const far = canvas.clientWidth / view.scale / 2 + line;
		const high = canvas.clientHeight / view.scale / 2 + line;
		const left = view.x - far, right = view.x + far;
		const low = view.y - high, top = view.y + high;
		const short = SHORT / view.scale;
		let x = 0, y = 0;		// the pen, where it is on
		let on = false;
		let rest = false;		// a short one is not drawn yet
		for (let i = 0; i < n; i++) {
			const ax = xy[2 * i], ay = xy[2 * i + 1];
			const bx = xy[2 * i + 2], by = xy[2 * i + 3];
			if (what[i] !== kind || (ax < left && bx < left) ||
			    (ax > right && bx > right) || (ay < low && by < low) ||
			    (ay > top && by > top)) {
				if (rest)
					pen.lineTo(ax, ay);
				on = rest = false;
				continue;
			}
			if (!on) {
				pen.moveTo(ax, ay);
				x = ax;
				y = ay;
			}
			rest = Math.abs(bx - x) + Math.abs(by - y) < short && i + 1 < n;
			if (!rest) {
				pen.lineTo(bx, by);
				x = bx;
				y = by;
			}
			on = true;
		}
	}

	// Where the nozzle is, when only a part is drawn.
	paintHead(pixel) {
		const { pen, layer } = this;
		const n = Math.round(layer.kinds.length * this.part);
		if (this.part >= 1)
			return;
		pen.fillStyle = this.headColor;
		pen.beginPath();
		pen.arc(layer.xy[2 * n], layer.xy[2 * n + 1], 6 * pixel, 0, 7);
		pen.fill();
	}

	// --- what is seen ---

	// A box in mm, as large as it goes.
	fit(box) {
		this.fitted = box;
		const { clientWidth, clientHeight } = this.canvas;
		const width = Math.max(1, box.width) * (1 + 2 * EDGE);
		const depth = Math.max(1, box.depth) * (1 + 2 * EDGE);
		this.view = { x: box.x + box.width / 2, y: box.y + box.depth / 2,
			scale: Math.min(clientWidth / width, clientHeight / depth) };
		this.limit();
		this.draw();
	}

	limit() {
		const { view, bed } = this;
		const least = Math.min(this.canvas.clientWidth,
			this.canvas.clientHeight) / (4 * Math.max(bed.width, bed.depth));
		view.scale = Math.min(SCALE_MOST, Math.max(least || 0.01, view.scale));
	}

	// Around a place of the canvas that stays where it is.
	zoom(by, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
		const { view, canvas } = this;
		const before = view.scale;
		this.fitted = null;
		const [dx, dy] = [x - canvas.clientWidth / 2, canvas.clientHeight / 2 - y];
		view.scale *= by;
		this.limit();
		view.x += dx / before - dx / view.scale;
		view.y += dy / before - dy / view.scale;
		this.draw();
	}

	move(dx, dy) {
		this.fitted = null;
		this.view.x -= dx / this.view.scale;
		this.view.y += dy / this.view.scale;
		this.draw();
	}

	nearer() {
		this.zoom(ZOOM);
	}

	farther() {
		this.zoom(1 / ZOOM);
	}

	// --- wheel, fingers ---

	listen() {
		const { canvas } = this;
		canvas.addEventListener("wheel", (event) => {
			event.preventDefault();
			this.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
		}, { passive: false });
		canvas.addEventListener("pointerdown", (event) => {
			canvas.setPointerCapture(event.pointerId);
			this.fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
		});
		canvas.addEventListener("pointermove", (event) => this.drag(event));
		for (const kind of ["pointerup", "pointercancel"])
			canvas.addEventListener(kind, (event) =>
				this.fingers.delete(event.pointerId));
		new ResizeObserver(() => this.fitted ? this.fit(this.fitted) :
			this.draw()).observe(canvas);
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change",
			() => {
				this.readColors();
				this.draw();
			});
	}

	// One finger moves; two also zoom, by how their distance changes.
	drag(event) {
		const before = this.fingers.get(event.pointerId);
		const now = [event.offsetX, event.offsetY];
		if (!before)
			return;
		this.fingers.set(event.pointerId, now);
		const part = 1 / this.fingers.size;
		this.move((now[0] - before[0]) * part, (now[1] - before[1]) * part);
		if (this.fingers.size !== 2)
			return;
		const [other] = [...this.fingers.entries()].find(([id]) =>
			id !== event.pointerId).slice(1);
		const far = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]);
		if (far(before) > 0)
			this.zoom(far(now) / far(before), (now[0] + other[0]) / 2,
				(now[1] + other[1]) / 2);
	}
}
