/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * filter: reads an untrusted print file on standard input and says what it is
 * on standard output, as one line of JSON:
 *
 *	{"commands":n,"seconds":n,"layers":n,"header":[["Key","value"],...],
 *	 "refused":"","refused_line":n,"facts":{"bbox_min_x_um":n,...},
 *	 "findings":[{"code","command","count","lines":[n,...]},...],
 *	 "said":{"material":"PLA","slicer":"","currency":""},
 *	 "thumbnail":n,"course":m}
 *
 * Behind its newline are the n bytes of the thumbnail, a PNG or JPEG, and then
 * the m bytes of the course (spoolerd/course.h).
 * Before the first byte is read it gives up everything but reading, writing
 * and memory.  It exits with 0 only when the whole line was written.
 */
#include <sys/resource.h>

#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/cage.h"
#include "spoolerd/filter/analyze.h"
#include "spoolerd/filter/plastic.h"

#define FACT_MAX	9e15
#define FILAMENT_MM	1.75	/* of most printers */
#define CHUNK		(256 << 10)
#define NICE		10	/* than the daemon */
#define HEADER_MAX	(15 << 10)	/* of JSON; the line has 24 KiB */

/* The sanitizers reserve terabytes of addresses, and open files at the end. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

static void	give_up_rights(void);
static void	read_all(struct analyze *);
static void	write_all(const char *, size_t);
static size_t	course_bytes(const struct analyze *);
static json_t	*report(const struct analyze *);
static json_t	*header(const struct analyze *);
static json_t	*facts(const struct walk *, const struct remark *);
static double	weight(const struct remark *, double);
static json_t	*said(const struct remark *);
static json_t	*findings(const struct walk *);
static json_int_t whole(double);

static const struct {
	__rlimit_resource_t	what;
	rlim_t			most;
} limits[] = {
#ifndef SANITIZED
	{ RLIMIT_AS,	 64 << 20 },
	{ RLIMIT_NOFILE, 0 },
#endif
	{ RLIMIT_CORE,	 0 },
	{ RLIMIT_CPU,	 100 },		/* seconds */
	{ RLIMIT_FSIZE,	 1 << 20 },	/* when the answer goes to a file */
};

int
main(void)
{
	static struct analyze a;
	json_t *answer;
	char *text;

	json_object_seed(1);	/* while it may still open anything */
	give_up_rights();
	read_all(&a);
	answer = report(&a);
	text = answer != NULL ? json_dumps(answer, JSON_COMPACT) : NULL;
	if (text == NULL)
		errx(1, "no memory for the answer");
	write_all(text, strlen(text));
	write_all("\n", 1);
	if (a.thumbnail.kind != PICTURE_NONE)
		write_all((const char *)thumbnail_best(&a.thumbnail)->data,
		    thumbnail_best(&a.thumbnail)->bytes);
	write_all((const char *)a.survey.stops, course_bytes(&a));
	free(text);
	json_decref(answer);
	return 0;
}

static void
give_up_rights(void)
{
	struct rlimit limit;
	size_t i;

	if (close_range(STDERR_FILENO + 1, ~0U, 0) == -1)
		err(1, "close_range");
	/* a file to be read waits behind the cables */
	(void)setpriority(PRIO_PROCESS, 0, NICE);
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		limit.rlim_cur = limit.rlim_max = limits[i].most;
		if (setrlimit(limits[i].what, &limit) == -1)
			err(1, "setrlimit");
	}
	if (cage_close(CAGE_FILTER) == -1)
		err(1, "seccomp");
}

static void
read_all(struct analyze *a)
{
	static char chunk[CHUNK];
	ssize_t n;

	analyze_begin(a);
	while ((n = read(STDIN_FILENO, chunk, sizeof(chunk))) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			err(1, "standard input");
		analyze_add(a, chunk, (size_t)n);
	}
	analyze_end(a);
}

/* Not by stdio: before it writes, that asks the kernel what kind of file this
 * is, in ways that are forbidden by now. */
static void
write_all(const char *bytes, size_t n)
{
	ssize_t put;

	for (; n > 0; bytes += put, n -= (size_t)put) {
		put = write(STDOUT_FILENO, bytes, n);
		if (put == -1 && errno != EINTR)
			err(1, "standard output");
		if (put == -1)
			put = 0;
	}
}

static size_t
course_bytes(const struct analyze *a)
{
	return a->survey.n * sizeof(a->survey.stops[0]);
}

