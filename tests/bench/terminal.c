/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The instant printer's process.
 */
#include <sys/wait.h>

#include <err.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tests/bench/terminal.h"

/* One line, answered: what the drain must hear to begin, else `ok`. */
static size_t
reply(const char *line, size_t n, char *out)
{
	const char *text = "ok\n";

	if (memmem(line, n, "M115", 4) != NULL)
		text = "FIRMWARE_NAME:bench MACHINE_TYPE:bench\nok\n";
	else if (memmem(line, n, "M105", 4) != NULL)
		text = "ok T:20.0 /0.0 B:20.0 /0.0\n";
	memcpy(out, text, strlen(text));
	return strlen(text);
}

/* Answers until the host's end is closed. */
static void __attribute__((noreturn))
be_printer(int port)
{
	char in[4096], out[65536];
	size_t used = 0, at, said;
	const char *newline;
	ssize_t n;

	while ((n = read(port, in + used, sizeof(in) - used)) > 0) {
		used += (size_t)n;
		for (at = said = 0; (newline = memchr(in + at, '\n',
		    used - at)) != NULL; at = (size_t)(newline - in) + 1)
			said += reply(in + at, (size_t)(newline - in) - at,
			    out + said);
		memmove(in, in + at, used - at);
		used -= at;
		if (said > 0 && write(port, out, said) != (ssize_t)said)
			_exit(1);
	}
	_exit(0);
}

struct terminal
terminal_open(void)
{
	struct terminal t;
	struct termios raw;
	int machine;

	cfmakeraw(memset(&raw, 0, sizeof(raw)));
	raw.c_cflag |= CREAD | CLOCAL;
	if (openpty(&machine, &t.port, NULL, &raw, NULL) == -1)
		err(1, "openpty");
	t.printer = fork();
	if (t.printer == -1)
		err(1, "fork");
	if (t.printer == 0) {
		(void)close(t.port);
		be_printer(machine);
	}
	(void)close(machine);
	return t;
}

void
terminal_close(struct terminal *t)
{
	(void)close(t->port);
	if (waitpid(t->printer, NULL, 0) == -1)
		err(1, "waitpid");
}
