/* temperature: growth of the relaxation time on cooling. tau(T) of each protocol is fitted by every
   law of the table. Bands and the error of the extrapolated T_g come from refits to tau redrawn
   within its errors. A law is preferred if its AICc is clearly the least
   among those fitted to all points, and its chi2 does not refuse it. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/figure/plot.h"
#include "analysis/estimate/drift.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"
#include "common/numerics/tau_laws.h"
#include "common/core/rng.h"
#include "common/core/vector.h"

enum { DRAWS = 200, GRID = 60, LAWS = 8, SHOWN = 2 };

static const double least_probability = 0.01; /* of a chi2 as large, of a law that is not refused */
static const double clear = 2; /* difference of AICc above which one law is preferred to another */
static const double decades = 12; /* T_g: tau is this many decades above the shortest */

struct points { /* relaxation times of one protocol, hot to cold */
    size_t n, left_out;
    double *T, *log_tau, *error, *tau;
    const struct group *first;
};

static struct points points_of(struct result_table *s, const struct groups *all, size_t from,
                               const char *observable, const struct command_arguments *a)
{
    struct points p = {.first = &all->group[from]};
    double **const array[] = {&p.T, &p.log_tau, &p.error, &p.tau};
    for (size_t k = 0; k < 4; k++) *array[k] = base_alloc(all->n, sizeof(double));
    for (const struct group *g = all->group + from; g < all->group + all->n; g++) {
        if (group_system(g) != group_system(p.first) || strcmp(g->family, p.first->family) != 0)
            continue;
        if (group_parts_lack(g, observable, s)) continue;
        struct curve_rows rows = curve_rows_read(g, observable);
        const double waiting = curve_one_waiting(&rows, g, observable, a->waiting);
        const struct relaxation x = relaxation_measure(&rows, waiting, a->level, NULL);
        if (waiting == CURVE_ALL) drift_note_rows(s, g, observable, &rows, a->level);
        curve_rows_clear(&rows);
        if (x.bound != RELAXATION_VALUE || !(x.tau.error > 0) || !(group_T(g) > 0)) {
            p.left_out++;
            continue;
        }
        p.T[p.n] = group_T(g);
        p.tau[p.n] = x.tau.value;
        p.log_tau[p.n] = log(x.tau.value);
        p.error[p.n++] = x.tau.error / x.tau.value;
    }
    return p;
}

static void points_clear(struct points *p)
{
    base_free(p->T);
    base_free(p->log_tau);
    base_free(p->error);
    base_free(p->tau);
}

static double extreme(const struct points *p, const double *x, bool most)
{
    double y = x[0];
    for (size_t i = 1; i < p->n; i++) y = most ? fmax(y, x[i]) : fmin(y, x[i]);
    return y;
}

/* Copies the points within the law's range of tau; returns their number. */
static size_t within(const struct points *p, const struct tau_laws_row *law, double *T, double *y,
                     double *error)
{
    const double least = extreme(p, p->log_tau, false);
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (law->range > 0 && p->log_tau[i] > least + log(law->range)) continue;
        T[n] = p->T[i];
        y[n] = p->log_tau[i];
        error[n++] = p->error[i];
    }
    return n;
}

/* ---- a law and its band ---------------------------------------------------------------------- */

struct band {
    struct tau_laws_fit fit;
    bool found, refused; /* refused: by its chi2 */
    struct statistics_estimate T_g;
    double T[GRID], low[GRID], high[GRID]; /* ln tau: one sigma of the draws, 16 to 84 % */
};

/* Quantile of n numbers; sorts x, and NAN counts as the largest. */
static double quantile(size_t n, double *x, double share)
{
    for (size_t i = 0; i < n; i++)
        if (isnan(x[i])) x[i] = INFINITY;
    qsort(x, n, sizeof *x, vector_compare);
    return x[(size_t)(share * (double)(n - 1) + 0.5)];
}

/* Half the distance of the 16 % and 84 % quantiles: one standard deviation. */
static double half_width(size_t n, double *x)
{
    const double low = quantile(n, x, 0.16);
    return (quantile(n, x, 0.84) - low) / 2;
}

