// SPDX-License-Identifier: GPL-3.0-or-later
// Has every sentence that the daemon and the spool can put on a page its
// French in htdocs/sentences.js or adopting.js, and every kind of event its
// words?  Is no row there that nobody says?  Reads the C sources: what looks
// like a sentence there is one, but for what is written to a log or told to
// programs.  Says what is wrong, one line each, and fails then.
//
//	node tests/sentences.mjs htdocs FILE.c...
import { readFileSync } from "node:fs";
import { dictionary } from "./modules.mjs";

const [pages, ...sources] = process.argv.slice(2);

// What no page shows.  A refusal whose code is one of these is said by
// cgi/refusal.c alone.
const LOGS = ["warn", "warnx", "news", "err", "errx", "fprintf", "strstr", "_Static_assert",
	"__attribute__", "http_open", "cut_off", "keeper_need", "query_meet", "json_pack",
	"put_line"];
const CODES = ["REFUSAL_BAD_REQUEST", "bad-request", "no-daemon", "timeout"];
// Who is told what happened, in one word.
const TELLS = ["jobrun_stop", "jobrun_finish", "jobrun_lose",
	"jobrun_emergency", "link_die", "link_add_event", "machine_fault",
	"machine_emergency", "give_up", "move", "job_move", "job_move_within",
	"printer_fault"];
// Programs read these, or their texts have codes that pages know.
const APART = {
	"cgi/http.c": "headers",
	"cgi/httpreply.c": "headers",
	"cgi/intake.c": "for slicers",
	"cgi/metrics.c": "for Prometheus",
	"cgi/octoorder.c": "for slicers",
	"cgi/refusal.c": "in both languages, for whoever asks",
	"spoolerd/parent/function.c": "the help of the control socket",
	"spoolerd/knob.c": "what printers say",
	"spoolerd/manual.c": "its codes are refusals: cgi/refusal.c",
	"spoolerd/link/reply.c": "what printers say",
	"sql/migration.c": "SQL",
	"sql/mend.c": "SQL",
	"sql/policy.c": "the help of the command",
	"sql/spool.c": "for the log",
	"sql/snapshot.c": "for the log",
	"sql/statementfile.c": "SQL",
	"sql/statementjob.c": "SQL",
	"sql/statementpeople.c": "SQL",
	"sql/statementprinter.c": "SQL",
	"sql/statementqueue.c": "SQL",
	"sql/statementspool.c": "SQL",
	"sql/whynot.c": "its codes have their words in htdocs/words.js",
};
const EVENT = /^(?:chip|file|job|key|login|notify|person|policy|printer)\.[a-z]+$/;
const TOKEN = /\/\*[^]*?\*\/|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])+'|[A-Za-z_]\w*|\d[\w.]*|\S/g;
const CONVERSION = /%[-0-9.*]*(?:ll|l|z|h)?[diusxfc]/g;

function wrong(text) {
	console.log(text);
	process.exitCode = 1;
}

// Values are alike, whoever calls them what.
const plain = (text) => text.replace(/\{\w+\}/g, "{}");

function unquote(token) {
	return token.slice(1, -1).replace(/\\(?:x[0-9a-f]+|[0-7]{1,3})/gi, "{}")
		.replace(/\\(.)/g, (all, c) => ({ n: "\n", r: "\r", t: "\t" })[c] ?? c)
		.replace(CONVERSION, "{}");
}

function macros(text) {
	const all = new Map();
	for (const [, name, value] of text.matchAll(
		/^#define[ \t]+(\w+)[ \t]+((?:"(?:[^"\\\n]|\\.)*"(?:[ \t]|\\\n)*)+)$/gm))
		all.set(name, value.match(/"(?:[^"\\\n]|\\.)*"/g).map(unquote).join(""));
	return all;
}

// The texts of a source, each with the functions in whose arguments it stands.
function* texts(source) {
	const text = readFileSync(source, "utf8");
	const known = macros(text);
	const tokens = text.replace(/^#(?:.*\\\n)*.*$/gm, "").match(TOKEN)
		.filter((t) => !t.startsWith("/*"));
	const calls = [];
	let whole = null;

	for (const [i, t] of tokens.entries()) {
		const piece = t[0] === '"' ? unquote(t) : known.get(t) ??
			(whole !== null && /^PRI/.test(t) ? "{}" : null);
		if (piece !== null) {
			whole = (whole ?? "").replace(/%$/, "") + piece;
			continue;
		}
		if (whole !== null) {
			calls.forEach((c) => c.texts.push(whole));
			yield { text: whole, calls: calls.map((c) => ({ ...c })) };
		}
		whole = null;
		if (CODES.includes(t))
			calls.forEach((c) => c.texts.push(t));
		if (t === "(")
			calls.push({ name: tokens[i - 1], texts: [] });
		else if (t === ")")
			calls.pop();
	}
}

function isSentence({ text, calls }) {
	const names = calls.map((c) => c.name);

	if (names.some((n) => LOGS.includes(n)) ||
	    calls.some((c) => c.texts.some((text) => CODES.includes(text))))
		return false;
	return /[a-z']{2,}[,;:.]? (\{\} )?[A-Za-z]*[a-z]/.test(text) ||
		(text !== "" && TELLS.includes(names.at(-1)));
}

const { has } = await dictionary(pages, "fr", "recordwords.js");
const rows = (await Promise.all(["sentences.js", "adopting.js"].map((name) =>
	import(`data:text/javascript;base64,${
		readFileSync(`${pages}/${name}`, "base64")}`)))).flatMap((m) => m.rows);

const heard = new Set();
const french = new Map(rows.map(([english, text]) => [plain(english), text]));
for (const source of sources)
	for (const one of texts(source)) {
		heard.add(one.text);
		if (EVENT.test(one.text) && !has(`event.${one.text}`))
			wrong(`${source}: event.${one.text} has no words`);
		if (!(source in APART) && isSentence(one) && !french.has(one.text))
			wrong(`${source}: no French: “${one.text}”`);
	}
for (const [english, text] of rows) {
	const values = (s) => (s.match(/\{\w+\}/g) ?? []).sort().join();
	if (!heard.has(plain(english)))
		wrong(`nobody says “${english}”`);
	if (values(english) !== values(text) || /\}\{/.test(english))
		wrong(`other values, or nothing between two, in “${english}”`);
}
if (french.size !== rows.length)
	wrong("a sentence is there twice");
