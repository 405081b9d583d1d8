/* The liquids of the literature, each in the units of its paper. T_MCT is the temperature at which
   a power law fitted to the relaxation time diverges. Below it, a liquid is hard to equilibrate
   without swaps.

   nbc1 to nbc11: Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017), by the numbers they have
   there; length in mean diameters. nbc2: three sizes in ratios 1.25, the smallest most numerous,
   which makes the volumes of the kinds equal and the polydispersity the published 17 %. five1,
   five2: of their five-component mixtures only the extreme sizes and the polydispersities are
   known here; sizes in geometric progression, fractions a power of the size such that <s> = 1
   (16 % and 24 %). ka3: species C half-way between A and B in size and in strength, a fifth of
   all. */
#include "glass/spheres/state/models.h"

/* clang-format off */
#define POWER3     "power", &power
#define EQUAL      "equal", &equal
#define KINDS(...) "species", &(const struct size_distribution_shape){.kind = {__VA_ARGS__}}
/* clang-format on */

static const struct size_distribution_shape power = {.spread = 2.219}, equal = {.spread = 0};

static const struct potentials_mixture ka_mixture = {
    .kinds = 2,
    .s = {1.0f, 0.88f},
    .cross = {{1.0, 0.8}, {0.8, 0.88}},
    .strength = {{1.0, 1.5}, {1.5, 0.5}},
};

static const struct potentials_mixture ka3_mixture = {
    .kinds = 3,
    .s = {1.0f, 0.88f, 0.94f},
    .cross = {{1.0, 0.8, 0.9}, {0.8, 0.88, 0.84}, {0.9, 0.84, 0.94}},
    .strength = {{1.0, 1.5, 1.25}, {1.5, 0.5, 1.0}, {1.25, 1.0, 0.75}},
};

