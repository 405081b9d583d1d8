/* Bond order of degree 6: Steinhardt, Nelson, Ronchetti, Phys. Rev. B 28, 784 (1983). */
#ifndef GLASS_SPHERES_STRUCTURE_BOND_ORDER_H
#define GLASS_SPHERES_STRUCTURE_BOND_ORDER_H

struct spheres;

/* Bonds are pairs closer than 1.4 s_ij. */
struct bond_order {
    double
        global; /* Q6 of all bonds: of order 1/sqrt(bonds) in a liquid; 0.35 in a simple cubic, 0.51 in a
                      bcc and 0.57 in an fcc crystal */
    double local; /* q6 of the bonds of one sphere, mean over spheres */
};

/* Bond order in three dimensions; NAN in two. */
struct bond_order bond_order(const struct spheres *s);

#endif
