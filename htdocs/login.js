// SPDX-License-Identifier: GPL-3.0-or-later
// To log in.

import { call, root } from "./api.js";
import { openPage } from "./header.js";
import "./officewords.js";
import "./peoplewords.js";
import { byId } from "./show.js";
import { comeBack } from "./visitor.js";

const greeting = openPage();
const back = comeBack(new URLSearchParams(location.search).get("to"));

byId("reveal").addEventListener("change", () => {
	byId("password").type = byId("reveal").checked ? "text" : "password";
});

byId("login").addEventListener("submit", async (event) => {
	event.preventDefault();
	byId("go").disabled = true;
	byId("notice").hidden = true;
	try {
		const session = await call("POST", "/api/session", {
			name: byId("name").value.trim(),
			password: byId("password").value,
		});
		location.assign(session.must_choose ? `${root}/account` : back);
	} catch (error) {
		byId("notice").textContent = error.message;
		byId("notice").hidden = false;
		byId("go").disabled = false;
		byId("password").select();
	}
});

greeting.then((session) => {
	byId("open").hidden = !session || !session.open_lab;
	if (session && session.logged_in)
		location.replace(back);
});
byId("name").focus();
