/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Profiles: what a kind of machine is like, for all printers of it that have
 * nothing else of their own (setting.h).  Those that are shipped stay as they
 * are; an admin copies one, and the copy is the lab's: to change, to rename,
 * and to delete when no printer has it any more.  This is the one door for
 * that; each change is an event.
 */
#ifndef SQL_PROFILE_H
#define SQL_PROFILE_H

#include "sql/setting.h"

struct profile {
	int64_t		id;
	char		origin[SPOOL_TEXT_SIZE]; /* its name; "": shipped */
	/* The machine that it is chosen for at adoption, as M115 says it; ""
	 * is by hand only. */
	char		machine[SPOOL_TEXT_SIZE];
	/* of[SETTING_PROFILE] is its name; what no profile has, such as what
	 * is loaded, is not `own'. */
	struct settings	says;
};

/* What shall be different.  Only settings that a printer may inherit, and
 * SETTING_PROFILE, the name, can be set. */
struct profile_change {
	struct setting_change	says;
	bool			set_machine;
	char			machine[SPOOL_TEXT_SIZE];
};

enum profile_fault {
	PROFILE_GOOD,
	PROFILE_SETTING,	/* see its setting_refusal */
	PROFILE_SHIPPED,	/* it is not the lab's: copy it */
	PROFILE_IN_USE,		/* by printers: profile_users() */
	PROFILE_BAD_NAME, PROFILE_NAME_TAKEN,
	PROFILE_BAD_MACHINE, PROFILE_MACHINE_TAKEN,
	PROFILE_FAULT__MAX
};
struct profile_refusal {
	enum profile_fault	fault;
	struct setting_refusal	setting;
};

/* A printer that has a profile. */
struct profile_user {
	int64_t	profile;
	char	printer[SPOOL_NAME_SIZE];
};

/* All, the lab's own first, by name.  *list is malloced. */
enum spool_result	 profile_list(struct spool *, struct profile **list,
			    int *n);
/* SPOOL_NONE: there is no such profile. */
enum spool_result	 profile_get(struct spool *, int64_t id,
			    struct profile *);
/* The printers that have it, by name; 0: those of all profiles.  *list is
 * malloced. */
enum spool_result	 profile_users(struct spool *, int64_t id,
			    struct profile_user **list, int *n);

/* SPOOL_REFUSED: *refusal says why; SPOOL_NONE: there is no such profile.
 * *copy is the new one's number. */
enum spool_result	 profile_copy(struct spool *, int64_t id,
			    const char *name, const char *who, int64_t *copy,
			    struct profile_refusal *refusal);
/* All of the changes or none.  Printers that have it take them up before their
 * next job: the daemon should be woken. */
enum spool_result	 profile_change(struct spool *, int64_t id,
			    const struct profile_change *, const char *who,
			    struct profile_refusal *refusal);
enum spool_result	 profile_delete(struct spool *, int64_t id,
			    const char *who, struct profile_refusal *refusal);

#endif
