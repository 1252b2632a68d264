// SPDX-License-Identifier: GPL-3.0-or-later
// The top of every page: the way past it, the ways to the other pages, the
// language, who is here, and the bar that says how old the rest is.  A page's
// HTML has only its name; nothing is painted before this has run.

import { byId, make } from "./show.js";
import "./typing.js";
import { greet, link } from "./visitor.js";
import { speak, word } from "./words.js";

const PAGES = ["fleet", "history", "statistics"];

function skip() {
	const a = make("a", "skip", word("skip"));
	a.setAttribute("href", "#main");
	return a;
}

function nav() {
	const language = make("button", "language", word("language"));
	language.type = "button";
	return make("nav", "", ...PAGES.map((page) =>
		link(`/${page}`, word(page === "fleet" ? "home" : page), "")),
	language);
}

// Where there is no room for the ways to all pages, they are behind this.
function menu() {
	const button = make("button", "menu plain", word("menu"));

	button.type = "button";
	button.setAttribute("aria-expanded", false);
	button.addEventListener("click", () => button.setAttribute("aria-expanded",
		button.getAttribute("aria-expanded") === "false"));
	return button;
}

function stale() {
	const bar = make("div", "stale");
	bar.id = "stale";
	bar.setAttribute("role", "status");
	bar.hidden = true;
	return bar;
}

// A page is called what its heading says.
function entitle() {
	const { word: key } = document.querySelector("h1").dataset;
	document.title = key && key !== "title" ?
		`${word(key)} – ${word("title")}` : word("title");
}

// Make it, and put the page's words in; resolves to the session as the server
// tells it, or to null.
export function openPage() {
	document.body.prepend(skip());
	document.querySelector("header.top").append(menu(), nav());
	byId("main").before(stale());
	speak();
	entitle();
	return greet();
}
