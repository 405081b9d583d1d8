/* movie: the stored frames of a run as an animated GIF. Spheres are coloured by displacement since
   the first frame shown, or by size: discs in two dimensions, the shaded box seen along z in three.
   Networks: the weights of the first layer. One frame is in memory at a time. */
#include "analysis/commands/movie.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/commands/commands.h"
#include "analysis/figure/gif.h"
#include "analysis/read/group.h"
#include "common/core/base.h"
#include "common/io/atomic_file.h"
#include "common/io/output.h"
#include "common/io/trajectory.h"
#include "common/observe/observe.h"

enum {
    FRAMES = 200,
    LAST = 100,
    DELAY = 6
}; /* most frames; times of the last and others [1/100 s] */

/* ---- spheres --------------------------------------------------------------------------------- */

static double folded(double x, double box)
{
    return x - box * floor(x / box);
}

static double radius_of(const struct frame *f, size_t i)
{
    return f->label ? f->label[i] / 2 : 0.5;
}

/* Sphere i and its periodic copies that reach into the picture. */
static void draw_sphere(const struct movie *m, struct picture *p, size_t i, unsigned colour)
{
    const struct frame *const f = m->now;
    const double *const x = f->x + i * (size_t)f->dim, scale = MOVIE_SIDE / m->box,
                        shift = (m->box - f->box) / 2, r = radius_of(f, i),
                        z = f->dim > 2 ? folded(x[2], f->box) : 0;
    const struct picture_window w = {shift * scale, shift * scale, MOVIE_SIDE - shift * scale,
                                     MOVIE_SIDE - shift * scale};
    for (int k = 0; k < 9; k++) {
        const double u = folded(x[0], f->box) + (k % 3 - 1) * f->box,
                     v = folded(x[1], f->box) + (k / 3 - 1) * f->box;
        if (u < -r || u > f->box + r || v < -r || v > f->box + r) continue;
        const double a = (u + shift) * scale, b = MOVIE_SIDE - (v + shift) * scale;
        if (f->dim > 2)
            picture_sphere(p, &w, a, b, z * scale, r * scale, colour, 0.6 * (1 - z / f->box));
        else
            picture_disc(p, &w, a, b, r * scale, colour);
    }
}

static unsigned class_colour(const struct movie *m, double value)
{
    const double at = m->most > m->least ? (value - m->least) / (m->most - m->least) : 0.5;
    return picture_viridis(round(fmin(fmax(at, 0), 1) * (MOVIE_CLASSES - 1)) / (MOVIE_CLASSES - 1));
}

static void displacement_range(struct movie *m)
{
    m->least = 0, m->most = 1; /* [length]: those beyond have the last colour */
}

static void displacement_draw(const struct movie *m, struct picture *p)
{
    struct observe_pair pair;
    observe_pair_init(&pair, m->now, m->origin);
    for (size_t i = 0; i < m->now->n; i++)
        draw_sphere(m, p, i, class_colour(m, sqrt(observe_squared(&pair, i))));
}

static void size_range(struct movie *m)
{
    for (size_t i = 0; i < m->now->n; i++) {
        const double d = 2 * radius_of(m->now, i);
        m->least = fmin(m->least, d), m->most = fmax(m->most, d);
    }
}

static void size_draw(const struct movie *m, struct picture *p)
{
    for (size_t i = 0; i < m->now->n; i++)
        draw_sphere(m, p, i, class_colour(m, 2 * radius_of(m->now, i)));
}

const struct movie_kind movie_kinds[] = {
    {"displacement", "spheres by displacement since the first frame [length]", true,
     displacement_range, displacement_draw, picture_viridis},
    {"size", "spheres by diameter [length]", true, size_range, size_draw, picture_viridis},
    {"weights", "weights of a network's first layer, an image a unit", false, movie_weights_range,
     movie_weights_draw, picture_diverging},
    {NULL, NULL, false, NULL, NULL, NULL},
};

/* ---- palette --------------------------------------------------------------------------------- */

/* Greys, and the classes' colours in several lights and depths. */
static size_t palette_of(const struct movie_kind *k, unsigned palette[GIF_COLOURS])
{
    enum { GREYS = 15, LIGHTS = 10, DEPTHS = 3 };
    size_t n = 0;
    for (int g = 0; g < GREYS; g++) palette[n++] = 0x010101u * (unsigned)(g * 255 / (GREYS - 1));
    if (!k->in_box) {
        for (; n < GIF_COLOURS; n++)
            palette[n] = k->colour((double)(n - GREYS) / (GIF_COLOURS - GREYS - 1));
        return n;
    }
    for (int c = 0; c < MOVIE_CLASSES; c++)
        for (int l = 0; l < LIGHTS; l++)
            for (int d = 0; d < DEPTHS; d++) {
                const double light = 0.4 + 0.6 * l / (LIGHTS - 1), dim = 0.25 * d;
                const unsigned pure = k->colour((double)c / (MOVIE_CLASSES - 1));
                unsigned mixed = 0;
                for (int shift = 16; shift >= 0; shift -= 8) {
                    const double part = light * (double)(pure >> shift & 0xff);
                    mixed = mixed << 8 | (unsigned)lround(part + dim * (255 - part));
                }
                palette[n++] = mixed;
            }
    return n;
}

