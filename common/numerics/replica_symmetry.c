#include "common/numerics/replica_symmetry.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>
#include <math.h>

#include "common/numerics/gaussian_average.h"

enum { ITERATIONS = 200 };

/* RATIO: of neighbouring noises V on a search; FIELD_RATIO: of fields a. */
static const double LEAST_FIELD = 0.02, LARGEST_FIELD = 1e10, RATIO = 1.25, FIELD_RATIO = 1.4;

/* ---- the equations ------------------------------------------------------------------------------ */

struct averages { /* of u, a normal variable */
    double m, sech2, mu, sigma;
};

/* Fields a xi + sqrt(V) g of the visible units. */
static struct averages over_fields(const struct replica_symmetry_model *x, double a, double V)
{
    const double edge = sqrt(1 - x->Omega_patterns);
    struct averages u = {.mu = a * edge, .sigma = sqrt(a * a * x->Omega_patterns + V)};
    u.sech2 = gaussian_average_sech2(u.mu, u.sigma);
    u.m = edge * gaussian_average_tanh(u.mu, u.sigma) + x->Omega_patterns * a * u.sech2;
    return u;
}

struct hidden { /* units in the field sqrt(beta q) g, of prior x -> exp(beta (1 - q) x^2/2) */
    double beta, q, D, edge, slope; /* <z> = (edge tanh(slope g) + Omega h)/D */
};

static struct hidden hidden_units(const struct replica_symmetry_model *x, double beta, double sech2)
{
    const double D = 1 - x->Omega_hidden * beta * sech2, edge = sqrt(1 - x->Omega_hidden);
    return (struct hidden){.beta = beta,
                           .q = 1 - sech2,
                           .D = D,
                           .edge = edge,
                           .slope = sqrt(beta * fmax(0, 1 - sech2)) * edge / D};
}

static double hidden_overlap(const struct replica_symmetry_model *x, const struct hidden *h)
{
    const double Omega = x->Omega_hidden, s = gaussian_average_sech2(0, h->slope);
    const double sum = h->edge * h->edge * (1 - s) +
                       2 * h->edge * Omega * sqrt(h->beta * h->q) * h->slope * s +
                       Omega * Omega * h->beta * h->q;
    return sum / (h->D * h->D);
}

static double free_energy(const struct replica_symmetry_model *x, const struct hidden *h, double r,
                          const struct averages *u, double m)
{
    const double beta = h->beta, Omega = x->Omega_hidden;
    const double log_hidden =
        -log(h->D) / 2 +
        (beta * (1 - h->q) * h->edge * h->edge + Omega * beta * h->q) / (2 * h->D) +
        gaussian_average_log_cosh(0, h->slope) - M_LN2;
    return Omega * m * m / 2 + x->alpha / 2 + x->alpha * r * (1 - h->q) / 2 -
           (x->alpha * log_hidden + gaussian_average_log_cosh(u->mu, u->sigma)) / beta;
}

static double stability(const struct replica_symmetry_model *x, const struct hidden *h,
                        const struct averages *u)
{
    const double a = x->Omega_hidden / h->D, b = h->edge * h->edge / (h->D * h->D);
    const double variance2 = a * a + 2 * a * b * gaussian_average_sech2(0, h->slope) +
                             b * b * gaussian_average_sech4(0, h->slope);
    return x->alpha * h->beta * h->beta * variance2 * gaussian_average_sech4(u->mu, u->sigma);
}

static struct replica_symmetry_state state_of(const struct replica_symmetry_model *x, double beta,
                                              const struct averages *u, double m)
{
    const struct hidden h = hidden_units(x, beta, u->sech2);
    const double r = hidden_overlap(x, &h);
    return (struct replica_symmetry_state){.T = 1 / beta,
                                           .m = m,
                                           .q = h.q,
                                           .r = r,
                                           .f = free_energy(x, &h, r, u, m),
                                           .stability = stability(x, &h, u)};
}

/* ---- retrieval: everything as a function of the field a ----------------------------------------- */

