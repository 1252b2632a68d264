// SPDX-License-Identifier: GPL-3.0-or-later
// What the daemon and the spool say, in French.  They say it in English, once
// and for all (it is stored, mailed, and told to scripts); here is what each
// of their sentences means.  {name} is any text, which is looked up as well.
// What is not here, as the words of printers and people, stays as it is.
// tests/sentences.mjs sees to it that nothing is missing.

import { has, language, word } from "./words.js";

export const rows = [
	// --- why a job ended, or goes on ---
	["stopped", "arrêtée"],
	["emergency stop", "arrêt d'urgence"],
	["given up", "abandonnée"],
	["{why}; heaters off, {head}", "{why} ; chauffe coupée, {head}"],
	["parked", "tête rangée"],
	["not parked: the machine did not know where it was",
		"tête laissée sur place : la machine ne savait plus où elle était"],
	["{why}; the printer did not confirm the emergency stop and is being reset",
		"{why} ; l'imprimante n'a pas confirmé l'arrêt d'urgence et est réinitialisée"],
	["a line of the file is too long for the printer",
		"une ligne du fichier est trop longue pour l'imprimante"],
	["the file holds bytes that are not text",
		"le fichier contient des octets qui ne sont pas du texte"],
	["the file can't be read", "le fichier est illisible"],
	["the end of the file", "fin du fichier"],
	["no error", "pas d'erreur"],
	["the file can't be printed: {why} (line {line})",
		"le fichier n'est pas imprimable : {why} (ligne {line})"],
	["empty", "vide"],
	["binary", "pas du texte"],
	["long-line", "ligne trop longue"],
	["unreadable", "illisible"],
	["its stored file can't be opened: {why}",
		"son fichier enregistré ne s'ouvre pas : {why}"],
	["the printer was forgotten", "l'imprimante a été retirée"],
	["it goes on where the printer is",
		"elle continue là où en est l'imprimante"],
	["from its last layer: {done} of {all} lines were acknowledged; lines of that layer are executed again",
		"depuis sa dernière couche : {done} lignes confirmées sur {all} ; celles de cette couche sont réexécutées"],
	["printed again from command {n} of the file on",
		"réimprimée à partir de la commande {n} du fichier"],
	["{printer} was unplugged at the same time, and only their places tell the two apart: see that each has its own cable, then resume",
		"{printer} a été débranchée en même temps, et seule leur place les distingue : vérifiez que chacune a son câble, puis reprenez"],
	["another printer", "une autre imprimante"],

	// --- cables, resets and power cuts ---
	["the cable was unplugged", "le câble a été débranché"],
	["the printer does not answer", "l'imprimante ne répond pas"],
	["this cable is too noisy to be trusted: replace it, or take it away from motors and mains",
		"ce câble est trop parasité pour s'y fier : remplacez-le ou éloignez-le des moteurs et du secteur"],
	["the same line was asked for again and again",
		"la même ligne a été redemandée encore et encore"],
	["no answer to M110", "pas de réponse à M110"],
	["no answer to a line out of sequence",
		"pas de réponse à une ligne hors séquence"],
	["no answer to the line \"{line}\": this firmware can't tell whether it was executed",
		"pas de réponse à la ligne « {line} » : ce micrologiciel ne sait pas dire si elle a été exécutée"],
	["this firmware can't tell whether the line on the way was executed",
		"ce micrologiciel ne sait pas dire si la ligne en route a été exécutée"],
	["the printer counts other lines: it was reset",
		"l'imprimante compte d'autres lignes : elle a redémarré"],
	["the printer was reset", "l'imprimante a redémarré"],
	["the printer is no longer there", "l'imprimante n'est plus là"],
	["the printer's port is not there any more",
		"le port de l'imprimante n'est plus là"],
	["the printer was lost before the job reached it",
		"l'imprimante a été perdue avant que la tâche l'atteigne"],
	["the process that drives the printer died again and again",
		"le processus qui pilote l'imprimante est mort à plusieurs reprises"],
	["another machine answers at its port",
		"une autre machine répond sur son port"],
	["the machine here counts other lines than this printer: it may be another one",
		"la machine qui est là compte d'autres lignes que cette imprimante : c'en est peut-être une autre"],
	["Another port is being adopted as {name}.",
		"Un autre port est en cours d'adoption sous le nom {name}."],
	["The machine at {port} is in the middle of a print: adopt it with the name of the printer that it is, or switch it off and on first.",
		"La machine sur {port} est en pleine impression : adoptez-la sous le nom de l'imprimante qu'elle est, ou éteignez et rallumez-la d'abord."],
	["The machine at {port} is in the middle of another print than {name}: adopt it with its own name. If it is {same}, give the interrupted job up first.",
		"La machine sur {port} est au milieu d'une autre impression que {name} : adoptez-la sous son propre nom. Si c'est bien {same}, abandonnez d'abord la tâche interrompue."],
	["the power was cut: the spooler's books of this job are gone",
		"coupure de courant : le spouleur n'a plus les comptes de cette tâche"],
	["nothing is known of where the printer was",
		"on ne sait pas où en était l'imprimante"],
	["the way back into the print was broken off",
		"le retour dans l'impression a été interrompu"],
	["nothing of it is on the bed for certain yet: print it again",
		"rien n'en est encore sûrement sur le plateau : réimprimez-la"],
	["the file does not say where the head is: there is no way back into this print",
		"le fichier ne dit pas où est la tête : pas de retour possible dans cette impression"],
	["the file sets its own zero (G92 X, Y or Z): there is no way back into this print",
		"le fichier fixe sa propre origine (G92 X, Y ou Z) : pas de retour possible dans cette impression"],
	["the file uses more than one tool: there is no way back into this print",
		"le fichier utilise plusieurs outils : pas de retour possible dans cette impression"],

	// --- faults of printers ---
	["Emergency stop. Look at the machine, then reset it.",
		"Arrêt d'urgence. Allez voir la machine, puis réinitialisez-la."],
	["The process that drives the printer died again and again; see the log, then reset.",
		"Le processus qui pilote l'imprimante est mort à plusieurs reprises ; voyez le journal, puis réinitialisez."],
	["Another machine answers here: {heard} instead of {known}. Put the cables right, or forget this printer and adopt it anew.",
		"Une autre machine répond ici : {heard} au lieu de {known}. Rebranchez les bons câbles, ou retirez cette imprimante et adoptez-la de nouveau."],
	["The hot end is told to heat and does not get warmer.",
		"La buse doit chauffer et sa température ne monte pas."],
	["The bed is told to heat and does not get warmer.",
		"Le plateau doit chauffer et sa température ne monte pas."],
	["The hot end left its temperature and does not come back.",
		"La buse s'est écartée de sa température et n'y revient pas."],
	["The bed left its temperature and does not come back.",
		"Le plateau s'est écarté de sa température et n'y revient pas."],
	["The hot end is hotter than this printer may ever be.",
		"La buse est plus chaude que cette imprimante ne doit jamais l'être."],
	["The bed is hotter than this printer may ever be.",
		"Le plateau est plus chaud que cette imprimante ne doit jamais l'être."],
	["The hot end's temperature can't be true, or is missing.",
		"La température de la buse est invraisemblable, ou manque."],
	["The bed's temperature can't be true, or is missing.",
		"La température du plateau est invraisemblable, ou manque."],
	["The printer was hot when it stopped answering: look at it.",
		"L'imprimante était chaude quand elle a cessé de répondre : allez la voir."],
	["The printer has been hot for long and prints nothing.",
		"L'imprimante est chaude depuis longtemps et n'imprime rien."],

	// --- what is asked at the machine ---
	["Change the filament.", "Changez le filament."],
	["The print file asks for a pause.", "Le fichier demande une pause."],
	["The print file asks for a person.",
		"Le fichier demande une personne : faites le nécessaire."],
	["The printer moves no plastic: its hotend is too cold.",
		"L'imprimante ne pousse plus de plastique : sa buse est trop froide."],

	// --- what speaks against a file, or against a person's next print ---
	["{asked} (line {lines}) {what}.", "{asked} (ligne {lines}) {what}."],
	["{asked} (limit: {limit}) {what}.", "{asked} (maximum : {limit}), {what}."],
	["{asked} (here: {limit}) {what}.", "{asked} (ici : {limit}), {what}."],
	["changes the printer for everybody: take it out of the file, or ask an administrator",
		"modifie l'imprimante pour tout le monde : retirez-la du fichier ou demandez à un administrateur"],
	["discards the printer's settings: take it out of the file, or ask an administrator",
		"perd les réglages de l'imprimante : retirez-la du fichier ou demandez à un administrateur"],
	["resets the printer to factory settings: take it out of the file, or ask an administrator",
		"remet l'imprimante aux réglages d'usine : retirez-la du fichier ou demandez à un administrateur"],
	["changes the size of the printer's steps: take it out of the file, or ask an administrator",
		"change la taille des pas de l'imprimante : retirez-la du fichier ou demandez à un administrateur"],
	["heats the printer by itself: take it out of the file, or ask an administrator",
		"fait chauffer l'imprimante toute seule : retirez-la du fichier ou demandez à un administrateur"],
	["halts the printer: take it out of the file, or ask an administrator",
		"bloque l'imprimante : retirez-la du fichier ou demandez à un administrateur"],
	["replaces the printer's firmware: take it out of the file, or ask an administrator",
		"remplace le micrologiciel de l'imprimante : retirez-la du fichier ou demandez à un administrateur"],
	["restarts the printer after a fault: take it out of the file, or ask an administrator",
		"relance l'imprimante après un défaut : retirez-la du fichier ou demandez à un administrateur"],
	["A special character", "Un caractère spécial"],
	["may confuse the printer: write commands in plain ASCII",
		"peut troubler l'imprimante : n'écrivez les commandes qu'en ASCII"],
	["is another kind of machine: slice it for this printer, or choose another one",
		"c'est un autre type de machine : tranchez la pièce pour cette imprimante ou choisissez-en une autre"],
	["is outside of what this printer reaches: move the piece, or slice it for this printer",
		"c'est hors de ce que cette imprimante atteint : déplacez la pièce ou tranchez-la pour cette imprimante"],
	["is too hot for this printer's nozzle: slice it for this printer",
		"c'est trop chaud pour la buse de cette imprimante : tranchez la pièce pour elle"],
	["is too hot for this printer's bed: slice it for this printer",
		"c'est trop chaud pour le plateau de cette imprimante : tranchez la pièce pour elle"],
	["is not what is loaded: change it and say so on the printer's page, or slice it for what is loaded",
		"ce n'est pas ce qui est chargé : changez-le et indiquez-le sur la page de l'imprimante, ou tranchez la pièce pour ce qui y est"],
	["is not the nozzle that is mounted: change it and say so on the printer's page, or slice it for this one",
		"ce n'est pas la buse montée : changez-la et indiquez-le sur la page de l'imprimante, ou tranchez la pièce pour celle-ci"],
	["There is no limit here.", "Il n'y a pas de limite ici."],
	["You have {used} in the queues or on printers and ask for {asked}, and {allowed} at once may be: wait until one has ended, or cancel one.",
		"Vous en avez {used} en file ou sur une imprimante et en demandez {asked}, sur {allowed} à la fois : attendez la fin d'un travail ou annulez-en un."],
	["You printed or queued {used} within seven days and ask for {asked}, and {allowed} may be: wait some days, or ask an administrator.",
		"Vous en avez imprimé ou mis en file {used} en sept jours et en demandez {asked}, sur {allowed} : attendez quelques jours ou demandez à un administrateur."],
	["You used {used} of {allowed} of printing within seven days, and this takes {asked}: wait some days, or ask an administrator.",
		"Vous avez utilisé {used} sur {allowed} d'impression en sept jours, et ceci demande {asked} : attendez quelques jours ou demandez à un administrateur."],
	["This print takes {asked}, and one print may take {allowed}: make it smaller or coarser, or ask an administrator.",
		"Cette pièce demande {asked}, et une impression peut durer {allowed} : faites plus petit ou plus grossier, ou demandez à un administrateur."],
	["nobody knows how long", "on ne sait combien"],
	["No print starts at this hour: it starts {when}.",
		"Aucune impression ne démarre à cette heure : elle démarrera {when}."],
	["when an administrator opens the lab",
		"quand un administrateur ouvrira le labo"],
	["on {day} at {hour}:{minute}", "{day} à {hour}:{minute}"],
	["Monday", "lundi"],
	["Tuesday", "mardi"],
	["Wednesday", "mercredi"],
	["Thursday", "jeudi"],
	["Friday", "vendredi"],
	["Saturday", "samedi"],
	["Sunday", "dimanche"],

	// --- why an order is refused ---
	["No such order.", "Cet ordre n'existe pas."],
	["There is no such printer.", "Cette imprimante n'existe pas."],
	["There is no printer of that name.", "Aucune imprimante ne porte ce nom."],
	["There is no printer of that number.", "Aucune imprimante n'a ce numéro."],
	["The printer's state does not allow this now.",
		"L'état de l'imprimante ne le permet pas maintenant."],
	["The printer is not there, or was reset since: resume the job from its last layer, or give it up.",
		"L'imprimante n'est pas là, ou a redémarré depuis : reprenez la tâche à sa dernière couche, ou abandonnez-la."],
	["You may not do this; log in, or ask somebody who may.",
		"Vous n'en avez pas le droit ; connectez-vous ou demandez à qui l'a."],
	["Only an administrator may do this.",
		"C'est réservé aux administrateurs."],
	["This job does not hold the printer any more; look at what does now.",
		"Cette tâche n'occupe plus l'imprimante ; regardez ce qui l'occupe maintenant."],
	["The job was interrupted: resume it or give it up.",
		"La tâche a été interrompue : reprenez-la ou abandonnez-la."],
	["The job is running; stop it if it shall end.",
		"La tâche est en cours ; arrêtez-la si elle doit finir."],
	["A job is running on this printer; stop it first.",
		"Une tâche est en cours sur cette imprimante ; arrêtez-la d'abord."],
	["A job holds this printer; stop it or give it up first.",
		"Une tâche occupe cette imprimante ; arrêtez-la ou abandonnez-la d'abord."],
	["Nobody has said how this printer gets its height back with a piece on its bed: give the job up, or see `connectprint recovery`.",
		"Personne n'a dit comment cette imprimante retrouve sa hauteur avec une pièce sur le plateau : abandonnez la tâche, ou voyez « connectprint recovery »."],
	["The printer has a fault or is disabled; clear that first.",
		"L'imprimante est en défaut ou hors service ; réglez cela d'abord."],
	["The printer is not there: switch it on first.",
		"L'imprimante n'est pas là : allumez-la d'abord."],
	["The printer still knows where it is: resume the job as it is.",
		"L'imprimante sait encore où elle est : reprenez la tâche telle quelle."],
	["Nothing is printed yet: give the job up, and print it again.",
		"Rien n'est encore imprimé : abandonnez la tâche et réimprimez-la."],
	["How high the nozzle stands is not known any more: give the job up.",
		"On ne sait plus à quelle hauteur est la buse : abandonnez la tâche."],
	["The printer's port is not open. If it moves, cut its power.",
		"Le port de l'imprimante n'est pas ouvert. Si elle bouge, coupez son alimentation."],
	["The emergency stop could not be written to the cable. Cut the printer's power.",
		"L'arrêt d'urgence n'a pas pu être envoyé par le câble. Coupez l'alimentation de l'imprimante."],

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

	// --- what is wrong with the server ---
	["The spooler is being stopped.", "Le spouleur s'arrête."],
	["The spooler's record is not ready; try again in a moment.",
		"L'enregistrement du spouleur n'est pas prêt ; réessayez dans un instant."],
	["The spooler's record was restarted; try again in a moment.",
		"L'enregistrement du spouleur a été relancé ; réessayez dans un instant."],
	["The spooler's record did not answer; look whether the order was stored, or try again.",
		"L'enregistrement du spouleur n'a pas répondu ; regardez si l'ordre a été pris, ou réessayez."],
	["The record is busy; try again in a moment.",
		"L'enregistrement est occupé ; réessayez dans un instant."],
	["There is no space left on the disk of the record.",
		"Il n'y a plus de place sur le disque de l'enregistrement."],
	["The record can't be written; see the log.",
		"L'enregistrement ne peut pas être écrit ; voyez le journal."],
	["There is no memory left.", "Il n'y a plus de mémoire."],
	["The spooler's answer is too long.",
		"La réponse du spouleur est trop longue."],
	["The spooler's answer is none.", "La réponse du spouleur n'en est pas une."],

	// --- who did it, when it was nobody; and what was loaded ---
	["spooler", "spouleur"],
	["spoolerd", "spouleur"],
	["heat guard", "surveillance de la chauffe"],
	["visitor", "visiteur"],
	["from the account's page", "depuis la page du compte"],
	["everywhere else", "partout ailleurs"],
	["nozzle {mm} mm", "buse {mm} mm"],
];

