/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Children that nobody started here, as /proc knows them.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "setup/orphan.h"

static pid_t	 parent_of(const char *);

void
orphan_kill_all(void)
{
	struct dirent	*entry;
	DIR		*proc;

	if ((proc = opendir("/proc")) == NULL)
		return;
	while ((entry = readdir(proc)) != NULL)
		if (parent_of(entry->d_name) == getpid())
			(void)kill((pid_t)strtol(entry->d_name, NULL, 10),
			    SIGKILL);
	(void)closedir(proc);
}

/* The parent of the process that a folder of /proc is about, or 0. */
static pid_t
parent_of(const char *name)
{
	char	 path[300], line[512];
	char	*after;
	FILE	*stat;
	long	 parent = 0;

	(void)snprintf(path, sizeof(path), "/proc/%s/stat", name);
	if (name[0] < '1' || name[0] > '9' ||
	    (stat = fopen(path, "re")) == NULL)
		return 0;
	/* pid (name) state parent ...; a name may hold anything. */
	if (fgets(line, sizeof(line), stat) != NULL &&
	    (after = strrchr(line, ')')) != NULL && strlen(after) > 4)
		parent = strtol(after + 4, NULL, 10);
	(void)fclose(stat);
	return (pid_t)parent;
}
