/* The figure of `paper spins`: ageing of the p-spin model, of a liquid and of a network, responses, final energies
   and losses by size, P(q). */
#ifndef ANALYSIS_PAPERS_SPIN_GLASSES_FIGURE_H
#define ANALYSIS_PAPERS_SPIN_GLASSES_FIGURE_H

#include <stdbool.h>

struct group;
struct groups;
struct plot;

void spin_glasses_draw(struct plot *p, const struct groups *all);

bool spin_glasses_is_kind(const struct group *g, const char *kind); /* of [system] */
bool spin_glasses_is_doubling(const struct group *g); /* equations on the doubling grid */
/* Plateau of C of spherical spins below T_d. */
double spin_glasses_plateau(double p, double T);
double spin_glasses_key(const struct group *g, const char *name); /* NAN: absent */
/* Last value of a column of series.dat, of each member (n); free with base_free. */
double *spin_glasses_last(const struct group *g, const char *column);

#endif
