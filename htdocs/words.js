// SPDX-License-Identifier: GPL-3.0-or-later
// Every visible word, in both languages.  Words with {name} take a value.

const words = {
	title: ["Parc 3D controller", "Contrôleur du parc 3D"],
	skip: ["Skip to the content", "Aller au contenu"],
	home: ["Printers", "Imprimantes"],
	fleet: ["Printer fleet overview", "Vue d'ensemble du parc"],
	language: ["Français", "English"],
	select: ["Select your printer to begin",
		"Choisissez votre imprimante pour commencer"],
	printer: ["Printer", "Imprimante"],
	go: ["Let's go", "C'est parti"],
	noPrinters: ["There is no printer yet. Plug one in; an admin takes it in with “connectprint adopt”.",
		"Il n'y a pas encore d'imprimante. Branchez-en une ; un administrateur l'ajoute avec « connectprint adopt »."],
	"view.offline": ["Offline", "Hors ligne"],
	"view.free": ["Free for printing", "Libre"],
	"view.printing": ["Printing", "Impression en cours"],
	"view.paused": ["Printing paused", "Impression en pause"],
	"view.to-clean": ["Please clean the printer to start a new impression",
		"Nettoyez l'imprimante avant une nouvelle impression"],
	"view.to-clean.finished": ["Printing finished, please clean the printer",
		"Impression terminée, nettoyez l'imprimante"],
	"view.to-clean.stopped": ["Printing stopped, please clean the printer to start a new impression",
		"Impression arrêtée, nettoyez l'imprimante avant une nouvelle impression"],
	"view.to-clean.failed": ["Printing failed, please clean the printer",
		"Échec de l'impression, nettoyez l'imprimante"],
	"view.error": ["Needs a person", "Intervention nécessaire"],
	"view.disabled": ["Out of service", "Hors service"],
	"phase.pausing": ["Pausing…", "Mise en pause…"],
	"phase.stopping": ["Stopping: cooling and parking…",
		"Arrêt : refroidissement et rangement…"],
	status: ["Printer status", "État de l'imprimante"],
	piece: ["Piece to print informations", "Informations sur la pièce"],
	noPiece: ["No piece yet: send a file.",
		"Pas encore de pièce : envoyez un fichier."],
	left: ["Time left", "Temps restant"],
	done: ["Done", "Fait"],
	percent: ["{n} %", "{n} %"],
	elapsed: ["Printed for", "Imprimé depuis"],
	unknown: ["not known yet", "pas encore connu"],
	end: ["Ends about", "Fin vers"],
	temperatures: ["Temperatures", "Températures"],
	hotend: ["Nozzle", "Buse"],
	bed: ["Bed", "Plateau"],
	target: ["{actual} °C, target {target} °C", "{actual} °C, consigne {target} °C"],
	degrees: ["{actual} °C", "{actual} °C"],
	chart: ["Temperature of the nozzle over the last minutes",
		"Température de la buse ces dernières minutes"],
	who: ["For", "Pour"],
	upload: ["Send a file", "Envoyer un fichier"],
	choose: ["Choose a print file (.g, .gcode, .gco, .nc, .ngc) or drop it here",
		"Choisissez un fichier d'impression (.g, .gcode, .gco, .nc, .ngc) ou déposez-le ici"],
	send: ["Upload", "Envoyer"],
	sending: ["{percent} %, {speed} MB/s, {left} left",
		"{percent} %, {speed} Mo/s, encore {left}"],
	storing: ["Arrived; being stored…", "Arrivé ; enregistrement…"],
	cancel: ["Cancel", "Annuler"],
	uploaded: ["“{name}” has arrived. You can start printing.",
		"« {name} » est arrivé. Vous pouvez lancer l'impression."],
	uploadCancelled: ["Upload cancelled; nothing was kept.",
		"Envoi annulé ; rien n'a été gardé."],
	lost: ["The line broke. Check the network and send the file again.",
		"La connexion a été coupée. Vérifiez le réseau et renvoyez le fichier."],
	interface: ["Go to printer interface", "Aller à l'interface de l'imprimante"],
	start: ["Start printing", "Lancer l'impression"],
	stop: ["Stop printing (irreversible)", "Arrêter l'impression (irréversible)"],
	stopSure: ["Really stop? The piece is lost. Press again.",
		"Vraiment arrêter ? La pièce est perdue. Appuyez encore."],
	pause: ["Pause printing", "Mettre en pause"],
	resume: ["Resume printing", "Reprendre l'impression"],
	asks: ["{question} Then press “Resume printing”.",
		"{question} Puis appuyez sur « Reprendre l'impression »."],
	"ask.Change the filament.": ["Change the filament.", "Changez le filament."],
	"ask.The print file asks for a pause.": ["The print file asks for a pause.",
		"Le fichier demande une pause."],
	"ask.The print file asks for a person.": ["The print file asks for a person: do what it needs.",
		"Le fichier demande une personne : faites le nécessaire."],
	cable: ["Cable", "Câble"],
	cableHealth: ["{resends} lines sent again, {timeouts} without an answer",
		"{resends} lignes renvoyées, {timeouts} sans réponse"],
	cleaned: ["Printer cleaned", "Imprimante nettoyée"],
	giveUp: ["Give the interrupted job up", "Abandonner la tâche interrompue"],
	resumeLayer: ["Resume from the last layer", "Reprendre à la dernière couche"],
	resumeLayerNote: ["If the board was reset (a power cut), “Resume from the last layer” heats, homes and prints that layer again. Look first: the piece still holds on the bed, the nozzle is free, and nobody moved the head.",
		"Si la carte a redémarré (coupure de courant), « Reprendre à la dernière couche » chauffe, refait l'origine et réimprime cette couche. Vérifiez d'abord : la pièce tient sur le plateau, la buse est libre et personne n'a déplacé la tête."],
	resumeLayerSure: ["Does the piece hold, is the nozzle free? Press again.",
		"La pièce tient-elle, la buse est-elle libre ? Appuyez encore."],
	reset: ["Reset the printer", "Réinitialiser l'imprimante"],
	emergency: ["Emergency stop", "Arrêt d'urgence"],
	emergencyNote: ["Stops at once; the printer must be reset afterwards. Only the power switch is safer.",
		"Arrêt immédiat ; il faudra réinitialiser l'imprimante. Seul l'interrupteur est plus sûr."],
	queue: ["Queue", "File d'attente"],
	queueEmpty: ["Nothing waits.", "Rien en attente."],
	queuedFor: ["{name}, for {who}", "{name}, pour {who}"],
	anyPrinter: ["On any printer", "Sur n'importe quelle imprimante"],
	pool: ["{n} waiting for any printer", "{n} en attente d'une imprimante quelconque"],
	startAny: ["Print on any printer", "Imprimer sur n'importe laquelle"],
	startedAny: ["It starts now, on the printer that takes it first.",
		"Elle démarre maintenant, sur la première imprimante qui la prend."],
	waitsAny: ["Queued: the first printer that is free and fits takes it. The queue says what keeps each of them.",
		"En file : la première imprimante libre et adaptée la prendra. La file dit ce qui retient chacune."],
	earlier: ["Earlier", "Plus tôt"],
	later: ["Later", "Plus tard"],
	"whynot.unread": ["{printer}: the file is still being read",
		"{printer} : le fichier est en cours de lecture"],
	"whynot.queued": ["{printer}: other jobs are before it",
		"{printer} : d'autres tâches sont avant"],
	"whynot.printing": ["{printer}: is printing something else",
		"{printer} : imprime autre chose"],
	"whynot.paused": ["{printer}: another print is paused on it",
		"{printer} : une autre impression y est en pause"],
	"whynot.to-clean": ["{printer}: must be cleaned first",
		"{printer} : à nettoyer d'abord"],
	"whynot.offline": ["{printer}: is not connected",
		"{printer} : n'est pas connectée"],
	"whynot.error": ["{printer}: somebody must look at it first",
		"{printer} : quelqu'un doit d'abord la voir"],
	"whynot.disabled": ["{printer}: is out of service",
		"{printer} : est hors service"],
	"whynot.unknown-machine": ["{printer}: the file is made for one kind of machine, and this one did not say which it is",
		"{printer} : le fichier est fait pour un type de machine, et celle-ci n'a pas dit le sien"],
	"whynot.objection": ["{printer}: can't print this file: it asks for too much heat or room, or holds a forbidden command",
		"{printer} : ne peut pas imprimer ce fichier : il demande trop de chaleur ou de place, ou contient une commande interdite"],
	"whynot.other-machine": ["{printer}: the file is made for another kind of machine",
		"{printer} : le fichier est fait pour un autre type de machine"],
	next: ["{n} waiting", "{n} en attente"],
	started: ["It starts now.", "Elle démarre maintenant."],
	"waits.to-clean": ["Queued: it starts when the printer has been cleaned.",
		"En file : démarre quand l'imprimante sera nettoyée."],
	"waits.printing": ["Queued: the printer is printing something else.",
		"En file : l'imprimante imprime autre chose."],
	"waits.paused": ["Queued: another print is paused on this printer.",
		"En file : une autre impression est en pause sur cette imprimante."],
	"waits.offline": ["Queued: it starts when the printer is back on line.",
		"En file : démarre quand l'imprimante sera de retour."],
	"waits.error": ["Queued: somebody must look at the printer first.",
		"En file : quelqu'un doit d'abord voir l'imprimante."],
	"waits.disabled": ["Queued: the printer is out of service.",
		"En file : l'imprimante est hors service."],
	"waits.queued": ["Queued: others are before it.",
		"En file : d'autres sont avant."],
	"refused.empty": ["This file holds no command to print.",
		"Ce fichier ne contient aucune commande."],
	"refused.binary": ["This file is not text (line {line}).",
		"Ce fichier n'est pas du texte (ligne {line})."],
	"refused.long-line": ["Line {line} is too long for the printer.",
		"La ligne {line} est trop longue pour l'imprimante."],
	"refused.unreadable": ["This file could not be read.",
		"Ce fichier n'a pas pu être lu."],
	"objection.refuse": ["“{file}” can't be printed here. {text}",
		"« {file} » ne peut pas être imprimé ici. {text}"],
	"objection.warn": ["Careful with “{file}”. {text}",
		"Attention à « {file} ». {text}"],
	"objection.saves-settings": ["{asked} (line {lines}) changes the printer for everybody: take it out of the file, or ask an administrator.",
		"{asked} (ligne {lines}) modifie l'imprimante pour tout le monde : retirez-la du fichier ou demandez à un administrateur."],
	"objection.loads-settings": ["{asked} (line {lines}) discards the printer's settings: take it out of the file, or ask an administrator.",
		"{asked} (ligne {lines}) perd les réglages de l'imprimante : retirez-la du fichier ou demandez à un administrateur."],
	"objection.resets-settings": ["{asked} (line {lines}) resets the printer to factory settings: take it out of the file, or ask an administrator.",
		"{asked} (ligne {lines}) remet l'imprimante aux réglages d'usine : retirez-la du fichier ou demandez à un administrateur."],
	"objection.sets-steps": ["{asked} (line {lines}) changes the size of the printer's steps: take it out of the file, or ask an administrator.",
		"{asked} (ligne {lines}) change la taille des pas de l'imprimante : retirez-la du fichier ou demandez à un administrateur."],
	"objection.tunes-heater": ["{asked} (line {lines}) heats the printer by itself: take it out of the file, or ask an administrator.",
		"{asked} (ligne {lines}) fait chauffer l'imprimante toute seule : retirez-la du fichier ou demandez à un administrateur."],
	"objection.emergency-stop": ["{asked} (line {lines}) halts the printer: take it out of the file, or ask an administrator.",
		"{asked} (ligne {lines}) bloque l'imprimante : retirez-la du fichier ou demandez à un administrateur."],
	"objection.updates-firmware": ["{asked} (line {lines}) replaces the printer's firmware: take it out of the file, or ask an administrator.",
		"{asked} (ligne {lines}) remplace le micrologiciel de l'imprimante : retirez-la du fichier ou demandez à un administrateur."],
	"objection.restarts-machine": ["{asked} (line {lines}) restarts the printer after a fault: take it out of the file, or ask an administrator.",
		"{asked} (ligne {lines}) relance l'imprimante après un défaut : retirez-la du fichier ou demandez à un administrateur."],
	"objection.not-ascii": ["A special character (line {lines}) may confuse the printer: write commands in plain ASCII.",
		"Un caractère spécial (ligne {lines}) peut troubler l'imprimante : n'écrivez les commandes qu'en ASCII."],
	"objection.outside-bed": ["{asked} is outside of what this printer reaches ({limit}): move the piece, or slice it for this printer.",
		"{asked} dépasse ce que cette imprimante atteint ({limit}) : déplacez la pièce ou tranchez-la pour cette imprimante."],
	"objection.hotend-too-hot": ["{asked} is too hot for this printer's nozzle (limit: {limit}): slice it for this printer.",
		"{asked}, c'est trop chaud pour la buse de cette imprimante (maximum : {limit}) : tranchez la pièce pour elle."],
	"objection.bed-too-hot": ["{asked} is too hot for this printer's bed (limit: {limit}): slice it for this printer.",
		"{asked}, c'est trop chaud pour le plateau de cette imprimante (maximum : {limit}) : tranchez la pièce pour elle."],
	analyzing: ["The file is being read…", "Lecture du fichier…"],
	stale: ["Not live: what you see is {age} old.",
		"Pas en direct : ce que vous voyez date de {age}."],
	noServer: ["The server does not answer. What you see is {age} old.",
		"Le serveur ne répond pas. Ce que vous voyez date de {age}."],
	notFound: ["There is no such printer.", "Cette imprimante n'existe pas."],
	lostPage: ["There is nothing at this address.",
		"Il n'y a rien à cette adresse."],
	lines: ["{n} commands", "{n} commandes"],
	layers: ["Layers", "Couches"],
	size: ["Size", "Taille"],
	commands: ["Commands", "Commandes"],
	estimate: ["Slicer's estimate", "Estimation du trancheur"],
	reason: ["Reason", "Raison"],
	last: ["Last job", "Dernière tâche"],
	noscript: ["This page needs JavaScript.", "Cette page a besoin de JavaScript."],
};

