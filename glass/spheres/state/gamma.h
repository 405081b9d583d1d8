/* The coupling constant Gamma, which older papers on soft spheres give in place of a temperature. */
#ifndef GLASS_SPHERES_STATE_GAMMA_H
#define GLASS_SPHERES_STATE_GAMMA_H

struct runfile;

/* Sets [system] T if the run file gives Gamma instead; called before the file is checked. Fatal if
   both are given and disagree, or if the model has no Gamma. */
void gamma_resolve(struct runfile *f);

#endif
