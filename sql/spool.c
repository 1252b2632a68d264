/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The spool's database handle: how it is opened and set up, and its
 * transactions.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sql/handle.h"
#include "sql/login.h"
#include "sql/query.h"
#include "sql/spool.h"

#define CACHE_SIZE	"-512"	/* kB a handle; the kernel has the rest */
#define GROWS		(1 << 20)	/* bytes: what is left of them is room
					 * on a full disk, where a WAL that
					 * can't be copied back is not freed */
#define BUSY_STEP_MS	1	/* figures: short sleeps keep writers fair */

static void		 spare_memory(void);
static int		 on_busy(void *, int);
static int		 use_wal(sqlite3 *);
static enum spool_result set_up(struct spool *, enum spool_mode);
static enum spool_result run(struct spool *, enum statement);

static _Thread_local char open_why[HANDLE_WHY];

static const char *const texts[] = {
	[SPOOL_OK]	= "no error",
	[SPOOL_NONE]	= "no such row",
	[SPOOL_REFUSED]	= "not allowed in this state",
	[SPOOL_BUSY]	= "the spool is busy",
	[SPOOL_FULL]	= "no space left",
	[SPOOL_BROKEN]	= "the spool is broken",
};
_Static_assert(sizeof(texts) / sizeof(texts[0]) == SPOOL__MAX, "every result");

