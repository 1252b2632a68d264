/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of firmwares.
 */
#include <string.h>

#include "firmware/marlin/flavor.h"
#include "firmware/marlin/simulator.h"

#define MARLIN_RULES	{ .numbers = true, .number_mask = ~0UL, \
			  .number_needs_sum = true }
#define MARLIN_BUSY	"echo:busy: processing\n"
#define MARLIN_UNKNOWN	{ "echo:Unknown command: \"", "\"\n" }
/* As its 2.0.6 and later do; 1.1.9 answers nothing. */
#define MARLIN_SPEED	{ "FR:", "%\n" }
#define MARLIN_FLOW	{ "echo:E0 Flow: ", "%\n" }

typedef void (refusal)(struct simulator *, enum reader_result);
static refusal	refuse_marlin, refuse_marlin_old, refuse_marlin_mute,
		refuse_malyan, refuse_repetier, refuse_rs_ok, refuse_rs,
		refuse_aprinter;

static const struct flavor flavors[] = {
	{
		/* Dagoma DiscoEasy200, measured */
		.name = "marlin-1.1",
		.banner = "start\necho:Marlin 1.1.9\n\n"
		    "echo: Last Updated: 2018-08-01 | Author: (none, "
		    "simulated)\n",
		.ready = "echo:SD init fail\n", .boot_us = 2300000,
		.firmware = "FIRMWARE_NAME:Marlin 1.1.9 (simulated) "
		    "SOURCE_CODE_URL:https://github.com/MarlinFirmware/Marlin "
		    "PROTOCOL_VERSION:1.0",
		.capabilities = "Cap:EEPROM:1\nCap:AUTOREPORT_TEMP:1\n"
		    "Cap:PROGRESS:0\nCap:EMERGENCY_PARSER:0\n",
		.slots = 4, .blocks = 16, .rules = MARLIN_RULES,
		.busy = MARLIN_BUSY,
		.unknown = MARLIN_UNKNOWN, .refuse = refuse_marlin,
	},
	{
		/* Dagoma DiscoUltimate, measured */
		.name = "marlin-2.0",
		.banner = "start\necho:Marlin 2.0.x\n\n"
		    "echo: Last Updated: 2019-07-10 | Author: (simulated)\n"
		    "//action:prompt_end\n",
		.ready = "echo:SD init fail\n", .boot_us = 2300000,
		.firmware = "FIRMWARE_NAME:Marlin 2.0.x (simulated) "
		    "SOURCE_CODE_URL:https://github.com/MarlinFirmware/Marlin "
		    "PROTOCOL_VERSION:1.0",
		.capabilities = "Cap:AUTOREPORT_TEMP:1\n"
		    "Cap:EMERGENCY_PARSER:1\nCap:PROMPT_SUPPORT:1\n",
		.slots = 8, .blocks = 32, .rules = MARLIN_RULES,
		.ok = OK_ADVANCED,
		.emergency = true, .waits = true, .busy = MARLIN_BUSY,
		.unknown = MARLIN_UNKNOWN, .refuse = refuse_marlin,
	},
	{
		/* no ok behind a Resend: flush_and_request_resend() then */
		.name = "marlin-2.0.8",
		.banner = "start\necho:Marlin 2.0.8\n",
		.ready = "", .boot_us = 1000000,
		.firmware = "FIRMWARE_NAME:Marlin 2.0.8 (simulated) "
		    "PROTOCOL_VERSION:1.0",
		.capabilities = "Cap:AUTOREPORT_TEMP:1\n"
		    "Cap:EMERGENCY_PARSER:0\n",
		.speed_says = MARLIN_SPEED, .flow_says = MARLIN_FLOW,
		.babysteps = true,
		.slots = 4, .blocks = 16, .rules = MARLIN_RULES,
		.busy = MARLIN_BUSY,
		.unknown = MARLIN_UNKNOWN, .refuse = refuse_marlin_mute,
	},
	{
		.name = "marlin-2.1",
		.banner = "start\nMarlin 2.1.2\n",
		.ready = "", .boot_us = 1000000,
		.firmware = "FIRMWARE_NAME:Marlin 2.1.2 (simulated) "
		    "PROTOCOL_VERSION:1.0",
		.capabilities = "Cap:AUTOREPORT_TEMP:1\n"
		    "Cap:EMERGENCY_PARSER:1\nCap:HOST_ACTION_COMMANDS:1\n"
		    "Cap:PROMPT_SUPPORT:1\n",
		.speed_says = MARLIN_SPEED, .flow_says = MARLIN_FLOW,
		.babysteps = true,
		.slots = 4, .blocks = 16, .rules = MARLIN_RULES,
		.emergency = true,
		.busy = MARLIN_BUSY, .unknown = MARLIN_UNKNOWN,
		.refuse = refuse_marlin,
	},
	{
		/* as older printers have it: neither capabilities nor a word
		 * while a command blocks */
		.name = "marlin-1.0",
		.banner = "start\necho:Marlin1.0.2\necho: Last Updated: "
		    "Dec 15 2014 | Author: (simulated)\n",
		.ready = "echo:SD init fail\n", .boot_us = 2300000,
		.firmware = "FIRMWARE_NAME:Marlin V1; Sprinter/grbl mashup "
		    "for gen6 FIRMWARE_URL:https://github.com/ErikZalm/Marlin/ "
		    "PROTOCOL_VERSION:1.0",
		.capabilities = "",
		.slots = 4, .blocks = 16, .rules = { .numbers = true,
		    .number_mask = ~0UL, .number_needs_sum = true,
		    .sum_needs_number = true },
		.unknown = MARLIN_UNKNOWN, .refuse = refuse_marlin_old,
	},
	{
		/* M200: it says nobody's name, and whose line its ok is, even
		 * behind a Resend */
		.name = "malyan",
		.banner = "start\n",
		.ready = "", .boot_us = 1000000,
		.firmware = "NAME. Malyan\tVER: 4.0\tMODEL: M200\t"
		    "HW: HH02\n"
		    "CLK:EXT BUILD: Aug 10 2017 09:53:33",
		.slots = 16, .blocks = 16, .rules = MARLIN_RULES,
		.ok = OK_ADVANCED,
		.unknown = MARLIN_UNKNOWN, .refuse = refuse_malyan,
	},
	{
		/* MK3: a sum without a number is refused, too */
		.name = "prusa",
		.banner = "start\necho: 3.13.2\n",
		.ready = "echo:SD card ok\n", .boot_us = 4000000,
		.firmware = "FIRMWARE_NAME:Prusa-Firmware 3.13.2 based on "
		    "Marlin FIRMWARE_URL:https://github.com/prusa3d "
		    "PROTOCOL_VERSION:1.0",
		.capabilities = "Cap:AUTOREPORT_TEMP:1\n",
		.slots = 4, .blocks = 16, .rules = { .numbers = true,
		    .number_mask = ~0UL, .number_needs_sum = true,
		    .sum_needs_number = true },
		.busy = MARLIN_BUSY, .unknown = MARLIN_UNKNOWN,
		.refuse = refuse_marlin,
	},
	{
		/* 1.0.5, measured */
		.name = "repetier",
		.banner = "start\nInfo:External Reset\n",
		.ready = "wait\n", .boot_us = 1000000,
		.firmware = "FIRMWARE_NAME:Repetier_1.0.5 "
		    "FIRMWARE_URL:https://github.com/repetier "
		    "PROTOCOL_VERSION:1.0",
		.capabilities = "",
		.speed_says = { "SpeedMultiply:", "\n" },
		.flow_says = { "FlowMultiply:", "\n" },
		.loud = true, .babysteps = true,
		.slots = 4, .blocks = 16, .rules = { .numbers = true,
		    .number_mask = 0xffff, .sum_always = true,
		    .sum_first = true, .knows_seen = true },
		.ok = OK_NUMBERED, .ok_early = true, .waits = true,
		.busy = "busy:processing\n",
		.unknown = { "Unknown command:", "\n" },
		.refuse = refuse_repetier, .again_us = 200000,
	},
	{
		/* measured: numbers are not looked at */
		.name = "teacup",
		.banner = "start\nok\n", .ready = "",
		.firmware = "FIRMWARE_NAME:Teacup "
		    "FIRMWARE_URL:http://github.com/traumflug/Teacup_Firmware "
		    "PROTOCOL_VERSION:1.0",
		.capabilities = "",
		.slots = 4, .blocks = 16, .rules = { .sum_always = true,
		    .empty_is_line = true },
		.unknown = { "E: Bad command ", "\n" }, .refuse = refuse_rs_ok,
	},
	{
		.name = "smoothie",
		.banner = "Smoothie\nok\n", .ready = "",
		.firmware = "FIRMWARE_NAME:Smoothieware, "
		    "FIRMWARE_URL:http%3A//smoothieware.org, "
		    "X-FIRMWARE_VERSION:edge-94de12c, PROTOCOL_VERSION:1.0",
		.capabilities = "",
		.slots = 4, .blocks = 16, .rules = { .numbers = true,
		    .number_mask = ~0UL, .empty_is_line = true },
		.last_words = "ok Emergency Stop Requested - reset or M999 "
		    "required to exit HALT state\r\n", .halted = "!!\r\n",
		.unknown = { "error:Unsupported command - ", "\n" },
		.refuse = refuse_rs,
	},
	{
		.name = "reprapfirmware",
		.banner = "RepRapFirmware for Duet 2 WiFi/Ethernet is up and "
		    "running.\n",
		.ready = "", .boot_us = 1000000,
		.firmware = "FIRMWARE_NAME: RepRapFirmware for Duet 2 "
		    "WiFi/Ethernet FIRMWARE_VERSION: 3.4.6 ELECTRONICS: "
		    "Duet WiFi 1.02",
		.capabilities = "",
		.babysteps = true,
		.slots = 4, .blocks = 16, .rules = { .sum_always = true },
		.unknown = { "Error: Bad command: ", "\n" },
		.refuse = refuse_rs_ok,
	},
	{
		/* one command at a time, from its receive buffer; an error is
		 * followed by an ok and asks for nothing */
		.name = "aprinter",
		.banner = "start\nAPrinter\n", .ready = "",
		.firmware = "ok FIRMWARE_NAME:APrinter", .named_in_ok = true,
		.slots = 1, .blocks = 20, .rules = { .numbers = true,
		    .number_mask = 0xffffffff, .sum_always = true,
		    .sum_first = true },
		.knows_nothing_urgent = true,
		.unknown = { "Error:Unknown command ", "\n" },
		.unknown_word = true, .refuse = refuse_aprinter,
	},
	{
		/* its pseudo-terminal: numbers and sums are thrown away */
		.name = "klipper",
		.banner = "// Klipper state: Ready\n", .ready = "",
		.firmware = "FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12.0",
		.capabilities = "",
		.slots = 4, .blocks = 16, .rules = { .ignores_sums = true },
		.unknown = { "// Unknown command:\"", "\"\n" },
		.refuse = refuse_rs_ok,
	},
};

