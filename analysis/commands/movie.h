/* Pictures of single frames for `movie`. */
#ifndef ANALYSIS_COMMANDS_MOVIE_H
#define ANALYSIS_COMMANDS_MOVIE_H

#include "analysis/figure/picture.h"
#include "analysis/read/run.h"
#include "common/io/frame.h"

enum { MOVIE_SIDE = 480, MOVIE_FOOT = 24, MOVIE_CLASSES = 8 };

struct movie {
    const struct run *run;
    const struct frame *origin, *now;
    double box;         /* the largest of all frames [length] */
    double least, most; /* of the coloured quantity, in all frames */
};

struct movie_kind { /* table row */
    const char *name, *doc;
    bool in_box; /* of items in a box, or of weights */
    /* Range of the coloured quantity in one frame; widens least and most. */
    void (*range)(struct movie *m);
    void (*draw)(const struct movie *m, struct picture *p);
    unsigned (*colour)(double at);
};
extern const struct movie_kind movie_kinds[]; /* ends with name NULL */

void movie_draw_spheres(const struct movie *m, struct picture *p, const double *value);

void movie_weights_range(struct movie *m);
void movie_weights_draw(const struct movie *m, struct picture *p);

#endif
