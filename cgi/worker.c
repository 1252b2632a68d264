/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads, the accept loop, and the end.  SIGTERM lets requests that are under
 * way finish; those that take longer see their body end, and so leave nothing
 * behind.  The listening socket belongs to whoever started us and is only
 * accepted on.
 */
#include <err.h>
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "cgi/worker.h"
#include "sql/login.h"
#include "sql/valid.h"

#define THREADS_MOST	256
#define STACK_BYTES	(512 << 10)	/* of which a few pages are touched */
#define GRACE_MS	1500		/* for requests under way */
#define LAST_MS		500		/* for those whose body was ended */
#define LOOK_MS		10
#define PAUSE_MS	100		/* after a failed accept */

struct http_worker {
	struct service		*service;
	FCGX_Request		 fcgi;
	struct spool		*spool;		/* during a request */
	bool			 broke;		/* it is to be opened anew */
	_Atomic bool		 busy;
};

/* What the workers share. */
struct service {
	const struct http_program	*program;
	worker_answer			*answer;
	const char			*spool, *control, *sessions;
	char				 dir[PATH_MAX];
	int				 threads;
	struct http_worker		*workers;
	_Atomic bool			 ending;
	/* Handles that no request uses now.  The last one given back is the
	 * next one taken, so there are never more of them, with their caches,
	 * than there were requests at a time. */
	pthread_mutex_t			 lock;
	struct spool			**idle;
	int				 n_idle;
};

static void	 read_options(struct service *, int, char *[]);
static void	 usage(const struct service *) __attribute__((noreturn));
static void	 start(struct service *, sigset_t *);
static void	*run(void *);
static int	 watch_clients(void);
static bool	 await_client(int);
static void	 accept_one(struct http_worker *);
static void	 serve(struct http_worker *);
static void	 take_spool(struct http_worker *);
static void	 give_spool(struct http_worker *);
static void	 finish(struct service *);
static bool	 wait_idle(const struct service *, int);
static void	 sleep_ms(long);

int
worker_serve(const struct http_program *program, int argc, char *argv[],
    worker_answer *answer)
{
	static struct service service = {
	    .lock = PTHREAD_MUTEX_INITIALIZER };
	sigset_t ends;
	int sig;

	service.program = program;
	service.answer = answer;
	service.threads = program->threads;
	read_options(&service, argc, argv);
	if (FCGX_Init() != 0)
		errx(1, "libfcgi can't start");
	if (FCGX_IsCGI())
		errx(1, "standard input is not a listening socket");
	if (program->prepare != NULL && !program->prepare(service.dir))
		return 1;
	start(&service, &ends);
	(void)sigwait(&ends, &sig);
	finish(&service);
	/* Threads that wait for a request go with us. */
	exit(0);
}

static void
read_options(struct service *s, int argc, char *argv[])
{
	static const struct option options[] = {
		{ "spool",	required_argument, NULL, 's' },
		{ "control",	required_argument, NULL, 'c' },
		{ "sessions",	required_argument, NULL, 'l' },
		{ "threads",	required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 }
	};
	int64_t threads = s->threads;
	const char *slash;
	int ch;

	while ((ch = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (ch == 's')
			s->spool = optarg;
		else if (ch == 'c')
			s->control = optarg;
		else if (ch == 'l')
			s->sessions = optarg;
		else if (ch != 't' ||
		    !valid_number(optarg, 1, THREADS_MOST, &threads))
			usage(s);
	if (optind != argc || s->spool == NULL || s->control == NULL ||
	    s->sessions == NULL ||
	    strlen(s->spool) >= sizeof(s->dir))
		usage(s);
	s->threads = (int)threads;
	slash = strrchr(s->spool, '/');
	if (slash == NULL)
		(void)strcpy(s->dir, ".");
	else
		memcpy(s->dir, s->spool, slash == s->spool ? 1 :
		    (size_t)(slash - s->spool));
}

static void
usage(const struct service *s)
{
	errx(2, "usage: %s --spool FILE --control SOCKET "
	    "--sessions FILE [--threads 1-%d]",
	    s->program->name, THREADS_MOST);
}

static void
start(struct service *s, sigset_t *ends)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int i;

	/* libfcgi's handlers only set a flag; the main thread waits for
	 * these, and a peer that went away is an error of a write. */
	(void)sigemptyset(ends);
	(void)sigaddset(ends, SIGTERM);
	(void)sigaddset(ends, SIGINT);
	(void)sigaddset(ends, SIGHUP);
	(void)sigaddset(ends, SIGUSR1);
	if (pthread_sigmask(SIG_BLOCK, ends, NULL) != 0 ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		err(1, "signals");
	/* Of two threads that hear of a client one must not wait. */
	if (fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK) == -1)
		err(1, "standard input");
	/* Large buffers go back to the system when an upload ends. */
	(void)mallopt(M_MMAP_THRESHOLD, 64 << 10);
	(void)mallopt(M_ARENA_MAX, 2);
	s->workers = calloc((size_t)s->threads, sizeof(*s->workers));
	s->idle = calloc((size_t)s->threads, sizeof(struct spool *));
	if (s->workers == NULL || s->idle == NULL ||
	    pthread_attr_init(&attributes) != 0 ||
	    pthread_attr_setstacksize(&attributes, STACK_BYTES) != 0)
		errx(1, "there is no memory for %d threads", s->threads);
	for (i = 0; i < s->threads; i++) {
		s->workers[i].service = s;
		if (FCGX_InitRequest(&s->workers[i].fcgi, 0, 0) != 0 ||
		    pthread_create(&thread, &attributes, run,
		    &s->workers[i]) != 0 || pthread_detach(thread) != 0)
			errx(1, "thread %d can't start", i + 1);
	}
	(void)pthread_attr_destroy(&attributes);
}

/* A thread is busy before it accepts, and looks once more then whether this is
 * the end: whom we accepted we answer, and whom we didn't waits in the socket
 * for the program after us. */
static void *
run(void *arg)
{
	struct http_worker *w = arg;
	int clients = watch_clients();

	while (!w->service->ending) {
		if (!await_client(clients))
			continue;
		w->busy = true;
		if (!w->service->ending)
			accept_one(w);
		w->busy = false;
	}
	return NULL;
}

/* A client wakes one thread. */
static int
watch_clients(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE };
	int fd = epoll_create1(EPOLL_CLOEXEC);

	if (fd == -1 || epoll_ctl(fd, EPOLL_CTL_ADD, STDIN_FILENO,
	    &event) == -1)
		err(1, "epoll");
	return fd;
}