/* ---- the command ----------------------------------------------------------------------------- */

struct frames {
    struct trajectory *t;
    size_t n, step;
    size_t *at; /* (n) frames between --from and --until */
};

static struct frames frames_of(const struct command_arguments *a, const char *path)
{
    struct frames f = {.t = trajectory_open(path), .step = 1};
    const size_t all = trajectory_frames(f.t);
    struct frame now;
    f.at = base_alloc(all + 1, sizeof *f.at);
    for (size_t k = 0; k < all; k++) {
        trajectory_read(f.t, k, &now);
        if ((!a->from.given || (double)now.t > a->from.value) &&
            (!a->until.given || (double)now.t <= a->until.value))
            f.at[f.n++] = k;
    }
    require(f.n >= 2, "%s: holds %zu frames between the times. Two or more are needed", path, f.n);
    f.step = (f.n + FRAMES - 1) / FRAMES;
    return f;
}

/* Ranges over all frames shown, so that colours mean the same in each. */
static void find_ranges(const struct movie_kind *k, struct movie *m, const struct frames *f)
{
    struct frame now;
    m->now = &now;
    m->least = INFINITY, m->most = -INFINITY;
    for (size_t i = 0; i < f->n; i += f->step) {
        trajectory_read(f->t, f->at[i], &now);
        m->box = fmax(m->box, now.box);
        k->range(m);
    }
    require(!k->in_box || m->box > 0, "%s: a %s needs a box", m->run->path, k->name);
    m->now = NULL;
}

static void write_frames(FILE *out, const struct movie_kind *k, struct movie *m,
                         const struct frames *f)
{
    unsigned palette[GIF_COLOURS];
    const size_t colours = palette_of(k, palette);
    struct picture p;
    struct frame now;
    struct owned_frame origin = {0};
    picture_init(&p, MOVIE_SIDE, MOVIE_SIDE + MOVIE_FOOT);
    struct gif *const g = gif_create(out, p.width, p.height, colours, palette);
    m->now = &now, m->origin = &origin.view;
    for (size_t i = 0; i < f->n; i += f->step) {
        trajectory_read(f->t, f->at[i], &now);
        if (i == 0) frame_copy(&origin, &now);
        picture_wipe(&p);
        k->draw(m, &p);
        char *const time = base_text("t = %" PRId64, now.t);
        picture_text(&p, 8, MOVIE_SIDE + 6, time, 2);
        base_free(time);
        picture_finish(&p);
        gif_add(g, p.rgb, i + f->step < f->n ? DELAY : LAST);
    }
    gif_free(g);
    m->now = m->origin = NULL;
    frame_clear(&origin);
    picture_clear(&p);
}

static const struct movie_kind *kind_of(const struct command_arguments *a, const struct run *f)
{
    const struct base_table t = {"kind", "of movie, --of", movie_kinds, sizeof *movie_kinds};
    require(f->system->in_box || f->system->trained,
            "%s: is a %s. Allowed: systems in a box, and networks", f->path, f->system->name);
    const struct movie_kind *const k = base_pick(&t,
                                                 a->of               ? a->of
                                                 : f->system->in_box ? "displacement"
                                                                     : "weights",
                                                 "--of");
    require(k->in_box == f->system->in_box, "--of %s: %s is a %s. Allowed: %s", k->name, f->path,
            f->system->name, f->system->in_box ? "displacement, size" : "weights");
    return k;
}

static bool made_here(const char *path, const char *mark)
{
    return output_marked(path, mark);
}

void movie_command(const struct command_arguments *a)
{
    require(a->n == 1, "movie: takes one run, and these are %zu folders", a->n);
    const size_t length = strlen(a->output);
    require(length > 4 && strcmp(a->output + length - 4, ".gif") == 0,
            "--output '%s': must end in .gif", a->output);
    struct run *const run = run_read(a->folder[0]);
    const struct movie_kind *const k = kind_of(a, run);
    char *const path = base_text("%s/trajectory.h5", run->path);
    const struct output o = {.force = a->force, .n = a->n, .input = a->folder};
    struct frames f = frames_of(a, path);
    struct movie m = {.run = run};
    find_ranges(k, &m, &f);
    output_require(&o, a->output, made_here, "GIF89a\xe0\x01\xf8\x01");
    command_output_folder(a->output);
    FILE *const out = atomic_file_begin(a->output);
    write_frames(out, k, &m, &f);
    output_end(a->output, out);
    printf("Movie: %s, %zu frames; colours: %s, from %.3g to %.3g\n", a->output,
           (f.n + f.step - 1) / f.step, k->doc, m.least, m.most);
    if (f.step > 1) printf("Every %zu-th of %zu frames is shown.\n", f.step, f.n);
    trajectory_close(f.t);
    base_free(f.at);
    base_free(path);
    run_free(run);
}
