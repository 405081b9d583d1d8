/* The parts of a figure in memory: columns of panels over a legend each, and series of points.
   Colours are Okabe and Ito's, distinct for colour-blind readers: jfly.uni-koeln.de/color. */
#ifndef ANALYSIS_FIGURE_PLOT_H
#define ANALYSIS_FIGURE_PLOT_H

#include <stdbool.h>
#include <stddef.h>

enum { PLOT_ROWS = 6, PLOT_COLUMNS = 6, PLOT_SERIES = 64 };

enum plot_style {
    PLOT_LINES,  /* error as a band */
    PLOT_POINTS, /* error as a bar */
    PLOT_DASHES, /* fits and published values; error as a band */
    PLOT_DISCS,  /* error is the radius, in units of x */
    PLOT_CELLS, /* a matrix: error is the entry, NAN for none; shades from the least to the largest */
};

struct plot_series {
    size_t n;
    double *x, *y, *error; /* (n) owned; error drawn as a band where it is finite */
    char *legend;          /* owned; "": not in the legend */
    bool enhanced;         /* the legend is enhanced text */
    unsigned colour;       /* 0xrrggbb */
    int dashes;            /* pattern of PLOT_DASHES */
    double width;          /* of the line [pt] */
    enum plot_style style; /* PLOT_LINES unless set */
};

struct plot_panel {
    const char *name;            /* of the data file: FIGURE-COLUMN-PANEL.dat */
    const char *xlabel, *ylabel; /* gnuplot's enhanced text; borrowed */
    char *own[2];                /* labels that the panel frees; NULL: none */
    bool log_x, log_y, joined;   /* joined: shares its x axis with the panel below */
    bool padded;                 /* x has margins, as for points */
    bool unit;                   /* y runs from 0 to 1, with a thin line at 1/e */
    bool inside;                 /* has a legend inside, in the colours of its curves */
    bool square;                 /* as high as wide: a map */
    double frame;                /* both axes run from 0 to this; 0: ranges of the points */
    char *note; /* enhanced text in the emptiest corner, above a square panel; owned */
    size_t n;
    struct plot_series series[PLOT_SERIES];
};

struct plot_column {
    const char *name; /* of its data files; borrowed */
    char *own;        /* a name that the column frees; NULL: none */
    char *title;      /* owned, literal */
    int key_columns;  /* number of entries per line of the legend */
    size_t panels;
    struct plot_panel panel[PLOT_ROWS];
};

struct plot {
    char *path; /* FIGURE, without suffix; owned */
    size_t columns;
    struct plot_column column[PLOT_COLUMNS];
};

/* An empty plot for a path, without a suffix .png, .pdf, .gp or .dat. NULL: for a preview only.
   Free with plot_free. */
struct plot *plot_create(const char *path);
void plot_free(struct plot *p);

/* Adds a column, or a panel of a column, with defaults for all members that are not arguments.
   title is copied. */
struct plot_column *plot_column(struct plot *p, const char *name, const char *title,
                                int key_columns);
struct plot_panel *plot_panel(struct plot_column *c, const char *name, const char *xlabel,
                              const char *ylabel);

/* Labels of x and y that the panel owns; NULL leaves one as it is. */
void plot_labels(struct plot_panel *panel, char *xlabel, char *ylabel);

/* Adds a series with n points to a panel; legend is copied. */
struct plot_series *plot_add(struct plot_panel *panel, size_t n, const char *legend,
                             unsigned colour, double width);

/* The panel's series of this legend, or a new one without points and with room for n; see
   plot_point. */
struct plot_series *plot_named(struct plot_panel *panel, size_t n, const char *legend,
                               unsigned colour, double width);
void plot_point(struct plot_series *s, double x, double y, double error);

unsigned plot_pale(unsigned colour, double white); /* mixed with white: 0 pure, 1 white */
/* The palette's colour number i, mixed with white. */
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
/* The file of a panel's data, without its folder; free with base_free. */
char *plot_data(const struct plot *p, const struct plot_column *c, const struct plot_panel *panel);
/* False for a point that a logarithmic axis cannot show. */
bool plot_drawable(const struct plot_panel *panel, double x, double y);
bool plot_above_curves(const struct plot_series *s); /* of points, discs or cells */

/* Removes panels without points, and columns without panels. False if nothing is left. */
bool plot_trim(struct plot *p);

#endif