// What strerror() says, where it comes along.
const system = [
	["Device or resource busy", "occupé"],
	["Input/output error", "erreur d'entrée-sortie"],
	["No such device", "il n'y a pas de tel périphérique"],
	["No such file or directory", "il n'y est pas"],
	["Permission denied", "accès refusé"],
	["Too many open files", "trop de fichiers ouverts"],
];

// Values that are names of ours, and have words of their own.
const NAMED = ["policy.", "setting."];

// What stands between the values, as an expression that finds them.
const patterns = [...rows, ...system].map(([english, text]) => {
	const names = [...english.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	const parts = english.split(/\{\w+\}/).map((part) =>
		part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));

	return { names, text, find: new RegExp(`^${parts.join("(.*)")}$`) };
});

// A sentence of the server in French; null: it is none of these.
export function french(sentence) {
	for (const { names, text, find } of patterns) {
		const values = find.exec(sentence);
		if (values)
			return text.replace(/\{(\w+)\}/g, (whole, name) => {
				const value = values[1 + names.indexOf(name)];
				return french(value) ?? NAMED.filter((kind) =>
					has(kind + value)).map((kind) =>
					word(kind + value))[0] ?? value;
			});
	}
	return null;
}

// A refusal: what the server knows more of it, if there are words for that.
export function refusal({ detail, message }) {
	return (language === "fr" && detail && french(detail)) || message;
}

// A sentence of the server, in the reader's language.
export function said(sentence) {
	return (language === "fr" && sentence && french(sentence)) || sentence;
}
