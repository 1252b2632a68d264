/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of firmware dialects and of the commands that need patience.
 * Nothing here has state.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/dialect.h"

#define DWELL_MOST_MS	(24 * 3600 * 1000.0)

static bool	is_word(const char *, const char *);

static const struct dialect dialects[] = {
	{
		/*
		 * Marlin 1.1 and 2: "busy" comes every 2 s while a command
		 * blocks (M113), so 5 s of silence mean a lost line or a lost
		 * answer.  The SD card's start-up takes 2.3 s of the boot.
		 */
		.name = "marlin",
		.patience_ms = 5000, .long_patience_ms = 60000,
		.resend_ok_ms = 500, .break_wait = "M108", .revive = "M999",
		.number_bits = 64, .firmware = "Marlin",
	},
	{
		/* Prusa-Firmware, a Marlin with a row of its own because the
		 * name in its M115 holds Marlin's, too. */
		.name = "prusa",
		.patience_ms = 5000, .long_patience_ms = 60000,
		.resend_ok_ms = 500, .break_wait = "M108", .revive = "M999",
		.number_bits = 64, .firmware = "Prusa-Firmware",
	},
	{
		/* "busy" each 2 s; a line's ok is said on its receipt. */
		.name = "repetier",
		.patience_ms = 5000, .long_patience_ms = 60000,
		.resend_ok_ms = 500, .break_wait = "M108", .revive = "M999",
		.number_bits = 16, .ok_first = true, .firmware = "Repetier",
	},
	{
		/* Neither numbers nor a word while it heats or homes. */
		.name = "teacup",
		.patience_ms = 60000, .long_patience_ms = 600000,
		.resend_ok_ms = 500,
		.firmware = "Teacup",
	},
	{
		/* Checks numbers, asks with "rs", says no ok behind it; no
		 * word while a command blocks. */
		.name = "smoothie",
		.patience_ms = 20000, .long_patience_ms = 600000,
		.resend_ok_ms = 300, .revive = "M999",
		.number_bits = 64, .firmware = "Smoothie",
	},
	{
		/* Sums only. */
		.name = "reprapfirmware",
		.patience_ms = 60000, .long_patience_ms = 600000,
		.resend_ok_ms = 500, .break_wait = "M108", .revive = "M999",
		.firmware = "RepRapFirmware",
	},
	{
		/*
		 * 32 bits of numbers, and sums; each refused line is answered
		 * by an error and an ok, in order.  Not a word while a
		 * command blocks.  It knows no M112: its emergency stop is
		 * the reset that follows one.
		 */
		.name = "aprinter",
		.patience_ms = 20000, .long_patience_ms = 600000,
		.resend_ok_ms = 500,
		.number_bits = 32, .errors_ask = true, .firmware = "APrinter",
	},
	{
		/* Its pseudo-terminal: neither numbers nor sums. */
		.name = "klipper",
		.patience_ms = 60000, .long_patience_ms = 600000,
		.resend_ok_ms = 500, .revive = "FIRMWARE_RESTART",
		.firmware = "Klipper",
	},
};

static const struct {
	const char	*word;
	unsigned int	 traits;
} commands[] = {
	{ "G4",   DIALECT_SLOW },
	{ "G28",  DIALECT_SLOW | DIALECT_HOMES },
	{ "G29",  DIALECT_SLOW },
	{ "G30",  DIALECT_SLOW },
	{ "G32",  DIALECT_SLOW },
	{ "G33",  DIALECT_SLOW },
	{ "G34",  DIALECT_SLOW },
	{ "G76",  DIALECT_SLOW },
	{ "G80",  DIALECT_SLOW },
	{ "M0",   DIALECT_SLOW },
	{ "M1",   DIALECT_SLOW },
	{ "M48",  DIALECT_SLOW },
	{ "M105", DIALECT_TELLS },
	{ "M109", DIALECT_SLOW | DIALECT_HEAT },
	{ "M116", DIALECT_SLOW | DIALECT_HEAT },
	{ "M190", DIALECT_SLOW | DIALECT_HEAT },
	{ "M191", DIALECT_SLOW | DIALECT_HEAT },
	{ "M226", DIALECT_SLOW },
	{ "M303", DIALECT_SLOW | DIALECT_HEAT },
	{ "M400", DIALECT_SLOW },
	{ "M600", DIALECT_SLOW },
	{ "M701", DIALECT_SLOW },
	{ "M702", DIALECT_SLOW },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

const struct dialect *
dialect_find(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(dialects); i++)
		if (strcmp(dialects[i].name, name) == 0)
			return &dialects[i];
	return NULL;
}

/* The longest name that fits wins: some call themselves "based on Marlin". */
const struct dialect *
dialect_guess(const char *firmware)
{
	const struct dialect *best = &dialects[0];
	size_t i, n, most = 0;

	for (i = 0; i < COUNT(dialects); i++) {
		n = strlen(dialects[i].firmware);
		if (n > most && strstr(firmware, dialects[i].firmware)) {
			best = &dialects[i];
			most = n;
		}
	}
	return best;
}

unsigned int
dialect_traits(const char *command)
{
	size_t i;

	for (i = 0; i < COUNT(commands); i++)
		if (is_word(command, commands[i].word))
			return commands[i].traits;
	return 0;
}

static bool
is_word(const char *command, const char *word)
{
	size_t n = strlen(word);

	return strncmp(command, word, n) == 0 &&
	    !isdigit((unsigned char)command[n]) && command[n] != '.';
}

int64_t
dialect_dwell_ms(const char *command)
{
	const char *number;
	double ms;

	if (!is_word(command, "G4"))
		return 0;
	number = strpbrk(command, "PS");
	if (number == NULL)
		return 0;
	ms = strtod(number + 1, NULL) * (*number == 'S' ? 1000 : 1);
	if (!(ms > 0))
		return 0;
	return (int64_t)(ms < DWELL_MOST_MS ? ms : DWELL_MOST_MS);
}
