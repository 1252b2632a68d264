// SPDX-License-Identifier: GPL-3.0-or-later
// The preview of a print file, layer by layer.

import { call, root } from "./api.js";
import { Drawing } from "./drawing.js";
import { listenToGestures } from "./gestures.js";
import { openPage } from "./header.js";
import "./officewords.js";
import "./previewwords.js";
import { Play, followPrint } from "./pace.js";
import { pieceFacts, showThumbnail } from "./piece.js";
import { byId, facts, make, setText } from "./show.js";
import { TRAVEL, kinds } from "./trace.js";
import { language, word } from "./words.js";

openPage();

const BED = 200;	// mm, where no printer says its own
const PAN = 60;		// pixels of a key
const layers = [];	// { z, mm, end, kinds }, as tracer.js tells
let seen = 0;		// kinds that the file has, a bit each
let file = null;
let drawing = null;
let bed = [BED, BED];	// mm
let form = "either";	// where it lies about 0, 0, as PRINTER says
let follows = "file";	// what moves the sliders: the newest layer while they
			// come in, the "print", or "": a person
let printed = null;	// so many bytes, where it is printed just now

function fail(text) {
	byId("notice").hidden = false;
	setText(byId("notice"), text);
}

function number(n, digits) {
	return n.toLocaleString(language, { minimumFractionDigits: digits,
		maximumFractionDigits: digits });
}

// --- what is shown -------------------------------------------------------------

function chosen() {
	return Number(byId("layer").value) - 1;
}

function show() {
	const i = chosen();
	const layer = layers[i];
	if (!layer)
		return;
	const part = Number(byId("part").value) / 100;
	drawing.show(i, part);
	const text = word("layerWhere", { n: i + 1, all: layers.length,
		z: number(layer.z, 2), mm: number(layer.mm, 0) });
	setText(byId("where"), text);
	byId("layer").setAttribute("aria-valuetext", text);
	byId("before").disabled = i <= 0;
	byId("after").disabled = i + 1 >= layers.length;
}

function slideTo(i, part) {
	byId("layer").value = Math.min(layers.length, Math.max(1, i + 1));
	byId("part").value = 100 * part;
	show();
}

// What a person chooses stays.
function byHand() {
	follows = "";
	play.stop();
	showFollow();
}

function choose(i) {
	byHand();
	slideTo(i, byId("part").value / 100);
}

// --- what moves by itself -------------------------------------------------------

const play = new Play(() => !drawing.waiting, (more) => {
	const part = byId("part").value / 100;
	if (part < 1)
		slideTo(chosen(), Math.min(1, part + more));
	else if (chosen() + 1 < layers.length)
		slideTo(chosen() + 1, 0);
	return chosen() + 1 < layers.length || part < 1;
}, (on) => setText(byId("play"), word(on ? "previewStop" : "previewPlay")));

function togglePlay() {
	if (play.on) {
		play.stop();
		return;
	}
	byHand();
	// after the end, again from the beginning
	if (chosen() + 1 === layers.length && byId("part").value === "100")
		slideTo(chosen(), 0);
	play.start();
}

function showFollow() {
	byId("follow").hidden = printed === null;
	byId("follow").setAttribute("aria-pressed", follows === "print");
}

// The layer that has the byte that the printer is at, as far as it is.
function followOn() {
	const i = layers.findIndex((layer) => layer.end > printed);
	const from = i > 0 ? layers[i - 1].end : 0;
	if (follows === "print" && printed !== null && i >= 0)
		slideTo(i, (printed - from) / (layers[i].end - from));
}

function toggleFollow() {
	const on = follows !== "print";
	byHand();
	follows = on ? "print" : "";
	showFollow();
	followOn();
}

// Who opens the page of what is printed sees how far that is.
function atByte(byte) {
	if (byte !== null && printed === null && follows === "file")
		follows = "print";
	printed = byte;
	showFollow();
	followOn();
}

// One line a kind that the file has; it can be taken out of the picture.
function addKinds(news) {
	const before = seen;
	for (const layer of news)
		seen |= layer.kinds;
	if (seen === before)
		return;
	byId("legend").replaceChildren(...kinds.map((name, kind) => {
		const box = make("input");
		const swatch = make("span", "swatch");
		box.type = "checkbox";
		box.id = `kind-${name}`;
		box.checked = !drawing.hidden.has(kind);
		swatch.style.background = `var(--k-${name})`;
		box.addEventListener("change", () => {
			if (box.checked)
				drawing.hidden.delete(kind);
			else
				drawing.hidden.add(kind);
			drawing.draw();
		});
		return seen >> kind & 1 ? make("li", "",
			make("label", "", box, swatch, word(`kind.${name}`))) : null;
	}).filter(Boolean));
}

// --- where it lies ------------------------------------------------------------------

function pieceBox() {
	return { x: file.bbox_min_x_um / 1000, y: file.bbox_min_y_um / 1000,
		width: (file.bbox_max_x_um - file.bbox_min_x_um) / 1000,
		depth: (file.bbox_max_y_um - file.bbox_min_y_um) / 1000 };
}

// Where nobody said whether its corner or its middle is at 0, 0, the piece
// tells.
function bedBox() {
	const [width, depth] = bed;
	const round = form === "round";
	return round || form === "center" || (form === "either" &&
	    file.bbox_min_x_um < 0 && file.bbox_min_y_um < 0) ?
		{ x: -width / 2, y: -depth / 2, width, depth, round } :
		{ x: 0, y: 0, width, depth, round };
}

