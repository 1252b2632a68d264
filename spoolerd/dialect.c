/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of firmware dialects and of the commands that need patience.
 * Nothing here has state.
 */
#include <string.h>

#include "spoolerd/dialect.h"
#include "spoolerd/words.h"

#define DWELL_MOST_MS	(24 * 3600 * 1000.0)

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
		.knobs = DIALECT_ALL,
	},
	{
		/* Prusa-Firmware, a Marlin with a row of its own because the
		 * name in its M115 holds Marlin's, too. */
		.name = "prusa",
		.patience_ms = 5000, .long_patience_ms = 60000,
		.resend_ok_ms = 500, .break_wait = "M108", .revive = "M999",
		.number_bits = 64, .firmware = "Prusa-Firmware",
		.knobs = DIALECT_ALL,
	},
	{
		/*
		 * "busy" each 2 s; a line's ok is said on its receipt, so
		 * that its slots are full while it prints, whatever the
		 * window: a M112 waits for the next free one, and the reset
		 * after a second may come first.
		 */
		.name = "repetier",
		.patience_ms = 5000, .long_patience_ms = 60000,
		.resend_ok_ms = 500, .break_wait = "M108", .revive = "M999",
		.number_bits = 16, .ok_first = true, .firmware = "Repetier",
		.knobs = DIALECT_ALL,
	},
	{
		/* Neither numbers nor a word while it heats or homes. */
		.name = "teacup",
		.patience_ms = 60000, .long_patience_ms = 600000,
		.resend_ok_ms = 500,
		.firmware = "Teacup",
		.knobs = DIALECT_FACTORS,
	},
	{
		/* Checks numbers, asks with "rs", says no ok behind it; no
		 * word while a command blocks. */
		.name = "smoothie",
		.patience_ms = 20000, .long_patience_ms = 600000,
		.resend_ok_ms = 300, .revive = "M999",
		.number_bits = 64, .firmware = "Smoothie",
		.knobs = DIALECT_FACTORS,
	},
	{
		/* Sums only. */
		.name = "reprapfirmware",
		.patience_ms = 60000, .long_patience_ms = 600000,
		.resend_ok_ms = 500, .break_wait = "M108", .revive = "M999",
		.firmware = "RepRapFirmware",
		.knobs = DIALECT_ALL,
	},
	{
		/*
		 * 32 bits of numbers, and sums; each refused line is answered
		 * by an error and an ok, in order.  It takes a line without
		 * a sum, so that one that its receive buffer cut off would be
		 * executed: one at a time, and an ok too many overfills no
		 * buffer.  Not a word while a command blocks.  It knows no
		 * M112: its emergency stop is the reset that follows one.
		 */
		.name = "aprinter",
		.patience_ms = 20000, .long_patience_ms = 600000,
		.resend_ok_ms = 500,
		.number_bits = 32, .errors_ask = true, .one_by_one = true,
		.firmware = "APrinter",
		.knobs = DIALECT_HEATS | 1u << KNOB_SPEED,
	},
	{
		/* Its pseudo-terminal: neither numbers nor sums. */
		.name = "klipper",
		.patience_ms = 60000, .long_patience_ms = 600000,
		.resend_ok_ms = 500, .revive = "FIRMWARE_RESTART",
		.firmware = "Klipper",
		.knobs = DIALECT_FACTORS,
	},
};

static const struct {
	uint32_t	code;		/* of words_code() */
	unsigned int	traits;
} commands[] = {
	{ WORDS_CODE('G', 4),   DIALECT_SLOW },
	{ WORDS_CODE('G', 28),  DIALECT_SLOW | DIALECT_HOMES },
	{ WORDS_CODE('G', 29),  DIALECT_SLOW },
	{ WORDS_CODE('G', 30),  DIALECT_SLOW },
	{ WORDS_CODE('G', 32),  DIALECT_SLOW },
	{ WORDS_CODE('G', 33),  DIALECT_SLOW },
	{ WORDS_CODE('G', 34),  DIALECT_SLOW },
	{ WORDS_CODE('G', 76),  DIALECT_SLOW },
	{ WORDS_CODE('G', 80),  DIALECT_SLOW },
	{ WORDS_CODE('M', 0),   DIALECT_SLOW },
	{ WORDS_CODE('M', 1),   DIALECT_SLOW },
	{ WORDS_CODE('M', 48),  DIALECT_SLOW },
	{ WORDS_CODE('M', 105), DIALECT_TELLS },
	{ WORDS_CODE('M', 109), DIALECT_SLOW | DIALECT_HEAT },
	{ WORDS_CODE('M', 116), DIALECT_SLOW | DIALECT_HEAT },
	{ WORDS_CODE('M', 190), DIALECT_SLOW | DIALECT_HEAT },
	{ WORDS_CODE('M', 191), DIALECT_SLOW | DIALECT_HEAT },
	{ WORDS_CODE('M', 226), DIALECT_SLOW },
	{ WORDS_CODE('M', 303), DIALECT_SLOW | DIALECT_HEAT },
	{ WORDS_CODE('M', 400), DIALECT_SLOW },
	{ WORDS_CODE('M', 600), DIALECT_SLOW },
	{ WORDS_CODE('M', 701), DIALECT_SLOW },
	{ WORDS_CODE('M', 702), DIALECT_SLOW },
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
	const uint32_t code = words_code(command);
	size_t i;

	for (i = 0; i < COUNT(commands); i++)
		if (commands[i].code == code)
			return commands[i].traits;
	return 0;
}

int64_t
dialect_dwell_ms(const char *command)
{
	struct words w;
	double ms;

	if (words_code(command) != WORDS_CODE('G', 4) ||
	    !words_read(command, strlen(command), &w))
		return 0;
	if (!words_number(&w, 'P', &ms)) {
		if (!words_number(&w, 'S', &ms))
			return 0;
		ms *= 1000;
	}
	return ms <= 0 ? 0 : (int64_t)(ms < DWELL_MOST_MS ? ms :
	    DWELL_MOST_MS);
}
