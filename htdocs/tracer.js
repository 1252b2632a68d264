// SPDX-License-Identifier: GPL-3.0-or-later
// The worker of the preview: fetches a file, keeps its layers, tells of them as
// they come, and draws them.  It hears { address } once, and then wishes.

import { Plot } from "./plot.js";
import { Trace } from "./trace.js";

const layers = [];	// as trace.js tells
const plot = new Plot(layers, (picture, owned) =>
	postMessage({ picture }, owned));
let told = 0;		// so many layers the page knows

function tell(more) {
	const news = layers.slice(told).map(({ z, mm, end, kinds }) =>
		({ z, mm, end, kinds: kinds.reduce((bits, kind) => bits | 1 << kind, 0) }));
	told = layers.length;
	postMessage({ layers: news, ...more });
}

async function read(address) {
	const response = await fetch(address);
	if (!response.ok)
		throw new Error(String(response.status));
	const reader = response.body.getReader();
	const trace = new Trace((layer) => layers.push(layer));
	let bytes = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done)
			break;
		trace.add(value);
		bytes += value.length;
		tell({ bytes });
	}
	trace.end();
	tell({ done: true });
}

onmessage = ({ data }) => {
	if (!data.address)
		plot.want(data);
	else
		read(data.address).catch((error) =>
			postMessage({ error: error.message }));
};
