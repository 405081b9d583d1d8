/* Symbols of the columns of tables: the only table from a column to its name, symbol, unit and
   preferred scale. Texts are gnuplot's enhanced text. Reduced units: σ of length, ε of energy. */
#ifndef ANALYSIS_FIGURE_COLUMN_SYMBOL_H
#define ANALYSIS_FIGURE_COLUMN_SYMBOL_H

#include <stdbool.h>

struct column_symbol {
    const char *column; /* "g_*": all columns with this beginning; * becomes %s of the texts */
    const char *system; /* name of a system; NULL: any */
    const char *name;   /* "self scattering" */
    const char *symbol; /* "F_s(k, t)"; "": none */
    const char *unit;   /* "σ^2"; "": none; "t": the clock of the system */
    bool logarithmic;   /* preferred scale */
};

extern const struct column_symbol
    column_symbols[]; /* ends with column NULL; a column itself counts before a pattern */

/* The row of a column of a system; NULL if there is none. */
const struct column_symbol *column_symbol_find(const char *column, const char *system);

/* Label of an axis, "self scattering  F_s(k, t)  [unit]"; a column without a row literally; of a pattern "S*" the name alone. clocks:
   "sweeps". Free with base_free. */
char *column_symbol_label(const char *column, const char *system, const char *clocks);
/* The symbol alone, or the name if there is none, or the column literally. Free with base_free. */
char *column_symbol_short(const char *column, const char *system);

#endif
