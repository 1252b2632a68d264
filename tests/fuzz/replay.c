/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The corpus of a fuzzer once more, without libFuzzer: every file of a folder
 * goes through LLVMFuzzerTestOneInput().  Found nothing is a failure too: an
 * empty corpus tests nothing.
 *
 *	replay_NAME CORPUS-FOLDER
 */
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

static void	replay(int, const char *);

int
main(int argc, char *argv[])
{
	const struct dirent *entry;
	unsigned int n = 0;
	DIR *folder;

	if (argc != 2)
		errx(2, "usage: %s CORPUS-FOLDER", argv[0]);
	folder = opendir(argv[1]);
	if (folder == NULL)
		err(1, "%s", argv[1]);
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		replay(dirfd(folder), entry->d_name);
		n++;
	}
	(void)closedir(folder);
	if (n == 0)
		errx(1, "%s: there is nothing to replay", argv[1]);
	printf("%u inputs of %s\n", n, argv[1]);
	return 0;
}

/* In a block of exactly its size, so that a byte too far is seen. */
static void
replay(int folder, const char *name)
{
	uint8_t *bytes;
	struct stat st;
	ssize_t n;
	int fd;

	fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1)
		err(1, "%s", name);
	bytes = malloc((size_t)st.st_size + (st.st_size == 0));
	if (bytes == NULL)
		err(1, "%s", name);
	n = read(fd, bytes, (size_t)st.st_size);
	if (n != st.st_size)
		err(1, "%s", name);
	(void)close(fd);
	fprintf(stderr, "%s\n", name);
	(void)LLVMFuzzerTestOneInput(bytes, (size_t)n);
	free(bytes);
}