/* alpha beta r / V - 1 at the temperature where the field is a; INFINITY beyond D = 0. */
static double excess(const struct replica_symmetry_model *x, double a, double V)
{
    const struct averages u = over_fields(x, a, V);
    const double beta = a / (x->Omega_hidden * u.m);
    const struct hidden h = hidden_units(x, beta, u.sech2);
    return h.D > 0 ? x->alpha * beta * hidden_overlap(x, &h) / V - 1 : INFINITY;
}

/* Smallest of an excess within a factor of RATIO of V, by golden sections of ln V. */
static double least_excess(const struct replica_symmetry_model *x, double a, double *V)
{
    const double golden = (sqrt(5) - 1) / 2;
    double low = *V / RATIO, high = *V * RATIO;
    for (int k = 0; k < 60; k++) {
        const double shift = pow(high / low, golden);
        if (excess(x, a, low * shift) < excess(x, a, high / shift))
            low = high / shift;
        else
            high = low * shift;
    }
    *V = sqrt(low * high);
    return excess(x, a, *V);
}

static double root(const struct replica_symmetry_model *x, double a, double low, double high)
{
    for (int k = 0; k < ITERATIONS && high > low * (1 + 1e-15); k++) {
        const double V = sqrt(low * high);
        if (excess(x, a, V) > 0)
            low = V;
        else
            high = V;
    }
    return low;
}

/* The smallest V that solves the equations; NAN if there is none. V >= alpha a^2, as q >= m^2. */
static double noise(const struct replica_symmetry_model *x, double a)
{
    const double first = x->alpha * a * a;
    double best = INFINITY, at = first;
    for (double V = first; V < 1e4 * first; V *= RATIO) {
        const double e = excess(x, a, V);
        if (e <= 0) return V == first ? V : root(x, a, V / RATIO, V);
        if (e < best) best = e, at = V;
    }
    if (best > 0.3) return NAN;
    double V = at;
    return least_excess(x, a, &V) <= 0 ? root(x, a, at / RATIO, V) : NAN;
}

static struct replica_symmetry_state nothing(double T)
{
    return (struct replica_symmetry_state){T, NAN, NAN, NAN, NAN, NAN};
}

static struct replica_symmetry_state at_field(const struct replica_symmetry_model *x, double a)
{
    const double V = noise(x, a);
    if (isnan(V)) return nothing(0);
    const struct averages u = over_fields(x, a, V);
    return state_of(x, a / (x->Omega_hidden * u.m), &u, u.m);
}

/* T(a), 0 where there is no solution. */
static double temperature(const struct replica_symmetry_model *x, double a)
{
    const double V = noise(x, a);
    return isnan(V) ? 0 : x->Omega_hidden * over_fields(x, a, V).m / a;
}

static double minus_temperature(double log_a, void *x)
{
    return -temperature(x, exp(log_a));
}

/* The field at which T(a) is largest; NAN if there is no retrieval. */
static double spinodal_field(const struct replica_symmetry_model *x)
{
    if (x->Omega_hidden == 0) return NAN;
    double best = 0, at = NAN;
    for (double a = LEAST_FIELD; a < LARGEST_FIELD && !(x->Omega_hidden / a < best);
         a *= FIELD_RATIO) {
        const double T = temperature(x, a);
        if (T > best) best = T, at = a;
    }
    if (isnan(at)) return NAN;
    struct replica_symmetry_model copy = *x;
    gsl_function F = {.function = minus_temperature, .params = &copy};
    gsl_min_fminimizer *const m = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    gsl_min_fminimizer_set(m, &F, log(at), log(at / FIELD_RATIO), log(at * FIELD_RATIO));
    for (int k = 0; k < 40; k++) gsl_min_fminimizer_iterate(m);
    const double a = exp(gsl_min_fminimizer_x_minimum(m));
    gsl_min_fminimizer_free(m);
    return a;
}

/* The field in [low, high] at which `above` becomes false. */
static double last_field(const struct replica_symmetry_model *x, double low, double high, double T,
                         bool (*above)(const struct replica_symmetry_model *x, double a, double T))
{
    for (int k = 0; k < ITERATIONS && high > low * (1 + 1e-15); k++) {
        const double a = sqrt(low * high);
        if (above(x, a, T))
            low = a;
        else
            high = a;
    }
    return sqrt(low * high);
}

