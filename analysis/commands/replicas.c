/* replicas: overlaps q between the runs of a group at equal times, from their stored frames: the
   matrix of means and the distribution P(q). q can be any observable of two frames, for example the
   cosine of weights or the collective overlap, which ignores the identity of spheres. Frames are
   read one by one. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/read/group_parts.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"
#include "common/observe/observe.h"
#include "common/io/trajectory.h"

enum { FEWEST = 5, BINS = 40, MEMBERS = 64 };

struct pairs { /* of one group */
    const struct group *group;
    const struct observe_row *row;
    double parameter[OBSERVE_PARAMETERS];
    struct trajectory *trajectory[MEMBERS];
    size_t first, frames; /* those of the group's segment */
    double t;             /* of the first [time] */
    double *q;            /* (pairs, frames) */
};

static const struct observe_row *row_of(const struct command_arguments *a, const struct group *g)
{
    static const struct base_table t = {"observable", "", observe_rows, sizeof *observe_rows};
    return base_pick(&t, a->of ? a->of : group_system(g)->replica_overlap, "--of");
}

/* Parameters of the observable: those of the run if it measured it, else the defaults. */
static void find_parameters(struct pairs *p)
{
    for (size_t i = 0; p->row->keys && p->row->keys[i].name; i++) {
        char *const key = base_text("observe.%s.%s", p->row->name, p->row->keys[i].name);
        const char *const own = run_value(group_first(p->group), key);
        p->parameter[i] = strtod(own ? own : p->row->keys[i].value, NULL);
        base_free(key);
    }
}

/* Frames of the segment; for runs that age the one at the waiting time, or the last. */
static void choose_frames(struct pairs *p, size_t all, double waiting)
{
    const bool ages = group_first(p->group)->ages;
    struct frame f;
    for (size_t k = 0; k < all; k++) {
        trajectory_read(p->trajectory[0], k, &f);
        const double t = (double)f.t;
        if (!temperature_stages_has(&p->group->part, t)) continue;
        if (ages && !isnan(waiting) && t != waiting) continue;
        if (ages || p->frames == 0) p->first = k, p->frames = 0, p->t = t;
        p->frames++;
    }
    require(p->frames > 0 || isnan(waiting), "%s/trajectory.h5: holds no frame at t = %g",
            group_first(p->group)->path, waiting);
    require(p->frames > 0, "%s/trajectory.h5: holds no frame at T = %g, t > %g",
            group_first(p->group)->path, group_T(p->group), p->group->part.from);
}

static void open_all(struct pairs *p, double waiting)
{
    const struct group *const g = p->group;
    require(g->n <= MEMBERS, "%s: more than %d replicas", g->legend, MEMBERS);
    size_t least = SIZE_MAX;
    for (size_t m = 0; m < g->n; m++) {
        char *const path = base_text("%s/trajectory.h5", g->member[m]->path);
        p->trajectory[m] = trajectory_open(path);
        const size_t frames = trajectory_frames(p->trajectory[m]);
        require(frames > 0, "%s: holds no frame", path);
        least = frames < least ? frames : least;
        base_free(path);
    }
    choose_frames(p, least, waiting);
}

static double overlap(const struct pairs *p, const struct frame *a, const struct frame *b)
{
    double value[OBSERVE_COLUMNS];
    struct observe_pair pair;
    observe_pair_init(&pair, a, b);
    observe_measure(p->row, &pair, p->parameter, NULL, value);
    return value[0];
}

/* Measures all pairs of runs in one frame; returns their number. */
static size_t measure_frame(struct pairs *p, size_t frame)
{
    struct frame f[MEMBERS];
    size_t n = 0;
    for (size_t m = 0; m < p->group->n; m++) {
        trajectory_read(p->trajectory[m], p->first + frame, &f[m]);
        require(f[m].n == f[0].n && f[m].dim == f[0].dim && f[m].t == f[0].t &&
                    f[m].box == f[0].box,
                "%s and %s: frame %zu is not of the same kind and time", p->group->member[0]->path,
                p->group->member[m]->path, frame);
        require(!p->row->periodic || f[m].box > 0, "%s: %s needs a periodic box",
                p->group->member[m]->path, p->row->name);
    }
    for (size_t i = 0; i < p->group->n; i++)
        for (size_t j = i + 1; j < p->group->n; j++)
            p->q[n++ * p->frames + frame] = overlap(p, &f[i], &f[j]);
    return n;
}

