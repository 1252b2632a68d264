/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The light printers' thread.
 */
#include <sys/epoll.h>
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/light.h"

#define SLOTS		64	/* lines that wait; more are lost */
#define LINE		128
#define BUCKET_US	10	/* of the histogram of gaps */
#define BUCKETS		200000	/* two seconds */
#define IDLE_NS		INT64_C(20000000)

struct machine {
	int		terminal, host;	/* the host's end is kept open, too */
	char		path[256];	/* the link */
	char		in[LINE];
	size_t		used;
	char		slots[SLOTS][LINE];
	unsigned int	head, waiting;
	int64_t		due_ns;		/* when the oldest line is done */
	int64_t		ok_ns;		/* an ok that no line followed yet */
	unsigned long	last;		/* line number */
	uint64_t	lines;
	int64_t		killed_ns;
	bool		hung;
};

struct light {
	struct machine	machines[LIGHT_MOST];
	unsigned int	n;
	int64_t		line_ns;
	int		poll;
	bool		over;
	pthread_t	thread;
	pthread_mutex_t	lock;		/* held but while it sleeps */
	uint32_t	gaps[BUCKETS];
	uint64_t	n_gaps;
	uint64_t	lines;
};

static void	 switch_on(struct light *, const char *, unsigned int);
static void	*run(void *);
static void	 hear(struct light *, struct machine *, int64_t);
static void	 take(struct light *, struct machine *, int64_t);
static int64_t	 work(struct light *, struct machine *, int64_t);
static void	 answer(struct machine *, const char *);

static int64_t
clock_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

struct light *
light_open(const char *dir, unsigned int n, int64_t line_us)
{
	struct light *l = calloc(1, sizeof(*l));
	unsigned int i;

	if (l == NULL || n > LIGHT_MOST)
		errx(1, "%u printers", n);
	l->n = n;
	l->line_ns = line_us * 1000;
	l->poll = epoll_create1(EPOLL_CLOEXEC);
	if (l->poll == -1 || (mkdir(dir, 0755) == -1 && errno != EEXIST))
		err(1, "%s", dir);
	for (i = 0; i < n; i++)
		switch_on(l, dir, i);
	if (pthread_mutex_init(&l->lock, NULL) != 0 ||
	    pthread_create(&l->thread, NULL, run, l) != 0)
		errx(1, "the printers' thread");
	return l;
}

static void
switch_on(struct light *l, const char *dir, unsigned int i)
{
	struct machine *m = &l->machines[i];
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };
	struct termios raw;
	char name[64], folder[200];

	cfmakeraw(memset(&raw, 0, sizeof(raw)));
	raw.c_cflag |= CREAD | CLOCAL;
	(void)snprintf(folder, sizeof(folder), "%s/%u", dir, i + 1);
	(void)snprintf(m->path, sizeof(m->path), "%s/tty", folder);
	(void)unlink(m->path);
	if (openpty(&m->terminal, &m->host, name, &raw, NULL) == -1 ||
	    fcntl(m->terminal, F_SETFL, O_NONBLOCK) == -1 ||
	    fcntl(m->terminal, F_SETFD, FD_CLOEXEC) == -1 ||
	    fcntl(m->host, F_SETFD, FD_CLOEXEC) == -1)
		err(1, "pseudo-terminal");
	if ((mkdir(folder, 0755) == -1 && errno != EEXIST) ||
	    symlink(name, m->path) == -1)
		err(1, "%s", m->path);
	if (epoll_ctl(l->poll, EPOLL_CTL_ADD, m->terminal, &event) == -1)
		err(1, "epoll");
}

void
light_close(struct light *l)
{
	unsigned int i;

	(void)pthread_mutex_lock(&l->lock);
	l->over = true;
	(void)pthread_mutex_unlock(&l->lock);
	(void)pthread_join(l->thread, NULL);
	for (i = 0; i < l->n; i++) {
		(void)close(l->machines[i].terminal);
		(void)close(l->machines[i].host);
		(void)unlink(l->machines[i].path);
	}
	(void)close(l->poll);
	free(l);
}

/* --- what the bench asks --- */

void
light_hang(struct light *l, unsigned int i, bool hung)
{
	(void)pthread_mutex_lock(&l->lock);
	l->machines[i].hung = hung;
	l->machines[i].ok_ns = 0;
	(void)pthread_mutex_unlock(&l->lock);
}

void
light_begin(struct light *l)
{
	(void)pthread_mutex_lock(&l->lock);
	memset(l->gaps, 0, sizeof(l->gaps));
	l->n_gaps = l->lines = 0;
	(void)pthread_mutex_unlock(&l->lock);
}

struct light_figures
light_end(struct light *l)
{
	struct light_figures f = { 0 };
	uint64_t seen = 0;
	size_t i;

	(void)pthread_mutex_lock(&l->lock);
	f.lines = l->lines;
	f.gaps = l->n_gaps;
	for (i = 0; i + 1 < BUCKETS; i++) {
		seen += l->gaps[i];
		if (seen * 100 >= l->n_gaps * 99)
			break;
	}
	f.p99_ms = (double)(i + 1) * BUCKET_US / 1e3;
	(void)pthread_mutex_unlock(&l->lock);
	return f;
}

