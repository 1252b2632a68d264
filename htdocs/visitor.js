// SPDX-License-Identifier: GPL-3.0-or-later
// Who looks at this page: shown at its top, with the ways to log in and out.

import { call } from "./api.js";
import { make } from "./show.js";
import { word } from "./words.js";

// Where to come back to after the login: an address of ours and nothing else,
// as the browser reads it (it passes over tabs, for instance).
export function comeBack(to) {
	try {
		const url = new URL(to || "/", location.origin);
		return url.origin === location.origin ? url.href : "/";
	} catch {
		return "/";
	}
}

function link(href, text, name) {
	const a = make("a", name, text);
	a.href = href;
	if (location.pathname === href)
		a.setAttribute("aria-current", "page");
	return a;
}

async function leave() {
	await call("DELETE", "/api/session").catch(() => {});
	location.assign("/");
}

function entries(session) {
	const may = (right) => session.rights.includes(right);
	const list = [];
	if (may("configure"))
		list.push(link("/people", word("people"), ""),
			link("/events", word("events"), ""));
	if (!session.logged_in)
		return [...list, link(`/login?to=${encodeURIComponent(
			location.pathname + location.search)}`, word("logIn"), "")];
	const out = make("button", "plain little", word("logOut"));
	out.type = "button";
	out.id = "logOut";
	out.addEventListener("click", leave);
	return [...list, link("/account", session.name, "me name"), out];
}

// Show it; the session as the server tells it, or null without one.
export async function greet() {
	const nav = document.querySelector("header.top nav");
	try {
		const session = await call("GET", "/api/session");
		if (session.must_choose && location.pathname !== "/account")
			location.replace("/account");
		nav.querySelector(".language").before(...entries(session));
		return session;
	} catch {
		return null;
	}
}
