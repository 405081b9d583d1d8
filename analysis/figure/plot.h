/* Figures: columns of panels over a legend each, drawn by gnuplot. Beside FIGURE.png and FIGURE.pdf
   lie the script, FIGURE.gp, and one data file a panel, so that `gnuplot FIGURE.gp` in that folder
   draws the figure again. Colours are Okabe and Ito's, told apart by colour-blind eyes:
   jfly.uni-koeln.de/color. */
#ifndef ANALYSIS_FIGURE_PLOT_H
#define ANALYSIS_FIGURE_PLOT_H

#include <stdbool.h>
#include <stddef.h>

enum { PLOT_ROWS = 6, PLOT_COLUMNS = 2, PLOT_SERIES = 64 };

enum plot_style {
    PLOT_LINES,  /* error as a band */
    PLOT_POINTS, /* error as a bar */
    PLOT_DASHES, /* what is not measured: fits, published values; error as a band */
    PLOT_DISCS,  /* error is the radius, in units of x */
    PLOT_CELLS,  /* a matrix: error is the entry, NAN: none; shades from the least to the largest */
};

struct plot_series {
    size_t n;
    double *x, *y, *error; /* (n) owned; error drawn as a band where it is finite */
    char *legend;          /* owned; "": not in the legend */
    unsigned colour;       /* 0xrrggbb */
    double width;          /* of the line [pt] */
    enum plot_style style; /* PLOT_LINES unless set */
};

struct plot_panel {
    const char *name;            /* of the data file: FIGURE-COLUMN-PANEL.dat */
    const char *xlabel, *ylabel; /* gnuplot's enhanced text */
    bool log_x, log_y, joined;   /* joined: shares its x axis with the panel below */
    bool padded;                 /* x has room at both ends, as if points were shown */
    bool unit;                   /* y runs from 0 to 1, with a thin line at 1/e */
    bool plain;                  /* labels are names, not enhanced text */
    bool square;                 /* as high as wide: a map */
    char *note;                  /* text in the lower left corner, of a map above it; owned */
    size_t n;
    struct plot_series series[PLOT_SERIES];
};

struct plot_column {
    const char *name; /* of its data files */
    char *title;      /* owned */
    int key_columns;  /* the legend's entries stand in so many columns, row by row */
    size_t panels;
    struct plot_panel panel[PLOT_ROWS];
};

struct plot {
    char *path; /* FIGURE, without suffix; owned */
    size_t columns;
    struct plot_column column[PLOT_COLUMNS];
};

/* An empty plot for a path; a suffix .png, .pdf, .gp or .dat is dropped. NULL: for a preview only.
   plot_free. */
struct plot *plot_create(const char *path);
void plot_free(struct plot *p);

/* The next column, and the next panel of a column, empty but for what is said; title is copied. */
struct plot_column *plot_column(struct plot *p, const char *name, const char *title,
                                int key_columns);
struct plot_panel *plot_panel(struct plot_column *c, const char *name, const char *xlabel,
                              const char *ylabel);

/* Room for n points in a panel's new series; legend is copied. */
struct plot_series *plot_add(struct plot_panel *panel, size_t n, const char *legend,
                             unsigned colour, double width);

/* The panel's series of this legend, or a new and empty one with room for n points; plot_point adds
   to it. */
struct plot_series *plot_named(struct plot_panel *panel, size_t n, const char *legend,
                               unsigned colour, double width);
void plot_point(struct plot_series *s, double x, double y, double error);

/* The palette's colour number i, mixed with white: 0 pure, 1 white. */
unsigned plot_colour(size_t i, double white);
enum {
    PLOT_BLACK,
    PLOT_BLUE,
    PLOT_VERMILLION,
    PLOT_GREEN,
    PLOT_PURPLE,
    PLOT_ORANGE,
    PLOT_SKY,
    PLOT_COLOURS
};

const char *plot_stem(const struct plot *p); /* FIGURE without its folder */
/* The file of a panel's data, without its folder; base_free. */
char *plot_data(const struct plot *p, const struct plot_column *c, const struct plot_panel *panel);
/* May a point be drawn: a logarithmic axis has no zero. */
bool plot_drawable(const struct plot_panel *panel, double x, double y);

/* Leaves out the panels that have nothing to show, and columns without panels. Is anything left? */
bool plot_trim(struct plot *p);

#endif
