/* Parts of runs at one temperature as groups: a hold of a temperature schedule, or a rung of a
   population. Commands that average over time take their groups from here. */
#ifndef ANALYSIS_READ_GROUP_PARTS_H
#define ANALYSIS_READ_GROUP_PARTS_H

#include "analysis/figure/command_output.h"
#include "analysis/read/group.h"
#include "analysis/read/table.h"

struct result_table;

/* groups_read; then one group for each hold or rung that --hold, --from and --until leave.
   groups_clear. */
struct groups group_parts_read(const struct command_arguments *a);
void group_parts_split(struct groups *all, const struct command_arguments *a);

/* Dies unless every run has one temperature. */
void group_parts_require_one(const struct groups *all);

/* Rows of a member's table whose time t is in the segment; table_clear. Dies if there are none. */
struct table group_parts_table(const struct group *g, size_t member, const char *name);

/* True, with a note in s (NULL: none), if all members have the table of the column but no row in the
   segment. */
bool group_parts_lack(const struct group *g, const char *column, struct result_table *s);

#endif
