/* overlaps.dat of a folder, of solutions at one temperature. */
#ifndef ANALYSIS_LANDSCAPE_OVERLAPS_TABLE_H
#define ANALYSIS_LANDSCAPE_OVERLAPS_TABLE_H

#include "analysis/figure/command_output.h"
#include "analysis/read/table.h"

/* Reads FOLDER/NAME.dat, whose rows are pairs i, j of solutions. Inherent structures of a run with
   holds: those of --hold, --from and --until, numbered anew. Fatal if two temperatures are left, or
   if the runs of solutions.txt differ in temperature. table_clear. */
struct table overlaps_table_read(const char *folder, const char *name,
                                 const struct command_arguments *a);

#endif
