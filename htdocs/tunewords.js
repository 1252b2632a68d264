// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of tuning a print, in both languages: for tune.js alone.

import { learn } from "./words.js";

learn({
	tune: ["Tune this print", "Ajuster cette impression"],
	"tune.note": ["Holds through pauses, until the file says otherwise, as on the printer itself. Speed and flow are back at 100% when the print ends.",
		"Valable aussi après une pause, jusqu'à ce que le fichier en dise autrement, comme sur l'imprimante. Vitesse et débit reviennent à 100 % à la fin."],
	"tune.speed": ["Speed", "Vitesse"],
	"tune.flow": ["Flow", "Débit"],
	"tune.fan": ["Fan", "Ventilateur"],
	"tune.hotend": ["Nozzle", "Buse"],
	"tune.bed": ["Bed", "Plateau"],
	"tune.baby": ["Nozzle height", "Hauteur de la buse"],
	"tune.less": ["{what}: less", "{what} : moins"],
	"tune.more": ["{what}: more", "{what} : plus"],
	"tune.number": ["{what}, {unit}", "{what}, {unit}"],
	"tune.reset": ["Back to {value}", "Revenir à {value}"],
	"tune.resetWhat": ["{what}: back to {value}", "{what} : revenir à {value}"],
	"tune.pending": ["pending…", "en attente…"],
	"tune.shift": ["{mm} mm", "{mm} mm"],
	"tune.shiftBy": ["Nozzle {mm} mm", "Buse {mm} mm"],
	"tune.lower": ["nearer the bed", "plus près du plateau"],
	"tune.higher": ["farther from the bed", "plus loin du plateau"],
	"tune.lacks": ["This printer's firmware has no command for this.",
		"Le micrologiciel de cette imprimante n'a pas de commande pour cela."],
	"tune.lacksBaby": ["This printer's firmware has no baby-steps.",
		"Le micrologiciel de cette imprimante n'a pas de micro-pas (babystep)."],
	"tune.noRight": ["Only its owner, and those who may control printers, tune a print.",
		"Seuls son propriétaire et les personnes qui commandent les imprimantes ajustent une impression."],
	"tune.notNow": ["Not now: the printer doesn't print.",
		"Pas maintenant : l'imprimante n'imprime pas."],
});