static json_t *
report(const struct analyze *a)
{
	return json_pack("{s:I, s:I, s:I, s:o, s:s, s:I, s:o, s:o, "
	    "s:o, s:I, s:I}",
	    "commands", (json_int_t)a->commands,
	    "seconds", (json_int_t)a->remark.seconds,
	    "layers", (json_int_t)a->layers,
	    "header", header(a),
	    "refused", a->refused,
	    "refused_line", (json_int_t)a->refused_line,
	    "facts", facts(&a->walk, &a->remark),
	    "findings", findings(&a->walk),
	    "said", said(&a->remark),
	    "thumbnail", (json_int_t)(a->thumbnail.kind != PICTURE_NONE ?
	    thumbnail_best(&a->thumbnail)->bytes : 0),
	    "course", (json_int_t)course_bytes(a));
}

/* As many pairs as there is room for: escaping may double them. */
static json_t *
header(const struct analyze *a)
{
	json_t *pairs = json_array(), *pair;
	size_t room = HEADER_MAX, size;
	unsigned int i;

	for (i = 0; i < a->pairs.n; i++) {
		pair = json_pack("[s, s]", a->pairs.pair[i].key,
		    a->pairs.pair[i].value);
		size = json_dumpb(pair, NULL, 0, JSON_COMPACT) + 1;
		if (pair == NULL || size > room ||
		    json_array_append(pairs, pair) == -1) {
			json_decref(pair);
			break;
		}
		json_decref(pair);
		room -= size;
	}
	return pairs;
}

static json_t *
facts(const struct walk *w, const struct remark *r)
{
	double filament = 0;
	unsigned int i;

	for (i = 0; i < WALK_TOOLS; i++)
		filament += w->filament_mm[i];
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, "
	    "s:I, s:I, s:I, s:I, s:I, s:I}",
	    "bbox_min_x_um", whole(w->extruded.min[0] * 1000),
	    "bbox_min_y_um", whole(w->extruded.min[1] * 1000),
	    "bbox_min_z_um", whole(w->extruded.min[2] * 1000),
	    "bbox_max_x_um", whole(w->extruded.max[0] * 1000),
	    "bbox_max_y_um", whole(w->extruded.max[1] * 1000),
	    "bbox_max_z_um", whole(w->extruded.max[2] * 1000),
	    "layer_um", whole(w->layers.mm * 1000),
	    "first_layer_um", whole(w->layers.first_mm * 1000),
	    "filament_um", whole(filament * 1000),
	    "hotend_dC", whole(w->hotend_c * 10),
	    "bed_dC", whole(w->bed_c * 10),
	    "motion_seconds", whole(w->seconds),
	    "print_seconds", whole(w->seconds + w->waits.seconds),
	    "nozzle_um", whole(r->nozzle_mm * 1000),
	    "weight_mg", whole(weight(r, filament) * 1000),
	    "cost_milli", whole(r->cost * 1000));
}

/* What the slicer says, or what is extruded weighs. */
static double
weight(const struct remark *r, double filament_mm)
{
	if (r->weight_g > 0)
		return r->weight_g;
	return plastic_weight(r->material, filament_mm,
	    r->filament_mm > 0 ? r->filament_mm : FILAMENT_MM);
}

static json_t *
said(const struct remark *r)
{
	return json_pack("{s:s, s:s, s:s}", "material", r->material,
	    "slicer", r->slicer, "currency", r->currency);
}

/* A file may add up to anything; what is stored is bounded. */
static json_int_t
whole(double value)
{
	return (json_int_t)llround(fmax(-FACT_MAX, fmin(FACT_MAX, value)));
}

static json_t *
findings(const struct walk *w)
{
	json_t *array = json_array(), *lines;
	const struct finding *f;
	enum finding_kind kind;
	int64_t i;

	for (kind = 0; kind < FINDING__MAX; kind++) {
		f = &w->findings[kind];
		if (f->count == 0)
			continue;
		lines = json_array();
		for (i = 0; i < f->count && i < FINDING_LINES; i++)
			(void)json_array_append_new(lines,
			    json_integer(f->lines[i]));
		(void)json_array_append_new(array,
		    json_pack("{s:s, s:s, s:I, s:o}",
		    "code", finding_name(kind),
		    "command", finding_command(kind),
		    "count", (json_int_t)f->count, "lines", lines));
	}
	return array;
}
