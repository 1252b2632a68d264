// SPDX-License-Identifier: GPL-3.0-or-later
// A canvas that nobody sees, on which the moves of a layer are drawn bit by bit.

const LINE = 0.42;		// mm, how wide what is extruded is drawn
const THIN = 0.9;		// pixels of the page that it has at least
const SHORT = 0.7;		// pixels: shorter moves are drawn as one
const SLICE = 8192;		// moves, until others have their turn

// Moves of one path.  The time that a path takes grows faster than its length;
// and what is drawn on later, on the same sheet, must look as if at once.
export const BLOCK = 256;

export class Sheet {
	constructor() {
		this.canvas = new OffscreenCanvas(1, 1);
		this.pen = this.canvas.getContext("2d");
		this.key = null;	// what is drawn on it, and where
		this.n = 0;		// so many moves are
	}

	// Nothing is on it; y is upwards, and a unit is a mm.
	clear({ x, y, scale, width, height, ratio }) {
		const { canvas, pen } = this;
		canvas.width = width;
		canvas.height = height;
		pen.setTransform(scale, 0, 0, -scale, width / 2 - x * scale,
			height / 2 + y * scale);
		pen.lineJoin = pen.lineCap = "round";
		this.line = Math.max(LINE, THIN * ratio / scale);
		this.pixel = ratio / scale;
		this.short = SHORT * ratio / scale;
		const far = width / scale / 2 + this.line;
		const high = height / scale / 2 + this.line;
		this.sides = [x - far, x + far, y - high, y + high];
		this.n = 0;
	}

	// The first n moves of a layer; yields now and then.  An ink, of which what
	// comes first lies below, is { kinds, color, thin }; kinds has a bit a kind.
	*draw(key, wish, layer, n, inks) {
		if (this.key !== key || this.n > n)
			this.clear(wish);
		this.key = key;
		while (this.n < n) {
			const to = Math.min(n, this.n + BLOCK);
			this.block(layer, this.n, to, inks);
			this.n = to;
			if (to % SLICE === 0)
				yield;
		}
	}

	block(layer, from, to, inks) {
		const { pen } = this;
		let has = 0;
		for (let i = from; i < to; i++)
			has |= 1 << layer.kinds[i];
		for (const { kinds, color, thin } of inks) {
			if ((has & kinds) === 0)
				continue;
			pen.beginPath();
			this.trace(layer, from, to, kinds);
			pen.strokeStyle = color;
			pen.lineWidth = thin ? this.pixel : this.line;
			pen.stroke();
		}
	}

	// The path of the moves of some kinds, without what lies beside the sheet,
	// and what is shorter than a pixel shows.
	trace({ xy, kinds: what }, from, to, kinds) {
		const { pen, short } = this;
		const [left, right, low, top] = this.sides;
		let x = 0, y = 0;		// the pen, where it is on
		let on = false;
		let rest = false;		// a short one is not drawn yet
		for (let i = from; i < to; i++) {
			const ax = xy[2 * i], ay = xy[2 * i + 1];
			const bx = xy[2 * i + 2], by = xy[2 * i + 3];
			if ((kinds >> what[i] & 1) === 0 || (ax < left && bx < left) ||
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
			rest = Math.abs(bx - x) + Math.abs(by - y) < short && i + 1 < to;
			if (!rest) {
				pen.lineTo(bx, by);
				x = bx;
				y = by;
			}
			on = true;
		}
	}
}
