// SPDX-License-Identifier: GPL-3.0-or-later
// Administration: how the lab does, what is plugged in, its rules, its archive.

import { call, root } from "./api.js";
import { openPage } from "./header.js";
import "./adminwords.js";
import "./officewords.js";
import { listenPorts, showMachines } from "./ports.js";
import { showProfiles } from "./profiles.js";
import { listenRules, showRules } from "./rules.js";
import { learnSentences } from "./said.js";
import { byId, bytes, duration, facts, make, moment, setText, tell }
	from "./show.js";
import { has, word } from "./words.js";

learnSentences(() => import("./adopting.js"));
const greeting = openPage();

async function attempt(work) {
	try {
		tell(await work() || "");
	} catch (error) {
		tell(error.message, true);
	}
}

// --- how it does ----------------------------------------------------------------

// The sentence of a check: by its result, else the check's own.
function sentence({ check, result, values }) {
	const key = [`check.${check}.${result}`, `check.${check}`].find(has);
	return key ? word(key, { ...values,
		names: (values.names || []).join(", "),
		n: (values.names || []).length,
		free: bytes(values.free_bytes || 0),
		wanted: bytes(values.wanted_bytes || 0) }) : check;
}

function showHealth(health) {
	byId("checks").replaceChildren(...health.checks.map((one) =>
		make("li", "", make("span", `verdict ${one.result}`,
			word(`verdict.${one.result}`)),
			make("span", "name", sentence(one)))));
	const days = (seconds) => seconds >= 172800 ?
		word("someDays", { n: Math.floor(seconds / 86400) }) :
		duration(seconds);
	facts(byId("about"), [
		[word("version"), `Connectprint ${health.version}`],
		[word("schema"), String(health.schema)],
		[word("spoolerRuns"), health.daemon ?
			days(health.daemon.up_ms / 1000) : "–"],
		[word("machineRuns"), health.machine_seconds === null ? "–" :
			days(health.machine_seconds)],
		[word("serverClock"), moment(health.now)],
	]);
}

// --- the archive ------------------------------------------------------------------

function showDisk(archive) {
	const all = Math.max(archive.disk_bytes, 1);
	const others = Math.max(0,
		all - archive.free_bytes - archive.bytes);
	const text = word("diskUse", { ours: bytes(archive.bytes),
		others: bytes(others), free: bytes(archive.free_bytes),
		all: bytes(archive.disk_bytes) });

	byId("disk").setAttribute("aria-label", text);
	byId("disk").title = text;
	byId("ours").style.width =
		`${100 * archive.bytes / all}%`;
	byId("others").style.width =
		`${100 * others / all}%`;
}

function showArchive(archive) {
	const { limits, would } = archive;
	const most = (n, key) => n === 0 ? word("noLimit") : word(key, { n });

	showDisk(archive);
	facts(byId("archive"), [
		[word("filesKept"), word("filesAndBytes", { n: archive.files,
			bytes: bytes(archive.bytes) })],
		[word("filesCleaned"), String(archive.cleaned)],
		[word("diskFree"), word("ofAll", { n: bytes(archive.free_bytes),
			all: bytes(archive.disk_bytes) })],
		[word("keptFor"), most(limits.days, "someDays")],
		[word("keptMost"), [most(limits.files, "someFiles"),
			most(limits.percent, "percentOfDisk")].join(", ")],
		[word("tracesKept"), most(limits.trace_days, "someDays")],
	]);
	setText(byId("would"), would.files + would.traces === 0 ?
		word("wouldNothing") : word("wouldClean", { n: would.files,
			bytes: bytes(would.bytes), traces: would.traces }));
	byId("nextOut").hidden = would.next.length === 0;
	byId("next").replaceChildren(...would.next.map((file) =>
		make("li", "", make("span", "name", file.label,
			make("span", "soft", word("goesBecause", {
				why: word(`why.${file.reason}`),
				when: moment(file.used) }))),
		make("span", "", bytes(file.bytes)))));
}

// --- all of it ----------------------------------------------------------------------

// A part that can't be shown leaves the others as they are.
async function begin() {
	const parts = [
		["/api/health", showHealth],
		["/api/profiles", (answer) => showProfiles(answer, attempt)],
		["/api/policies", ({ policies }) => showRules(policies)],
		["/api/archive", showArchive],
	];

	listenPorts(attempt);
	const results = await Promise.allSettled([showMachines(),
		...parts.map(async ([path, show]) => show(await call("GET", path)))]);
	const bad = results.find((r) => r.status === "rejected");

	byId("all").hidden = false;
	if (bad)
		tell(bad.reason.message, true);
	if (location.hash && /^#\w+$/.test(location.hash))
		byId(location.hash.slice(1))?.scrollIntoView();
}

for (const a of document.querySelectorAll("#sections a[href^='/']")) {
	const href = a.getAttribute("href");
	a.href = root + href;
}
listenRules((work) => attempt(async () => {
	const told = await work();
	showArchive(await call("GET", "/api/archive"));
	return told;
}));
greeting.then((session) => {
	if (session && session.rights.includes("configure"))
		return attempt(begin);
	setText(byId("nobody"), word("adminsOnly"));
	byId("nobody").hidden = false;
	return null;
});