#define COUNT	(sizeof(flavors) / sizeof(flavors[0]))

static const char *const errors[READER__MAX] = {
	[READER_LINE_NUMBER] = "Line Number is not Last Line Number+1",
	[READER_CHECKSUM] = "checksum mismatch",
	[READER_NO_CHECKSUM] = "No Checksum with line number",
	[READER_NO_NUMBER] = "No Line Number with checksum",
};

const struct flavor *
flavor_find(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT; i++)
		if (strcmp(flavors[i].name, name) == 0)
			return &flavors[i];
	return NULL;
}

const struct flavor *
flavor_at(unsigned int i)
{
	return i < COUNT ? &flavors[i] : NULL;
}

static void
refuse_marlin(struct simulator *s, enum reader_result why)
{
	refuse_marlin_mute(s, why);
	if (s->flavor->ok == OK_ADVANCED)
		simulator_say(s, "ok P%u B%u\n", planner_room(&s->planner),
		    s->flavor->slots);
	else
		simulator_say(s, "ok\n");
}

/* A line without its number is left out, and nothing is asked for: the next
 * one shows it. */
static void
refuse_marlin_old(struct simulator *s, enum reader_result why)
{
	if (why == READER_NO_NUMBER)
		simulator_say(s, "Error:%s, Last Line: %ld\n", errors[why],
		    s->reader.last);
	else
		refuse_marlin(s, why);
}