enum spool_result
spool_open(struct spool **out, const char *path, enum spool_mode mode)
{
	static const int flags[] = {
		[SPOOL_READ]	= SQLITE_OPEN_READONLY,
		[SPOOL_WRITE]	= SQLITE_OPEN_READWRITE,
		[SPOOL_CREATE]	= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	};
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct spool *sp;
	enum spool_result result;
	mode_t mask;
	int code;

	*out = NULL;
	(void)pthread_once(&once, spare_memory);
	sp = calloc(1, sizeof(*sp));
	if (sp == NULL)
		return SPOOL_BROKEN;
	/* several users of one group share it, -wal and -shm too */
	mask = mode == SPOOL_CREATE ? umask(0007) : 0;
	code = sqlite3_open_v2(path, &sp->db, flags[mode] |
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	result = query_meet(sp, code, "open");
	if (result == SPOOL_OK)
		result = set_up(sp, mode);
	if (mode == SPOOL_CREATE)
		(void)umask(mask);
	if (result != SPOOL_OK) {
		(void)snprintf(open_why, sizeof(open_why), "%s", sp->why);
		spool_close(sp);
		return result;
	}
	*out = sp;
	return SPOOL_OK;
}

/* SQLite would take, and touch, room for 20 pages of every database with every
 * handle, ours and sessions': 170 kB of which a request needs a third.  Where
 * it can't be told, that is all there is to it. */
static void
spare_memory(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

void
spool_close(struct spool *sp)
{
	size_t i;

	if (sp == NULL)
		return;
	for (i = 0; i < SQL__MAX; i++)
		(void)sqlite3_finalize(sp->stmts[i]);
	(void)sqlite3_close(sp->db);
	free(sp);
}

const char *
spool_strerror(enum spool_result result)
{
	return texts[result];
}

const char *
spool_why(const struct spool *sp)
{
	return sp == NULL ? open_why : sp->why;
}

enum spool_result
spool_begin(struct spool *sp, enum spool_care care)
{
	enum spool_result result;
	bool sure = care == SPOOL_SURE;

	if (sure != sp->sure) {
		result = run(sp, sure ? SQL_FULL : SQL_NORMAL);
		if (result != SPOOL_OK)
			return result;
		sp->sure = sure;
	}
	result = run(sp, SQL_BEGIN);
	sp->in_transaction = result == SPOOL_OK;
	return result;
}

enum spool_result
spool_commit(struct spool *sp)
{
	enum spool_result result = run(sp, SQL_COMMIT);

	if (result == SPOOL_OK)
		sp->in_transaction = false;
	else
		spool_rollback(sp);
	return result;
}

enum spool_result
spool_end(struct spool *sp, enum spool_result result)
{
	if (result == SPOOL_OK)
		return spool_commit(sp);
	spool_rollback(sp);
	return result;
}

void
spool_rollback(struct spool *sp)
{
	char why[HANDLE_WHY];

	if (!sp->in_transaction)
		return;
	sp->in_transaction = false;
	/* keep the reason that led here */
	memcpy(why, sp->why, sizeof(why));
	if (!sqlite3_get_autocommit(sp->db))
		(void)run(sp, SQL_ROLLBACK);
	memcpy(sp->why, why, sizeof(why));
}

void
spool_rewind(struct spool *sp)
{
	(void)sqlite3_wal_checkpoint_v2(sp->db, "main",
	    SQLITE_CHECKPOINT_RESTART, NULL, NULL);
}

int64_t
spool_version(struct spool *sp)
{
	struct query q;
	int64_t version = 0;

	query_begin(&q, sp, SQL_DATA_VERSION);
	if (query_row(&q) == SPOOL_OK)
		version = query_get_int(&q, 0);
	query_end(&q);
	return version;
}

static enum spool_result
run(struct spool *sp, enum statement statement)
{
	struct query q;

	query_begin(&q, sp, statement);
	return query_run(&q);
}

/* Here because it needs the database itself. */
enum spool_result
login_attach(struct spool *sp, const char *path)
{
	enum spool_result result;
	struct query q;
	int fd;

	/* A handle that may not make the spool makes nothing it attaches; an
	 * empty file is an empty database. */
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (fd == -1) {
		(void)snprintf(sp->why, sizeof(sp->why), "sessions: %s",
		    strerror(errno));
		return query_is_full(errno) ? SPOOL_FULL : SPOOL_BROKEN;
	}
	(void)close(fd);
	query_begin(&q, sp, SQL_SESSION_ATTACH);
	query_text(&q, path);
	result = query_run(&q);
	/* Without a name it is for every attached database. */
	if (result == SPOOL_OK)
		result = query_meet(sp, use_wal(sp->db), "sessions");
	if (result == SPOOL_OK)
		result = query_meet(sp, migration_session(sp->db), "sessions");
	return result;
}

/* Called while somebody else holds the lock: sleep a little, at most
 * SPOOL_BUSY_MS in all. */
static int
on_busy(void *arg, int times)
{
	const struct timespec pause = { 0, BUSY_STEP_MS * 1000000L };

	(void)arg;
	if (times >= SPOOL_BUSY_MS / BUSY_STEP_MS)
		return 0;
	(void)nanosleep(&pause, NULL);
	return 1;
}

/* Going over to WAL, two programs can be in each other's way in a manner that
 * SQLite does not ask the busy handler about. */
static int
use_wal(sqlite3 *db)
{
	int code, times = 0;

	do
		code = sqlite3_exec(db, "PRAGMA journal_mode = WAL;"
		    "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
	while ((code & 0xff) == SQLITE_BUSY && on_busy(NULL, times++));
	return code;
}

static enum spool_result
set_up(struct spool *sp, enum spool_mode mode)
{
	const char *why = NULL;
	int code, version = 0, grows = GROWS;
	sqlite3_stmt *stmt = NULL;

	code = sqlite3_busy_handler(sp->db, on_busy, NULL);
	if (code == SQLITE_OK && mode != SPOOL_READ)
		code = use_wal(sp->db);
	if (code == SQLITE_OK)
		code = sqlite3_file_control(sp->db, "main",
		    SQLITE_FCNTL_CHUNK_SIZE, &grows);
	if (code == SQLITE_OK)
		code = sqlite3_exec(sp->db, "PRAGMA foreign_keys = ON;"
		    "PRAGMA trusted_schema = OFF;"
		    "PRAGMA cache_size = " CACHE_SIZE, NULL, NULL, NULL);
	if (code == SQLITE_OK && mode == SPOOL_CREATE)
		code = migration_run(sp->db, &why);
	if (code == SQLITE_OK)
		code = sqlite3_prepare_v2(sp->db, "PRAGMA user_version", -1,
		    &stmt, NULL);
	if (code == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		version = sqlite3_column_int(stmt, 0);
	(void)sqlite3_finalize(stmt);
	if (code == SQLITE_OK && version != SPOOL_VERSION) {
		why = "the spool is of another version than this program";
		code = SQLITE_ERROR;
	}
	if (why == NULL)
		return query_meet(sp, code, "open");
	(void)snprintf(sp->why, sizeof(sp->why), "open: %s", why);
	return SPOOL_BROKEN;
}
