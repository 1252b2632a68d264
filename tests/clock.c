/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A wall clock that a test can set: loaded before a program's libraries
 * (LD_PRELOAD), it adds to the time of day the seconds in the mapped file
 * that CLOCK_OFFSET names.  The monotonic clock is the kernel's.  No system
 * call but the clock's own is made after the start, for some of our programs
 * may make no others.
 */
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t	*offset;

__attribute__((constructor)) static void
take_offset(void)
{
	const char *path = getenv("CLOCK_OFFSET");
	void *page;
	int fd;

	fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd == -1)
		return;
	page = mmap(NULL, sizeof(*offset), PROT_READ, MAP_SHARED, fd, 0);
	(void)close(fd);
	if (page != MAP_FAILED)
		offset = page;
}

int
clock_gettime(clockid_t id, struct timespec *ts)
{
	long result = syscall(SYS_clock_gettime, id, ts);

	if (result == 0 && offset != NULL && (id == CLOCK_REALTIME ||
	    id == CLOCK_REALTIME_COARSE))
		ts->tv_sec += *offset;
	return (int)result;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &ts) == -1)
		return -1;
	*tv = (struct timeval){ ts.tv_sec, ts.tv_nsec / 1000 };
	return 0;
}

time_t
time(time_t *t)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_REALTIME, &ts) == -1)
		return -1;
	if (t != NULL)
		*t = ts.tv_sec;
	return ts.tv_sec;
}