static void draw_again(struct band *b, size_t n, const double *T, const double *y,
                       const double *error, double low, double log_tau_g)
{
    static double T_g[DRAWS], at[GRID][DRAWS], p[TAU_LAWS_PARAMETERS][DRAWS];
    double *const drawn = base_alloc(n, sizeof *drawn);
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_BOOTSTRAP);
    size_t draws = 0;
    for (int d = 0; d < DRAWS; d++) {
        struct tau_laws_fit f;
        for (size_t i = 0; i < n; i++) drawn[i] = y[i] + error[i] * rng_normal(&rng);
        if (!tau_laws_fit(b->fit.law, n, T, drawn, error, &f)) continue;
        T_g[draws] = tau_laws_temperature(&f, low, log_tau_g);
        for (int k = 0; k < TAU_LAWS_PARAMETERS; k++) p[k][draws] = f.p[k].value;
        for (int k = 0; k < GRID; k++) at[k][draws] = tau_laws_log_tau(&f, b->T[k]);
        draws++;
    }
    b->found = draws > 0.9 * DRAWS; /* else one sigma of the points takes the fit to infinity */
    if (b->found) {
        b->T_g.error = half_width(draws, T_g);
        for (int k = 0; k < TAU_LAWS_PARAMETERS; k++) b->fit.p[k].error = half_width(draws, p[k]);
        for (int k = 0; k < GRID; k++) {
            b->low[k] = quantile(draws, at[k], 0.16);
            b->high[k] = quantile(draws, at[k], 0.84);
        }
    }
    base_free(drawn);
}

static struct band band_of(const struct points *p, const struct tau_laws_row *law)
{
    struct band b = {.T_g = {NAN, NAN}};
    double *const T = base_alloc(p->n, sizeof *T), *const y = base_alloc(p->n, sizeof *y),
                  *const error = base_alloc(p->n, sizeof *error);
    const size_t n = within(p, law, T, y, error);
    b.found = tau_laws_fit(law, n, T, y, error, &b.fit);
    if (b.found) {
        const double low = extreme(p, p->T, false), high = extreme(p, p->T, true),
                     log_tau_g = extreme(p, p->log_tau, false) + decades * log(10);
        b.T_g.value = tau_laws_temperature(&b.fit, low, log_tau_g);
        for (int k = 0; k < GRID; k++)
            b.T[k] = 0.55 * low * pow(high / (0.55 * low), k / (GRID - 1.0));
        draw_again(&b, n, T, y, error, low, log_tau_g);
        b.refused = gsl_cdf_chisq_Q(b.fit.chi2, (double)(n - law->parameters)) < least_probability;
    }
    base_free(T);
    base_free(y);
    base_free(error);
    return b;
}

/* ---- showing --------------------------------------------------------------------------------- */

static void columns(struct result_table *s)
{
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "law", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "points", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "a", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "b", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "q", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "chi2_dof", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "T_g", "energy", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "AICc", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "verdict", NULL, RESULT_TABLE_TEXT);
}

static bool candidate(const struct points *p, const struct band *b)
{
    return b->found && !b->refused && b->fit.points == p->n && isfinite(b->fit.aicc);
}

/* The law of least AICc among those that its chi2 does not refuse; NULL if there is none, or none to
   compare it with. */
static const struct band *least(const struct points *p, const struct band *band)
{
    const struct band *best = NULL;
    size_t compared = 0;
    for (const struct band *b = band; b < band + LAWS; b++) {
        compared += b->found && b->fit.points == p->n && isfinite(b->fit.aicc);
        if (candidate(p, b) && (!best || b->fit.aicc < best->fit.aicc)) best = b;
    }
    return compared > 1 ? best : NULL;
}

/* "preferred", or the reason why not. */
static const char *verdict(const struct points *p, const struct band *band, const struct band *b)
{
    const struct band *const best = least(p, band);
    if (b->refused) return "refused by its chi2";
    if (b->fit.points < p->n) return "other points: not compared";
    if (!isfinite(b->fit.aicc)) return "too few points to compare";
    if (!best) return "nothing to compare with";
    bool tie = false;
    for (const struct band *other = band; other < band + LAWS; other++)
        tie = tie ||
              (other != best && candidate(p, other) && other->fit.aicc < best->fit.aicc + clear);
    if (b == best && !tie) return "preferred";
    return b->fit.aicc < best->fit.aicc + clear ? "cannot tell" : "";
}

static void add_row(struct result_table *s, const struct points *p, const struct band *b,
                    const char *judged)
{
    const struct tau_laws_fit *const f = &b->fit;
    const double dof = (double)f->points - (double)f->law->parameters;
    result_table_text(s, "%s", p->first->family);
    result_table_text(s, "%s", f->law->name);
    result_table_number(s, (double)f->points);
    for (size_t k = 0; k < TAU_LAWS_PARAMETERS; k++)
        result_table_estimate(s, k < f->law->parameters ? f->p[k]
                                                        : (struct statistics_estimate){NAN, NAN});
    result_table_estimate(s, (struct statistics_estimate){f->chi2 / dof, sqrt(2 / dof)});
    result_table_estimate(s, b->T_g);
    result_table_number(s, f->aicc);
    result_table_text(s, "%s", judged);
}

/* Draws the measured times, and each law with its band down to temperatures where tau is too long
   to measure. */
