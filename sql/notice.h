/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Notices: a print ended, failed or waits for a person, and somebody is to be
 * told.  They are made from events, afterwards, by whoever tells them, so that
 * nothing that prints ever waits for a mail.
 */
#ifndef SQL_NOTICE_H
#define SQL_NOTICE_H

#include "sql/event.h"

#define NOTICE_ADDRESS_SIZE	1025
#define NOTICE_LANGUAGE_SIZE	3	/* "en", "fr"; "": none is known */

enum notice_way { NOTICE_MAIL, NOTICE_WEBHOOK, NOTICE_WAY__MAX };

struct notice {
	int64_t		id;
	enum notice_way	way;
	char		address[NOTICE_ADDRESS_SIZE];
	int64_t		tries;			/* so far */
	char		language[NOTICE_LANGUAGE_SIZE];	/* the person's */
	struct event	event;		/* "job.move" or "printer.fault" */
	char		printer[SPOOL_NAME_SIZE];
	/* Of its job; 0 and "" for a printer's fault. */
	int64_t		job_id;
	char		label[SPOOL_LABEL_SIZE];
	char		who[SPOOL_WHO_SIZE];
};

/* Make notices of the events since the last time, as the policies
 * notify-ended and notify-trouble say: by mail to the person whose job it is,
 * of a printer's fault to the admins; to the webhook, if there is one. */
enum spool_result	 notice_collect(struct spool *, int64_t now);

/* The first one that is due; SPOOL_NONE: none. */
enum spool_result	 notice_due(struct spool *, int64_t now,
			    struct notice *);
/* It was told. */
enum spool_result	 notice_told(struct spool *, const struct notice *,
			    int64_t now);
/* It was not: again after a while that doubles, or never more when the policy
 * notify-tries says so (*given_up). */
enum spool_result	 notice_failed(struct spool *, const struct notice *,
			    int64_t now, const char *why, bool *given_up);
/* How many wait, and how many were given up. */
enum spool_result	 notice_count(struct spool *, int64_t *waiting,
			    int64_t *given_up);

/* Set the webhook ("": none), or a person's address ("": nowhere; SPOOL_NONE:
 * nobody has this name).  One event; neither address is in it. */
enum spool_result	 notice_set_webhook(struct spool *, const char *url,
			    const char *who);
enum spool_result	 notice_set_email(struct spool *, const char *person,
			    const char *address, const char *who);

/* In which language a person is written to: a matter of taste, so no event.
 * Set it ("en", "fr"; "": as the lab does) or, when it is the first that is
 * heard of it, only where none is known. */
enum spool_result	 notice_language(struct spool *, int64_t person,
			    char language[NOTICE_LANGUAGE_SIZE]);
enum spool_result	 notice_set_language(struct spool *, int64_t person,
			    const char *language, bool first);

#endif
