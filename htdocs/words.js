// SPDX-License-Identifier: GPL-3.0-or-later
// The dictionary: every visible word, in both languages.  Words with {name} take
// a value.  Here are those of the pages at the machines, and of every page; the
// files called …words.js have those of some pages, which import them.

const words = {
	title: ["Parc 3D controller", "Contrôleur du parc 3D"],
	skip: ["Skip to the content", "Aller au contenu"],
	home: ["Printers", "Imprimantes"],
	menu: ["Menu", "Menu"],
	fleet: ["Printer fleet overview", "Vue d'ensemble du parc"],
	language: ["Français", "English"],
	printer: ["Printer", "Imprimante"],
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
	percent: ["{n}%", "{n} %"],
	elapsed: ["Printed for", "Imprimé depuis"],
	about: ["about {time}", "environ {time}"],
	unknown: ["not known yet", "pas encore connu"],
	end: ["Ends about", "Fin vers"],
	temperatures: ["Temperatures", "Températures"],
	hotend: ["Nozzle", "Buse"],
	bed: ["Bed", "Plateau"],
	target: ["{actual} / {target} °C", "{actual} / {target} °C"],
	degrees: ["{actual} °C", "{actual} °C"],
	chart: ["Temperatures during the print, or over the last minutes",
		"Températures pendant l'impression, ou ces dernières minutes"],
	who: ["For", "Pour"],
	upload: ["Send a file", "Envoyer un fichier"],
	choose: ["Choose one or more print files (.g, .gcode, .gco, .nc, .ngc) or drop them here",
		"Choisissez un ou plusieurs fichiers d'impression (.g, .gcode, .gco, .nc, .ngc) ou déposez-les ici"],
	chooseShort: ["Choose print files", "Choisir des fichiers d'impression"],
	send: ["Upload", "Envoyer"],
	sending: ["{percent}%, {speed} MB/s, {left} left",
		"{percent} %, {speed} Mo/s, encore {left}"],
	looking: ["Looking whether it is here already…", "Recherche s'il est déjà là…"],
	tryingAgain: ["The line broke; trying again…",
		"La connexion a été coupée ; nouvel essai…"],
	ofFiles: ["{name}, {i} of {n}", "{name}, {i} sur {n}"],
	whichFile: ["Which one shall be printed?", "Lequel imprimer ?"],
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
	link: ["Link", "Liaison"],
	linkRate: ["Lines per second", "Lignes par seconde"],
	linkWindow: ["Lines on the way, at most", "Lignes en route, au plus"],
	linkResends: ["Lines sent again", "Lignes renvoyées"],
	linkTimeouts: ["Answers that did not come", "Réponses jamais venues"],
	linkStarved: ["The printer waited for the cable", "L'imprimante a attendu le câble"],
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
	hand: ["Manual control", "Commande manuelle"],
	"hand.free": ["The printer is free: what you press happens at once. Each press is in the record.",
		"L'imprimante est libre : ce que vous pressez se fait tout de suite. Chaque pression est au journal."],
	"hand.pause": ["Paused: heat, filament and moves sideways. “Resume printing” takes all of it back.",
		"En pause : chauffe, filament et déplacements de côté. « Reprendre l'impression » remet tout en place."],
	"hand.busy": ["Not while the printer works: pause the print, or wait until it has ended.",
		"Pas pendant que l'imprimante travaille : mettez en pause ou attendez la fin."],
	"hand.offline": ["The printer is not connected.", "L'imprimante n'est pas connectée."],
	"hand.outOfService": ["Not while the printer has a fault or is out of service.",
		"Pas tant que l'imprimante est en défaut ou hors service."],
	"hand.noRight": ["Only those who may control printers do this: log in, or ask an administrator.",
		"Réservé à qui a le droit de commander les imprimantes : connectez-vous ou adressez-vous à un administrateur."],
	"hand.bedEmpty": ["I looked: the bed is empty. (Until then the nozzle doesn't go down.)",
		"J'ai regardé : le plateau est vide. (D'ici là, la buse ne descend pas.)"],
	"hand.move": ["Move (mm)", "Déplacer (mm)"],
	"hand.step": ["Distance of a step, in mm", "Longueur d'un pas, en mm"],
	"hand.keys": ["Arrow keys move the head while a button here has the focus; Page up and down: Z.",
		"Les flèches déplacent la tête quand un bouton d'ici a le focus ; pages haut et bas : Z."],
	"hand.homeXY": ["Home X and Y", "Origine X et Y"],
	"hand.homeZ": ["Home Z", "Origine Z"],
	"hand.homeAll": ["Home all axes", "Origine de tous les axes"],
	"hand.heat": ["Heat", "Chauffer"],
	"hand.set": ["Set", "Régler"],
	"hand.off": ["Off", "Arrêt"],
	"hand.cool": ["cool down", "refroidir"],
	"hand.filament": ["Filament (mm)", "Filament (mm)"],
	"hand.length": ["Length of filament, in mm", "Longueur de filament, en mm"],
	"hand.extrude": ["Extrude", "Extruder"],
	"hand.retract": ["Retract", "Rétracter"],
	"hand.cold": ["The nozzle is too cold: heat it to {degrees} °C or more.",
		"La buse est trop froide : chauffez-la à {degrees} °C ou plus."],
	"hand.fan": ["Fan and motors", "Ventilateur et moteurs"],
	"hand.fanOff": ["Off", "Éteint"],
	"hand.motors": ["Motors off", "Moteurs libres"],
	"hand.moved": ["Moved: {what}", "Déplacé : {what}"],
	"hand.homed": ["Homed: {what}", "Origine : {what}"],
	"hand.heated": ["Target: {what}", "Consigne : {what}"],
	"hand.extruded": ["Filament: {what}", "Filament : {what}"],
	"hand.motorsOff": ["The motors are off; home before you move.",
		"Moteurs libérés ; refaites l'origine avant de déplacer."],
	"hand.fanSet": ["Fan: {n}%", "Ventilateur : {n} %"],
	term: ["Terminal", "Terminal"],
	"term.hideHeat": ["Hide temperatures", "Cacher les températures"],
	"term.hideAcks": ["Hide plain “ok”", "Cacher les simples « ok »"],
	"term.lines": ["Lines to and from the printer", "Lignes vers et depuis l'imprimante"],
	"term.line": ["One G-code command", "Une commande G-code"],
	"term.send": ["Send", "Envoyer"],
	"term.note": ["One command a line; ↑ and ↓ bring back earlier ones. What would harm the printer is refused.",
		"Une commande par ligne ; ↑ et ↓ rappellent les précédentes. Ce qui nuirait à l'imprimante est refusé."],
	"term.notInPause": ["No commands in a pause: they would spoil the print.",
		"Pas de commande pendant une pause : elle gâcherait l'impression."],
	"term.sure": ["A piece may still be on the bed, and the nozzle would hit it. Look first; if the bed is empty, send the line again.",
		"Une pièce est peut-être encore sur le plateau et la buse la heurterait. Regardez d'abord ; si le plateau est vide, renvoyez la ligne."],
	"term.missed": ["… {n} lines are not shown", "… {n} lignes ne sont pas montrées"],
	queue: ["Queue", "File d'attente"],
	queueEmpty: ["Nothing waits.", "Rien en attente."],
	webcam: ["Camera", "Caméra"],
	webcamNow: ["Live", "En direct"],
	webcamAge: ["This picture is {age} old.", "Cette image date de {age}."],
	webcamWaits: ["Waiting for a picture…", "En attente d'une image…"],
	webcamLost: ["The camera sends no picture now.", "La caméra n'envoie pas d'image pour l'instant."],
	webcamWhere: ["Where the camera is", "Où est la caméra"],
	webcamUrl: ["Address of a picture or an MJPEG stream; its host is a name, numbers, or localhost. Empty: no camera",
		"Adresse d'une image ou d'un flux MJPEG, avec pour hôte un nom, des chiffres ou localhost. Vide : pas de caméra"],
	webcamSaved: ["The camera's address is stored; a picture comes when it answers.",
		"L'adresse de la caméra est enregistrée ; l'image vient dès qu'elle répond."],
	copies: ["Copies", "Exemplaires"],
	copiesQueued: ["{n} copies, one after the other.", "{n} exemplaires, l'un après l'autre."],
	queuedCopies: ["{name} × {n}, for {who}", "{name} × {n}, pour {who}"],
	oneLess: ["One copy less", "Un exemplaire de moins"],
	moveHandle: ["Move: drag, or arrow keys", "Déplacer : glisser, ou touches fléchées"],
	moved: ["{name} is number {place} of {n} now.", "{name} est maintenant en position {place} sur {n}."],
	queuedFor: ["{name}, for {who}", "{name}, pour {who}"],
	expected: ["Expected: {times}", "Prévu : {times}"],
	anyPrinter: ["On any printer", "Sur n'importe quelle imprimante"],
	startAny: ["Print on any printer", "Imprimer sur n'importe laquelle"],
	startedAny: ["It starts now, on the printer that takes it first.",
		"Elle démarre maintenant, sur la première imprimante qui la prend."],
	waitsAny: ["Queued: the first printer that is free and fits takes it. The queue says what keeps each of them.",
		"En file : la première imprimante libre et adaptée la prendra. La file dit ce qui retient chacune."],
	"never.unknown-machine": ["Queued, but no printer can take it as things are: the file is made for one kind of machine, and none said that it is one.",
		"En file, mais aucune imprimante ne peut la prendre en l'état : le fichier est fait pour un type de machine, et aucune n'a dit en être une."],
	"never.other-machine": ["Queued, but no printer here can ever take it: the file is made for another kind of machine. Cancel it and slice it again.",
		"En file, mais aucune imprimante d'ici ne pourra la prendre : le fichier est fait pour un autre type de machine. Annulez-la et tranchez à nouveau."],
	"never.objection": ["Queued, but no printer here can ever take it: it asks for too much heat or room for each. Cancel it and slice it again.",
		"En file, mais aucune imprimante d'ici ne pourra la prendre : elle demande trop de chaleur ou de place à chacune. Annulez-la et tranchez à nouveau."],
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
	"whynot.loaded": ["{printer}: another material or nozzle is in it",
		"{printer} : elle a un autre matériau ou une autre buse"],
	"whynot.other-machine": ["{printer}: the file is made for another kind of machine",
		"{printer} : le fichier est fait pour un autre type de machine"],
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
	"waits.loaded": ["Queued: it starts when its material or nozzle is in the printer.",
		"En file : démarre quand son matériau ou sa buse sera dans l'imprimante."],
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
	loaded: ["What is loaded", "Ce qui est chargé"],
	loadedNote: ["A file for another material or nozzle does not start here. What is left empty is not checked.",
		"Un fichier fait pour un autre matériau ou une autre buse ne démarre pas ici. Ce qui reste vide n'est pas vérifié."],
	material: ["Material", "Matériau"],
	nozzleMm: ["Nozzle (mm)", "Buse (mm)"],
	load: ["Save", "Enregistrer"],
	loadSaved: ["Saved: {material}, nozzle {nozzle}.",
		"Enregistré : {material}, buse {nozzle}."],
	analyzing: ["The file is being read…", "Lecture du fichier…"],
	stale: ["Not live: what you see is {age} old.",
		"Pas en direct : ce que vous voyez date de {age}."],
	noServer: ["The server does not answer. What you see is {age} old.",
		"Le serveur ne répond pas. Ce que vous voyez date de {age}."],
	noAnswer: ["The server does not answer: check the network, look whether it was done, and try again.",
		"Le serveur ne répond pas : vérifiez le réseau, regardez si c'est fait et réessayez."],
	notFound: ["There is no such printer.", "Cette imprimante n'existe pas."],
	layers: ["Layers", "Couches"],
	size: ["Size", "Taille"],
	commands: ["Commands", "Commandes"],
	estimate: ["Estimated time", "Durée estimée"],
	onThis: ["{all} (on this printer {here})", "{all} (sur cette imprimante {here})"],
	slicerSays: ["{ours} (the slicer says {theirs})",
		"{ours} (le trancheur dit {theirs})"],
	pieceSize: ["Size on the bed", "Encombrement"],
	layersOf: ["{n}, {mm} mm each", "{n}, de {mm} mm"],
	cost: ["Cost", "Coût"],
	nozzleAt: ["nozzle {n} °C", "buse {n} °C"],
	bedAt: ["bed {n} °C", "plateau {n} °C"],
	nozzle: ["Nozzle diameter", "Diamètre de buse"],
	slicer: ["Sliced with", "Tranché avec"],
	comments: ["What the file says of itself", "Ce que le fichier dit de lui-même"],
	preview: ["Preview, layer by layer", "Aperçu, couche par couche"],
	layer: ["Layer", "Couche"],
	layerOf: ["{n} of {all}", "{n} sur {all}"],
	layerAt: ["{n} of {all}, at {z} mm", "{n} sur {all}, à {z} mm"],
	history: ["History", "Historique"],
	statistics: ["Statistics", "Statistiques"],
	filament: ["Filament", "Filament"],
	logIn: ["Log in", "Se connecter"],
	logOut: ["Log out", "Se déconnecter"],
	people: ["People", "Personnes"],
	events: ["Record", "Journal"],
	"whynot.closed": ["{printer}: no print starts at this hour",
		"{printer} : aucune impression ne démarre à cette heure"],
	"waits.closed": ["Queued: no print starts at this hour; it starts when the lab opens.",
		"En file : aucune impression ne démarre à cette heure ; elle démarrera à l'ouverture du labo."],
	admin: ["Administration", "Administration"],
	settings: ["Settings", "Réglages"],
	colon: [":", " :"],
	"typing.empty": ["Fill this in first.", "À remplir d'abord."],
	"typing.number": ["Type a number, as {n}.", "Tapez un nombre, comme {n}."],
	"typing.whole": ["Type a whole number.", "Tapez un nombre entier."],
	"typing.range": ["From {least} to {most}.", "De {least} à {most}."],
	"typing.form": ["Not in this form. {help}", "Pas sous cette forme. {help}"],
};

const BACKWARDS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]/;
const TURNS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

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

// More words, from a module that only some pages need.
export function learn(more) {
	Object.assign(words, more);
}

// A text of ours as it is set: no line of French begins with a colon.
export function typeset(text) {
	return language !== "fr" ? text :
		text.replace(/ ([:;?!»%])/g, "\u00a0$1").replace(/« /g, "«\u00a0");
}

// A name that is written from right to left, or that tries to turn what is
// around it, keeps to its place.
function placed(text) {
	return BACKWARDS.test(text) ?
		`\u2068${text.replace(TURNS, "")}\u2069` : text;
}

// The text of a key, with its {values} filled in.
export function word(key, values = {}) {
	const both = words[key];
	if (both === undefined)
		return key;
	return typeset(both[language === "fr" ? 1 : 0]).replace(/\{(\w+)\}/g,
		(whole, name) => placed(String(values[name] ?? "")));
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
