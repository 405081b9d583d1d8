/* Equilibrium averages of a liquid against published or exact ones: rows for short and long
   tests. */
#ifndef TESTS_REFERENCES_H
#define TESTS_REFERENCES_H

struct references_row {
    const char *model;
    int N;
    double rho, T, step;
    double e, e_error, P, P_error; /* expected, tails included where the model has tails */
    int warm, sweeps;
};

/* Runs it, prints z-scores of energy and pressure, and asserts that they are below 4. */
void references_check(const struct references_row *row);

#endif
