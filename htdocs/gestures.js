// SPDX-License-Identifier: GPL-3.0-or-later
// Wheel, mouse and fingers on the canvas of a drawing.

const WHEEL = 400;		// pixels that make it e times as large
const LINE = 16;		// pixels of a line, where a wheel counts those

// One finger moves; two also zoom, by how their distance changes.
function drag(fingers, drawing, event) {
	const before = fingers.get(event.pointerId);
	const now = [event.offsetX, event.offsetY];
	if (!before)
		return;
	fingers.set(event.pointerId, now);
	const part = 1 / fingers.size;
	drawing.move((now[0] - before[0]) * part, (now[1] - before[1]) * part);
	if (fingers.size !== 2)
		return;
	const [, other] = [...fingers].find(([id]) => id !== event.pointerId);
	const far = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]);
	if (far(before) > 0)
		drawing.zoom(far(now) / far(before), (now[0] + other[0]) / 2,
			(now[1] + other[1]) / 2);
}

export function listenToGestures(canvas, drawing) {
	const fingers = new Map();	// where each is, by its number

	canvas.addEventListener("wheel", (event) => {
		event.preventDefault();
		const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : LINE);
		drawing.zoom(Math.exp(-pixels / WHEEL), event.offsetX, event.offsetY);
	}, { passive: false });
	canvas.addEventListener("pointerdown", (event) => {
		canvas.setPointerCapture(event.pointerId);
		fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
	});
	canvas.addEventListener("pointermove", (event) =>
		drag(fingers, drawing, event));
	for (const kind of ["pointerup", "pointercancel"])
		canvas.addEventListener(kind, (event) =>
			fingers.delete(event.pointerId));
}
