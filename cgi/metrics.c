/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exposition: one table of families, each written for every printer.  A
 * value that is not known is left out, as the format wants it.
 */
#include <sys/statvfs.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/metrics.h"
#include "cgi/object.h"
#include "sql/census.h"

/* What is known; telemetry is as daemon_telemetry gives it, or NULL. */
struct metrics {
	const json_t		*telemetry;
	const struct printer	*printers;
	int			 n_printers;
	int64_t			 jobs[JOB__MAX];
	struct census_files	 files;
	int64_t			 disk_bytes, disk_free_bytes;
};

static bool	 may_see(const struct http *);
static bool	 gather(struct http *, struct metrics *, struct printer **);
static void	 answer(struct http *, const struct metrics *);
static void	 write_all(FILE *, const struct metrics *);
static void	 begin(FILE *, const char *, const char *, const char *);
static void	 write_states(FILE *, const struct metrics *);
static void	 write_family(FILE *, const struct metrics *, size_t);
static void	 write_counts(FILE *, const struct metrics *);

/* Families with a number of each printer's telemetry. */
static const struct family {
	const char	*name;
	const char	*type;
	const char	*help;
	struct {
		const char	*labels;	/* behind the printer's name */
		const char	*key;		/* of LIVE */
	} values[2];
	double		 scale;
} families[] = {
	{ "printer_temperature_celsius", "gauge", "What a sensor measures.",
	    { { ",sensor=\"hotend\"", "hotend" },
	    { ",sensor=\"bed\"", "bed" } }, 1 },
	{ "printer_target_celsius", "gauge", "What a heater is to reach.",
	    { { ",sensor=\"hotend\"", "hotend_target" },
	    { ",sensor=\"bed\"", "bed_target" } }, 1 },
	{ "printer_resends_total", "counter",
	    "Lines sent again, since the printer was connected.",
	    { { "", "resends" } }, 1 },
	{ "printer_timeouts_total", "counter",
	    "Answers that did not come in time, since then.",
	    { { "", "timeouts" } }, 1 },
	{ "printer_starved_seconds_total", "counter",
	    "How long a print waited for the cable, since then.",
	    { { "", "starved_ms" } }, 0.001 },
	{ "printer_lines_per_second", "gauge", "Lines that it acknowledges.",
	    { { "", "lines_per_second" } }, 1 },
	{ "printer_window_lines", "gauge",
	    "Lines that may be on the way to it.",
	    { { "", "window" } }, 1 },
	{ "job_commands", "gauge", "Commands of the current job.",
	    { { "", "commands_total" } }, 1 },
	{ "job_commands_done", "gauge",
	    "Commands of the current job that the printer acknowledged.",
	    { { "", "commands" } }, 1 },
	{ "job_printed_seconds", "gauge",
	    "How long the current job has been printing, pauses not counted.",
	    { { "", "printed_ms" } }, 0.001 },
};
#define N_FAMILIES	(sizeof(families) / sizeof(families[0]))

void
metrics_get(struct http *h)
{
	struct metrics m = { .telemetry = NULL };
	struct printer *printers = NULL;
	json_t *telemetry;

	if (!may_see(h)) {
		http_refuse(h, REFUSAL_NO_RIGHT, NULL);
		return;
	}
	m.telemetry = telemetry = daemon_telemetry(h);
	if (gather(h, &m, &printers))
		answer(h, &m);
	free(printers);
	json_decref(telemetry);
}

/* Prometheus on this machine needs no key; nginx says where it asks from. */
static bool
may_see(const struct http *h)
{
	const char *from = http_variable(h, "REMOTE_ADDR");

	return (h->access.rights & PERSON_SEE) != 0 || (from != NULL &&
	    (strcmp(from, "127.0.0.1") == 0 || strcmp(from, "::1") == 0));
}

