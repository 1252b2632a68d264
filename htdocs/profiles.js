// SPDX-License-Identifier: GPL-3.0-or-later
// The list of machine profiles: the lab's own and those in use first.

import { call, root } from "./api.js";
import { byId, make, press, setText } from "./show.js";
import { word } from "./words.js";

const NAME_MOST = 32;

// A name that no profile has: NAME-2, NAME-3 ...
function freeName(name, profiles) {
	const taken = new Set(profiles.map((p) => p.name));
	const stem = name.replace(/-\d+$/, "");
	let n = 2;
	let free;

	do {
		const end = `-${n++}`;
		free = stem.slice(0, NAME_MOST - end.length) + end;
	} while (taken.has(free));
	return free;
}

// Copy it, and go to the copy.
export async function copyProfile(profile) {
	const { profiles } = await call("GET", "/api/profiles");
	const made = await call("POST", "/api/profiles",
		{ copy: profile.id, name: freeName(profile.name, profiles) });

	location.assign(`${root}/profiles/${made.id}#new`);
}

// What it is, in a line.
export function origin(profile) {
	return profile.shipped ? word("profileShipped") :
		word("profileCopyOf", { name: profile.origin });
}

function summary(profile) {
	const says = profile.settings;
	const bed = ["x", "y", "z"].map((axis) => says[`bed_${axis}_um`] / 1000);
	const n = profile.printers.length;

	return [origin(profile), n === 1 ? word("onePrinter") :
		n > 1 && word("somePrinters", { n }),
	`${says.dialect}, ${says.baud}`,
	bed.every((mm) => mm > 0) && `${bed.join(" × ")} mm`]
		.filter(Boolean).join(" · ");
}

function row(profile, attempt) {
	const link = make("a", "strong", profile.name);
	const look = make("a", "button plain little",
		word(profile.shipped ? "profileSee" : "profileEdit"));
	const copy = make("button", "plain little", word("profileCopy"));

	link.href = `${root}/profiles/${profile.id}`;
	look.href = `${root}/profiles/${profile.id}`;
	for (const button of [look, copy])
		button.setAttribute("aria-label",
			`${button.textContent}${word("colon")} ${profile.name}`);
	copy.type = "button";
	press(copy, () => attempt(() => copyProfile(profile)));
	return make("li", "", make("div", "name", link,
		make("span", "soft small", summary(profile))),
	make("span", "pair", look, copy));
}

// attempt(work) does the work, and tells what it resolves to.
export function showProfiles({ profiles }, attempt) {
	const here = (p) => !p.shipped || p.printers.length > 0;
	const rows = (list) => list.map((profile) => row(profile, attempt));
	const rest = profiles.filter((p) => !here(p));

	byId("profileList").replaceChildren(...rows(profiles.filter(here)));
	byId("profileOthers").replaceChildren(...rows(rest));
	setText(byId("profilesMore"), word("profilesMore", { n: rest.length }));
	byId("profilesRest").open = rest.length === profiles.length;
}