static void draw(struct plot_panel *panel, const struct points *p, const struct band *band)
{
    static const size_t colour[LAWS] = {PLOT_SKY, PLOT_VERMILLION, PLOT_GREEN, PLOT_PURPLE};
    const unsigned grey = 0xaaaaaa;
    const double most = extreme(p, p->log_tau, true) + 4 * log(10);
    struct plot_series *const measured =
        plot_add(panel, p->n, p->first->family, group_colour_protocol(p->first), 1.5);
    measured->style = PLOT_POINTS;
    for (size_t i = 0; i < p->n; i++) {
        measured->x[i] = 1 / p->T[i];
        measured->y[i] = p->tau[i];
        measured->error[i] = p->tau[i] * p->error[i];
    }
    for (size_t l = 0; l < LAWS; l++) {
        const struct band *const b = &band[l];
        if (!b->found) continue;
        char *const legend = base_text("%s%s", b->fit.law->title, b->refused ? ", refused" : "");
        struct plot_series *const s =
            plot_named(panel, GRID, legend, b->refused ? grey : plot_colour(colour[l], 0), 1.3);
        base_free(legend);
        s->style = PLOT_DASHES;
        s->dashes = (int)l;
        double hotter = -INFINITY; /* stops where the law diverges */
        for (int k = GRID - 1; k >= 0; k--) {
            const double y = tau_laws_log_tau(&b->fit, b->T[k]);
            if (!(y < most && y > hotter && isfinite(b->high[k] - b->low[k]))) break;
            plot_point(s, 1 / b->T[k], exp(y), exp(y) * (b->high[k] - b->low[k]) / 2);
            hotter = y;
        }
    }
}

static void show(struct result_table *s, struct plot *plot, const struct points *p)
{
    struct band band[LAWS] = {0};
    for (size_t l = 0; tau_laws_rows[l].name; l++) band[l] = band_of(p, &tau_laws_rows[l]);
    for (size_t l = 0; tau_laws_rows[l].name; l++)
        if (band[l].found)
            add_row(s, p, &band[l], verdict(p, band, &band[l]));
        else
            result_table_note(s,
                              "%s, %s: no fit, with too few points or parameters that run to "
                              "infinity",
                              p->first->family, tau_laws_rows[l].name);
    if (p->left_out)
        result_table_note(s,
                          "%s: %zu temperature%s without a relaxation time and its error left out",
                          p->first->family, p->left_out, p->left_out > 1 ? "s" : "");
    if (plot->columns == SHOWN) {
        result_table_note(s, "Figure: room for %d protocols; %s is not drawn.", SHOWN,
                          p->first->family);
        return;
    }
    struct plot_column *const c = &plot->column[plot->columns++];
    c->name = plot->columns == 1 ? "first" : "second";
    c->title = base_text("%s, %s", group_system(p->first)->title, p->first->family);
    c->key_columns = 2;
    c->panels = 1;
    c->panel[0] = (struct plot_panel){.name = "tau",
                                      .xlabel = "inverse temperature  1/T",
                                      .ylabel = group_system(p->first)->tau,
                                      .log_y = true};
    draw(c->panel, p, band);
}

static const char *choose_observable(const struct command_arguments *a, const struct groups *all)
{
    if (a->of) return a->of;
    relaxation_require(all);
    for (const struct relaxation_observable *o = relaxation_observables; o->name; o++)
        if (group_has(all->group, o->name)) return o->name;
    return NULL;
}

void temperature_command(const struct command_arguments *a)
{
    struct groups all = group_parts_read(a);
    groups_require_one_model(&all);
    const char *const observable = choose_observable(a, &all);
    struct result_table *const s = result_table_create(
        "Laws of tau(T), tau from %s; T_g: tau is %g decades above the shortest "
        "measured; errors: one sigma, refits to tau drawn again.",
        observable, decades);
    struct plot *const plot = plot_create(a->output);
    columns(s);
    size_t fitted = 0;
    for (size_t g = 0; g < all.n; g++) {
        bool seen = false;
        for (size_t h = 0; h < g; h++)
            seen = seen || (strcmp(all.group[h].family, all.group[g].family) == 0 &&
                            group_system(&all.group[h]) == group_system(&all.group[g]));
        if (seen) continue;
        struct points p = points_of(s, &all, g, observable, a);
        if (p.n >= 3) show(s, plot, &p), fitted++;
        points_clear(&p);
    }
    require(fitted > 0, "%s: no protocol has relaxation times with errors at three temperatures",
            group_first(all.group)->path);
    for (const struct tau_laws_row *l = tau_laws_rows; l->name; l++)
        result_table_note(s, "%-10s tau = %s;  a = %s, b = %s%s%s", l->name, l->formula,
                          l->parameter[0], l->parameter[1], l->parameters == 3 ? ", q = " : "",
                          l->parameter[2]);
    groups_note_temperature(&all, s);
    command_output_show(a, s, plot);
    groups_clear(&all);
}
