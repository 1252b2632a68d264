/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * herald: tells people and other systems that a print ended, failed or waits
 * for a person, and looks up where cameras are.  It reads events and does
 * nothing else in the spool but keep its notices and those addresses, so
 * nothing that prints waits for a mail; it may be stopped at any time, and goes
 * on where it was.
 */
#include <curl/curl.h>
#include <err.h>
#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "setup/letter.h"
#include "setup/lookout.h"
#include "setup/mail.h"
#include "setup/webhook.h"
#include "sql/instant.h"
#include "sql/notice.h"
#include "sql/policy.h"
#include "sql/valid.h"

#define LOOK_MS		1000	/* at the spool */
#define SENDMAIL	"/usr/sbin/sendmail"

static void		 read_options(int, char **, const char **,
			    const char **);
static struct spool	*open_spool(const char *);
static void		 look(struct spool *, const char *);
static bool		 tell_one(struct spool *, const char *);
static const char	*tell(const struct notice *, const char *, int64_t);
static char		*write_json(const struct notice *);
static void		 nap(void);

static volatile sig_atomic_t	ended;

static void
on_end(int signal_number)
{
	(void)signal_number;
	ended = 1;
}

int
main(int argc, char **argv)
{
	const struct sigaction	 end = { .sa_handler = on_end };
	const char		*path, *sendmail;
	struct spool		*spool;

	read_options(argc, argv, &path, &sendmail);
	(void)sigaction(SIGTERM, &end, NULL);
	(void)sigaction(SIGINT, &end, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		errx(1, "libcurl can't be used");
	if ((spool = open_spool(path)) != NULL)
		while (!ended) {
			look(spool, sendmail);
			lookout_look(spool);
			nap();
		}
	spool_close(spool);
	curl_global_cleanup();
	return 0;
}

static void
read_options(int argc, char **argv, const char **spool, const char **sendmail)
{
	static const struct option options[] = {
		{ "spool", required_argument, NULL, 's' },
		{ "sendmail", required_argument, NULL, 'm' },
		{ NULL, 0, NULL, 0 }
	};
	int	ch;

	*spool = NULL;
	*sendmail = SENDMAIL;
	while ((ch = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (ch == 's')
			*spool = optarg;
		else if (ch == 'm')
			*sendmail = optarg;
		else
			exit(2);	/* getopt_long said why */
	if (*spool == NULL || optind != argc)
		errx(2, "usage: herald --spool FILE [--sendmail PROGRAM]");
}

/* The daemon makes it, and may come after us.  NULL: we were ended first. */
static struct spool *
open_spool(const char *path)
{
	struct spool	*spool;
	bool		 said = false;

	while (!ended) {
		if (spool_open(&spool, path, SPOOL_WRITE) == SPOOL_OK)
			return spool;
		if (!said)
			warnx("%s: %s; waiting for it", path,
			    spool_why(NULL));
		said = true;
		nap();
	}
	return NULL;
}

static void
look(struct spool *spool, const char *sendmail)
{
	enum spool_result	r;

	r = notice_collect(spool, instant_now());
	if (r != SPOOL_OK && r != SPOOL_BUSY)
		warnx("%s", spool_why(spool));
	while (!ended && tell_one(spool, sendmail))
		continue;
}

/* false: nothing is due, or the spool has to be waited for. */
static bool
tell_one(struct spool *spool, const char *sendmail)
{
	static struct notice	 n;
	enum spool_result	 r;
	const char		*why;
	bool			 given_up = false;
	int64_t			 language;

	r = notice_due(spool, instant_now(), &n);
	if (r == SPOOL_NONE)
		return false;
	if (r == SPOOL_OK)
		r = policy_get(spool, POLICY_NOTIFY_LANGUAGE, &language);
	if (r == SPOOL_OK) {
		why = tell(&n, sendmail, language);
		if (why == NULL)
			r = notice_told(spool, &n, instant_now());
		else
			r = notice_failed(spool, &n, instant_now(), why,
			    &given_up);
		if (why != NULL)
			warnx("notice %" PRId64 ": %s: %s%s", n.id,
			    n.way == NOTICE_MAIL ? "mail" : "webhook", why,
			    given_up ? "; given up" : "");
	}
	if (r == SPOOL_OK)
		return true;
	warnx("%s", spool_why(spool));
	return false;
}

static const char *
tell(const struct notice *n, const char *sendmail, int64_t language)
{
	struct letter	 letter;
	const char	*why;
	char		*json;

	if (n->way == NOTICE_MAIL) {
		if (!valid_email(n->address))
			return "this is no address";
		letter_write(n, (enum letter_language)language, &letter);
		return mail_send(sendmail, n->address, &letter);
	}
	if (!valid_url(n->address))
		return "this is no URL";
	if ((json = write_json(n)) == NULL)
		return "out of memory";
	why = webhook_post(n->address, json);
	free(json);
	return why;
}

static char *
write_json(const struct notice *n)
{
	char	 when[INSTANT_SIZE], *text = NULL;
	json_t	*value;

	value = json_pack("{s:I, s:s, s:s, s:s, s:s}",
	    "event", (json_int_t)n->event.id,
	    "at", instant_format(n->event.at_ms, when),
	    "printer", n->printer,
	    "what", letter_what(n),
	    "why", n->event.why);
	if (value != NULL && n->job_id != 0) {
		(void)json_object_set_new(value, "job",
		    json_integer(n->job_id));
		(void)json_object_set_new(value, "label",
		    json_string(n->label));
		(void)json_object_set_new(value, "who", json_string(n->who));
	}
	if (value != NULL)
		text = json_dumps(value, JSON_COMPACT);
	json_decref(value);
	return text;
}

static void
nap(void)
{
	const struct timespec pause = { LOOK_MS / 1000,
	    LOOK_MS % 1000 * 1000000L };

	(void)nanosleep(&pause, NULL);	/* a signal wakes us */
}
