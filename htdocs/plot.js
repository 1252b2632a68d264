// SPDX-License-Identifier: GPL-3.0-or-later
// Draws layers in the worker, so that the page answers at once however much there
// is to draw.  The moves of a layer are on one sheet, those of the layer below on
// another; what is sent is a picture of both.  Where more of the same layer is
// wanted, its sheet is gone on with.

import { BLOCK, Sheet } from "./sheet.js";
import { TRAVEL, kinds } from "./trace.js";

const SHOW_MS = 100;	// after so long, what there is is shown
const DROP_MS = 200;	// and then it makes room for what is wanted now

const PRINTED = (1 << kinds.length) - 1 & ~(1 << TRAVEL);

// A wish is { id, layer, part, x, y, scale, width, height, ratio, hidden, colors,
// below }: so much of which layer; what is in the middle, in mm; pixels a mm; how
// large a picture, in pixels, of which the page has so many each way for one of
// its own; a bit for each kind that is hidden.  tell() may be called several times
// for one, with { ...wish, bitmap, n, of, head, whole }; the last time it is whole.
export class Plot {
	constructor(layers, tell) {
		this.layers = layers;
		this.tell = tell;
		this.wish = null;	// that is not begun
		this.busy = false;
		this.top = new Sheet();
		this.under = new Sheet();
		this.out = new Sheet();
		this.turn = new MessageChannel();
	}

	// Only the newest counts.
	async want(wish) {
		this.wish = wish;
		if (this.busy)
			return;
		this.busy = true;
		do {
			// others may have come while the last one was drawn
			await this.breathe();
			const next = this.wish;
			this.wish = null;
			await this.draw(next);
		} while (this.wish);
		this.busy = false;
	}

	async draw(wish) {
		const began = performance.now();
		let shown = began;
		for (const whole of this.steps(wish)) {
			this.compose(wish, whole);
			const now = performance.now();
			if (whole || now - shown > SHOW_MS) {
				shown = now;
				this.show(wish, whole);
			}
			if (!whole)
				await this.breathe();
			if (this.wish && now - began > DROP_MS)
				return;
		}
	}

	// Messages that came in the meantime are heard.
	breathe() {
		return new Promise((go) => {
			this.turn.port1.onmessage = go;
			this.turn.port2.postMessage(null);
		});
	}

	// What a wish is made of, and how far that is: yields false in between, true
	// at the end.
	*steps(wish) {
		const layer = this.layers[wish.layer];
		const under = this.layers[wish.layer - 1];
		if (!layer)
			return;
		const { colors, hidden, below } = wish;
		const where = [wish.layer, wish.x, wish.y, wish.scale, wish.width,
			wish.height, wish.ratio].join();
		wish.n = Math.round(layer.kinds.length * wish.part);
		wish.of = layer.kinds.length;
		wish.inks = colors.map((color, kind) =>
			({ kinds: 1 << kind & ~hidden, color, thin: kind === TRAVEL }));
		wish.under = `${where},${below}`;
		for (const _ of this.top.draw(`${where},${hidden},${colors}`, wish, layer,
			wish.n - wish.n % BLOCK, wish.inks))
			yield false;
		if (under)
			for (const _ of this.under.draw(wish.under, wish, under,
				under.kinds.length, [{ kinds: PRINTED, color: below }]))
				yield false;
		yield true;
	}

	// The picture of both sheets.  The moves after the last block are drawn here:
	// on the sheet they would be in the way of those that come later.
	compose(wish, whole) {
		const { out, top, under } = this;
		const { pen } = out;
		out.clear(wish);
		pen.save();
		pen.resetTransform();
		if (wish.layer > 0 && under.key === wish.under)
			pen.drawImage(under.canvas, 0, 0);
		pen.drawImage(top.canvas, 0, 0);
		pen.restore();
		if (whole)
			out.block(this.layers[wish.layer], wish.n - wish.n % BLOCK, wish.n,
				wish.inks);
	}

	show({ inks, under, ...wish }, whole) {
		const { xy } = this.layers[wish.layer];
		const bitmap = this.out.canvas.transferToImageBitmap();
		this.tell({ ...wish, bitmap, whole,
			head: [xy[2 * wish.n], xy[2 * wish.n + 1]] }, [bitmap]);
	}
}
