/* Elastic moduli of an inherent structure at T = 0. With U(e) along an affine strain e, xi the
   derivative of the gradient with respect to e, and H the Hessian, the modulus of strain is
   (d2U/de2 - xi H^-1 xi) / V: the Born term minus that of non-affine displacements. Maloney,
   Lemaitre, Phys. Rev. E 74, 016118 (2006); Lutsko, J. Appl. Phys. 65, 2991 (1989). */
#ifndef GLASS_SPHERES_STRUCTURE_ELASTICITY_H
#define GLASS_SPHERES_STRUCTURE_ELASTICITY_H

struct energy_surface;

struct elasticity {                  /* [energy/length^dim] */
    double born, nonaffine, modulus; /* modulus = born - nonaffine */
    double residual;                 /* relative, of the linear equations */
};

/* d stress_ab / de for simple shear x_a += e x_b at constant volume, relaxed. */
struct elasticity elasticity_shear(struct energy_surface *l, int a, int b);
/* The bulk modulus -V dP/dV, relaxed. */
struct elasticity elasticity_bulk(struct energy_surface *l);

#endif
