/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Images: the thumbnails that slicers put into print files.
 */
#ifndef SQL_IMAGE_H
#define SQL_IMAGE_H

#include <stddef.h>

#include "sql/file.h"

#define IMAGE_BYTES	(512 << 10)	/* at most */

/* The media type of bytes by how they begin; "": they are no image that is
 * kept here. */
const char		*image_type(const void *, size_t n);
/* Keep an image for a file; file_analyzed() makes it the file's. */
enum spool_result	 image_set(struct spool *, int64_t file,
			    const void *, size_t n);
/* The image of a file; SPOOL_NONE: it has none.  *bytes is malloced. */
enum spool_result	 image_get(struct spool *, int64_t file,
			    char type[FILE_THUMBNAIL_SIZE],
			    void **bytes, size_t *n);

#endif
