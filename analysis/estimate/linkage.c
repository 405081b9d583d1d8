/* Nearest-neighbour chains. A chain ends in two clusters that are each other's nearest, and average
   linkage can merge these at once: Murtagh, Comput. J. 26, 354 (1983). Distances are updated by
   Lance and Williams: d(a + b, c) = (|a| d(a, c) + |b| d(b, c)) / (|a| + |b|). */
#include "analysis/estimate/linkage.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "common/core/base.h"

struct chain { /* a cluster has the slot of one of its members */
    size_t n, length;
    double *d;    /* (n, n) between slots in use */
    size_t *size; /* (n) members; 0: slot out of use */
    size_t *link; /* (n) the chain */
};

/* The slot nearest to i. Ties go to the slot before i on the chain, so that chains end. */
static size_t nearest(const struct chain *c, size_t i, size_t before)
{
    size_t best = before;
    double least = before < c->n ? c->d[i * c->n + before] : INFINITY;
    for (size_t j = 0; j < c->n; j++)
        if (c->size[j] && j != i && c->d[i * c->n + j] < least)
            least = c->d[i * c->n + j], best = j;
    return best;
}

/* Merges the clusters of slots a and b into slot b. */
static void join(struct chain *c, size_t a, size_t b)
{
    const double p = (double)c->size[a], q = (double)c->size[b];
    for (size_t j = 0; j < c->n; j++) {
        if (!c->size[j] || j == a || j == b) continue;
        const double d = (p * c->d[a * c->n + j] + q * c->d[b * c->n + j]) / (p + q);
        c->d[b * c->n + j] = c->d[j * c->n + b] = d;
    }
    c->size[b] += c->size[a];
    c->size[a] = 0;
}

static struct linkage_merge advance(struct chain *c)
{
    if (c->length == 0) {
        size_t first = 0;
        while (!c->size[first]) first++;
        c->link[c->length++] = first;
    }
    while (true) {
        const size_t end = c->link[c->length - 1],
                     before = c->length > 1 ? c->link[c->length - 2] : c->n,
                     next = nearest(c, end, before);
        if (next == before) break;
        c->link[c->length++] = next;
    }
    const size_t a = c->link[--c->length], b = c->link[--c->length];
    const struct linkage_merge m = {a, b, c->d[a * c->n + b], 0};
    join(c, a, b);
    return m;
}

static size_t root(size_t *parent, size_t i)
{
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
}

/* Sorts merges by height and replaces slots by cluster numbers. The sort is stable: merges of equal
   height stay in the order in which they were made. */
static void number(size_t n, struct linkage_merge *merge)
{
    size_t *const parent = base_alloc(2 * n, sizeof *parent), *const size =
                                                                  base_alloc(2 * n, sizeof *size);
    for (size_t i = 0; i < 2 * n; i++) parent[i] = i, size[i] = 1;
    for (size_t k = 0; k + 1 < n; k++) {
        const size_t x = root(parent, merge[k].a), y = root(parent, merge[k].b);
        merge[k].a = x < y ? x : y, merge[k].b = x < y ? y : x;
        merge[k].size = size[n + k] = size[x] + size[y];
        parent[x] = parent[y] = n + k;
    }
    base_free(parent), base_free(size);
}

static void sort(size_t n, struct linkage_merge *merge)
{
    struct linkage_merge *const copy = base_alloc(n, sizeof *copy);
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t first = 0; first < n; first += 2 * width) {
            const size_t middle = first + width < n ? first + width : n,
                         end = first + 2 * width < n ? first + 2 * width : n;
            for (size_t i = first, a = first, b = middle; i < end; i++)
                copy[i] = a < middle && (b == end || merge[a].height <= merge[b].height)
                              ? merge[a++]
                              : merge[b++];
        }
        memcpy(merge, copy, n * sizeof *copy);
    }
    base_free(copy);
}

