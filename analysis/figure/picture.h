/* A picture in memory: shaded spheres, discs, cells and numbers, each pixel from several samples. */
#ifndef ANALYSIS_FIGURE_PICTURE_H
#define ANALYSIS_FIGURE_PICTURE_H

#include <stddef.h>

enum { PICTURE_FINE = 2 }; /* samples a pixel and direction */

struct picture {
    size_t width, height;           /* pixels */
    size_t fine_width, fine_height; /* samples */
    unsigned char *fine;            /* (fine_height, fine_width, 3) */
    float *depth;                   /* (fine_height, fine_width) of the visible surface */
    unsigned char *rgb;             /* (height, width, 3), of picture_finish */
};

void picture_init(struct picture *p, size_t width, size_t height);
void picture_clear(struct picture *p);
void picture_wipe(struct picture *p); /* white */

/* A sphere with its centre at x, y [pixel] and depth z [pixel], large values in front. dim from 0 to
   1 pales it. Parts outside the rectangle [pixel] are cut. */
struct picture_window {
    double left, top, right, bottom;
};
void picture_sphere(struct picture *p, const struct picture_window *w, double x, double y, double z,
                    double radius, unsigned colour, double dim);
/* A disc with a dark edge. */
void picture_disc(struct picture *p, const struct picture_window *w, double x, double y,
                  double radius, unsigned colour);
void picture_box(struct picture *p, double left, double top, double width, double height,
                 unsigned colour);
/* Digits, letters t e w s, and + - . = in letters of 7 pixels; other characters are blanks. */
void picture_text(struct picture *p, double left, double top, const char *text, double size);

void picture_finish(struct picture *p); /* samples to rgb */

/* Colours for numbers from 0 to 1, in grey as well: viridis; and from blue by white to red. */
unsigned picture_viridis(double at);
unsigned picture_diverging(double at);

#endif
