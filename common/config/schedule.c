/* Implementation of schedule.h. */
#include "common/config/schedule.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"

static const struct base_row forms[] = {
    {"every N", "0, N, 2 N, ..."},
    {"log N", "0, 1, 2, ...: N times per decade, rounded, without repeats"},
    {"blocks PERIOD N",
     "k PERIOD + {0, log N below PERIOD}, k = 0, 1, ...: repeated log schedules"},
    {"at T T ...", "these times, increasing, at most 64"},
    {"never", "no time"},
    {0}};

const struct base_table schedule_forms = {
    "schedule", "times of observations, the value of keys such as [observe.series] schedule", forms,
    sizeof *forms};

/* Times of a log schedule: round(10^(k/p)), k = 0, 1, ...; early ones repeat. */
static int64_t log_time(int per_decade, int64_t k)
{
    const double t = round(pow(10, (double)k / per_decade));
    return t < 9e18 ? (int64_t)t : SCHEDULE_NEVER;
}

static int64_t log_next(int per_decade, int64_t t)
{
    if (t < 0) return 0;
    int64_t k = t < 1 ? 0 : (int64_t)(per_decade * log10((double)t)) - 1;
    if (k < 0) k = 0;
    while (log_time(per_decade, k) <= t) k++;
    return log_time(per_decade, k);
}

static int64_t block_next(const struct schedule *s, int64_t t)
{
    const int64_t begin = t / s->period * s->period, next = log_next(s->per_decade, t - begin);
    return next < s->period ? begin + next : begin + s->period;
}

static int64_t list_next(const struct schedule *s, int64_t t)
{
    for (int i = 0; i < s->n; i++)
        if (s->list[i] > t) return s->list[i];
    return SCHEDULE_NEVER;
}

int64_t schedule_next(const struct schedule *s, int64_t t)
{
    if (t < 0) t = -1; /* nothing is scheduled before 0 */
    switch (s->kind) {
    case SCHEDULE_EVERY:
        return t < 0 ? 0 : (t / s->period + 1) * s->period;
    case SCHEDULE_LOG:
        return log_next(s->per_decade, t);
    case SCHEDULE_BLOCKS:
        return t < 0 ? 0 : block_next(s, t);
    case SCHEDULE_AT:
        return list_next(s, t);
    case SCHEDULE_NONE:
        break;
    }
    return SCHEDULE_NEVER;
}

bool schedule_has(const struct schedule *s, int64_t t)
{
    return t >= 0 && schedule_next(s, t - 1) == t;
}

/* Whole blocks hold equal numbers of times. */
static int64_t block_count(const struct schedule *s, int64_t end)
{
    const struct schedule log = {.kind = SCHEDULE_LOG, .per_decade = s->per_decade};
    const int64_t whole = end / s->period, rest = end % s->period;
    return whole * schedule_count(&log, s->period - 1) + schedule_count(&log, rest);
}

int64_t schedule_count(const struct schedule *s, int64_t end)
{
    if (end < 0) return 0;
    if (s->kind == SCHEDULE_EVERY) return end / s->period + 1;
    if (s->kind == SCHEDULE_BLOCKS) return block_count(s, end);
    int64_t n = 0; /* at most 15 decades of 1000 times, or a list */
    for (int64_t t = schedule_next(s, -1); t <= end; t = schedule_next(s, t)) n++;
    return n;
}

/* Reads an integer in [low, 10^15] from *text and moves past it. */
static bool number(const char **text, int64_t low, int64_t *value)
{
    char *rest;
    const double x = strtod(*text, &rest);
    if (rest == *text || (*rest && !isspace((unsigned char)*rest)) ||
        !(x >= (double)low && x <= 1e15) || x != floor(x))
        return false;
    *text = rest;
    *value = (int64_t)x;
    return true;
}

static bool finished(const char *text)
{
    while (isspace((unsigned char)*text)) text++;
    return !*text;
}

static bool parse_list(struct schedule *s, const char *text)
{
    while (!finished(text)) {
        if (s->n == SCHEDULE_LIST || !number(&text, 0, &s->list[s->n])) return false;
        if (s->n && s->list[s->n] <= s->list[s->n - 1]) return false;
        s->n++;
    }
    return s->n > 0;
}

static bool parse_log(struct schedule *s, const char *text)
{
    int64_t n;
    if (!number(&text, 1, &n) || n > 1000 || !finished(text)) return false;
    s->per_decade = (int)n;
    return true;
}

bool schedule_parse(struct schedule *s, const char *text, const char **why)
{
    *why =
        "must be a schedule \"every N\", \"log N\" (N a decade, 1 to 1000), \"blocks PERIOD N\", "
        "\"at T T ...\" (increasing, at most 64) or \"never\"";
    *s = (struct schedule){.kind = SCHEDULE_NONE};
    while (isspace((unsigned char)*text)) text++;
    const size_t word = strcspn(text, " \t");
    const char *rest = text + word;
    if (strncmp(text, "never", word) == 0 && word == 5) return finished(rest);
    if (strncmp(text, "every", word) == 0 && word == 5)
        return s->kind = SCHEDULE_EVERY, number(&rest, 1, &s->period) && finished(rest);
    if (strncmp(text, "log", word) == 0 && word == 3)
        return s->kind = SCHEDULE_LOG, parse_log(s, rest);
    if (strncmp(text, "blocks", word) == 0 && word == 6)
        return s->kind = SCHEDULE_BLOCKS, number(&rest, 1, &s->period) && parse_log(s, rest);
    if (strncmp(text, "at", word) == 0 && word == 2)
        return s->kind = SCHEDULE_AT, parse_list(s, rest);
    return false;
}
