/* Reader of a text file of spheres, plain or compressed by gzip, by lines and words. All errors are fatal;
   the message names the file and the line. */
#ifndef GLASS_SPHERES_STATE_TEXT_READER_H
#define GLASS_SPHERES_STATE_TEXT_READER_H

#include <stdbool.h>
#include <stdio.h>

struct particle_columns;

enum { TEXT_READER_WORDS = 128 };

struct text_reader {
    const char *path, *where;
    FILE *file;        /* of text_reader_open: decompresses */
    char *line;        /* of getline */
    size_t room, most; /* most: number of spheres for which the text is long enough */
    long number;
    bool open[3]; /* the file marks this axis as not periodic */
    size_t words;
    char *word[TEXT_READER_WORDS]; /* words of `line`, in place */
    size_t n;
    bool typed;           /* diameter has species 1, 2, ... in place of diameters */
    double *x, *diameter; /* (n, 3) [length], (n) [length] */
    size_t *id;           /* (n) */
    double low[3], edge[3];
};

void text_reader_open(struct text_reader *r, const char *path, const char *where);
/* Also frees what text_reader_make_room has allocated, except diameter. */
void text_reader_close(struct text_reader *r);

_Noreturn void text_reader_refuse(const struct text_reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool text_reader_next_line(struct text_reader *r);   /* not cut; false at the end of the file */
void text_reader_cut(struct text_reader *r);         /* into words */
void text_reader_cut_comment(struct text_reader *r); /* drops words from a # on */
void text_reader_need_line(struct text_reader *r);   /* reads the next line and cuts it into words;
                                                        fatal at the end */

double text_reader_number(const struct text_reader *r, const char *word);
size_t text_reader_whole(const struct text_reader *r, const char *word, size_t least, size_t most);

void text_reader_make_room(struct text_reader *r, size_t n); /* for n spheres */

/* Fatal unless a component of the box beside the edge L is 0 up to rounding. */
void text_reader_need_straight(const struct text_reader *r, double skew, double L);
bool text_reader_is_flat(const struct text_reader *r); /* a two-dimensional box: its third edge
                                                          differs */

/* Row i from the words of the line. `more`: number of columns that the row may have in addition, all or
   none. The identity is that of the column id, or i + 1 without one. */
void text_reader_take_row(struct text_reader *r, size_t i, const struct particle_columns *c,
                          size_t more);
/* Puts the rows in the order of their identities. Fatal if two are equal. */
void text_reader_sort(struct text_reader *r);

#endif
