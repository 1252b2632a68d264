/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pool: a job for any printer, and the one that claims it.
 */
#include <sys/wait.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sql/whynot.h"
#include "tests/lab.h"

#define CLAIMERS	4
#define RACES		50

/* The pool's job waits its turn among the printer's own, and is the
 * printer's once claimed. */
static void
job_claim__pool__in_order_of_age(void **state)
{
	struct lab *lab = *state;
	int64_t p = lab->printer.id, pool = lab_submit(lab, 0);
	struct job job;

	(void)lab_submit(lab, p);
	assert_int_equal(job_by_id(lab->spool, pool, &job), SPOOL_OK);
	assert_int_equal(job.printer_id, 0);
	assert_string_equal(job.printer, "any");
	/* nobody prints it without a printer */
	assert_int_not_equal(job_move(lab->spool, pool, JOB_PRINTING, "x",
	    ""), SPOOL_OK);
	assert_int_equal(lab_state(lab, pool), JOB_QUEUED);
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_OK);
	assert_int_equal(job.id, pool);
	assert_int_equal(job.printer_id, p);
	assert_string_equal(job.printer, lab->printer.name);
}

static void
job_cancel__pool(void **state)
{
	struct lab *lab = *state;
	int64_t id = lab_submit(lab, 0);
	struct job job;

	assert_int_equal(job_cancel(lab->spool, id, "alice"), SPOOL_OK);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_NONE);
}

/* A file with a header, and a job of the pool for it. */
static int64_t
submit_made_of(struct lab *lab, const char *header, const char *material,
    int nozzle_um)
{
	static int made;
	char bytes[32];
	struct job job = { .label = "part.g", .who = "alice" };
	struct file f;

	(void)snprintf(bytes, sizeof(bytes), "G28 ; %d\n", made++);
	f = lab_file(lab, bytes, "part.g", false);
	f.commands = 1;
	(void)snprintf(f.header, sizeof(f.header), "%s", header);
	(void)snprintf(f.material, sizeof(f.material), "%s", material);
	f.facts[FILE_NOZZLE_UM] = nozzle_um;
	assert_int_equal(file_analyzed(lab->spool, &f), SPOOL_OK);
	job.file_id = f.id;
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
	return job.id;
}

static int64_t
submit_made_for(struct lab *lab, const char *header)
{
	return submit_made_of(lab, header, "", 0);
}

/* Headers, and why a DiscoEasy200 and a machine that never said what it is
 * do not take the file. */
static const struct {
	const char	*header;
	enum whynot	 disco, unknown;
} made[] = {
	{ "[]", WHYNOT_NOTHING, WHYNOT_NOTHING },
	{ "no JSON", WHYNOT_NOTHING, WHYNOT_NOTHING },
	{ "[[\"Material\",\"PLA\"]]", WHYNOT_NOTHING, WHYNOT_NOTHING },
	{ "[[\"printer_model\",\"disco-EASY_200\"]]", WHYNOT_NOTHING,
	    WHYNOT_UNKNOWN },
	{ "[[\"Printer\",\"Magis\"]]", WHYNOT_NOTHING, WHYNOT_UNKNOWN },
	{ "[[\"Printer\",\"dagoma-discoeasy200\"]]", WHYNOT_NOTHING,
	    WHYNOT_UNKNOWN },
	{ "[[\"\",\"TARGET_MACHINE.NAME:DiscoEasy200\"]]", WHYNOT_NOTHING,
	    WHYNOT_UNKNOWN },
	{ "[[\"\",\"Cura\"],[\"\",\"TARGET_MACHINE.NAME:Ender-3\"]]",
	    WHYNOT_MACHINE, WHYNOT_UNKNOWN },
	{ "[[\"printer_model\",\"DiscoUltimate\"]]", WHYNOT_MACHINE,
	    WHYNOT_UNKNOWN },
	{ "[[\"Printer\",\"%\"]]", WHYNOT_MACHINE, WHYNOT_UNKNOWN },
};

static bool
all_connected(void *arg, int64_t printer)
{
	(void)arg;
	return printer != 0;
}

static bool
none_connected(void *arg, int64_t printer)
{
	(void)arg;
	(void)printer;
	return false;
}

static enum whynot
why_not(struct lab *lab, int64_t job, const char *printer, bool connected)
{
	enum whynot whynot = WHYNOT__MAX;
	struct whynot_row *list;
	int n, i;

	assert_int_equal(whynot_list(lab->spool, job, connected ?
	    all_connected : none_connected, NULL, &list, &n), SPOOL_OK);
	for (i = 0; i < n; i++)
		if (strcmp(list[i].printer, printer) == 0)
			whynot = list[i].whynot;
	free(list);
	return whynot;
}

