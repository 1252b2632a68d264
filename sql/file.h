/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files: the rows behind the content store.  One row a content; the name a
 * client gave is a label and never a path.
 */
#ifndef SQL_FILE_H
#define SQL_FILE_H

#include "sql/material.h"
#include "sql/spool.h"

#define FILE_HEADER_SIZE	8192	/* JSON of the comment header */

#define FILE_FINDINGS_SIZE 4096
#define FILE_SLICER_SIZE 65
#define FILE_MATERIAL_SIZE 33
#define FILE_CURRENCY_SIZE 9
#define FILE_THUMBNAIL_SIZE 12

/* Why the analysis says that a file can't be printed. */
enum file_refusal {
	FILE_PRINTABLE,
	FILE_EMPTY,		/* no command in it */
	FILE_BINARY,		/* not text */
	FILE_LONG_LINE,		/* the machine would cut the line */
	FILE_UNREADABLE,	/* the analysis died or took too long */
	FILE_REFUSAL__MAX
};

/* What the commands of a file do, and what its slicer says, a column each (see
 * migration.c and slicing.sql).  The box
 * is of extruding moves, in the machine's coordinates. */
enum file_fact {
	FILE_BBOX_MIN_X_UM,
	FILE_BBOX_MIN_Y_UM,
	FILE_BBOX_MIN_Z_UM,
	FILE_BBOX_MAX_X_UM,
	FILE_BBOX_MAX_Y_UM,
	FILE_BBOX_MAX_Z_UM,
	FILE_LAYER_UM,
	FILE_FIRST_LAYER_UM,
	FILE_FILAMENT_UM,
	FILE_HOTEND_DC,
	FILE_BED_DC,
	FILE_MOTION_SECONDS,
	FILE_PRINT_SECONDS,
	FILE_NOZZLE_UM,
	FILE_WEIGHT_MG,
	FILE_COST_MILLI,
	FILE_FACT__MAX
};

struct file {
	int64_t			id;
	char			sha256[SPOOL_HASH_SIZE];
	int64_t			bytes;
	char			label[SPOOL_LABEL_SIZE];
	char			who[SPOOL_WHO_SIZE];
	int64_t			uploaded_ms;
	int64_t			analyzed_ms;	/* 0: not yet */
	int64_t			commands;
	int64_t			seconds;
	int64_t			layers;
	char			header[FILE_HEADER_SIZE];
	enum file_refusal	refused;
	int64_t			refused_line;
	int64_t			facts[FILE_FACT__MAX];
	char			findings[FILE_FINDINGS_SIZE];	/* JSON */
	int64_t			cleaned_ms;	/* 0: its bytes are there */
	bool			favorite;	/* retention leaves it alone */
	/* what the slicer says; "": nothing */
	char			material[FILE_MATERIAL_SIZE];	/* "PLA" */
	char			slicer[FILE_SLICER_SIZE];
	char			currency[FILE_CURRENCY_SIZE];
	/* the media type of its thumbnail (sql/image.h); "": it has none */
	char			thumbnail[FILE_THUMBNAIL_SIZE];
};

/* "", "empty", "binary", "long-line", "unreadable" */
const char		*file_refusal_name(enum file_refusal);

/* The column's name, "bbox_min_x_um" */
const char		*file_fact_name(enum file_fact);

enum spool_result	 file_by_id(struct spool *, int64_t, struct file *);
enum spool_result	 file_by_hash(struct spool *, const char *,
			    struct file *);
/* The oldest file without an analysis; SPOOL_NONE when all are done. */
enum spool_result	 file_unread(struct spool *, struct file *);
/* Store an analysis: commands, seconds, layers, header, refused,
 * refused_line, facts, findings and words of f; analyzed_ms is now.  A queued
 * job of a refused file is moved on by the caller. */
enum spool_result	 file_analyzed(struct spool *, const struct file *);
/* Keep a file whatever retention says, or no longer; one event.  SPOOL_NONE:
 * there is no such file. */
enum spool_result	 file_favorite(struct spool *, int64_t, bool,
			    const char *who);
/* Newest first, ids below before (0: all).  *list is malloced. */
enum spool_result	 file_list(struct spool *, int64_t before, int limit,
			    struct file **list, int *n);

#endif
