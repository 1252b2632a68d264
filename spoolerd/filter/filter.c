/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * filter: reads an untrusted print file on standard input and says what it is
 * on standard output, as one line of JSON.  Before the first byte is read it
 * gives up everything but reading, writing and memory.
 */
#include <sys/resource.h>

#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/cage.h"
#include "spoolerd/filter/analyze.h"

#define CHUNK		(256 << 10)
#define CPU_SECONDS	100

static void	give_up_rights(void);
static json_t	*report(const struct analyze *);
static json_t	*text(const char *);

int
main(void)
{
	static struct analyze a;
	static char chunk[CHUNK];
	json_t *answer;
	ssize_t n;

	json_object_seed(1);	/* while it may still open anything */
	give_up_rights();
	analyze_begin(&a);
	while ((n = read(STDIN_FILENO, chunk, sizeof(chunk))) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			err(1, "standard input");
		analyze_add(&a, chunk, (size_t)n);
	}
	analyze_end(&a);
	answer = report(&a);
	if (answer == NULL || json_dumpf(answer, stdout, JSON_COMPACT) == -1 ||
	    putchar('\n') == EOF || fflush(stdout) == EOF)
		errx(1, "standard output");
	json_decref(answer);
	return 0;
}

static void
give_up_rights(void)
{
	const struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS };

	if (setrlimit(RLIMIT_CPU, &cpu) == -1)
		err(1, "setrlimit");
	if (cage_close(CAGE_FILTER) == -1)
		err(1, "seccomp");
}

static json_t *
report(const struct analyze *a)
{
	json_t *header = json_array();
	unsigned int i;

	for (i = 0; i < a->pairs_n; i++)
		(void)json_array_append_new(header, json_pack("[o, o]",
		    text(a->pairs[i].key), text(a->pairs[i].value)));
	return json_pack("{s:I, s:I, s:I, s:o, s:s, s:I}",
	    "commands", (json_int_t)a->commands,
	    "seconds", (json_int_t)a->seconds,
	    "layers", (json_int_t)a->layers, "header", header,
	    "refused", a->refused,
	    "refused_line", (json_int_t)a->refused_line);
}

/* Text that is not UTF-8 is shown as Latin-1, the other thing slicers write. */
static json_t *
text(const char *s)
{
	char wide[2 * ANALYZE_VALUE];
	json_t *value = json_string(s);
	size_t n = 0;

	if (value != NULL)
		return value;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x80) {
			wide[n++] = *s;
		} else {
			wide[n++] = (char)(0xc0 | (unsigned char)*s >> 6);
			wide[n++] = (char)(0x80 | ((unsigned char)*s & 0x3f));
		}
	wide[n] = '\0';
	return json_string(wide);
}
