/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people see of a printer: one table of precedence.  Pure.
 */
#include <string.h>

#include "sql/printer.h"

static const char *const view_names[] = {
	[PRINTER_OFFLINE]  = "offline",
	[PRINTER_FREE]     = "free",
	[PRINTER_PRINTING] = "printing",
	[PRINTER_PAUSED]   = "paused",
	[PRINTER_TO_CLEAN] = "to-clean",
	[PRINTER_ERROR]    = "error",
	[PRINTER_DISABLED] = "disabled",
};
_Static_assert(sizeof(view_names) / sizeof(view_names[0]) == PRINTER__MAX,
    "every view has a name");

const char *
printer_view_name(enum printer_view view)
{
	return view_names[view];
}

/* --- what people see: the first row that is true wins --- */

static bool
is_disabled(const struct printer *p, bool connected)
{
	(void)connected;
	return p->disabled[0] != '\0';
}

static bool
is_faulty(const struct printer *p, bool connected)
{
	(void)connected;
	/* an interrupted job waits for a person as a fault does */
	return p->fault[0] != '\0' || strcmp(p->job_state, "interrupted") == 0;
}

static bool
is_away(const struct printer *p, bool connected)
{
	(void)p;
	return !connected;
}

static bool
is_printing(const struct printer *p, bool connected)
{
	(void)connected;
	return strcmp(p->job_state, "printing") == 0;
}

static bool
is_paused(const struct printer *p, bool connected)
{
	(void)connected;
	return strcmp(p->job_state, "paused") == 0;
}

static bool
is_dirty(const struct printer *p, bool connected)
{
	(void)connected;
	return p->needs_cleaning;
}

static const struct {
	bool			(*holds)(const struct printer *, bool);
	enum printer_view	 view;
} precedence[] = {
	{ is_disabled,	PRINTER_DISABLED },
	{ is_faulty,	PRINTER_ERROR },
	{ is_away,	PRINTER_OFFLINE },
	{ is_printing,	PRINTER_PRINTING },
	{ is_paused,	PRINTER_PAUSED },
	{ is_dirty,	PRINTER_TO_CLEAN },
};

enum printer_view
printer_view(const struct printer *p, bool connected)
{
	size_t i;

	for (i = 0; i < sizeof(precedence) / sizeof(precedence[0]); i++)
		if (precedence[i].holds(p, connected))
			return precedence[i].view;
	return PRINTER_FREE;
}