static void
refuse_malyan(struct simulator *s, enum reader_result why)
{
	refuse_marlin_mute(s, why);
	simulator_say(s, "ok N%ld P%u B%u\n", s->reader.last,
	    planner_room(&s->planner), s->flavor->slots);
}

static void
refuse_marlin_mute(struct simulator *s, enum reader_result why)
{
	simulator_say(s, "Error:%s, Last Line: %ld\n", errors[why],
	    s->reader.last);
	uart_flush(&s->uart);
	simulator_say(s, "Resend: %ld\n", s->reader.last + 1);
}

/* A number that it has seen, and all that follows a refused line, is skipped
 * with an ok, until the line that it wants comes. */
static void
refuse_repetier(struct simulator *s, enum reader_result why)
{
	long wanted = (s->reader.last + 1) & 0xffff;

	if (why == READER_SEEN ||
	    (why == READER_LINE_NUMBER && s->skips > 0)) {
		s->skips -= s->skips > 0;
		simulator_say(s, "skip %ld\nok\n", s->reader.number);
		return;
	}
	if (why == READER_LINE_NUMBER)
		simulator_say(s, "Error:expected line %ld got %ld\n", wanted,
		    s->reader.number);
	else if (why == READER_CHECKSUM)
		simulator_say(s, "Error:Wrong checksum\n");
	uart_flush(&s->uart);
	s->reader.used = 0;
	s->skips = 14;
	simulator_say(s, "\nResend:%ld\nok\n", wanted);
}

/* What follows a refused line is executed. */
static void
refuse_rs_ok(struct simulator *s, enum reader_result why)
{
	(void)why;
	simulator_say(s, "rs N%ld Expected checksum\nok\n",
	    s->reader.last + 1);
}

static void
refuse_rs(struct simulator *s, enum reader_result why)
{
	(void)why;
	simulator_say(s, "rs N%ld\r\n", s->reader.last + 1);
}

static void
refuse_aprinter(struct simulator *s, enum reader_result why)
{
	if (why == READER_CHECKSUM)
		simulator_say(s, "Error:incorrect checksum\nok\n");
	else
		simulator_say(s, "Error:%s, Last Line:%lu\nok\n",
		    errors[why], (unsigned long)s->reader.last);
}
