// SPDX-License-Identifier: GPL-3.0-or-later
// Everybody: roles, who is let in, one-time passwords.  For admins.

import { call } from "./api.js";
import { openPage } from "./header.js";
import "./officewords.js";
import "./peoplewords.js";
import { showSecret } from "./secret.js";
import { byId, day, make, renew, setText, sure, tell } from "./show.js";
import { language, word } from "./words.js";

const greeting = openPage();
const ROLES = ["visitor", "user", "operator", "admin"];
let me = null;

// The list as it is now, then the news; a change that came too late is told
// beside what somebody else made of it.
async function attempt(work) {
	let news = ["", false];
	try {
		news = [await work() || "", false];
	} catch (error) {
		news = [error.message, true];
	}
	try {
		show((await call("GET", "/api/people")).people);
	} catch (error) {
		news = [error.message, true];
	}
	tell(...news);
}

// --- once more one's own password --------------------------------------------

// Call send(password) until it is taken; resolves to its answer, or to null.
function prove(title, send) {
	const dialog = byId("proof");
	const bad = byId("proofNotice");

	setText(byId("proofTitle"), title);
	byId("proofPassword").value = "";
	bad.hidden = true;
	dialog.showModal();
	byId("proofPassword").focus();
	return new Promise((resolve, reject) => {
		const form = byId("proofForm");
		const end = (finish, value) => {
			form.onsubmit = dialog.onclose = null;
			dialog.close();
			byId("proofPassword").value = "";
			finish(value);
		};
		dialog.onclose = () => end(resolve, null);
		form.onsubmit = async (event) => {
			event.preventDefault();
			try {
				end(resolve, await send(byId("proofPassword").value));
			} catch (error) {
				if (error.code !== "not-your-password") {
					end(reject, error);
					return;
				}
				setText(bad, error.message);
				bad.hidden = false;
				byId("proofPassword").select();
			}
		};
	});
}

function showPassword(person) {
	showSecret(byId("made"), word("passwordFor", { name: person.name }),
		person.one_time_password, word("oneTimeHelp"));
}

// --- one person -------------------------------------------------------------

function roleChoice(person) {
	const select = make("select");
	select.append(...ROLES.map((role) => {
		const option = make("option", "", word(`role.${role}`));
		option.value = role;
		option.selected = role === person.role;
		return option;
	}));
	select.setAttribute("aria-label", `${word("role")}: ${person.name}`);
	select.addEventListener("change", () => attempt(async () => {
		await change(person, { role: select.value });
		return word("roleChanged", { name: person.name,
			role: word(`role.${select.value}`) });
	}));
	return select;
}

function change(person, what) {
	return call("PATCH", `/api/people/${person.id}`,
		{ version: person.version, ...what });
}

function button(text, name, person) {
	const b = make("button", `little ${name}`, text);
	b.type = "button";
	b.setAttribute("aria-label", `${text}: ${person.name}`);
	return b;
}

function buttons(person) {
	const reset = button(word("newPassword"), "plain", person);
	reset.addEventListener("click", () => attempt(async () => {
		const changed = await prove(word("passwordFor", { name: person.name }),
			(password) => change(person,
				{ reset_password: true, own_password: password }));
		if (changed)
			showPassword(changed);
	}));
	if (person.disabled) {
		const enable = button(word("letIn"), "plain", person);
		enable.addEventListener("click", () => attempt(async () => {
			await change(person, { disabled: false });
			return word("isLetIn", { name: person.name });
		}));
		return [enable];
	}
	const disable = button(word("lockOut"), "danger", person);
	sure(disable, word("sure"), () => attempt(async () => {
		await change(person, { disabled: true });
		return word("isLockedOut", { name: person.name });
	}));
	return [reset, disable];
}

function facts(person) {
	const list = [];
	if (person.disabled)
		list.push(word("lockedOut", { when: day(person.disabled) }));
	if (person.password !== "own")
		list.push(word(`password.${person.password}`));
	if (person.keys > 0)
		list.push(word(person.keys === 1 ? "oneKey" : "someKeys",
			{ n: person.keys }));
	list.push(word("since", { when: day(person.created) }));
	return list.join(" · ");
}

function row(person) {
	const name = make("span", "strong", person.name);
	if (me && person.name === me.name)
		name.append(` (${word("you")})`);
	return make("li", person.disabled ? "out" : "",
		make("div", "name", name, make("span", "soft small", facts(person))),
		roleChoice(person), make("span", "row", ...buttons(person)));
}

function show(people) {
	const { compare } = new Intl.Collator(language, { numeric: true });

	renew(byId("people"), people.sort((a, b) => compare(a.name, b.name))
		.map(row));
	byId("all").hidden = false;
}

// --- a new one ----------------------------------------------------------------

function listen() {
	byId("role").append(...ROLES.map((role) => {
		const option = make("option", "", word(`role.${role}`));
		option.value = role;
		option.selected = role === "user";
		return option;
	}));
	byId("roles").append(...ROLES.flatMap((role) =>
		[make("dt", "", word(`role.${role}`)),
			make("dd", "soft", word(`role.${role}.help`))]));
	byId("proofCancel").addEventListener("click", () => byId("proof").close());
	byId("add").addEventListener("submit", (event) => {
		event.preventDefault();
		attempt(async () => {
			const name = byId("name").value.trim();
			const made = await prove(word("passwordFor", { name }),
				(password) => call("POST", "/api/people", { name,
					role: byId("role").value, own_password: password }));
			if (!made)
				return;
			byId("add").reset();
			showPassword(made);
		});
	});
}

listen();
greeting.then((session) => {
	me = session;
	byId("username").value = session ? session.name : "";
	if (session && session.rights.includes("configure")) {
		attempt(() => {});
		return;
	}
	setText(byId("nobody"), word("adminsOnly"));
	byId("nobody").hidden = false;
});
