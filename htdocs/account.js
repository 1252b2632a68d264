// SPDX-License-Identifier: GPL-3.0-or-later
// One's own account: password, keys, sessions.

import { call } from "./api.js";
import { openPage } from "./header.js";
import "./officewords.js";
import "./peoplewords.js";
import { showSecret } from "./secret.js";
import { byId, day, lately, make, press, renew, setText, sure, tell }
	from "./show.js";
import { word } from "./words.js";

const greeting = openPage();

async function attempt(work) {
	try {
		await work();
	} catch (error) {
		tell(error.message, true);
	}
}

function row(text, note, ...buttons) {
	return make("li", "", make("div", "name", make("span", "strong", text),
		make("span", "soft small", note)), ...buttons);
}

function button(text, name) {
	const b = make("button", `little ${name}`, text);
	b.type = "button";
	return b;
}

function keyRow(key) {
	const revoke = button(word("revoke"), "danger");
	revoke.setAttribute("aria-label", `${word("revoke")}: ${key.application}`);
	sure(revoke, word("revokeSure"), () => attempt(async () => {
		show(await call("DELETE", `/api/account/keys/${key.id}`));
		tell(word("revoked", { name: key.application }));
	}));
	return row(key.application, word("since", { when: day(key.created) }),
		revoke);
}

// "Firefox, Linux" out of what a browser calls itself.
function browser(agent) {
	const find = (list) => list.find(([, sign]) => agent.includes(sign));
	const name = find([["Edge", "Edg/"], ["Opera", "OPR/"],
		["Firefox", "Firefox/"], ["Chrome", "Chrome/"], ["Safari", "Safari/"],
		["curl", "curl/"]]);
	const system = find([["Android", "Android"], ["iPhone", "iPhone"],
		["iPad", "iPad"], ["Windows", "Windows"], ["macOS", "Mac OS X"],
		["Linux", "Linux"]]);
	return [name, system].filter(Boolean).map(([n]) => n).join(", ") ||
		agent.slice(0, 40) || word("unknown");
}

function sessionRow(session) {
	const note = word(session.own ? "thisSession" : "seen",
		{ when: lately(session.seen), address: session.address });
	if (session.own)
		return row(browser(session.agent), note);
	const end = button(word("logOut"), "plain");
	end.setAttribute("aria-label", `${word("logOut")}: ${
		browser(session.agent)}`);
	end.addEventListener("click", () => attempt(async () =>
		show(await call("DELETE", `/api/account/sessions/${session.id}`))));
	return row(browser(session.agent), note, end);
}

function show(answer) {
	const { person, keys, sessions } = answer;
	setText(byId("name"), person.name);
	setText(byId("role"), word(`role.${person.role}`));
	for (const field of document.querySelectorAll(".username"))
		field.value = person.name;
	byId("mustChoose").hidden = !answer.must_choose;
	byId("keysColumn").hidden = byId("sessionsCard").hidden =
		answer.must_choose;
	byId("all").classList.toggle("columns", !answer.must_choose);
	setText(byId("oldLabel"), word(answer.must_choose ? "oneTime" :
		"oldPassword"));
	renew(byId("keys"), keys.map(keyRow));
	byId("noKeys").hidden = keys.length > 0;
	renew(byId("sessions"), sessions.map(sessionRow));
	byId("endOthers").hidden = sessions.length < 2;
	byId("mailLanguage").value = answer.language;
	byId("all").hidden = false;
}

function listen() {
	press(byId("makeKey"), () => attempt(async () => {
		const application = byId("application").value.trim();
		const made = await call("POST", "/api/account/keys", {
			application, own_password: byId("keyPassword").value });
		byId("makeKey").reset();
		tell("");
		show(await call("GET", "/api/account"));
		showSecret(byId("made"), word("keyFor", { name: application }),
			made.key, word("keyHelp"));
	}));
	byId("changePassword").addEventListener("submit", (event) => {
		event.preventDefault();
		if (byId("new").value !== byId("again").value) {
			tell(word("notTheSame"), true);
			byId("again").select();
			return;
		}
		attempt(async () => {
			const answer = await call("POST", "/api/account/password",
				{ old: byId("old").value, new: byId("new").value });
			byId("changePassword").reset();
			show(answer);
			tell(word("passwordChanged"));
		});
	});
	byId("mailLanguage").addEventListener("change", () => attempt(async () => {
		show(await call("PATCH", "/api/account",
			{ language: byId("mailLanguage").value }));
		tell(word("saved"));
	}));
	byId("endOthers").addEventListener("click", () => attempt(async () => {
		show(await call("DELETE", "/api/account/sessions"));
		tell(word("othersEnded"));
	}));
}

listen();
greeting.then((session) => attempt(async () => {
	if (!session || !session.logged_in)
		byId("nobody").hidden = false;
	else
		show(await call("GET", "/api/account"));
	if (session && session.must_choose)
		byId("old").focus();
}));
