/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * News for the log.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "spoolerd/news.h"

#define LINE_SIZE	512
#define INFO		"<6>"	/* SD_INFO */

/* One write a line, as several processes share the log. */
void
news(const char *format, ...)
{
	char text[LINE_SIZE];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)fprintf(stderr, "%s%s: %s\n",
	    getenv("JOURNAL_STREAM") != NULL ? INFO : "",
	    program_invocation_short_name, text);
}
