// SPDX-License-Identifier: GPL-3.0-or-later
// Who looks at this page: shown at its top, with the ways to log in and out.

import { call, root } from "./api.js";
import { make } from "./show.js";
import { word } from "./words.js";

// Where to come back to after the login: an address of ours and nothing else,
// as the browser reads it (it passes over tabs, for instance).
export function comeBack(to) {
	try {
		const url = new URL(to || `${root}/`, location.origin);
		return url.origin === location.origin ? url.href : `${root}/`;
	} catch {
		return `${root}/`;
	}
}

// A link of the top of a page; the one to this page says so.
export function link(href, text, name) {
	const a = make("a", name, text);
	a.href = root + href;
	if (location.pathname === a.pathname)
		a.setAttribute("aria-current", "page");
	return a;
}

async function leave() {
	await call("DELETE", "/api/session").catch(() => {});
	location.assign(`${root}/`);
}

function entries(session) {
	const may = (right) => session.rights.includes(right);
	const list = [];
	const printer = location.pathname.match(/\/printers\/([^/]+)$/);
	if (printer && may("control"))
		list.push(link(`/printers/${printer[1]}/settings`,
			word("settings"), ""));
	if (may("configure"))
		list.push(link("/admin", word("admin"), ""),
			link("/people", word("people"), ""),
			link("/events", word("events"), ""));
	if (!session.logged_in)
		return [...list, link(`/login?to=${encodeURIComponent(
			location.pathname + location.search)}`, word("logIn"), "")];
	const me = link("/account", session.name, "me name");
	// The browser keeps a password that the server itself asked for.
	if (session.named_by_server)
		return [...list, me];
	const out = make("button", "plain little", word("logOut"));
	out.type = "button";
	out.id = "logOut";
	out.addEventListener("click", leave);
	return [...list, me, out];
}

let shown = [];

// Show it; the session as the server tells it, or null without one.
export async function greet() {
	const nav = document.querySelector("header.top nav");
	try {
		const session = await call("GET", "/api/session");
		const account = `${root}/account`;
		if (session.must_choose && location.pathname !== account)
			location.replace(account);
		shown.forEach((entry) => entry.remove());
		shown = entries(session);
		nav.querySelector(".language").before(...shown);
		return session;
	} catch {
		return null;
	}
}

// The line says when it is over, or when its person may do something else.
document.addEventListener("session", greet);
