// SPDX-License-Identifier: GPL-3.0-or-later
// Uploads, with progress: what was sent before isn't sent again, and a line
// that breaks goes on where it was.  XMLHttpRequest, because fetch can't tell
// how far an upload is.

import { call, root } from "./api.js";
import { refusal } from "./said.js";
import { duration, number } from "./show.js";
import { language, word } from "./words.js";

const HASHED_BYTES = 128e6;	// more is not worth the memory
const PATIENCE_MS = 5 * 60 * 1000;
const WAIT_MS = [500, 1000, 2000, 4000, 8000];

// Uploads that a reload of the page cut off, by what the file looks like.
function token(file) {
	const mark = `upload:${file.name}:${file.size}:${file.lastModified}`;
	const made = [...crypto.getRandomValues(new Uint8Array(16))].map(
		(b) => b.toString(16).padStart(2, "0")).join("");
	try {
		const kept = sessionStorage.getItem(mark) || made;
		sessionStorage.setItem(mark, kept);
		return { name: kept, forget: () => sessionStorage.removeItem(mark) };
	} catch { // a browser that keeps nothing
		return { name: made, forget: () => {} };
	}
}

// The stored file with these bytes, if this person sent them before.  (Browsers
// hash only for pages of this machine or over HTTPS.)
async function sentBefore(file) {
	if (!crypto.subtle || file.size > HASHED_BYTES)
		return null;
	const digest = await crypto.subtle.digest("SHA-256",
		await file.arrayBuffer());
	const hash = [...new Uint8Array(digest)].map(
		(b) => b.toString(16).padStart(2, "0")).join("");
	const { files } = await call("GET", `/api/files?sha256=${hash}`);
	return files.length > 0 ? { ...files[0], label: file.name } : null;
}

// One go: the bytes from an offset on.  Resolves to { status, answer }; status
// is 0 when the line broke.
function go(request, address, file, offset, moved) {
	return new Promise((resolve, reject) => {
		request.upload.onprogress = (event) => moved(offset + event.loaded);
		request.onload = () => resolve({ status: request.status,
			answer: request.response || {} });
		request.onerror = () => resolve({ status: 0, answer: {} });
		request.onabort = () => reject(new Error(word("uploadCancelled")));
		request.open("PUT", `${root}${address}?offset=${offset}&name=${
			encodeURIComponent(file.name)}`);
		request.setRequestHeader("Accept-Language", language);
		request.setRequestHeader("Content-Type", "application/octet-stream");
		request.responseType = "json";
		request.send(file.slice(offset));
	});
}

// Resolves to the stored file; progress(percent, text) is called meanwhile.
// The returned object's cancel() stops it.
export function upload(file, progress) {
	const mark = token(file);
	const address = `/api/uploads/${mark.name}`;
	let request = null;
	let cancelled = false;
	let wake = () => {};

	function meter() {
		const begun = performance.now();
		let first = null;
		return (sent) => {
			first ??= sent;
			const seconds = (performance.now() - begun) / 1000;
			const speed = (sent - first) / Math.max(seconds, 0.001);
			const percent = Math.min(100, 100 * sent / file.size);
			progress(percent, percent >= 100 ? word("storing") :
				word("sending", {
					percent: Math.floor(percent),
					speed: number(speed / 1e6, 1),
					left: speed > 0 ?
						duration((file.size - sent) / speed) : "…",
				}));
		};
	}

	// How much has arrived, asked until the server answers.
	async function arrived(since) {
		for (let n = 0; Date.now() - since < PATIENCE_MS; n++) {
			if (cancelled)
				throw new Error(word("uploadCancelled"));
			try {
				return (await call("GET", address)).offset;
			} catch (error) {
				if (error.status && error.status < 500)
					throw error;
				progress(null, word("tryingAgain"));
				await new Promise((resolve) => {
					wake = resolve;
					setTimeout(resolve,
						WAIT_MS[Math.min(n, WAIT_MS.length - 1)]);
				});
			}
		}
		throw new Error(word("lost"));
	}

	async function send() {
		let since = Date.now();
		let offset = await arrived(since);
		for (;;) {
			if (cancelled)
				throw new Error(word("uploadCancelled"));
			request = new XMLHttpRequest();
			// The speed of this line, not of the pauses between two.
			const { status, answer } = await go(request, address, file,
				offset, meter());
			if (status === 201)
				return answer;
			// The line broke, or the old one is not seen to be gone yet.
			if (status !== 0 && status < 500 &&
			    answer.error !== "other-offset" &&
			    answer.error !== "incomplete")
				throw new Error(refusal(answer) || word("lost"));
			if (status === 507)
				throw new Error(refusal(answer));
			progress(null, word("tryingAgain"));
			await new Promise((resolve) => setTimeout(resolve, WAIT_MS[0]));
			const now = await arrived(since);
			if (now !== offset)
				since = Date.now();	// it comes on
			else if (Date.now() - since >= PATIENCE_MS)
				throw new Error(refusal(answer) || word("lost"));
			offset = now;
		}
	}

	async function run() {
		progress(0, word("looking"));
		const known = await sentBefore(file).catch(() => null);
		if (cancelled)
			throw new Error(word("uploadCancelled"));
		const stored = known || await send();
		mark.forget();
		return stored;
	}

	return {
		done: run(),
		cancel: () => {
			cancelled = true;
			wake();
			mark.forget();
			if (request)
				request.abort();
			call("DELETE", address).catch(() => {});
		},
	};
}
