// SPDX-License-Identifier: GPL-3.0-or-later
// A print file as lines to draw, layer by layer, while its bytes come in.
// What is kept of a move is where it ends and what it does: 9 bytes.

// What a move does.  The first two need no comment of the slicer.
export const TRAVEL = 0;
export const OTHER = 1;
const KINDS = [
	["travel"], ["other"],
	["outer", "external perimeter", "wall-outer", "outer wall", "outer perimeter"],
	["inner", "perimeter", "wall-inner", "inner wall", "inner perimeter"],
	["solid", "solid infill", "top solid infill", "skin", "top surface",
		"bottom surface", "internal solid infill", "solid layer", "bridge infill",
		"bridge", "ironing", "gap fill", "gap infill"],
	["infill", "internal infill", "fill", "sparse infill", "infill"],
	["support", "support material", "support material interface", "support-interface",
		"support", "support interface", "prime tower", "prime-tower", "wipe tower"],
	["skirt", "skirt/brim", "skirt", "brim", "raft"],
];
export const kinds = KINDS.map((names) => names[0]);
const kindOf = new Map(KINDS.flatMap((names, kind) =>
	names.slice(1).map((name) => [name, kind])));

const MARK = /^(LAYER:|LAYER_CHANGE|CHANGE_LAYER|layer \d)/;
const TYPE = /^(?:TYPE|FEATURE): ?(.*)$/;
const HEIGHT = /^(?:Layer height:|layer_height =|layerHeight,) ?([\d.]+)/;
const SAME = 0.001;		// mm: less is the same layer
const THINNEST = 0.01;		// mm of a layer that nobody named
const SEGMENT = 1;		// mm of an arc that are drawn as one
const LINE_MOST = 4096;		// bytes of a line that are looked at
const LAYERS_MOST = 20000;	// what comes then is drawn into the last
const FAR = 1e6;		// mm: nothing goes there

// Calls layer({ z, xy: Float32Array, kinds: Uint8Array, mm, end }) for each layer;
// xy begins with where the head was, kinds[i] is of the move to point i + 1; end is
// the byte of the file where the next one begins.
export class Trace {
	constructor(layer) {
		this.layer = layer;
		this.rest = new Uint8Array(0);
		this.got = 0;		// bytes
		this.here = 0;		// where the line at hand begins
		this.at = [0, 0, 0, 0];
		this.offset = [0, 0, 0, 0];
		this.unit = 1;
		this.relative = this.relativeE = false;
		this.kind = OTHER;
		this.marked = false;
		this.layers = 0;
		this.top = this.height = this.first = 0;
		this.words = new Float64Array(26);
		this.has = 0;
		this.xy = new Float32Array(8192);
		this.what = new Uint8Array(4096);
		this.clear();
	}

	clear() {
		this.n = 0;
		this.z = null;
		this.mm = 0;
		this.xy[0] = this.at[0] + this.offset[0];
		this.xy[1] = this.at[1] + this.offset[1];
	}

	// More bytes of the file.
	add(chunk) {
		let bytes = chunk;
		if (this.rest.length > 0) {
			bytes = new Uint8Array(this.rest.length + chunk.length);
			bytes.set(this.rest);
			bytes.set(chunk, this.rest.length);
		}
		const before = this.got - this.rest.length;
		let from = 0;
		for (;;) {
			const end = bytes.indexOf(10, from);
			if (end < 0)
				break;
			this.here = before + from;
			this.line(bytes, from, Math.min(end, from + LINE_MOST));
			from = end + 1;
		}
		this.got += chunk.length;
		// Of a line without an end only so much is kept.
		this.rest = bytes.slice(from, from + LINE_MOST);
	}

	end() {
		this.line(this.rest, 0, this.rest.length);
		this.here = this.got;
		this.flush(Infinity);
	}