function fit() {
	const box = pieceBox();
	drawing.fit(box.width > 0 ? box : drawing.bed);
}

// --- what comes in --------------------------------------------------------------

function progress(bytes) {
	byId("reading").value = bytes / file.bytes;
	if (follows === "file")
		setText(byId("where"), word("previewReading", { percent:
			Math.min(100, Math.floor(100 * bytes / file.bytes)) }));
}

function hear({ data }) {
	if (data.picture)
		drawing.take(data.picture);
	else if (data.error)
		fail(data.error === "409" ? word("previewCleaned") : word("lost"));
	else
		grow(data);
}

// More layers, how many bytes were read; at the end it is done.
function grow({ layers: news, bytes, done }) {
	const slider = byId("layer");
	const first = layers.length === 0 && news.length > 0;
	layers.push(...news);
	addKinds(news);
	slider.max = layers.length;
	byId("after").disabled = chosen() + 1 >= layers.length;
	if (bytes)
		progress(bytes);
	if (follows === "file" && (first || done))
		slider.value = layers.length;
	if (done) {
		byId("reading").hidden = true;
		document.documentElement.dataset.ready = "true";
		if (layers.length === 0)
			fail(word("previewEmpty"));
	}
	if (first || done)
		show();
	followOn();
}

function listen() {
	const canvas = byId("view");
	byId("layer").addEventListener("input", () => {
		byHand();
		show();
	});
	byId("part").addEventListener("input", () => {
		byHand();
		show();
	});
	byId("play").addEventListener("click", togglePlay);
	byId("follow").addEventListener("click", toggleFollow);
	byId("before").addEventListener("click", () => choose(chosen() - 1));
	byId("after").addEventListener("click", () => choose(chosen() + 1));
	byId("nearer").addEventListener("click", () => drawing.nearer());
	byId("farther").addEventListener("click", () => drawing.farther());
	byId("whole").addEventListener("click", fit);
	byId("bed").addEventListener("click", () => drawing.fit(drawing.bed));
	const keys = {
		ArrowLeft: () => drawing.move(PAN, 0),
		ArrowRight: () => drawing.move(-PAN, 0),
		ArrowUp: () => drawing.move(0, PAN),
		ArrowDown: () => drawing.move(0, -PAN),
		PageUp: () => choose(chosen() + 1),
		PageDown: () => choose(chosen() - 1),
		Home: fit,
		" ": togglePlay,
		"+": () => drawing.nearer(),
		"-": () => drawing.farther(),
	};
	canvas.addEventListener("keydown", (event) => {
		const act = keys[event.key];
		if (!act || event.ctrlKey || event.altKey || event.metaKey)
			return;
		event.preventDefault();
		act();
	});
}

// --- a file that is kept --------------------------------------------------------

function showKeep() {
	setText(byId("keep"), word(file.favorite ? "keepNoMore" : "keep"));
}

async function toggleKeep() {
	const button = byId("keep");
	button.disabled = true;
	try {
		file = await call("PATCH", `/api/files/${file.id}`,
			{ favorite: !file.favorite });
		showKeep();
	} catch (error) {
		fail(error.message);
	}
	button.disabled = false;
}

// Only who may do it is offered it; the server decides again.
async function offerKeep() {
	const session = await call("GET", "/api/session");
	const may = session.rights.includes("control");
	byId("keep").hidden = !may;
	byId("kept").hidden = !may;
	if (!may)
		return;
	showKeep();
	byId("keep").addEventListener("click", toggleKeep);
}

// The bed of the printer that the page was opened for.
async function askBed(name) {
	const printer = await call("GET",
		`/api/printers/${encodeURIComponent(name)}`);
	const { bed_um: size } = printer.limits;
	form = printer.limits.bed_form;
	if (size[0] > 0 && size[1] > 0)
		bed = size.map((um) => um / 1000);
}

async function begin() {
	const asked = new URLSearchParams(location.search);
	const id = Number(asked.get("file"));
	const printer = asked.get("printer");
	if (printer)
		await askBed(printer).catch(() => {});
	file = await call("GET", `/api/files/${id}`);
	setText(byId("name"), file.label);
	document.title = `${file.label} – ${word("title")}`;
	facts(byId("facts"), pieceFacts(file));
	showThumbnail(byId("thumbnail"), file.id, file.thumbnail);
	offerKeep().catch((error) => fail(error.message));
	const worker = new Worker(`${root}/tracer.js`, { type: "module" });
	drawing = new Drawing(byId("view"), bedBox(), (wish) =>
		worker.postMessage(wish));
	byId("view").dataset.bed = `${bed.slice(0, 2).join(" × ")} at ${
		drawing.bed.x}, ${drawing.bed.y}`;
	drawing.hidden.add(TRAVEL);
	fit();
	listenToGestures(byId("view"), drawing);
	listen();
	worker.addEventListener("message", hear);
	worker.addEventListener("error", () => fail(word(
		typeof OffscreenCanvas === "function" ? "lost" : "previewOld")));
	if (printer)
		followPrint(printer, file.id, atByte);
	worker.postMessage({ address: `${root}/api/files/${file.id}/content` });
}

begin().catch((error) => fail(error.message));
