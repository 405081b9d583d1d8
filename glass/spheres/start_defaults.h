/* N, dim and rho of a run file that starts from a file and leaves them out. */
#ifndef GLASS_SPHERES_START_DEFAULTS_H
#define GLASS_SPHERES_START_DEFAULTS_H

struct runfile;

/* Sets the missing ones of [system] N, dim and rho to those of the start's last frame. Before the check
   of the run file. Values of the run file stay; start_take refuses them if they differ. */
void start_defaults_resolve(struct runfile *f);

#endif
