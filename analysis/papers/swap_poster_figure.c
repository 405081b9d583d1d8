/* Implementation of swap_poster_figure.h. Swaps of features left, of weights right; loss and accuracy
   against step, speed-up, loss against dose, and the rise of the loss by single swaps. */
#include "analysis/papers/swap_poster_figure.h"

#include <math.h>
#include <string.h>

#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/first_passage.h"
#include "common/core/base.h"
#include "common/core/rng.h"

enum { REFERENCES = 3 }; /* in the figure */

/* True for protocols in the figure: one dose of each, and codes with one S. The table has all. */
static bool shown(const struct swap_poster *a, const struct group *reference,
                  const struct swap_protocol *p)
{
    if (p->reference != reference || p->group == p->reference) return false;
    if (swap_protocol_is_code(p->name) && strchr(p->name, 'S') != strrchr(p->name, 'S'))
        return false;
    bool named = false;
    for (size_t i = 0; i < a->n; i++) named = named || strcmp(a->p[i].label, p->name) == 0;
    return !named || strcmp(p->label, p->name) == 0;
}

/* at: number of the reference. */
static void describe(struct plot_column *c, const struct group *reference, size_t at, bool weights)
{
    static const char *const name[REFERENCES][2] = {
        {"features", "weights"}, {"features-2", "weights-2"}, {"features-3", "weights-3"}};
    *c = (struct plot_column){
        .name = name[at][weights],
        .title = base_text("Swaps of %s, batches of %g", weights ? "weights" : "features",
                           swap_protocol_number(group_first(reference), "train.batch_size")),
        .key_columns = 3};
    static const struct plot_panel panels[] = {
        {.name = "loss",
         .ylabel = "training loss",
         .xlabel = "t  [steps]",
         .log_x = true,
         .joined = true},
        {.name = "accuracy", .ylabel = "training accuracy", .xlabel = "t  [steps]", .log_x = true},
        {.name = "speedup",
         .ylabel = "speed-up  t_{none} / t_{swap}",
         .xlabel = "training loss reached"},
        {.name = "information",
         .ylabel = "share of swaps, four bins a decade",
         .xlabel = "by how much a swap raises the loss",
         .log_x = true},
        {.name = "dose",
         .ylabel = "training loss at the end",
         .xlabel = "mean-sq. change of the weights per step",
         .inside = true,
         .log_x = true},
        {.name = "disturbance",
         .ylabel = "training loss at the end",
         .xlabel = "mean |change of the loss| by swaps per step",
         .inside = true,
         .log_x = true},
    };
    static const int of_features[] = {0, 1, 2, 3}, of_weights[] = {0, 1, 4, 5, 3};
    c->panels = weights ? 5 : 4;
    for (size_t i = 0; i < c->panels; i++)
        c->panel[i] = panels[weights ? of_weights[i] : of_features[i]];
}

static struct plot_series *add_speedups(struct plot_panel *panel, const struct swap_protocol *p,
                                        unsigned colour, double width)
{
    enum { POINTS = 12 };
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_NOISE);
    const double from = swap_protocol_loss_after(p->reference, 0.05),
                 to = swap_protocol_loss_after(p->reference, 0.7);
    struct plot_series *const s = plot_add(panel, POINTS, "", colour, width);
    s->n = 0;
    for (int k = 0; k < POINTS; k++) {
        const double loss = from + (to - from) * k / (POINTS - 1);
        const struct first_passage_ratio r =
            first_passage_speedup(p->reference, p->group, loss, &rng);
        if (!(r.value > 0)) continue;
        s->x[s->n] = loss, s->y[s->n] = r.value;
        s->error[s->n++] = width > 2 ? (r.high - r.low) / 4 : NAN;
    }
    return s;
}

/* Final loss against the change of weights (panel[0]) and of the function (panel[1]). */
static void add_doses(struct plot_panel *panel, const struct swap_poster *a,
                      const struct group *reference)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct swap_protocol *const p = &a->p[i];
        if (!p->weights || p->reference != reference || !(p->intensity > 0)) continue;
        const bool null = strcmp(p->name, "null") == 0;
        for (int k = 0; k < 2; k++) {
            struct plot_series *const s =
                plot_named(&panel[k], a->n, null ? "null swap" : "other swaps",
                           plot_colour(null ? PLOT_GREEN : PLOT_BLUE, 0), 1.5);
            s->style = PLOT_POINTS;
            plot_point(s, k ? p->disturbance : p->intensity, p->loss.value, p->loss.error);
        }
    }
}

/* Histogram of the rise of the loss over all measured swaps. */
static struct plot_series *add_information(struct plot_panel *panel, const struct swap_protocol *p,
                                           unsigned colour, double width)
{
    struct plot_series *const s = plot_add(panel, SWAP_PROTOCOL_BINS, "", colour, width);
    double raised[SWAP_PROTOCOL_BINS] = {0}, from[SWAP_PROTOCOL_BINS], to[SWAP_PROTOCOL_BINS];
    const double all = swap_protocol_raised(p, from, to, raised);
    s->n = 0;
    for (size_t b = 0; b < SWAP_PROTOCOL_BINS && all > 0; b++)
        if (from[b] > 0 && raised[b] > 0)
            plot_point(s, sqrt(from[b] * to[b]), raised[b] / all, sqrt(raised[b]) / all);
    return s;
}

