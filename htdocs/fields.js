// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of a machine, as the settings of a printer and a profile have
// them: made, filled, read, and what of them is not saved yet.

import { byId, make, setText } from "./show.js";
import { typed, written } from "./typing.js";
import { word } from "./words.js";

// What one is of the server's units, the least and the most of it, its unit.
const NUMBERS = {
	baud: [1, 1200, 4000000, ""],
	bed_x_um: [1000, 0, 10000, "mm"],
	bed_y_um: [1000, 0, 10000, "mm"],
	bed_z_um: [1000, 0, 10000, "mm"],
	hotend_max_dC: [10, 0, 1000, "°C"],
	bed_max_dC: [10, 0, 1000, "°C"],
	extrude_min_dC: [10, 0, 1000, "°C"],
	pause_retract_um: [1000, 0, 20, "mm"],
	pause_lift_um: [1000, 0, 100, "mm"],
};
const BEDS = ["either", "corner", "center", "round"];
const LIMITS = ["bed_x_um", "bed_y_um", "bed_z_um", "hotend_max_dC",
	"bed_max_dC", "extrude_min_dC"];

const inheritBox = (key) => document.querySelector(`[data-inherit=${key}]`);

// --- made ----------------------------------------------------------------------

function labelled(key, field, name = "") {
	return make("label", name, make("span", "", word(`setting.${key}`)), field);
}

function numberField(key) {
	const [scale, least, most, unit] = NUMBERS[key];
	const input = make("input");
	const box = make("span", "withunit", input);

	Object.assign(input.dataset, { setting: key, scale, least, most });
	if (scale === 1)
		input.dataset.whole = "";
	input.inputMode = scale === 1 ? "numeric" : "decimal";
	input.autocomplete = "off";
	if (unit)
		box.append(make("span", "unit", unit));
	return labelled(key, box);
}

// Commands, one a line, with what they may be below.
function movesField(key, rows, note, inherits) {
	const area = make("textarea", "code");
	const label = make("label", "", word(`setting.${key}`));
	const box = make("input");
	const help = make("p", "soft small whole", word(note));

	area.id = key;
	area.dataset.setting = key;
	area.rows = rows;
	area.maxLength = 255;
	area.spellcheck = false;
	area.setAttribute("aria-describedby", note);
	label.htmlFor = key;
	help.id = note;
	box.type = "checkbox";
	box.dataset.inherit = key;
	return [make("div", "whole moves", label, ...(inherits ?
		[make("label", "check small", box,
			make("span", "", word("asProfile")))] : []), area), help];
}

// A value that is chosen; first, where that may be, what the profile says.
function choiceField(key, values, inherits, name) {
	const select = make("select");
	const none = inherits ? [""] : [];

	select.dataset.setting = key;
	if (typeof values[0] === "number")
		select.dataset.scale = 1;
	choices(select, [...none, ...values],
		[...none, ...values.map((value) => word(`${key}.${value}`))]);
	return labelled(key, select, name);
}

export function addBaud(group) {
	group.append(numberField("baud"));
}

// inherits, here and below: each may be as the profile says.
export function addLimits(group, inherits) {
	group.append(...LIMITS.map(numberField),
		choiceField("bed_form", BEDS, inherits, "two"),
		make("p", "soft small whole", word("limitsNote")));
}

export function addPause(group, inherits) {
	group.append(numberField("pause_retract_um"), numberField("pause_lift_um"),
		...movesField("pause_gcode", 3, "pauseNote", inherits),
		...movesField("park_gcode", 5, "parkNote", inherits),
		choiceField("cleaning", [1, 0], inherits, "whole"));
}

export function choices(select, values, texts) {
	select.replaceChildren(...values.map((value, i) => {
		const option = make("option", "", texts[i]);
		option.value = value;
		return option;
	}));
}

// --- filled and read -------------------------------------------------------------

export function fieldsOf(form) {
	return [...form.querySelectorAll("[data-setting]")];
}

// What a field holds, as the server has it; null is as the profile says.
export function valueOf(field) {
	const { setting, scale, empty } = field.dataset;
	const box = inheritBox(setting);

	if (box)
		return box.checked ? null : field.value.trim();
	if (scale)
		return field.value !== "" ?
			Math.round(typed(field.value) * scale) :
			empty === undefined ? null : Number(empty);
	return field.tagName === "SELECT" ? field.value || null :
		field.value.trim();
}

export function put(field, value) {
	const { setting, scale, empty } = field.dataset;
	const box = inheritBox(setting);

	if (box)
		box.checked = value === null;
	if (value === null || (empty !== undefined && value === Number(empty)))
		field.value = "";
	else
		field.value = scale ? written(value / scale) : value;
}

// A sentence that goes on after something else.
const begun = (text) => text.charAt(0).toLowerCase() + text.slice(1);

// What a profile says stands, softer, where nothing is its own.
export function showInherited(fields, says) {
	for (const field of fields) {
		const { setting, scale } = field.dataset;
		const box = inheritBox(setting);
		const said = says[setting];
		if (setting === "dialect")
			setText(field.options[0], word("asProfileIs", { value: said ?? "" }));
		else if (setting === "cleaning" || setting === "bed_form")
			setText(field.options[0], word("asProfileIs",
				{ value: begun(word(`${setting}.${said}`)) }));
		else if (scale)
			field.placeholder = said === undefined ? "" :
				said === 0 && LIMITS.includes(setting) ?
					word("unknownShort") : written(said / scale);
		if (!box)
			continue;
		field.disabled = box.checked;
		if (box.checked)
			field.value = said ?? "";
	}
}

// Those that hold something else than the server told.
export function changedOf(fields, settings) {
	return fields.filter((field) =>
		valueOf(field) !== settings[field.dataset.setting]);
}

export function showChanged(fields, list, more) {
	for (const field of fields)
		field.classList.toggle("changed", list.includes(field));
	byId("save").disabled = byId("undo").disabled = list.length === 0;
	document.querySelector(".save").classList.toggle("quiet",
		list.length === 0);
	setText(byId("changes"), list.length === 0 ? word("noChanges") :
		word(list.length === 1 ? "oneChange" : "someChanges",
			{ n: list.length }) + (more ? ` ${more}` : ""));
}
