// SPDX-License-Identifier: GPL-3.0-or-later
// More of what the daemon and the spool say, in French (see sentences.js): to
// who takes printers in and says what they are like.

export const rows = [
	["This profile is in use by {printers}: choose another one in the settings of these printers first.",
		"Ce profil sert à {printers} : choisissez-en d'abord un autre dans les réglages de ces imprimantes."],
	["{what} is from {least} to {most}: choose a value between these.",
		"{what} : de {least} à {most}, choisissez une valeur entre les deux."],
	["\"{command}\" {what}", "« {command} » {what}"],
	["is not allowed when parking: G0 and G1 with X Y F, Z only up (behind G91, and G90 after it), G28 X Y, G4, G27, M17, M18, M84, M106, M107, M117, M300 and M400 are; all of Z homes only where that can't hit the piece.",
		"n'est pas permis au rangement : le sont G0 et G1 avec X Y F, Z vers le haut seulement (après G91, puis G90), G28 X Y, G4, G27, M17, M18, M84, M106, M107, M117, M300 et M400 ; l'origine de Z seulement là où elle ne touche pas la pièce."],
	["is not allowed in a pause: G0 and G1 with X Y F, G4, M117, M300 and M400 are; the head was lifted before.",
		"n'est pas permis dans une pause : le sont G0 et G1 avec X Y F, G4, M117, M300 et M400 ; la tête a été levée avant."],

	// --- why a port is not adopted ---
	["No such port is listed; \"ports\" lists them.",
		"Ce port n'est pas dans la liste ; regardez de nouveau."],
	["Which printer is this? It may be {name}, moved: adopt it with that name if it is, and else with another.",
		"Quelle imprimante est-ce ? Peut-être {name}, déplacée : adoptez-la sous ce nom si c'est elle, sinon sous un autre."],
	["{port} is being adopted already.", "{port} est déjà en cours d'adoption."],
	["Too many ports are being adopted; try again in a minute.",
		"Trop de ports sont en cours d'adoption ; réessayez dans une minute."],
	["Another program holds {port}.", "Un autre programme occupe {port}."],
	["{port} can't be opened: {why}.", "{port} ne s'ouvre pas : {why}."],
	["The process that asks who is there can't be started: {why}.",
		"Le processus qui demande qui est là ne démarre pas : {why}."],
	["Nothing that speaks G-code answered on {port}, at none of the usual baud rates. Is the printer switched on?",
		"Rien qui parle G-code n'a répondu sur {port}, à aucune des vitesses usuelles. L'imprimante est-elle allumée ?"],
	["Nothing that speaks G-code answered on {port}. Is the printer switched on?",
		"Rien qui parle G-code n'a répondu sur {port}. L'imprimante est-elle allumée ?"],
	["Another kind of machine answered there.",
		"Un autre type de machine y a répondu."],
	["No name could be found for it.", "Aucun nom n'a été trouvé pour elle."],
	["A printer's name is 1 to 32 of a-z, 0-9 and -, and not \"any\".",
		"Le nom d'une imprimante a de 1 à 32 caractères parmi a-z, 0-9 et -, et n'est pas « any »."],
	["This name is taken.", "Ce nom est pris."],
	["named by a pattern", "nommé par un motif"],
];
