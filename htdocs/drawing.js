// SPDX-License-Identifier: GPL-3.0-or-later
// One layer of a print file on a canvas, seen from above; which part of the
// bed is shown is moved by wheel, fingers and keys.  The bed is drawn here, in
// each frame; the moves are a picture of the worker's, larger than the view,
// which follows the view until there is a newer one.

import { Bed } from "./bed.js";
import { kinds } from "./trace.js";

const ZOOM = 1.25;		// of one press
const SCALE_MOST = 400;		// pixels a mm
const EDGE = 0.06;		// of the view, around what is fitted
const VIEW_MOST = 2e6;		// pixels of the canvas
const PICTURE_MOST = 4e6;	// and of a picture, at most so much larger
const MARGIN = 0.25;		// of the view, on each side of it
const REST_MS = 120;		// then a gesture is over
const BLUR = 2;			// times its scale a picture may be shown
const HEAD = 6;			// pixels of the page: the nozzle
const SHOWN = ["layer", "part", "hidden", "below"];	// what a picture is of

// ask(wish) tells the worker, as plot.js has it, whose pictures go to take().
export class Drawing {
	constructor(canvas, bed, ask) {
		this.canvas = canvas;
		this.pen = canvas.getContext("2d");
		this.bed = bed;		// { x, y, width, depth, round } in mm
		this.ask = ask;
		this.layer = -1;
		this.part = 1;		// of the layer that is drawn
		this.hidden = new Set();	// kinds that are not
		this.view = { x: 0, y: 0, scale: 1 };	// of the canvas's middle
		this.fitted = null;	// the box, until a person moves
		this.picture = null;	// the newest
		this.seen = false;	// which will do until a gesture is over
		this.id = 0;		// of the newest wish
		this.due = false;	// in the next frame
		this.wanted = false;	// and so is a picture
		this.resting = 0;	// the timer
		this.readColors();
		this.listen();
	}

	readColors() {
		const style = getComputedStyle(document.documentElement);
		const color = (name) => style.getPropertyValue(name).trim();
		this.colors = kinds.map((kind) => color(`--k-${kind}`));
		this.below = color("--below");
		this.headColor = color("--head");
		this.ground = new Bed(this.bed, color);
	}

	show(layer, part) {
		Object.assign(this, { layer, part });
		this.draw();
	}

	// Anew, once a frame, however often it is asked for.
	draw() {
		this.wanted = true;
		this.frame();
	}

	frame() {
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
		const { clientWidth, clientHeight } = canvas;
		const ratio = Math.min(devicePixelRatio || 1,
			Math.sqrt(VIEW_MOST / (clientWidth * clientHeight || 1)));
		const width = Math.round(clientWidth * ratio);
		const height = Math.round(clientHeight * ratio);

		if (canvas.width !== width || canvas.height !== height) {
			canvas.width = width;
			canvas.height = height;
			this.wanted = true;
		}
		pen.resetTransform();
		pen.clearRect(0, 0, width, height);
		const scale = view.scale * ratio;
		const place = { scale, ratio, left: width / 2 - view.x * scale,
			top: height / 2 + view.y * scale };
		this.ground.paint(pen, place);
		this.seen = this.paintPicture(place);
		if (this.wanted || (!this.seen && !this.waiting))
			this.wish(place);
		canvas.classList.toggle("late", this.layer >= 0 &&
			this.picture?.layer !== this.layer);
		canvas.setAttribute("aria-busy", this.waiting);
	}

	// Is there an answer yet to the last wish?
	get waiting() {
		return this.id > 0 &&
			!(this.picture?.id === this.id && this.picture.whole);
	}

	// It follows the view; without a change of scale, pixel by pixel.  Returns
	// whether it will do until the gesture is over.
	paintPicture({ scale, ratio, left, top }) {
		const { pen, picture } = this;
		if (!picture)
			return true;
		const by = scale / picture.scale;
		const [width, height] = [picture.width * by, picture.height * by];
		let x = left + picture.x * scale - width / 2;
		let y = top - picture.y * scale - height / 2;
		if (by === 1)
			[x, y] = [Math.round(x), Math.round(y)];
		pen.resetTransform();
		pen.drawImage(picture.bitmap, x, y, width, height);
		if (picture.n < picture.of) {
			pen.fillStyle = this.headColor;
			pen.beginPath();
			pen.arc(left + picture.head[0] * scale,
				top - picture.head[1] * scale, HEAD * ratio, 0, 7);
			pen.fill();
		}
		const { bed, canvas } = this;
		const [right, bottom] = [x + width + 1, y + height + 1];
		return by < BLUR && by > 1 / BLUR &&
			x - 1 <= Math.max(0, left + bed.x * scale) &&
			y - 1 <= Math.max(0, top - (bed.y + bed.depth) * scale) &&
			right >= Math.min(canvas.width, left + (bed.x + bed.width) * scale) &&
			bottom >= Math.min(canvas.height, top - bed.y * scale);
	}

	wish({ scale, ratio }) {
		const { canvas, view, layer, part, colors, below } = this;
		const { width, height } = canvas;
		this.wanted = false;
		if (layer < 0 || width * height === 0)
			return;
		clearTimeout(this.resting);
		const more = Math.min(MARGIN,
			(Math.sqrt(PICTURE_MOST / (width * height)) - 1) / 2);
		let hidden = 0;
		for (const kind of this.hidden)
			hidden |= 1 << kind;
		// as many pixels on both sides
		this.ask({ id: ++this.id, layer, part, x: view.x, y: view.y, scale, ratio,
			width: width + 2 * Math.round(width * more),
			height: height + 2 * Math.round(height * more),
			hidden, colors, below });
	}

	// A picture from the worker.  One that is not whole yet is better than one of
	// something else, but not than the same from another place.
	take(picture) {
		const old = this.picture;
		const same = old && old.id !== picture.id &&
			SHOWN.every((what) => old[what] === picture[what]);
		if (same && this.seen && !picture.whole) {
			picture.bitmap.close();
			return;
		}
		old?.bitmap.close();
		this.picture = picture;
		this.frame();
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
		const [dx, dy] = [x - canvas.clientWidth / 2, canvas.clientHeight / 2 - y];
		view.scale *= by;
		this.limit();
		view.x += dx / before - dx / view.scale;
		view.y += dy / before - dy / view.scale;
		this.follow();
	}

	move(dx, dy) {
		this.view.x -= dx / this.view.scale;
		this.view.y += dy / this.view.scale;
		this.follow();
	}

	// The picture moves with the view, and is drawn anew when that rests.
	follow() {
		this.fitted = null;
		clearTimeout(this.resting);
		this.resting = setTimeout(() => this.draw(), REST_MS);
		this.frame();
	}

	nearer() {
		this.zoom(ZOOM);
	}

	farther() {
		this.zoom(1 / ZOOM);
	}

	// The canvas has another size, or other colors.
	listen() {
		new ResizeObserver(() => this.fitted ? this.fit(this.fitted) :
			this.draw()).observe(this.canvas);
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change",
			() => {
				this.readColors();
				this.draw();
			});
	}
}