	line(bytes, from, end) {
		let i = from;
		while (i < end && (bytes[i] === 32 || bytes[i] === 9))
			i++;
		const c = bytes[i] & 0xdf;
		if (bytes[i] === 59)
			this.comment(bytes, i + 1, end);
		else if (i < end && (c === 71 || c === 77))
			this.command(c, bytes, i + 1, end);
	}

	comment(bytes, from, end) {
		const c = bytes[from] === 32 ? bytes[from + 1] : bytes[from];
		// L, C, T, F, l: anything else says nothing here
		if (c !== 76 && c !== 67 && c !== 84 && c !== 70 && c !== 108)
			return;
		const text = String.fromCharCode(...bytes.subarray(from,
			Math.min(end, from + 80))).trim();
		const type = text.match(TYPE);
		const height = text.match(HEIGHT);
		if (type)
			this.kind = kindOf.get(type[1].toLowerCase()) ?? OTHER;
		else if (height)
			this.height = this.height || Number(height[1]) || 0;
		else if (MARK.test(text)) {
			// What was primed before the first one belongs to it.
			if (this.marked)
				this.flush();
			this.marked = true;
		}
	}

	command(letter, bytes, from, end) {
		let i = from;
		let code = 0;
		for (; i < end && bytes[i] >= 48 && bytes[i] <= 57; i++)
			code = code * 10 + bytes[i] - 48;
		if (i === from)
			return;
		if (letter === 71 && code <= 3) {
			this.read(bytes, i, end);
			this.move(code);
		} else if (letter === 71 && (code === 28 || code === 92)) {
			this.read(bytes, i, end);
			this.place(code === 28);
		} else if (letter === 71 && (code === 20 || code === 21)) {
			this.unit = code === 20 ? 25.4 : 1;
		} else if (letter === 71 && (code === 90 || code === 91)) {
			this.relative = this.relativeE = code === 91;
		} else if (letter === 77 && (code === 82 || code === 83)) {
			this.relativeE = code === 83;
		}
	}

	// Letters and numbers, as far as the comment.
	read(bytes, from, end) {
		this.has = 0;
		for (let i = from; i < end;) {
			const letter = (bytes[i++] & 0xdf) - 65;
			if (bytes[i - 1] === 59)
				return;
			if (letter < 0 || letter > 25)
				continue;
			let sign = 1;
			let value = 0;
			let part = 0;
			if (bytes[i] === 45 || bytes[i] === 43)
				sign = bytes[i++] === 45 ? -1 : 1;
			for (; i < end; i++) {
				const digit = bytes[i] - 48;
				if (digit >= 0 && digit <= 9) {
					value = value * 10 + digit;
					part *= 10;
				} else if (bytes[i] === 46 && part === 0) {
					part = 1;
				} else {
					break;
				}
			}
			this.words[letter] = sign * value / (part || 1);
			this.has |= 1 << letter;
		}
	}

	value(letter, otherwise) {
		const i = letter - 65;
		return this.has >> i & 1 ? this.words[i] * this.unit : otherwise;
	}

	aim(axis, letter, relative) {
		const at = this.at[axis];
		const value = this.value(letter, relative ? 0 : at);
		const to = relative ? at + value : value;
		return Math.abs(to) < FAR ? to : at;
	}

	move(code) {
		const { relative, relativeE, at } = this;
		const to = [this.aim(0, 88, relative), this.aim(1, 89, relative),
			this.aim(2, 90, relative), this.aim(3, 69, relativeE || relative)];
		if (code >= 2)
			this.arc(code, to);
		else
			this.go(to[0], to[1], to[2], to[3] - at[3]);
		at[3] = to[3];
	}