/* What the claim does and what is said of it are the same. */
static void
job_claim__machine__fits_or_not(void **state)
{
	struct lab *lab = *state;
	struct printer unknown = { .name = "unknown", .path = "/dev/pts/79" };
	struct job job;
	int64_t id;
	size_t i;

	assert_int_equal(printer_adopt(lab->spool, &unknown, "x"), SPOOL_OK);
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		id = submit_made_for(lab, made[i].header);
		assert_int_equal(why_not(lab, id, lab->printer.name, true),
		    made[i].disco);
		assert_int_equal(why_not(lab, id, "unknown", true),
		    made[i].unknown);
		assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
		    made[i].disco == WHYNOT_NOTHING ? SPOOL_OK : SPOOL_NONE);
		if (made[i].disco == WHYNOT_NOTHING) {
			assert_int_equal(job_move(lab->spool, id,
			    JOB_FINISHED, "x", ""), SPOOL_OK);
			assert_int_equal(printer_cleaned(lab->spool,
			    lab->printer.id, "x"), SPOOL_OK);
			continue;
		}
		assert_int_equal(job_claim(lab->spool, unknown.id, &job),
		    SPOOL_NONE);
		assert_int_equal(job_cancel(lab->spool, id, "x"), SPOOL_OK);
	}
}

/* What one printer can't print is left for another; what none may print is
 * said before a printer asks. */
static void
job_claim__objection__passed_over(void **state)
{
	struct lab *lab = *state;
	struct printer other = { .name = "other", .path = "/dev/pts/79" };
	struct objection why;
	struct whynot_row *list;
	struct job job;
	int64_t hot, next;
	int n;

	assert_int_equal(printer_adopt(lab->spool, &other, "x"), SPOOL_OK);
	lab->file.facts[FILE_HOTEND_DC] = 3000;
	assert_int_equal(file_analyzed(lab->spool, &lab->file), SPOOL_OK);
	hot = lab_submit(lab, 0);
	next = submit_made_for(lab, "[]");
	assert_int_equal(objection_to_job(lab->spool, hot, 0, &why), SPOOL_OK);
	assert_int_equal(whynot_list(lab->spool, hot, all_connected, NULL,
	    &list, &n), SPOOL_OK);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].whynot, WHYNOT_OBJECTION);
	assert_non_null(strstr(list[0].sentence, "300 °C"));
	assert_int_equal(list[1].whynot, WHYNOT_NOTHING);
	free(list);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job.id, next);
	assert_int_equal(lab_state(lab, hot), JOB_QUEUED);
	assert_int_equal(job_claim(lab->spool, other.id, &job), SPOOL_OK);
	assert_int_equal(job.id, hot);
}

static void
job_claim__other_material__waits_until_it_is_loaded(void **state)
{
	static const struct {
		const char	*wanted;	/* by the file */
		int		 wanted_um;
		const char	*material;	/* that is loaded */
		int		 nozzle_um;
		enum whynot	 whynot;
	} rows[] = {
		{ "PETG", 400, "PLA", 0, WHYNOT_LOADED },
		{ "PETG", 400, "PETG", 400, WHYNOT_NOTHING },
		{ "PETG", 400, "PETG", 600, WHYNOT_LOADED },
		{ "PETG", 400, "", 0, WHYNOT_NOTHING },
		{ "", 0, "PLA", 400, WHYNOT_NOTHING },
		{ "pla", 0, "PETG", 0, WHYNOT_LOADED },
		{ "PET", 0, "PETG", 0, WHYNOT_NOTHING },
		{ "11183", 0, "PETG", 0, WHYNOT_NOTHING },
		{ "PLA, PETG", 0, "ABS", 0, WHYNOT_NOTHING },
		{ "", 800, "", 400, WHYNOT_LOADED },
	};
	struct lab *lab = *state;
	int64_t p = lab->printer.id, id;
	struct job job;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		id = submit_made_of(lab, "[]", rows[i].wanted,
		    rows[i].wanted_um);
		assert_int_equal(job_by_id(lab->spool, id, &job), SPOOL_OK);
		if (i % 2 == 0) {	/* its own instead of the pool's */
			assert_int_equal(job_cancel(lab->spool, id, "x"),
			    SPOOL_OK);
			job.printer_id = p;
			assert_int_equal(job_submit(lab->spool, &job),
			    SPOOL_OK);
			id = job.id;
		}
		assert_int_equal(printer_load(lab->spool, p, rows[i].material,
		    rows[i].nozzle_um, "x"), SPOOL_OK);
		assert_int_equal(why_not(lab, id, lab->printer.name, true),
		    rows[i].whynot);
		if (rows[i].whynot != WHYNOT_NOTHING) {
			assert_int_equal(job_claim(lab->spool, p, &job),
			    SPOOL_NONE);
			assert_int_equal(printer_load(lab->spool, p, "", 0,
			    "x"), SPOOL_OK);
		}
		assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_OK);
		assert_int_equal(job.id, id);
		assert_int_equal(job_move(lab->spool, id, JOB_FINISHED, "x",
		    ""), SPOOL_OK);
		assert_int_equal(printer_cleaned(lab->spool, p, "x"),
		    SPOOL_OK);
	}
}

