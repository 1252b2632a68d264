/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommand `connectprint import`: takes over the tree of the former
 * system.  Anybody could write into that tree, so nothing in it is evaluated
 * or followed: names are matched letter by letter, only regular files are
 * opened, and what is skipped is told.  Doing it again changes nothing.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "setup/admin.h"
#include "setup/oldtree.h"
#include "sql/import.h"
#include "sql/valid.h"

#define LISTING		"printers_infos.txt"
#define ARCHIVES	"archives_gfiles"
#define LISTING_BYTES	65536
#define NAME_BYTES	200	/* the longest name of a file that we take */

struct import {
	struct admin	*admin;
	struct spool	*spool;
	int		 root;			/* the tree */
	int64_t		 newest;		/* file that was stored */
	/* By the old number: was it met, and which printer is it now (0: none
	 * yet)? */
	bool		 met[OLDTREE_PRINTERS];
	int64_t		 printers[OLDTREE_PRINTERS];
	int		 n_printers, n_files, n_prints, n_known, n_skipped;
};

/* What to do with a name in a folder. */
typedef void	 (take_name)(struct import *, int, const char *, const char *);

static int	 import_all(struct import *);
static int	 account(struct import *);
static bool	 find_newest(struct import *);
static void	 read_listing(struct import *);
static void	 read_folders(struct import *);
static bool	 add_printer(struct import *, int);
static bool	 walk(struct import *, const char *, take_name *);
static take_name note_printer, take_upload, take_archived;
static bool	 is_print_file(struct import *, const char *, const char *);
static bool	 store(struct import *, int, const char *, const char *,
		    const char *, struct file *);
static int	 open_folder(int, const char *);
static int	 open_regular(int, const char *, const char **);
static void	 skip(struct import *, const char *, const char *,
		    const char *);

