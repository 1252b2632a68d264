/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control by hand, in the record.
 */
#include <stdio.h>
#include <string.h>

#include "spoolerd/steer.h"
#include "sql/event.h"
#include "sql/printer.h"

static bool	too_hot(const struct manual *, enum manual_argument, int);

enum spool_result
steer_store(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	char lines[MANUAL_TEXT];
	enum spool_result result;
	struct printer p;
	struct event ev;
	size_t i;

	*refused = manual_check(&w->manual);
	if (*refused != NULL)
		return SPOOL_REFUSED;
	result = printer_by_id(k->spool, w->printer, &p);
	if (result != SPOOL_OK)
		return result;
	if (p.fault[0] != '\0' || p.disabled[0] != '\0')
		*refused = "The printer has a fault or is out of service.";
	else if (too_hot(&w->manual, MANUAL_HOTEND_C, p.hotend_max_dC) ||
	    too_hot(&w->manual, MANUAL_BED_C, p.bed_max_dC))
		*refused = "This is hotter than the printer's profile allows.";
	if (*refused != NULL)
		return SPOOL_REFUSED;
	memset(&ev, 0, sizeof(ev));
	ev.printer_id = p.id;
	(void)snprintf(ev.who, sizeof(ev.who), "%s", w->who);
	(void)snprintf(ev.what, sizeof(ev.what), "printer.control");
	(void)snprintf(ev.new, sizeof(ev.new), "%s",
	    manual_name((enum manual_control)w->manual.control));
	manual_lines(&w->manual, lines);
	for (i = 0; lines[i] != '\0'; i++)
		if (lines[i] == '\n')
			lines[i] = lines[i + 1] == '\0' ? '\0' : ';';
	(void)snprintf(ev.why, sizeof(ev.why), "%s", lines);
	return event_add(k->spool, &ev);
}

static bool
too_hot(const struct manual *m, enum manual_argument a, int most_dC)
{
	return (m->given & (1 << a)) != 0 && most_dC > 0 &&
	    m->values[a] * 10 > most_dC;
}