static bool is_hotter(const struct replica_symmetry_model *x, double a, double T)
{
    return temperature(x, a) > T;
}

struct replica_symmetry_state replica_symmetry_spinodal(const struct replica_symmetry_model *x)
{
    const double a = spinodal_field(x);
    return isnan(a) ? nothing(NAN) : at_field(x, a);
}

struct replica_symmetry_state replica_symmetry_retrieval(const struct replica_symmetry_model *x,
                                                         double T)
{
    const double spinodal = spinodal_field(x);
    if (isnan(spinodal) || !(temperature(x, spinodal) > T)) return nothing(T);
    struct replica_symmetry_state s =
        at_field(x, last_field(x, spinodal, x->Omega_hidden / T, T, is_hotter));
    s.T = T;
    return s;
}

/* ---- m = 0 -------------------------------------------------------------------------------------- */

static double freezing(const struct replica_symmetry_model *x)
{
    const double Omega = x->Omega_hidden;
    double low = Omega, high = 1 + sqrt(x->alpha);
    for (int k = 0; k < ITERATIONS; k++) {
        const double T = (low + high) / 2, D = 1 - Omega / T;
        const double slope = D > 0 ? Omega / D + (1 - Omega) / (D * D) : INFINITY;
        if (sqrt(x->alpha) * slope > T)
            low = T;
        else
            high = T;
    }
    return high;
}

static double disordered_excess(const struct replica_symmetry_model *x, double beta, double V)
{
    const double sech2 = gaussian_average_sech2(0, sqrt(V));
    const struct hidden h = hidden_units(x, beta, sech2);
    return h.D > 0 ? x->alpha * beta * hidden_overlap(x, &h) / V - 1 : INFINITY;
}

struct replica_symmetry_state replica_symmetry_disordered(const struct replica_symmetry_model *x,
                                                          double T)
{
    double low = 1e-14, high = 1;
    if (T >= freezing(x)) {
        const struct averages u = {.sech2 = 1};
        return state_of(x, 1 / T, &u, 0);
    }
    while (disordered_excess(x, 1 / T, high) > 0) high *= 4;
    for (int k = 0; k < ITERATIONS && high > low * (1 + 1e-15); k++) {
        const double V = sqrt(low * high);
        if (disordered_excess(x, 1 / T, V) > 0)
            low = V;
        else
            high = V;
    }
    const struct averages u = over_fields(x, 0, high);
    return state_of(x, 1 / T, &u, 0);
}

/* ---- lines -------------------------------------------------------------------------------------- */

static bool is_higher(const struct replica_symmetry_model *x, double a, double unused)
{
    (void)unused;
    const struct replica_symmetry_state s = at_field(x, a);
    return !(s.f < replica_symmetry_disordered(x, s.T).f);
}

static bool is_stable(const struct replica_symmetry_model *x, double a, double unused)
{
    (void)unused;
    return !(at_field(x, a).stability > 1);
}

/* T at the first field above the spinodal where `above` is false, down to T = 1e-9; NAN: nowhere. */
static double first_crossing(const struct replica_symmetry_model *x, double spinodal,
                             bool (*above)(const struct replica_symmetry_model *x, double a,
                                           double T))
{
    for (double a = spinodal, before = a; a < x->Omega_hidden * 1e9; before = a, a *= FIELD_RATIO) {
        if (above(x, a, 0)) continue;
        return temperature(x, a > before ? last_field(x, before, a, 0, above) : a);
    }
    return NAN;
}

struct replica_symmetry_lines replica_symmetry_lines(const struct replica_symmetry_model *x)
{
    struct replica_symmetry_lines lines = {freezing(x), NAN, NAN, NAN, NAN};
    const double spinodal = spinodal_field(x);
    if (isnan(spinodal)) return lines;
    const struct replica_symmetry_state s = at_field(x, spinodal);
    lines.T_M = s.T, lines.m_M = s.m;
    lines.T_c = first_crossing(x, spinodal, is_higher);
    lines.T_R = first_crossing(x, spinodal, is_stable);
    return lines;
}