/* The last word of a label that is too long, or the label. */
static const char *short_label(const char *label)
{
    enum { LONGEST = 13 };
    const char *const last = strrchr(label, '_');
    return strlen(label) > LONGEST && last ? last + 1 : label;
}

/* The label with spaces for underscores, short unless another one is so too; "none" of training
   without swaps. base_free. */
static char *legend_of(const struct swap_poster *a, const struct swap_protocol *p)
{
    const char *text = strcmp(p->name, "none") == 0 ? p->name : short_label(p->label);
    for (size_t i = 0; i < a->n; i++)
        if (&a->p[i] != p && strcmp(short_label(a->p[i].label), text) == 0) text = p->label;
    char *const legend = base_text("%s", text);
    for (char *l = legend; *l; l++)
        if (*l == '_') *l = ' ';
    return legend;
}

struct look {
    unsigned colour;
    enum plot_style style;
    int dashes;
};

/* Codes have the dashes of the axis along which they exchange, and the colour of the other two
   letters: a code looks the same in every column. */
static struct look code_look(const char *code)
{
    static const size_t colour[] = {PLOT_BLUE, PLOT_VERMILLION, PLOT_GREEN, PLOT_PURPLE};
    static const int dashes[] = {2, 0, 0}; /* of images, channels; pixels: a line */
    const size_t axis = strcspn(code, "S");
    size_t letters = 0;
    for (size_t k = 0; k < 3; k++)
        if (k != axis) letters = 2 * letters + (code[k] == '1');
    return (struct look){plot_colour(colour[letters], 0), axis < 2 ? PLOT_DASHES : PLOT_LINES,
                         dashes[axis]};
}

/* Other protocols take colours in order; those that are no swaps are dotted. */
static struct look look_for(const struct swap_protocol *p, bool swap, size_t *used)
{
    static const size_t others[] = {PLOT_BLACK,  PLOT_GREEN,      PLOT_ORANGE, PLOT_BLUE,
                                    PLOT_PURPLE, PLOT_VERMILLION, PLOT_SKY};
    enum { OTHERS = 7, DOTTED = 5 };
    if (swap_protocol_is_code(p->name)) return code_look(p->name);
    const size_t k = (*used)++, round = k / OTHERS;
    return (struct look){plot_colour(others[k % OTHERS], 0),
                         round || !swap ? PLOT_DASHES : PLOT_LINES, swap ? (int)round - 1 : DOTTED};
}

static void set_look(struct plot_series *s, const struct look *look)
{
    s->style = look->style;
    s->dashes = look->dashes;
}

static bool has_any(const struct swap_poster *a, const struct group *reference, bool weights)
{
    for (size_t i = 0; i < a->n; i++)
        if (shown(a, reference, &a->p[i]) && a->p[i].weights == weights) return true;
    return false;
}

static void add_column(struct plot *plot, const struct swap_poster *a,
                       const struct group *reference, size_t at, bool weights)
{
    if (!has_any(a, reference, weights)) return;
    struct plot_column *const c = &plot->column[plot->columns++];
    describe(c, reference, at, weights);
    const unsigned grey = 0x999999;
    size_t from = 0;
    while (a->p[from].group != reference) from++;
    char *const without = legend_of(a, &a->p[from]);
    swap_protocol_curve(&c->panel[0], reference, "energy", without, grey, 4);
    base_free(without);
    swap_protocol_curve(&c->panel[1], reference, "train_accuracy", "", grey, 4);
    size_t used = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct swap_protocol *const p = &a->p[i];
        if (!shown(a, reference, p) || p->weights != weights) continue;
        const bool swap = weights || swap_protocol_is_code(p->name);
        const struct look look = look_for(p, swap, &used);
        const unsigned own = look.colour;
        const double width = strcmp(p->name, "1SA") == 0 ? 2.4 : 1.2;
        char *const legend = legend_of(a, p);
        set_look(swap_protocol_curve(&c->panel[0], p->group, "energy", legend, own, width), &look);
        set_look(swap_protocol_curve(&c->panel[1], p->group, "train_accuracy", "", own, width),
                 &look);
        set_look(add_information(&c->panel[c->panels - 1], p, own, width), &look);
        if (!weights) set_look(add_speedups(&c->panel[2], p, own, width), &look);
        base_free(legend);
    }
    if (weights) add_doses(&c->panel[2], a, reference);
}

void swap_poster_figure_draw(struct plot *plot, struct result_table *s, const struct swap_poster *a)
{
    const struct group *drawn[REFERENCES] = {a->reference};
    size_t n = 1;
    for (size_t i = 0; i < a->n; i++) {
        const struct group *const reference = a->p[i].reference;
        size_t k = 0;
        while (k < n && drawn[k] != reference) k++;
        if (!reference || k < n) continue;
        if (n < REFERENCES)
            drawn[n++] = reference;
        else
            result_table_note(s, "Figure: room for %d references; swaps against %s are not drawn.",
                              REFERENCES, reference->legend);
    }
    for (size_t k = 0; k < n; k++)
        for (int weights = 0; weights < 2; weights++) add_column(plot, a, drawn[k], k, weights);
}
