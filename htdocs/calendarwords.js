// SPDX-License-Identifier: GPL-3.0-or-later
// Words of the calendar.

import { learn } from "./words.js";

learn({
	from: ["From", "Du"],
	until: ["Until", "Au"],
	"day.form": ["mm/dd/yyyy", "jj/mm/aaaa"],
	"day.pick": ["Choose a day", "Choisir un jour"],
	"day.wrong": ["Type a day, as {day}.", "Tapez un jour, comme {day}."],
	"day.often": ["Period", "Période"],
	"day.today": ["Today", "Aujourd'hui"],
	"day.week": ["7 days", "7 jours"],
	"day.month": ["This month", "Ce mois-ci"],
	"day.always": ["Any time", "Tout"],
	"day.before": ["Month before", "Mois précédent"],
	"day.after": ["Month after", "Mois suivant"],
});