function preferred() {
	try {
		const kept = localStorage.getItem("language");
		if (kept === "en" || kept === "fr")
			return kept;
	} catch { /* a browser that keeps nothing */ }
	const first = (navigator.languages || [navigator.language]).find(
		(l) => /^(en|fr)/i.test(l));
	return first && /^fr/i.test(first) ? "fr" : "en";
}

export const language = preferred();

// The text of a key, with its {values} filled in.
export function word(key, values = {}) {
	const both = words[key];
	if (both === undefined)
		return key;
	return both[language === "fr" ? 1 : 0].replace(/\{(\w+)\}/g,
		(whole, name) => String(values[name] ?? ""));
}

export function has(key) {
	return key in words;
}

// Put words where the page asks for them, and make the switch work.
export function speak(root = document) {
	document.documentElement.lang = language;
	for (const element of root.querySelectorAll("[data-word]"))
		element.textContent = word(element.dataset.word);
	for (const element of root.querySelectorAll("[data-label]"))
		element.setAttribute("aria-label", word(element.dataset.label));
	for (const button of root.querySelectorAll(".language")) {
		button.lang = language === "fr" ? "en" : "fr";
		button.addEventListener("click", () => {
			try {
				localStorage.setItem("language", button.lang);
			} catch { /* then only for now */ }
			location.reload();
		});
	}
}