void linkage_average(size_t n, const double *distance, struct linkage_merge *merge)
{
    assert(n >= 1);
    struct chain c = {.n = n, .d = base_alloc(n * n, sizeof *c.d)};
    c.size = base_alloc(n, sizeof *c.size), c.link = base_alloc(n, sizeof *c.link);
    memcpy(c.d, distance, n * n * sizeof *c.d);
    for (size_t i = 0; i < n; i++) c.size[i] = 1;
    for (size_t k = 0; k + 1 < n; k++) merge[k] = advance(&c);
    sort(n - 1, merge);
    number(n, merge);
    base_free(c.d), base_free(c.size), base_free(c.link);
}

/* ---- the tree -------------------------------------------------------------------------------- */

static void collect(size_t n, const struct linkage_merge *merge, size_t cluster, size_t *leaf,
                    size_t *at)
{
    if (cluster < n) {
        leaf[(*at)++] = cluster;
        return;
    }
    collect(n, merge, merge[cluster - n].a, leaf, at);
    collect(n, merge, merge[cluster - n].b, leaf, at);
}

void linkage_leaves(size_t n, const struct linkage_merge *merge, size_t *leaf)
{
    size_t at = 0;
    collect(n, merge, 2 * n - 2, leaf, &at);
}

void linkage_heights(size_t n, const struct linkage_merge *merge, double *height)
{
    size_t *const member = base_alloc(2 * n, sizeof *member);
    memset(height, 0, n * n * sizeof *height);
    for (size_t k = 0; k + 1 < n; k++) {
        size_t a = 0, all = 0;
        collect(n, merge, merge[k].a, member, &a);
        all = a;
        collect(n, merge, merge[k].b, member, &all);
        for (size_t i = 0; i < a; i++)
            for (size_t j = a; j < all; j++)
                height[member[i] * n + member[j]] = height[member[j] * n + member[i]] =
                    merge[k].height;
    }
    base_free(member);
}

struct pen {
    size_t n, points;
    const struct linkage_merge *merge;
    double *middle; /* (2 n - 1) position of each cluster */
    double *x, *y;
};

static double height_of(const struct pen *p, size_t cluster)
{
    return cluster < p->n ? 0 : p->merge[cluster - p->n].height;
}

static void draw_to(struct pen *p, double x, double y)
{
    p->x[p->points] = x, p->y[p->points++] = y;
}

/* Adds the outline of a cluster: down, around it, and back. */
static void draw(struct pen *p, size_t cluster)
{
    if (cluster < p->n) return;
    const struct linkage_merge *const m = &p->merge[cluster - p->n];
    const size_t branch[] = {m->a, m->b};
    for (int k = 0; k < 2; k++) {
        const double x = p->middle[branch[k]];
        draw_to(p, x, m->height);
        draw_to(p, x, height_of(p, branch[k]));
        draw(p, branch[k]);
        draw_to(p, x, m->height);
    }
    draw_to(p, p->middle[cluster], m->height);
}

size_t linkage_outline(size_t n, const struct linkage_merge *merge, double *x, double *y)
{
    struct pen p = {.n = n, .merge = merge, .x = x, .y = y};
    size_t *const leaf = base_alloc(n, sizeof *leaf);
    p.middle = base_alloc(2 * n, sizeof *p.middle);
    linkage_leaves(n, merge, leaf);
    for (size_t i = 0; i < n; i++) p.middle[leaf[i]] = (double)i + 1;
    for (size_t k = 0; k + 1 < n; k++)
        p.middle[n + k] = (p.middle[merge[k].a] + p.middle[merge[k].b]) / 2;
    draw_to(&p, p.middle[2 * n - 2], height_of(&p, 2 * n - 2));
    draw(&p, 2 * n - 2);
    base_free(leaf), base_free(p.middle);
    return p.points;
}

/* ---- triples --------------------------------------------------------------------------------- */

double linkage_isosceles(size_t n, const double *distance, double part)
{
    size_t good = 0, all = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            for (size_t k = 0; k < j; k++) {
                const double a = distance[i * n + j], b = distance[i * n + k],
                             c = distance[j * n + k];
                const double most = fmax(a, fmax(b, c)), least = fmin(a, fmin(b, c));
                good += most - (a + b + c - most - least) < part * most;
                all++;
            }
    return all ? (double)good / (double)all : NAN;
}
