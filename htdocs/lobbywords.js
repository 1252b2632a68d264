// SPDX-License-Identifier: GPL-3.0-or-later
// Words of the pages that lead to a printer: the first one, the fleet, and the
// one for addresses that lead nowhere.

import { learn } from "./words.js";

learn({
	select: ["Select your printer to begin",
		"Choisissez votre imprimante pour commencer"],
	go: ["Let's go", "C'est parti"],
	noPrinters: ["There is no printer yet. Plug one in; an admin takes it in with “connectprint adopt”.",
		"Il n'y a pas encore d'imprimante. Branchez-en une ; un administrateur l'ajoute avec « connectprint adopt »."],
	wall: ["Wall screen", "Écran mural"],
	whoPrints: ["for {who}", "pour {who}"],
	nextOne: ["Next: {name}, for {who}", "Ensuite : {name}, pour {who}"],
	nextMore: ["Next: {name}, for {who}; {n} more", "Ensuite : {name}, pour {who} ; {n} de plus"],
	pool: ["{n} waiting for any printer", "{n} en attente d'une imprimante quelconque"],
	"few.printing": ["Printing", "En cours"],
	"few.paused": ["Paused", "En pause"],
	"few.to-clean": ["To clean", "À nettoyer"],
	"few.free": ["Free", "Libres"],
	"few.error": ["To look at", "À voir"],
	tally: ["How many printers do what", "Combien d'imprimantes font quoi"],
	lostPage: ["There is nothing at this address.",
		"Il n'y a rien à cette adresse."],
});
