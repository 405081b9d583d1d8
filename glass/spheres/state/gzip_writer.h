/* A stream that compresses by gzip all that is written to it. */
#ifndef GLASS_SPHERES_STATE_GZIP_WRITER_H
#define GLASS_SPHERES_STATE_GZIP_WRITER_H

#include <stdio.h>

extern const char gzip_writer_mark[]; /* in the head of all such files */

/* Writes to `to`, which stays open after fclose of the stream. fclose fails if `to` does. */
FILE *gzip_writer_open(FILE *to);

#endif
