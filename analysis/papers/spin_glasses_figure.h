/* The figure of `paper spins`: ageing of the p-spin model, of a liquid and of a network, responses, final energies
   and losses by size, P(q). */
#ifndef ANALYSIS_PAPERS_SPIN_GLASSES_FIGURE_H
#define ANALYSIS_PAPERS_SPIN_GLASSES_FIGURE_H

struct groups;
struct plot;

void spin_glasses_figure_draw(struct plot *p, const struct groups *all);

#endif