/* Who waits for a person does not keep others from the printer, and what
 * never fits is said first. */
static void
job_claim__other_material__lets_others_pass(void **state)
{
	struct lab *lab = *state;
	struct objection why;
	struct job job;
	int64_t first, next;

	first = submit_made_of(lab, "[]", "PETG", 400);
	next = submit_made_for(lab, "[]");
	assert_int_equal(printer_load(lab->spool, lab->printer.id, "PLA", 0,
	    "x"), SPOOL_OK);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job.id, next);
	assert_int_equal(job_by_id(lab->spool, first, &job), SPOOL_OK);
	assert_int_equal(file_by_id(lab->spool, job.file_id, &lab->file),
	    SPOOL_OK);
	assert_int_equal(objection_to_job(lab->spool, first, lab->printer.id,
	    &why), SPOOL_REFUSED);
	assert_int_equal(why.code, OBJECTION_OTHER_MATERIAL);
	assert_string_equal(why.asked, "PETG");
	assert_string_equal(why.limit, "PLA");
	lab->file.facts[FILE_HOTEND_DC] = 3000;
	assert_int_equal(file_analyzed(lab->spool, &lab->file), SPOOL_OK);
	assert_int_equal(objection_to_job(lab->spool, first, lab->printer.id,
	    &why), SPOOL_REFUSED);
	assert_int_equal(why.code, OBJECTION_HOTEND_TOO_HOT);
	assert_int_equal(why_not(lab, first, lab->printer.name, true),
	    WHYNOT_OBJECTION);
}

static void
job__pools_and_forbidden__fails_without_a_printer(void **state)
{
	struct lab *lab = *state;
	struct objection why;
	int64_t id;

	(void)strcpy(lab->file.findings, "[{\"code\":\"saves-settings\","
	    "\"command\":\"M500\",\"count\":1,\"lines\":[2]}]");
	assert_int_equal(file_analyzed(lab->spool, &lab->file), SPOOL_OK);
	id = lab_submit(lab, 0);
	assert_int_equal(objection_to_job(lab->spool, id, 0, &why),
	    SPOOL_REFUSED);
	assert_int_equal(why.code, OBJECTION_SAVES_SETTINGS);
	assert_int_equal(job_move(lab->spool, id, JOB_FAILED, "x", "M500"),
	    SPOOL_OK);
}

/* A person who names the printer was warned, and has looked. */
static void
job_claim__named_printer__machine_is_the_persons(void **state)
{
	struct lab *lab = *state;
	int64_t id = submit_made_for(lab, "[[\"printer_model\",\"MK4\"]]");
	struct job job;

	assert_int_equal(job_by_id(lab->spool, id, &job), SPOOL_OK);
	job.printer_id = lab->printer.id;
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
	id = job.id;
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job.id, id);
}

static void
whynot__printer__its_view(void **state)
{
	struct lab *lab = *state;
	struct spool *sp = lab->spool;
	int64_t p = lab->printer.id, first, id;
	const char *name = lab->printer.name;
	struct whynot_row *list;
	struct job job;
	int n;

	first = lab_submit(lab, 0);
	id = lab_submit(lab, 0);
	assert_int_equal(why_not(lab, first, name, true), WHYNOT_NOTHING);
	assert_int_equal(why_not(lab, id, name, true), WHYNOT_QUEUED);
	assert_int_equal(why_not(lab, id, name, false), WHYNOT_OFFLINE);
	assert_int_equal(job_claim(sp, p, &job), SPOOL_OK);
	assert_int_equal(why_not(lab, id, name, true), WHYNOT_PRINTING);
	assert_int_equal(job_move(sp, job.id, JOB_PAUSED, "x", ""), SPOOL_OK);
	assert_int_equal(why_not(lab, id, name, true), WHYNOT_PAUSED);
	assert_int_equal(job_move(sp, job.id, JOB_STOPPED, "x", ""), SPOOL_OK);
	assert_int_equal(why_not(lab, id, name, true), WHYNOT_TO_CLEAN);
	assert_int_equal(printer_fault(sp, p, "hot", "x"), SPOOL_OK);
	assert_int_equal(why_not(lab, id, name, true), WHYNOT_ERROR);
	lab_execute(lab, "UPDATE printer SET disabled = 'broken'");
	assert_int_equal(why_not(lab, id, name, true), WHYNOT_DISABLED);
	/* a job that is no longer queued is no longer explained */
	assert_int_equal(whynot_list(sp, first, all_connected, NULL, &list,
	    &n), SPOOL_OK);
	assert_int_equal(n, 0);
	free(list);
}

