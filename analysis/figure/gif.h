/* An animated GIF, written frame by frame: memory for two frames, however long the animation.
   CompuServe, Graphics Interchange Format 89a (1990). */
#ifndef ANALYSIS_FIGURE_GIF_H
#define ANALYSIS_FIGURE_GIF_H

#include <stddef.h>
#include <stdio.h>

enum { GIF_COLOURS = 255 }; /* the last of 256 marks pixels that do not change */

struct gif;

/* An animation that repeats without end. palette (n): 0xrrggbb, n <= GIF_COLOURS. out is borrowed. */
struct gif *gif_create(FILE *out, size_t width, size_t height, size_t n, const unsigned *palette);
/* Adds a frame, rgb (height, width, 3), for this time [1/100 s]. A pixel gets the nearest colour of
   the palette. */
void gif_add(struct gif *g, const unsigned char *rgb, unsigned delay);
void gif_free(struct gif *g); /* writes the end */

#endif