/* false: it was answered why not. */
static bool
gather(struct http *h, struct metrics *m, struct printer **printers)
{
	struct statvfs st;

	if (!http_good(h, printer_list(h->spool, printers, &m->n_printers)) ||
	    !http_good(h, census_jobs(h->spool, m->jobs)) ||
	    !http_good(h, census_files(h->spool, &m->files)))
		return false;
	m->printers = *printers;
	if (statvfs(h->dir, &st) == 0) {
		m->disk_bytes = (int64_t)st.f_blocks * (int64_t)st.f_frsize;
		m->disk_free_bytes = (int64_t)st.f_bavail *
		    (int64_t)st.f_frsize;
	}
	return true;
}

static void
answer(struct http *h, const struct metrics *m)
{
	char *text = NULL;
	size_t size;
	bool whole;
	FILE *f;

	f = open_memstream(&text, &size);
	if (f == NULL) {
		http_refuse(h, REFUSAL_BROKEN, NULL);
		return;
	}
	write_all(f, m);
	whole = ferror(f) == 0;
	if (fclose(f) == 0 && whole)
		http_text(h, 200, text);
	else
		http_refuse(h, REFUSAL_BROKEN, NULL);
	free(text);
}

/* A family of metrics after the other. */
static void
write_all(FILE *f, const struct metrics *m)
{
	size_t i;

	begin(f, "up", "gauge", "Does the daemon answer?");
	(void)fprintf(f, "connectprint_up %d\n", m->telemetry != NULL);
	write_states(f, m);
	for (i = 0; i < N_FAMILIES; i++)
		write_family(f, m, i);
	write_counts(f, m);
}

static void
begin(FILE *f, const char *name, const char *type, const char *help)
{
	(void)fprintf(f, "# HELP connectprint_%s %s\n# TYPE connectprint_%s "
	    "%s\n", name, help, name, type);
}

/* Each printer is in one of all the states. */
static void
write_states(FILE *f, const struct metrics *m)
{
	enum printer_view view, is;
	int i;

	begin(f, "printer_state", "gauge", "1 for the state it is in.");
	for (i = 0; i < m->n_printers; i++) {
		is = printer_view(&m->printers[i], object_is_connected(
		    daemon_live(m->telemetry, m->printers[i].id)));
		for (view = 0; view < PRINTER__MAX; view++)
			(void)fprintf(f, "connectprint_printer_state{"
			    "printer=\"%s\",state=\"%s\"} %d\n",
			    m->printers[i].name, printer_view_name(view),
			    view == is);
	}
}

static void
write_family(FILE *f, const struct metrics *m, size_t which)
{
	const struct family *family = &families[which];
	const json_t *live, *value;
	int i, v;

	begin(f, family->name, family->type, family->help);
	for (i = 0; i < m->n_printers; i++) {
		live = daemon_live(m->telemetry, m->printers[i].id);
		for (v = 0; v < 2 && family->values[v].key != NULL; v++) {
			value = json_object_get(live, family->values[v].key);
			if (!json_is_number(value))
				continue;
			(void)fprintf(f, "connectprint_%s{printer=\"%s\"%s} "
			    "%.10g\n", family->name, m->printers[i].name,
			    family->values[v].labels,
			    json_number_value(value) * family->scale);
		}
	}
}

static void
write_counts(FILE *f, const struct metrics *m)
{
	const struct {
		const char	*name, *help;
		int64_t		 value;
	} rows[] = {
		{ "files_kept", "Files whose bytes are there.",
		    m->files.all - m->files.cleaned },
		{ "files_cleaned", "Files whose record alone is left.",
		    m->files.cleaned },
		{ "files_bytes", "Bytes of the files that are there.",
		    m->files.bytes },
		{ "disk_bytes", "Size of the disk.", m->disk_bytes },
		{ "disk_free_bytes", "What is free of it.",
		    m->disk_free_bytes },
	};
	enum job_state state;
	size_t i;

	begin(f, "jobs", "gauge", "Jobs of all times by their state.");
	for (state = 0; state < JOB__MAX; state++)
		(void)fprintf(f, "connectprint_jobs{state=\"%s\"} %" PRId64
		    "\n", job_state_name(state), m->jobs[state]);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(f, rows[i].name, "gauge", rows[i].help);
		(void)fprintf(f, "connectprint_%s %" PRId64 "\n",
		    rows[i].name, rows[i].value);
	}
}
