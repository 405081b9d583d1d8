/* Legends of groups: temperature and protocol, then the keys in which runs shown together differ. */
#ifndef ANALYSIS_READ_GROUP_LEGEND_H
#define ANALYSIS_READ_GROUP_LEGEND_H

struct groups;

/* Sets legend and family of all groups. Legends of one system are unique. */
void group_legends_set(struct groups *all);

#endif