uint64_t
light_lines(struct light *l, unsigned int i)
{
	uint64_t lines;

	(void)pthread_mutex_lock(&l->lock);
	lines = l->machines[i].lines;
	(void)pthread_mutex_unlock(&l->lock);
	return lines;
}

int64_t
light_killed_ns(struct light *l, unsigned int i)
{
	int64_t ns;

	(void)pthread_mutex_lock(&l->lock);
	ns = l->machines[i].killed_ns;
	(void)pthread_mutex_unlock(&l->lock);
	return ns;
}

/* --- the thread --- */

static void *
run(void *arg)
{
	struct light *l = arg;
	struct epoll_event events[LIGHT_MOST];
	struct timespec nap = { 0, 0 };
	int64_t now_ns, next_ns, due_ns;
	unsigned int i;
	int n;

	for (;;) {
		n = epoll_pwait2(l->poll, events, LIGHT_MOST, &nap, NULL);
		now_ns = clock_ns();
		(void)pthread_mutex_lock(&l->lock);
		while (n > 0)
			hear(l, &l->machines[events[--n].data.u32], now_ns);
		next_ns = now_ns + IDLE_NS;
		for (i = 0; i < l->n; i++) {
			due_ns = work(l, &l->machines[i], clock_ns());
			next_ns = due_ns < next_ns ? due_ns : next_ns;
		}
		if (l->over)
			break;
		(void)pthread_mutex_unlock(&l->lock);
		next_ns -= clock_ns();
		nap.tv_nsec = next_ns > 0 ? next_ns : 0;
	}
	(void)pthread_mutex_unlock(&l->lock);
	return NULL;
}

static void
hear(struct light *l, struct machine *m, int64_t now_ns)
{
	char in[4096];
	ssize_t n = read(m->terminal, in, sizeof(in)), i;

	for (i = 0; i < n; i++) {
		if (in[i] != '\n') {
			if (m->used < LINE - 1)
				m->in[m->used++] = in[i];
			continue;
		}
		m->in[m->used] = '\0';
		if (m->used > 0)
			take(l, m, now_ns);
		m->used = 0;
	}
}

/* A whole line came in. */
static void
take(struct light *l, struct machine *m, int64_t now_ns)
{
	int64_t bucket = (now_ns - m->ok_ns) / 1000 / BUCKET_US;

	if (strstr(m->in, "M112") != NULL) {
		m->killed_ns = now_ns;
		m->waiting = 0;
		answer(m, "Error:Printer halted. kill() called!\n");
		return;
	}
	if (m->ok_ns != 0) {
		l->gaps[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
		l->n_gaps++;
		m->ok_ns = 0;
	}
	if (m->waiting == SLOTS)
		return;
	if (m->waiting == 0)
		m->due_ns = now_ns + l->line_ns;
	memcpy(m->slots[(m->head + m->waiting++) % SLOTS], m->in, LINE);
}

/* A line is done; what it says. */
static void
finish(struct light *l, struct machine *m, const char *line)
{
	char words[128];
	unsigned long number = m->last + 1;
	bool sets = strstr(line, "M110") != NULL;

	if (line[0] == 'N')
		number = strtoul(line + 1, NULL, 10);
	if (number != m->last + 1 && !sets) {
		(void)snprintf(words, sizeof(words), "Error:Line Number is "
		    "not Last Line Number+1, Last Line: %lu\nResend: %lu\n"
		    "ok\n", m->last, m->last + 1);
		answer(m, words);
		return;
	}
	if (line[0] == 'N')
		m->last = number;
	m->lines++;
	l->lines++;
	if (strstr(line, "M115") != NULL)
		answer(m, "FIRMWARE_NAME:bench MACHINE_TYPE:DiscoEasy200\n"
		    "ok\n");
	else if (strstr(line, "M105") != NULL)
		answer(m, "ok T:20.0 /0.0 B:20.0 /0.0\n");
	else
		answer(m, "ok\n");
}

/* What is due by now; returns when there is more to do. */
static int64_t
work(struct light *l, struct machine *m, int64_t now_ns)
{
	char line[LINE];

	while (m->waiting > 0 && !m->hung && m->due_ns <= now_ns) {
		memcpy(line, m->slots[m->head], LINE);
		m->head = (m->head + 1) % SLOTS;
		m->waiting--;
		/* one that hung does not catch up */
		m->due_ns += l->line_ns;
		if (m->due_ns < now_ns)
			m->due_ns = now_ns + l->line_ns;
		finish(l, m, line);
	}
	return m->waiting > 0 && !m->hung ? m->due_ns : INT64_MAX;
}

/* A host that does not read loses words. */
static void
answer(struct machine *m, const char *words)
{
	if (m->ok_ns == 0)
		m->ok_ns = clock_ns();
	if (write(m->terminal, words, strlen(words)) == -1 && errno != EAGAIN)
		err(1, "%s", m->path);
}
