/* The pressure of hard spheres from pairs that nearly touch. */
#ifndef GLASS_SPHERES_STRUCTURE_CONTACT_H
#define GLASS_SPHERES_STRUCTURE_CONTACT_H

struct spheres;

/* The compressibility factor Z = P V / (N T) of a configuration of hard spheres; its mean over
   configurations is Z. NAN in a box that has no room for pairs beyond contact. */
double contact_compressibility(const struct spheres *s);

#endif
