/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings: what a print file tells a machine once and relies on from then on
 * (fan, flow, acceleration ...), beside the modes.  Followed line by line, so
 * that a board that was reset can be told all of it again.  Nothing here has
 * I/O.
 */
#ifndef SPOOLERD_DRAIN_SETTINGS_H
#define SPOOLERD_DRAIN_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#define SETTINGS_MOST	24	/* commands, each fan counted by itself */
#define SETTINGS_LETTERS 26
#define SETTINGS_LINE	80

struct setting {
	const char	*word;		/* "M106" */
	char		 which;		/* the letter that says of what; 0 */
	uint32_t	 given;		/* bit n: letter 'A' + n */
	double		 value[SETTINGS_LETTERS];
};

struct settings {
	struct setting	list[SETTINGS_MOST];
	unsigned int	n;
};

/* The machine executes this command (no number, no sum, no comment). */
void	 settings_apply(struct settings *, const char *command);
/* Call a function with each command (without newline) that puts one back. */
void	 settings_each(const struct settings *,
	    void (*)(void *, const char *command), void *arg);

#endif