/* clang-format off */
static const struct model models[] = {
    {"nbc1", "NBC 1: binary 50:50, sizes 1 : 1.2, delta = 9 %, n = 12 cut and shifted at sqrt(3); T_MCT = 0.199, "
     "crystallises below 0.202: 3 decades",
     "soft12", 0.0, KINDS({0.5, 10.0 / 11, 0}, {0.5, 12.0 / 11, 0}), 1024, 1.0, 0.6, NULL},
    {"nbc2", "NBC 2: ternary 55:30:15, sizes 1 : 1.25 : 1.5625, delta = 17 %, n = 12; T_MCT = 0.288, stable to 0.26: "
     "6 decades though one swap in 1e5 is accepted",
     "ipl12", 0.0, KINDS({0.55, 0.862534, 0}, {0.30, 1.078167, 0}, {0.15, 1.347709, 0}), 1500, 1.1, 0.8, NULL},
    {"nbc3", "NBC 3: P(s) ~ s^-3, delta = 23 %, n = 8, additive; T_MCT = 0.143, demixes: 4 decades",
     "ipl8", 0.0, POWER3, 1500, 1.0, 0.5, NULL},
    {"nbc4", "NBC 4: P(s) ~ s^-3, delta = 23 %, n = 12, additive; T_MCT = 0.267, demixes when cold: 6 decades",
     "ipl12", 0.0, POWER3, 1500, 1.0, 0.6, NULL},
    {"nbc5", "NBC 5: P(s) ~ s^-3, delta = 23 %, n = 18, additive; T_MCT = 0.468: 10 decades",
     "ipl18", 0.0, POWER3, 1500, 1.0, 1.0, NULL},
    {"nbc6", "NBC 6: P(s) ~ s^-3, delta = 23 %, n = 24, additive; T_MCT = 0.662, stable to 0.6 T_MCT: over 12 decades",
     "ipl24", 0.0, POWER3, 1500, 1.0, 1.5, NULL},
    {"nbc7", "NBC 7: P(s) ~ s^-3, delta = 23 %, n = 12, eps = 0.1; T_MCT = 0.176, never crystallises, to 0.5 T_MCT: over "
     "12 decades",
     "ipl12", 0.1, POWER3, 1500, 1.0, 0.5, NULL},
    {"nbc8", "NBC 8, the standard model of swap Monte Carlo: P(s) ~ s^-3, delta = 23 %, n = 12, eps = 0.2; T_onset = 0.18, "
     "T_MCT = 0.104, T_g = 0.06, equilibrated down to 0.0555: over 12 decades. In two dimensions T_onset = 0.2, T_MCT = 0.12, "
     "T_g = 0.07, about: Berthier et al., Nat. Commun. 10, 1508 (2019)",
     "ipl12", 0.2, POWER3, 1500, 1.0, 0.4, NULL},
    {"nbc9", "NBC 9: P(s) ~ s^-3, delta = 23 %, n = 12, eps = 0.3; T_MCT = 0.0534, crystallises easily: 3 decades",
     "ipl12", 0.3, POWER3, 1500, 1.0, 0.3, NULL},
    {"nbc10", "NBC 10, hybrid: two sizes, 0.76 and 1.23, and a continuum between them, delta = 21 %, n = 12, additive; T_MCT = 0.680, stable to 0.75 T_MCT: 8 decades",
     "ipl12", 0.0, KINDS({0.33, 0.76, 0.04}, {0.34, 1.23, 0.04}, {0.33, 1.00, 0.26}), 1000, 1.3, 1.5, NULL},
    {"nbc11", "NBC 11: the sizes of nbc10 with (s/r)^12 - (s/r)^6 cut at 2.5 s; T_MCT = 0.543, stable to 0.75 T_MCT: "
     "8 decades",
     "lj1", 0.0, KINDS({0.33, 0.76, 0.04}, {0.34, 1.23, 0.04}, {0.33, 1.00, 0.26}), 1000, 1.3, 1.5, NULL},
    {"five1", "NBC: five sizes 0.847 ... 1.333 of nearly equal volume, delta = 16 %, n = 12; swaps are accepted, but it demixes",
     "ipl12", 0.0, KINDS({0.3495, 0.847, 0}, {0.2504, 0.948681, 0}, {0.1794, 1.062568, 0},
                         {0.1286, 1.190127, 0}, {0.0921, 1.333, 0}), 1500, 1.0, 0.6, NULL},
    {"five2", "NBC: five sizes 0.826 ... 1.771, delta = 24 %, n = 12; demixes too",
     "ipl12", 0.0, KINDS({0.5023, 0.826, 0}, {0.2592, 0.999516, 0}, {0.1338, 1.209482, 0},
                         {0.0690, 1.463555, 0}, {0.0357, 1.771, 0}), 1500, 1.0, 0.6, NULL},
    {"bss", "binary soft spheres of Bernu et al., PRA 36, 4891 (1987), and Grigera, Parisi, PRE 63, 045102 (2001): "
     "50:50, sizes 1 : 1.2, n = 12 cut at sqrt(3); length l0, l0^3 = (s_A^3 + 2 s_AB^3 + s_B^3)/4; "
     "Gamma = rho l0^3 / T^(1/4), glassy from 1.45 (T = 0.226); T of nbc1 = T / 0.952",
     "soft12", 0.0, KINDS({0.5, 0.905365, 0}, {0.5, 1.086438, 0}), 1000, 1.0, 1.0, NULL},
    {"ka", "Kob, Andersen, PRE 51, 4626 (1995): Lennard-Jones 80:20, s 1/0.8/0.88, e 1/1.5/0.5, cut and shifted; "
     "length s_AA, energy e_AA; T_onset = 1, T_MCT = 0.435, crystallises below 0.4; A-B swaps are hardly ever accepted",
     "ka", 0.0, KINDS({0.8, 1.0, 0}, {0.2, 0.88, 0}), 1000, 1.2, 1.0, &ka_mixture},
    {"ka3", "Parmar, Ozawa, Berthier, PRL 125, 085505 (2020): ka with a third species, 64:16:20, through which "
     "A and B can swap; units as ka",
     "ka", 0.0, KINDS({0.64, 1.0, 0}, {0.16, 0.88, 0}, {0.2, 0.94, 0}), 1000, 1.2, 1.0, &ka3_mixture},
    {"lj", "Lennard-Jones, 4 e ((s/r)^12 - (s/r)^6), cut at 3 s as in NIST's tables, whose energies and pressures include "
     "the columns tail_energy and tail_pressure; length s, energy e; T_c = 1.31, T_triple = 0.69",
     "lj", 0.0, EQUAL, 500, 0.776, 0.85, NULL},
    {"r12", "(s/r)^12 of Hoover et al., JCP 52, 4931 (1970), cut at 3 s: depends on rho / T^(1/4) alone, freezes at 1.16; "
     "length s; u = T (Z - 1)/4 exactly, tails included",
     "power12", 0.0, EQUAL, 1000, 0.8, 1.0, NULL},
    {"harmonic", "harmonic spheres of O'Hern et al., PRE 68, 011306 (2003): 50:50, sizes 1 : 1.4, length in mean diameters; "
     "phi = 0.567 rho, jams at 0.64; glassy at T ~ 1e-3 for phi = 0.7",
     "harmonic", 0.0, KINDS({0.5, 5.0 / 6, 0}, {0.5, 7.0 / 6, 0}), 1000, 1.2, 0.01, NULL},
    {"hertz", "Hertzian spheres of the same paper, with the sizes of harmonic; glassy at lower T, since contacts are softer",
     "hertz", 0.0, KINDS({0.5, 5.0 / 6, 0}, {0.5, 7.0 / 6, 0}), 1000, 1.2, 0.005, NULL},
    {"hard", "hard spheres of Berthier et al., PRL 116, 238002 (2016), energies infinite or 0: P(s) ~ s^-3, delta = 23 %; "
     "phi = 0.611 rho, phi_MCT about 0.60; T only sets the unit of pressure",
     "hard", 0.0, POWER3, 1000, 0.8, 1.0, NULL},
    {0},
};
/* clang-format on */

const struct base_table models_table = {
    "model",
    "liquids of the literature. N and rho are the published ones if their keys are absent or 0. "
    "NBC n: model n of Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017); length in mean "
    "diameters, energy in v0, k_B = 1. delta: polydispersity; n: exponent; eps: non-additivity. "
    "Decades: growth of tau, from tau(T_onset) to the coldest liquid that swaps equilibrate. "
    "T_onset: the dynamics begin to slow down. T_MCT: power-law fits of tau diverge; ordinary "
    "dynamics hardly equilibrate below. T_g: tau is 1e12 tau(T_onset), the laboratory's glass "
    "transition",
    models, sizeof models[0]};
