/* Two pictures side by side and their difference, row by row, drawn by gnuplot as a PNG. */
#ifndef DNN_SYSTEM_SHOW_FIGURE_H
#define DNN_SYSTEM_SHOW_FIGURE_H

#include <stddef.h>

enum { SHOW_FIGURE_ROWS = 8 };

struct show_figure_panel {
    size_t height, width;
    unsigned char *rgb; /* (height, width, 3) owned */
};

struct show_figure {
    const char *protocol;
    size_t rows;
    struct show_figure_panel panel[SHOW_FIGURE_ROWS][2]; /* before, after */
};

void show_figure_panel_init(struct show_figure_panel *p, size_t height, size_t width);
unsigned char show_figure_byte(double x); /* 0 to 1 as 0 to 255 */
/* -1 to 1 as blue, white, red. */
void show_figure_diverging(double x, unsigned char rgb[3]);

/* Draws the figure and frees its panels. Fatal without gnuplot. */
void show_figure_draw(struct show_figure *f, const char *path);

#endif
