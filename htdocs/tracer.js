// SPDX-License-Identifier: GPL-3.0-or-later
// The worker of the preview: fetches a file, and hands its layers over as they
// come, without a copy.

import { Trace } from "./trace.js";

async function read(address) {
	const response = await fetch(address);
	if (!response.ok)
		throw new Error(String(response.status));
	const reader = response.body.getReader();
	const trace = new Trace((layer) => postMessage({ layer },
		[layer.xy.buffer, layer.kinds.buffer]));
	let bytes = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done)
			break;
		trace.add(value);
		bytes += value.length;
		postMessage({ bytes });
	}
	trace.end();
	postMessage({ done: true });
}

onmessage = (event) => read(event.data).catch((error) =>
	postMessage({ error: error.message }));
