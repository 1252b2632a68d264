// SPDX-License-Identifier: GPL-3.0-or-later
// Words of what was printed: the history, and its statistics.

import { learn } from "./words.js";

learn({
	statisticsOne: ["1 print, {time}, {filament} of filament",
		"1 impression, {time}, {filament} de filament"],
	statisticsSum: ["{prints} prints, {time}, {filament} of filament",
		"{prints} impressions, {time}, {filament} de filament"],
	by: ["By", "Par"],
	search: ["Search", "Chercher"],
	outcome: ["Outcome", "Résultat"],
	printTime: ["Printing time", "Durée d'impression"],
	prints: ["Prints", "Impressions"],
	againWhat: ["Print “{name}” again", "Réimprimer « {name} »"],
});
