// SPDX-License-Identifier: GPL-3.0-or-later
// What moves the preview's sliders by itself: an animation of the layer, or the
// print that is under way.

import { watch } from "./live.js";

const LAYER_MS = 6000;		// of a layer's animation
const FRAME_MS = 100;		// a slow browser shows all of it, too, in more time

// Moves the nozzle from frame to frame, when ready() says that the last one is
// drawn: step(part of a layer) returns whether there is more; state(playing) is
// told.
export class Play {
	constructor(ready, step, state) {
		Object.assign(this, { ready, step, state });
		this.on = false;
	}

	start() {
		this.on = true;
		this.state(true);
		let last = performance.now();
		const next = (now) => {
			const ms = Math.min(FRAME_MS, Math.max(0, now - last));
			const ready = this.on && this.ready();
			if (ready)
				last = now;
			if (this.on && (!ready || this.step(ms / LAYER_MS)))
				requestAnimationFrame(next);
			else
				this.stop();
		};
		requestAnimationFrame(next);
	}

	stop() {
		if (this.on)
			this.state(false);
		this.on = false;
	}
}

// Tells at(byte) of the file that a printer is at, while it prints that; at(null)
// when it doesn't.
export function followPrint(printer, file, at) {
	const address = `/api/printers/${encodeURIComponent(printer)}`;
	watch(() => address, ({ job, live }) =>
		at(job && live && job.file === file && live.job === job.id &&
			live.bytes_total > 0 ? live.bytes : null), () => at(null));
}