int
admin_import(struct admin *a)
{
	static struct import	im;
	int			status = 1;

	im.admin = a;
	/* Opened as the person, before we act as the owner of the spool. */
	im.root = open(a->argv[0], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (im.root == -1) {
		warn("%s", a->argv[0]);
		return 1;
	}
	if ((im.spool = admin_open(a, SPOOL_CREATE)) != NULL) {
		status = import_all(&im);
		admin_close(im.spool);
	}
	(void)close(im.root);
	return status;
}

/* All printers come before the first file: a number that is not free, and 0
 * never is, takes none that belongs to another. */
static int
import_all(struct import *im)
{
	char	folder[32], uploads[64];
	bool	good;
	int	i;

	read_listing(im);
	read_folders(im);
	(void)walk(im, ARCHIVES, note_printer);
	good = find_newest(im);
	for (i = 1; i <= OLDTREE_PRINTERS && good; i++)
		if (im->met[i % OLDTREE_PRINTERS])
			good = add_printer(im, i % OLDTREE_PRINTERS);
	for (i = 0; i < OLDTREE_PRINTERS && good; i++) {
		(void)snprintf(folder, sizeof(folder), "d_imprimante%d", i);
		(void)snprintf(uploads, sizeof(uploads), "%s/uploads", folder);
		if (im->met[i] && !walk(im, uploads, take_upload))
			skip(im, folder, "uploads", "it can't be read as a "
			    "folder");
	}
	if (good && !walk(im, ARCHIVES, take_archived))
		skip(im, "", ARCHIVES, "it can't be read as a folder");
	return good ? account(im) : 1;
}

static int
account(struct import *im)
{
	(void)printf("%d printers, %d files, %d prints are new; %d were known; "
	    "%d skipped\n", im->n_printers, im->n_files, im->n_prints,
	    im->n_known, im->n_skipped);
	if (im->n_printers + im->n_files + im->n_prints + im->n_known > 0)
		return 0;
	warnx("%s: there is nothing of a former Connectprint in it",
	    im->admin->argv[0]);
	return 1;
}

static bool
find_newest(struct import *im)
{
	enum spool_result	 r;
	struct file		*list;
	int			 n;

	r = file_list(im->spool, 0, 1, &list, &n);
	if (r != SPOOL_OK)
		(void)admin_failed(im->spool, r, "the files");
	else if (n > 0)
		im->newest = list[0].id;
	free(list);
	return r == SPOOL_OK;
}

static void
read_listing(struct import *im)
{
	static char	 text[LISTING_BYTES + 1];
	static int	 numbers[OLDTREE_PRINTERS];
	const char	*why;
	ssize_t		 n = 0;
	size_t		 length = 0;
	int		 fd, i, found;

	fd = open_regular(im->root, LISTING, &why);
	if (fd == -1) {
		if (errno != ENOENT)
			skip(im, "", LISTING, why);
		return;
	}
	while (length < sizeof(text) && (n = read(fd, text + length,
	    sizeof(text) - length)) > 0)
		length += (size_t)n;
	(void)close(fd);
	found = n == -1 || length > LISTING_BYTES ? -1 :
	    oldtree_listing(text, length, numbers);
	if (found == -1)
		skip(im, "", LISTING, "it is not the list that it should be");
	for (i = 0; i < found; i++)
		im->met[numbers[i]] = true;
}

/* The folders count, too: the list may be of another day. */
static void
read_folders(struct import *im)
{
	struct dirent	*entry;
	DIR		*dir;
	int		 fd, folder, n;

	fd = open_folder(im->root, ".");
	if (fd == -1 || (dir = fdopendir(fd)) == NULL) {
		warn("%s", im->admin->argv[0]);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if ((n = oldtree_folder(entry->d_name)) == -1)
			continue;
		folder = open_folder(im->root, entry->d_name);
		if (folder == -1) {
			skip(im, "", entry->d_name, "it is not a folder");
			continue;
		}
		(void)close(folder);
		im->met[n] = true;
	}
	(void)closedir(dir);
}

static bool
add_printer(struct import *im, int number)
{
	struct printer		p = { .id = 0 };
	enum spool_result	r;
	bool			fresh;

	(void)snprintf(p.name, sizeof(p.name), "imprimante-%d", number);
	r = import_printer(im->spool, number, im->admin->who, &p, &fresh);
	if (r != SPOOL_OK) {
		(void)admin_failed(im->spool, r, p.name);
		return false;
	}
	im->printers[number] = p.id;
	im->n_printers += fresh;
	im->n_known += !fresh;
	if (fresh)
		(void)printf("d_imprimante%d: printer %" PRId64 ", %s%s\n",
		    number, p.id, p.name, p.id == number ? "" :
		    " (its number was not free)");
	return true;
}

/* Every name in a folder below the tree, without following a link.  No folder
 * at all is good, too. */
static bool
walk(struct import *im, const char *path, take_name *take)
{
	const char	*slash = strchr(path, '/');
	struct dirent	*entry;
	char		 first[64];
	DIR		*dir;
	int		 fd, above = im->root;

	if (slash != NULL) {
		(void)snprintf(first, sizeof(first), "%.*s",
		    (int)(slash - path), path);
		above = open_folder(im->root, first);
	}
	fd = above == -1 ? -1 :
	    open_folder(above, slash != NULL ? slash + 1 : path);
	if (above != -1 && above != im->root)
		(void)close(above);
	if (fd == -1)
		return errno == ENOENT;
	if ((dir = fdopendir(fd)) == NULL) {
		(void)close(fd);
		return false;
	}
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			take(im, fd, path, entry->d_name);
	(void)closedir(dir);
	return true;
}

static void
note_printer(struct import *im, int folder, const char *path, const char *name)
{
	struct oldtree_print	print;

	(void)folder;
	(void)path;
	if (oldtree_archived(name, &print))
		im->met[print.printer] = true;
}

static bool
is_print_file(struct import *im, const char *path, const char *name)
{
	if (strlen(name) > NAME_BYTES)
		skip(im, path, name, "its name is too long");
	else if (!valid_gcode_label(name))
		skip(im, path, name, "it is no print file");
	else
		return true;
	return false;
}

static void
take_upload(struct import *im, int folder, const char *path, const char *name)
{
	struct file	file = { .id = 0 };

	if (is_print_file(im, path, name))
		(void)store(im, folder, path, name, name, &file);
}

static void
take_archived(struct import *im, int folder, const char *path,
    const char *name)
{
	struct file		 file = { .id = 0 };
	struct job		 job = { .who = "import" };
	struct oldtree_print	 print;
	enum spool_result	 r;

	if (!is_print_file(im, path, name))
		return;
	if (!oldtree_archived(name, &print)) {
		skip(im, path, name, "its name doesn't say when it was printed "
		    "and where");
		return;
	}
	/* a name that came while we were at it has no printer */
	if (im->printers[print.printer] == 0 ||
	    !store(im, folder, path, name, print.label, &file))
		return;
	job.file_id = file.id;
	job.printer_id = im->printers[print.printer];
	job.ended_ms = print.at_ms;
	valid_label(print.label, strlen(print.label), job.label,
	    sizeof(job.label));
	r = import_job(im->spool, &job);
	if (r == SPOOL_OK)
		im->n_prints++;
	else if (r == SPOOL_NONE)
		im->n_known++;
	else
		(void)admin_failed(im->spool, r, "a print");
}

static bool
store(struct import *im, int folder, const char *path, const char *name,
    const char *label, struct file *file)
{
	const char	*why = NULL;
	int		 fd;

	fd = open_regular(folder, name, &why);
	if (fd != -1) {
		valid_label(label, strlen(label), file->label,
		    sizeof(file->label));
		why = admin_store(im->admin, im->spool, fd, file);
		(void)close(fd);
	}
	if (why != NULL) {
		skip(im, path, name, why);
		return false;
	}
	im->n_files += file->id > im->newest;
	im->n_known += file->id <= im->newest;
	if (file->id > im->newest)
		im->newest = file->id;
	return true;
}

static int
open_folder(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
}

/* Nothing else is even opened for reading: a device could do something, a
 * pipe could wait.  -1 with errno and a reason. */
static int
open_regular(int at, const char *name, const char **why)
{
	struct stat	st;
	int		fd;

	*why = "it is not a regular file";
	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == -1) {
		*why = strerror(errno);
		return -1;
	}
	errno = EINVAL;
	if (!S_ISREG(st.st_mode))
		return -1;
	fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
	    O_CLOEXEC);
	if (fd == -1) {
		*why = strerror(errno);
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	(void)close(fd);
	errno = EINVAL;
	return -1;
}

/* A name of anybody's making goes to the terminal as a label does. */
static void
skip(struct import *im, const char *path, const char *name, const char *why)
{
	char	label[SPOOL_LABEL_SIZE];

	valid_label(name, strlen(name), label, sizeof(label));
	warnx("skipped %s%s%s: %s", path, *path != '\0' ? "/" : "", label,
	    why);
	im->n_skipped++;
}
