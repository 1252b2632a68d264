/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The strict little printer of the tests.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/strict.h"

static void	hears(struct strict *, const char *, size_t);
static void	line(struct strict *, char *);
static void	accept_line(struct strict *, const char *);
static void	run(struct strict *);
static void	execute(struct strict *, const char *);
static void	ok(struct strict *, const char *);
static void	refuse(struct strict *, const char *);

void
strict_carry(struct strict *s, char *bytes, size_t n)
{
	bool now = ++s->frames == s->at;

	if (now && s->fault == LINE_DROPPED)
		return;
	if (now && s->fault == LINE_FLIPPED)
		bytes[n / 2] ^= 4;
	if (now && s->fault == NEWLINE_LOST)
		n--;
	hears(s, bytes, n);
	if (now && s->fault == LINE_DOUBLED)
		hears(s, bytes, n);
}

void
strict_say(struct strict *s, const char *text)
{
	size_t n = strlen(text);

	assert(s->said_used + n < sizeof(s->said));
	memcpy(s->said + s->said_used, text, n);
	s->said_used += n;
}

void
strict_late(struct strict *s)
{
	strict_say(s, s->late);
	s->late[0] = '\0';
}

static void
hears(struct strict *s, const char *bytes, size_t n)
{
	char text[256];
	size_t i;

	for (i = 0; i < n && !s->killed; i++) {
		if (bytes[i] != '\n') {
			if (s->rx_used < sizeof(s->rx))
				s->rx[s->rx_used++] = bytes[i];
			continue;
		}
		if (s->rx_used == 0 || s->rx_used >= sizeof(text))
			continue;
		memcpy(text, s->rx, s->rx_used);
		text[s->rx_used] = '\0';
		s->rx_used = 0;
		line(s, text);
	}
}

static void
line(struct strict *s, char *text)
{
	unsigned int sum = 0;
	uint64_t number;
	char *star, *end, *p;

	star = strrchr(text, '*');
	if (text[0] != 'N') {	/* no number: taken as it is */
		if (star != NULL)
			*star = '\0';
		accept_line(s, text);
		return;
	}
	number = strtoull(text + 1, &end, 10);
	if (star == NULL) {
		refuse(s, "No Checksum with line number");
		return;
	}
	for (p = text; p < star; p++)
		sum ^= (unsigned char)*p;
	if (sum != strtoul(star + 1, NULL, 10)) {
		refuse(s, "checksum mismatch");
		return;
	}
	*star = '\0';
	if (strstr(end, "M110") == NULL && number != s->last + 1) {
		refuse(s, "Line Number is not Last Line Number+1");
		return;
	}
	s->last = number;
	accept_line(s, end + 1);
}

static void
accept_line(struct strict *s, const char *command)
{
	if (strcmp(command, "M112") == 0) {
		s->killed = true;
		strict_say(s, "Error:Printer halted. kill() called!\n");
		return;
	}
	if (strcmp(command, "M108") == 0)
		s->blocked = false;
	assert(s->waiting < STRICT_SLOTS);
	memccpy(s->slots[s->waiting++], command, '\0', STRICT_LINE);
	run(s);
}

static void
run(struct strict *s)
{
	char command[STRICT_LINE];

	while (s->waiting > 0 && !s->blocked) {
		memcpy(command, s->slots[0], STRICT_LINE);
		if (strncmp(command, "M109", 4) == 0 && s->heats_for_ever) {
			s->heats_for_ever = false;
			s->blocked = true;
			return;
		}
		memmove(s->slots[0], s->slots[1],
		    (STRICT_SLOTS - 1) * STRICT_LINE);
		s->waiting--;
		execute(s, command);
	}
}

static void
execute(struct strict *s, const char *command)
{
	if (strcmp(command, "M105") == 0) {
		ok(s, "ok T:20.0 /0.0\n");
		return;
	}
	if (strcmp(command, "M115") == 0) {
		strict_say(s, "FIRMWARE_NAME:Marlin 1.1.9 MACHINE_TYPE:Test "
		    "UUID:u\nCap:AUTOREPORT_TEMP:1\n");
	} else if (strncmp(command, "M110", 4) != 0 &&
	    strncmp(command, "M155", 4) != 0) {
		assert(s->executed_n < 512);
		memccpy(s->executed[s->executed_n++], command, '\0',
		    STRICT_LINE);
	}
	if (s->lacks != NULL && strstr(command, s->lacks) == command) {
		strict_say(s, "echo:Unknown command: \"");
		strict_say(s, command);
		strict_say(s, "\"\n");
	}
	ok(s, "ok\n");
}

static void
ok(struct strict *s, const char *text)
{
	s->oks++;
	if (s->fault == OK_LOST && s->oks == s->at)
		return;
	if (s->fault == OK_LATE && s->oks == s->at) {
		(void)snprintf(s->late, sizeof(s->late), "%s", text);
		return;
	}
	strict_say(s, text);
	if (s->fault == OK_DOUBLED && s->oks == s->at)
		strict_say(s, text);
}

/* Marlin forgets what it has not read yet. */
static void
refuse(struct strict *s, const char *why)
{
	char text[128];

	(void)snprintf(text, sizeof(text), "Error:%s, Last Line: %" PRIu64
	    "\n", why, s->last);
	strict_say(s, text);
	s->rx_used = 0;
	if (s->fault == RESEND_LOST && s->at != 0) {
		s->at = 0;
		return;
	}
	(void)snprintf(text, sizeof(text), "Resend: %" PRIu64 "\n",
	    s->last + 1);
	strict_say(s, text);
	if (!s->no_ok_after_resend)
		strict_say(s, "ok\n");
}
