// SPDX-License-Identifier: GPL-3.0-or-later
// The bed of a printer from above: its edge, a grid, how large it is, and where
// 0, 0 is.

const GRID = 10;	// mm
const CLOSE = 5;	// pixels: a grid that is closer is left out
const ARROW = 26;	// pixels, from 0, 0 along each axis
const LETTER = 12;	// pixels high

export class Bed {
	// bed: { x, y, width, depth, round } in mm; color() gives a theme's.
	constructor(bed, color) {
		this.bed = bed;
		this.color = color("--bed");
		this.grid = color("--grid");
		this.edge = color("--below");
		this.ink = color("--soft");
	}

	// place: { left, top } of 0, 0 on the canvas, in its pixels, of which a mm has
	// scale, and a pixel of the page has ratio.
	paint(pen, place) {
		const { bed } = this;
		const { left, top, scale, ratio } = place;
		const edge = new Path2D();
		if (bed.round)
			edge.ellipse(bed.x + bed.width / 2, bed.y + bed.depth / 2,
				bed.width / 2, bed.depth / 2, 0, 0, 7);
		else
			edge.rect(bed.x, bed.y, bed.width, bed.depth);
		pen.save();
		pen.setTransform(scale, 0, 0, -scale, left, top);
		pen.fillStyle = this.color;
		pen.fill(edge);
		pen.save();
		pen.clip(edge);
		if (GRID * scale >= CLOSE * ratio)
			this.paintGrid(pen, ratio / scale);
		pen.restore();
		pen.strokeStyle = this.edge;
		pen.lineWidth = 2 * ratio / scale;
		pen.stroke(edge);
		pen.setTransform(ratio, 0, 0, ratio, left, top);
		this.paintSize(pen, scale / ratio);
		pen.restore();
	}

	paintGrid(pen, pixel) {
		const { bed } = this;
		pen.strokeStyle = this.grid;
		pen.lineWidth = pixel;
		pen.beginPath();
		for (let x = GRID; x < bed.width; x += GRID) {
			pen.moveTo(bed.x + x, bed.y);
			pen.lineTo(bed.x + x, bed.y + bed.depth);
		}
		for (let y = GRID; y < bed.depth; y += GRID) {
			pen.moveTo(bed.x, bed.y + y);
			pen.lineTo(bed.x + bed.width, bed.y + y);
		}
		pen.stroke();
	}

	// Its sides are told outside of them.
	paintSize(pen, scale) {
		const { bed } = this;
		pen.strokeStyle = pen.fillStyle = this.ink;
		pen.lineWidth = 1.5;
		pen.beginPath();
		pen.moveTo(0, -ARROW);
		pen.lineTo(0, 0);
		pen.lineTo(ARROW, 0);
		pen.stroke();
		pen.font = `${LETTER}px system-ui, "DejaVu Sans", sans-serif`;
		pen.textAlign = "center";
		pen.textBaseline = "middle";
		pen.fillText("X", ARROW - LETTER / 2, -LETTER * 0.7);
		pen.fillText("Y", LETTER * 0.7, LETTER / 2 - ARROW);
		pen.fillText(`${bed.width} mm`, (bed.x + bed.width / 2) * scale,
			LETTER - bed.y * scale);
		pen.translate(bed.x * scale - LETTER,
			-(bed.y + bed.depth / 2) * scale);
		pen.rotate(-Math.PI / 2);
		pen.fillText(`${bed.depth} mm`, 0, 0);
	}
}