static void add_rows(struct result_table *s, const struct pairs *p)
{
    const struct group *const g = p->group;
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++)
        for (size_t j = i + 1; j < g->n; j++, n++) {
            result_table_text(s, "%s", g->legend);
            result_table_text(s, "%s", g->member[i]->path);
            result_table_text(s, "%s", g->member[j]->path);
            result_table_number(s, (double)p->frames);
            result_table_estimate(s, statistics_correlated(p->frames, p->q + n * p->frames));
        }
}

static void draw(struct plot_panel *panel, const struct groups *all, const struct pairs *p,
                 size_t pairs)
{
    const size_t n = pairs * p->frames;
    const size_t bins = (size_t)fmin(BINS, fmax(FEWEST, sqrt((double)n)));
    double least = INFINITY, most = -INFINITY, count[BINS] = {0};
    for (size_t i = 0; i < n; i++) least = fmin(least, p->q[i]), most = fmax(most, p->q[i]);
    const double width = most > least ? (most - least) / (double)bins : 1;
    for (size_t i = 0; i < n; i++) {
        const size_t bin = (size_t)((p->q[i] - least) / width);
        count[bin < bins ? bin : bins - 1]++;
    }
    struct plot_series *const s =
        plot_add(panel, bins, p->group->legend, group_colour(all, p->group), 1.5);
    for (size_t b = 0; b < bins; b++) {
        s->x[b] = least + ((double)b + 0.5) * width;
        s->y[b] = count[b] / ((double)n * width);
        s->error[b] = NAN; /* pairs share replicas, so that a count would underestimate the error */
    }
}

static void measure(struct result_table *s, struct plot_panel *panel, const struct groups *all,
                    const struct group *g, const struct observe_row *row, double waiting)
{
    struct pairs p = {.group = g, .row = row};
    size_t pairs = 0;
    find_parameters(&p);
    open_all(&p, waiting);
    p.q = base_alloc(g->n * (g->n - 1) / 2 * p.frames, sizeof *p.q);
    for (size_t k = 0; k < p.frames; k++) pairs = measure_frame(&p, k);
    add_rows(s, &p);
    if (group_first(g)->ages)
        result_table_note(s, "%s: ages; q is that of the frames at t = %g (--waiting)", g->legend,
                          p.t);
    draw(panel, all, &p, pairs);
    for (size_t m = 0; m < g->n; m++) trajectory_close(p.trajectory[m]);
    base_free(p.q);
}

void replicas_command(const struct command_arguments *a)
{
    struct groups all = group_parts_read(a);
    struct result_table *const s =
        result_table_create("Overlaps q between replicas at equal times, means over the "
                            "stored frames; q: %s.",
                            row_of(a, all.group)->doc);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "a", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "b", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "frames", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "q", NULL, RESULT_TABLE_ESTIMATE);
    struct plot *const p = plot_create(a->output);
    p->columns = 1;
    p->column[0] = (struct plot_column){.name = "pairs",
                                        .title = base_text("Overlaps between replicas"),
                                        .key_columns = 2,
                                        .panels = 1};
    p->column[0].panel[0] =
        (struct plot_panel){.name = "P", .xlabel = "overlap  q", .ylabel = "P(q)"};
    size_t measured = 0;
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        if (g->n > 1) measure(s, p->column[0].panel, &all, g, row_of(a, g), a->waiting), measured++;
    require(measured > 0, "%s: has no replica among the folders", group_first(all.group)->path);
    groups_note_families(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
}
