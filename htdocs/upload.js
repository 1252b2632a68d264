// SPDX-License-Identifier: GPL-3.0-or-later
// One upload, with progress.  XMLHttpRequest, because fetch can't tell how far
// an upload is.

import { root } from "./api.js";
import { duration } from "./show.js";
import { language, word } from "./words.js";

// Resolves to the stored file; progress(percent, text) is called meanwhile.
// The returned object's cancel() stops it.
export function upload(file, progress) {
	const request = new XMLHttpRequest();
	const begun = performance.now();
	const form = new FormData();
	form.append("file", file, file.name);

	const done = new Promise((resolve, reject) => {
		request.upload.addEventListener("progress", (event) => {
			if (!event.lengthComputable)
				return;
			const seconds = (performance.now() - begun) / 1000;
			const speed = event.loaded / Math.max(seconds, 0.001);
			const percent = 100 * event.loaded / event.total;
			progress(percent, percent >= 100 ? word("storing") :
				word("sending", {
					percent: Math.floor(percent),
					speed: (speed / 1e6).toFixed(1),
					left: duration((event.total - event.loaded) / speed),
				}));
		});
		request.addEventListener("load", () => {
			const answer = request.response || {};
			if (request.status === 201)
				resolve(answer);
			else
				reject(new Error(answer.message || word("lost")));
		});
		request.addEventListener("error", () => reject(new Error(word("lost"))));
		request.addEventListener("abort", () =>
			reject(new Error(word("uploadCancelled"))));
	});
	request.open("POST", `${root}/api/files`);
	request.setRequestHeader("Accept-Language", language);
	request.responseType = "json";
	request.send(form);
	return { done, cancel: () => request.abort() };
}