	// As short lines, in which a machine draws it, too.
	arc(code, to) {
		const [x, y, z, e] = this.at;
		const middle = this.middle(code, to);
		if (!middle) {
			this.go(to[0], to[1], to[2], to[3] - e);
			return;
		}
		const r = Math.hypot(x - middle[0], y - middle[1]);
		let sweep = Math.atan2(to[1] - middle[1], to[0] - middle[0]) -
			Math.atan2(y - middle[1], x - middle[0]);
		if (code === 2 && sweep >= 0)
			sweep -= 2 * Math.PI;
		if (code === 3 && sweep <= 0)
			sweep += 2 * Math.PI;
		// A small one stays round, too.
		const n = Math.min(256, Math.ceil(Math.abs(sweep) *
			Math.max(r / SEGMENT, 4 / Math.PI))) || 1;
		const from = Math.atan2(y - middle[1], x - middle[0]);
		for (let i = 1; i < n; i++)
			this.go(middle[0] + r * Math.cos(from + sweep * i / n),
				middle[1] + r * Math.sin(from + sweep * i / n),
				z + (to[2] - z) * i / n, (to[3] - e) / n);
		this.go(to[0], to[1], to[2], (to[3] - e) / n);
	}

	// Of an arc, from I and J, or from R (negative: the longer way); null:
	// there is none, and the machine goes straight.
	middle(code, to) {
		const [x, y] = this.at;
		if (!(this.has >> 17 & 1))
			return this.has >> 8 & 3 ?
				[x + this.value(73, 0), y + this.value(74, 0)] : null;
		const r = this.value(82, 0);
		const [dx, dy] = [to[0] - x, to[1] - y];
		const d = Math.hypot(dx, dy);
		if (d === 0 || Math.abs(r) < d / 2)
			return null;
		const h = Math.sqrt(r * r - d * d / 4) / d *
			((code === 2) !== (r < 0) ? -1 : 1);
		return [x + dx / 2 - h * dy, y + dy / 2 + h * dx];
	}

	go(x, y, z, e) {
		const { at } = this;
		const along = x !== at[0] || y !== at[1];
		const below = at[2];
		if (along && e > 0)
			this.extrude(z + this.offset[2], z > below);
		at[0] = x;
		at[1] = y;
		at[2] = z;
		if (along) {
			this.point(x + this.offset[0], y + this.offset[1],
				e > 0 ? this.kind : TRAVEL);
			this.mm += Math.max(0, e);
		}
	}

	// It extrudes at this height: is that a new layer?
	extrude(z, rises) {
		if (!this.marked && this.layers > 0 && z > this.top + SAME) {
			const step = Math.max(this.height || this.first, THINNEST);
			this.flush();
			this.top = rises ? this.top + step *
				Math.max(1, Math.ceil((z - this.top - SAME) / step)) : z;
		}
		if (this.z === null)
			this.z = z;
		if (this.layers === 0) {
			this.layers = 1;
			this.first = this.top = z;
		}
	}

	point(x, y, kind) {
		if (this.n + 1 >= this.what.length) {
			const xy = new Float32Array(this.xy.length * 2);
			const what = new Uint8Array(this.what.length * 2);
			xy.set(this.xy);
			what.set(this.what);
			this.xy = xy;
			this.what = what;
		}
		this.what[this.n++] = kind;
		this.xy[2 * this.n] = x;
		this.xy[2 * this.n + 1] = y;
	}

	place(home) {
		const letters = [88, 89, 90, 69];
		const axes = home ? 3 : 4;
		let named = 0;
		for (let i = 0; i < axes; i++)
			named += this.has >> letters[i] - 65 & 1;
		for (let i = 0; i < axes; i++) {
			if (named > 0 && !(this.has >> letters[i] - 65 & 1))
				continue;
			const value = home ? 0 : this.value(letters[i], 0);
			if (Math.abs(value) >= FAR)
				continue;
			this.offset[i] = home ? 0 : this.offset[i] + this.at[i] - value;
			this.at[i] = value;
		}
	}

	// The layer is over; without a line in it, there was none.
	flush(most = LAYERS_MOST) {
		if (this.z === null || this.layers > most)
			return;
		this.layers++;
		this.layer({ z: this.z, mm: this.mm, end: this.here,
			xy: this.xy.slice(0, 2 * this.n + 2),
			kinds: this.what.slice(0, this.n) });
		this.clear();
	}
}
