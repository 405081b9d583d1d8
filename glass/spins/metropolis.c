#include "glass/spins/metropolis.h"

void metropolis_init(struct metropolis *m)
{
    const double room = 1e-12, bins = METROPOLIS_BINS;
    for (int k = 0; k < METROPOLIS_BINS; k++) {
        m->refuse[k] = -log(k / bins) + room; /* inf for k = 0 */
        m->accept[k] = -log((k + 1) / bins) - room;
    }
}