static bool
await_client(int clients)
{
	struct epoll_event event;

	return epoll_wait(clients, &event, 1, -1) == 1;
}

static void
accept_one(struct http_worker *w)
{
	int code = FCGX_Accept_r(&w->fcgi);

	if (code == 0) {
		serve(w);
		FCGX_Finish_r(&w->fcgi);
	} else if (code != -EAGAIN) {	/* another thread was faster */
		/* No descriptor left, most likely. */
		warn("accept");
		sleep_ms(PAUSE_MS);
	}
}

static void
serve(struct http_worker *w)
{
	struct http *h = calloc(1, sizeof(*h));

	if (h == NULL) {
		worker_header(w, "Status", "500");
		worker_body(w, "");
		return;
	}
	take_spool(w);
	h->worker = w;
	h->spool = w->spool;
	h->dir = w->service->dir;
	h->control = w->service->control;
	w->service->answer(h, w->service->program);
	give_spool(w);
	free(h);
}

static void
take_spool(struct http_worker *w)
{
	struct service *s = w->service;

	(void)pthread_mutex_lock(&s->lock);
	w->spool = s->n_idle > 0 ? s->idle[--s->n_idle] : NULL;
	(void)pthread_mutex_unlock(&s->lock);
	if (w->spool != NULL)
		return;
	if (spool_open(&w->spool, s->spool, SPOOL_WRITE) != SPOOL_OK)
		warnx("%s: %s", s->spool, spool_why(NULL));
	else if (login_attach(w->spool, s->sessions) != SPOOL_OK) {
		warnx("%s: %s", s->sessions, spool_why(w->spool));
		spool_close(w->spool);
		w->spool = NULL;
	}
}

static void
give_spool(struct http_worker *w)
{
	struct service *s = w->service;

	if (w->broke) {
		spool_close(w->spool);
		w->spool = NULL;
		w->broke = false;
	}
	if (w->spool == NULL)
		return;
	(void)pthread_mutex_lock(&s->lock);
	s->idle[s->n_idle++] = w->spool;
	(void)pthread_mutex_unlock(&s->lock);
	w->spool = NULL;
}

const char *
worker_variable(const struct http_worker *w, const char *name)
{
	return FCGX_GetParam(name, w->fcgi.envp);
}

size_t
worker_read(struct http_worker *w, char *bytes, size_t n)
{
	int got;

	if (n > INT_MAX)
		n = INT_MAX;
	got = FCGX_GetStr(bytes, (int)n, w->fcgi.in);
	return got > 0 ? (size_t)got : 0;
}

void
worker_header(struct http_worker *w, const char *name, const char *value)
{
	(void)FCGX_PutS(name, w->fcgi.out);
	(void)FCGX_PutS(": ", w->fcgi.out);
	(void)FCGX_PutS(value, w->fcgi.out);
	(void)FCGX_PutS("\r\n", w->fcgi.out);
}

/* A client that is gone is told nothing. */
void
worker_body(struct http_worker *w, const char *text)
{
	(void)FCGX_PutS("\r\n", w->fcgi.out);
	(void)FCGX_PutS(text, w->fcgi.out);
}

bool
worker_write(struct http_worker *w, const char *bytes, size_t n)
{
	size_t done;
	int part;

	for (done = 0; done < n; done += (size_t)part) {
		part = n - done > INT_MAX ? INT_MAX : (int)(n - done);
		part = FCGX_PutStr(bytes + done, part, w->fcgi.out);
		if (part <= 0)
			return false;
	}
	return true;
}

void
worker_spool_broke(struct http_worker *w)
{
	w->broke = true;
}

static void
finish(struct service *s)
{
	int i;

	s->ending = true;
	if (wait_idle(s, GRACE_MS))
		return;
	for (i = 0; i < s->threads; i++)
		if (s->workers[i].busy)
			(void)shutdown(s->workers[i].fcgi.ipcFd, SHUT_RD);
	(void)wait_idle(s, LAST_MS);
}

static bool
wait_idle(const struct service *s, int most_ms)
{
	bool idle = false;
	int i, ms;

	for (ms = 0; ms <= most_ms && !idle; ms += LOOK_MS) {
		if (ms > 0)
			sleep_ms(LOOK_MS);
		idle = true;
		for (i = 0; i < s->threads; i++)
			idle = idle && !s->workers[i].busy;
	}
	return idle;
}

static void
sleep_ms(long ms)
{
	const struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&pause, NULL);
}