/* A job that names its printer waits for that one only, whatever is in its
 * file, and for who is before it there. */
static void
whynot__named_printer__its_own(void **state)
{
	struct lab *lab = *state;
	struct printer other = lab_printer(lab, "dagoma-2", "/dev/pts/78");
	struct whynot_row *list;
	int64_t id;
	int n;

	(void)submit_made_for(lab, "[[\"Printer\",\"Ender-3\"]]");
	id = lab_submit(lab, lab->printer.id);
	assert_int_equal(whynot_list(lab->spool, id, all_connected, NULL,
	    &list, &n), SPOOL_OK);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].printer, lab->printer.name);
	assert_int_equal(list[0].whynot, WHYNOT_NOTHING);
	free(list);
	(void)lab_submit(lab, other.id);
	id = lab_submit(lab, lab->printer.id);
	assert_int_equal(why_not(lab, id, lab->printer.name, true),
	    WHYNOT_QUEUED);
}

static void
whynot__unread_file__said(void **state)
{
	struct lab *lab = *state;
	struct job job = { .label = "new.g", .who = "alice" };
	struct file f = lab_file(lab, "G28 ; new\n", "new.g", false);

	job.file_id = f.id;
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
	assert_int_equal(why_not(lab, job.id, lab->printer.name, true),
	    WHYNOT_UNREAD);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_NONE);
}

static void
whynot_nearest__least_of_all(void **state)
{
	const struct whynot_row list[] = { { .whynot = WHYNOT_MACHINE },
		{ .whynot = WHYNOT_PRINTING }, { .whynot = WHYNOT_TO_CLEAN } };

	(void)state;
	assert_int_equal(whynot_nearest(list, 3), WHYNOT_PRINTING);
	assert_int_equal(whynot_nearest(list, 1), WHYNOT_MACHINE);
	assert_int_equal(whynot_nearest(NULL, 0), WHYNOT_OFFLINE);
}

/* One process that claims whatever it can and writes the ids down. */
static void
claim_all(const char *path, int64_t printer, int out)
{
	struct spool *spool;
	struct job job;
	int i;

	if (spool_open(&spool, path, SPOOL_WRITE) != SPOOL_OK)
		_exit(1);
	for (i = 0; i < RACES * 4; i++) {
		if (job_claim(spool, printer, &job) != SPOOL_OK)
			continue;
		if (write(out, &job.id, sizeof(job.id)) != sizeof(job.id) ||
		    job_move(spool, job.id, JOB_FINISHED, "x", "") !=
		    SPOOL_OK || printer_cleaned(spool, printer, "x") !=
		    SPOOL_OK)
			_exit(1);
	}
	spool_close(spool);
	_exit(0);
}

/* fault: two users print at once on one printer; two free printers, and two
 * daemons, start one job of the pool */
static void
fault__two_claims__one_job_each(void **state)
{
	struct lab *lab = *state;
	struct printer other = lab_printer(lab, "dagoma-2", "/dev/pts/78");
	const int64_t printers[] = { lab->printer.id, other.id };
	bool seen[RACES + 8] = { false };
	int out[2], i, status, claimed = 0;
	int64_t id;

	for (i = 0; i < RACES; i++)
		(void)lab_submit(lab, i % 2 == 0 ? 0 : printers[i / 2 % 2]);
	(void)printer_cleaned(lab->spool, other.id, "x");
	assert_int_equal(pipe(out), 0);
	for (i = 0; i < CLAIMERS; i++)
		if (fork() == 0)
			claim_all(lab->path, printers[i % 2], out[1]);
	(void)close(out[1]);
	while (read(out[0], &id, sizeof(id)) == sizeof(id)) {
		assert_in_range(id, 1, RACES + 7);
		assert_false(seen[id]);
		seen[id] = true;
		claimed++;
	}
	(void)close(out[0]);
	for (i = 0; i < CLAIMERS; i++) {
		(void)wait(&status);
		assert_int_equal(status, 0);
	}
	assert_int_equal(claimed, RACES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(job_claim__pool__in_order_of_age),
		T(job_cancel__pool),
		T(job_claim__machine__fits_or_not),
		T(job_claim__objection__passed_over),
		T(job_claim__other_material__waits_until_it_is_loaded),
		T(job_claim__other_material__lets_others_pass),
		T(job__pools_and_forbidden__fails_without_a_printer),
		T(job_claim__named_printer__machine_is_the_persons),
		T(whynot__printer__its_view),
		T(whynot__named_printer__its_own),
		T(whynot__unread_file__said),
		T(whynot_nearest__least_of_all),
		T(fault__two_claims__one_job_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
