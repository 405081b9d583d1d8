#include "glass/spins/rbm/unit_law.h"

#include <math.h>

struct unit_law unit_law(double Omega)
{
    return (struct unit_law){Omega, sqrt(Omega), sqrt(1 - Omega)};
}

static double log_cosh(double x)
{
    return fabs(x) + log1p(exp(-2 * fabs(x))) - M_LN2;
}

double unit_law_draw(const struct unit_law *law, double b, struct rng *rng)
{
    double x = law->Omega * b;
    if (law->Omega > 0) x += law->width * rng_normal(rng);
    if (law->Omega < 1)
        x += rng_uniform(rng) < 1 / (1 + exp(-2 * law->edge * b)) ? law->edge : -law->edge;
    return x;
}

double unit_law_mean(const struct unit_law *law, double b)
{
    return law->Omega * b + law->edge * tanh(law->edge * b);
}

double unit_law_log_average(const struct unit_law *law, double b)
{
    return law->Omega * b * b / 2 + log_cosh(law->edge * b);
}

double unit_law_log_density(const struct unit_law *law, double x)
{
    return law->Omega > 0 ? -x * x / (2 * law->Omega) + log_cosh(law->edge * x / law->Omega) : 0;
}
