/* A third system beside spheres and networks, for tests: one folder and one row of a program's table. */
#ifndef TESTS_THIRD_ISING_H
#define TESTS_THIRD_ISING_H

#include "common/mc/mc.h"

extern const struct mc_system ising;

#endif
