/* Implementation of rate_schedule.h. Cosine: Loshchilov and Hutter, arXiv:1608.03983, without
   restarts. */
#include "dnn/training/rate_schedule.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/runfile.h"

/* ---- schedules ------------------------------------------------------------------------------- */

static double constant(const struct rate_schedule *p, int64_t step)
{
    (void)p, (void)step;
    return 1;
}

static double stairs(const struct rate_schedule *p, int64_t step)
{
    return pow(p->factor, (double)(step / p->period));
}

static double exponential(const struct rate_schedule *p, int64_t step)
{
    return pow(p->factor, (double)step / (double)p->period);
}

static double cosine(const struct rate_schedule *p, int64_t step)
{
    const double done = step < p->period ? (double)step / (double)p->period : 1;
    return p->factor + (1 - p->factor) * (1 + cos(M_PI * done)) / 2;
}

static double warm_up(const struct rate_schedule *p, int64_t step)
{
    return step < p->period ? (double)(step + 1) / (double)p->period : 1;
}

static double milestones(const struct rate_schedule *p, int64_t step)
{
    size_t passed = 0;
    while (passed < p->n && p->milestone[passed] <= step) passed++;
    return pow(p->factor, (double)passed);
}

static double pieces(const struct rate_schedule *p, int64_t step)
{
    const struct rate_schedule_piece *a = p->piece;
    if (step >= p->piece[p->n - 1].end) return p->piece[p->n - 1].to;
    while (step >= a->end) a++;
    return a->form->share(a->from, a->to, (double)(step - a->begin) / (double)(a->end - a->begin));
}

const struct rate_schedule_kind rate_schedule_kinds[] = {
    {"constant", "the same rate always", constant},
    {"step", "times `factor` at every `period`", stairs},
    {"exponential", "times `factor` in the course of every `period`", exponential},
    {"cosine", "half a cosine from the rate to `factor` of it in one `period`, then constant",
     cosine},
    {"warm_up", "linear from 0 in one `period`, then constant", warm_up},
    {"milestones", "times `factor` at each step of `milestones`", milestones},
    {"pieces", "the course that `pieces` defines", pieces},
    {0},
};

const struct base_table rate_schedule_table = {"schedule", "learning rates, in [train] schedule",
                                               rate_schedule_kinds, sizeof *rate_schedule_kinds};

/* ---- pieces ---------------------------------------------------------------------------------- */

static double hold(double from, double to, double x)
{
    (void)from, (void)x;
    return to;
}

static double ramp(double from, double to, double x)
{
    return from + (to - from) * x;
}

static double half_cosine(double from, double to, double x)
{
    return to + (from - to) * (1 + cos(M_PI * x)) / 2;
}

static double geometric(double from, double to, double x)
{
    return from * pow(to / from, x);
}

const struct rate_schedule_form rate_schedule_forms[] = {
    {"SHARE STEPS", "jumps to SHARE of the learning rate and holds it for STEPS steps", "", hold},
    {"ramp SHARE STEPS", "linear from the share before (first: 0) to SHARE", "ramp", ramp},
    {"cosine SHARE STEPS", "half a cosine from the share before to SHARE", "cosine", half_cosine},
    {"geometric SHARE STEPS", "by a constant factor per step from the share before to SHARE",
     "geometric", geometric},
    {0},
};

/* The form whose word begins the text, which is moved to the numbers. */
static const struct rate_schedule_form *form_of(const char **text)
{
    while (isspace((unsigned char)**text)) ++*text;
    for (const struct rate_schedule_form *f = rate_schedule_forms + 1; f->name; f++) {
        const size_t n = strlen(f->word);
        if (strncmp(*text, f->word, n) || !isspace((unsigned char)(*text)[n])) continue;
        *text += n;
        return f;
    }
    return rate_schedule_forms;
}

static bool number(const char **text, double *x)
{
    char *rest;
    *x = strtod(*text, &rest);
    const bool good = rest != *text && (!*rest || *rest == ',' || isspace((unsigned char)*rest));
    while (isspace((unsigned char)*rest)) rest++;
    *text = rest;
    return good;
}

static bool is_count(double x)
{
    return x >= 1 && x <= 1e15 && x == floor(x);
}

/* Reads one piece and the comma after it. */
static bool read_piece(struct rate_schedule *p, const char **text)
{
    const struct rate_schedule_form *const form = form_of(text);
    const struct rate_schedule_piece before =
        p->n ? p->piece[p->n - 1] : (struct rate_schedule_piece){0};
    double share, steps;
    if (p->n == RATE_SCHEDULE_PIECES || !number(text, &share) || !number(text, &steps))
        return false;
    const bool falls_to_0 = form->share == geometric && !(share > 0 && before.to > 0);
    if (!(share >= 0 && share <= 1e6) || !is_count(steps) || falls_to_0) return false;
    p->piece[p->n++] = (struct rate_schedule_piece){form, before.to, share, before.end,
                                                    before.end + (int64_t)steps};
    if (**text == ',') return *++*text != 0;
    return !**text;
}

static void read_pieces(struct rate_schedule *p, const char *text, const char *where)
{
    for (const char *rest = text; *rest;)
        require(read_piece(p, &rest),
                "%s = %s: must be pieces \"SHARE STEPS\", \"ramp SHARE STEPS\", \"cosine SHARE "
                "STEPS\" or \"geometric SHARE STEPS\" (shares above 0) with commas between them, "
                "at most %d; SHARE from 0 to 1e6, STEPS a whole number",
                where, text, RATE_SCHEDULE_PIECES);
}

static void read_milestones(struct rate_schedule *p, const char *text, const char *where)
{
    for (const char *rest = text; *rest;) {
        double step;
        const bool good = p->n < RATE_SCHEDULE_PIECES && number(&rest, &step) && is_count(step) &&
                          (!p->n || (int64_t)step > p->milestone[p->n - 1]) && *rest != ',';
        require(good,
                "%s = %s: must be rising whole numbers of steps with blanks between, at most %d",
                where, text, RATE_SCHEDULE_PIECES);
        p->milestone[p->n++] = (int64_t)step;
    }
}

/* ---- keys ------------------------------------------------------------------------------------ */

const struct runfile_key rate_schedule_keys[] = {
    {.name = "warm_up",
     .doc = "steps in which the rate rises linearly from 0; the schedule begins after them",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e12,
     .unit = "step",
     .added = true},
    {.name = "milestones",
     .doc = "schedule = milestones: rising steps, with blanks between, or none",
     .type = RUNFILE_TEXT,
     .value = "none",
     .added = true},
    {.name = "pieces",
     .doc = "schedule = pieces: `SHARE STEPS`, `ramp SHARE STEPS`, `cosine SHARE STEPS`, "
            "`geometric SHARE STEPS` with commas between, as shares of learning_rate; or none",
     .type = RUNFILE_TEXT,
     .value = "none",
     .added = true},
    {0},
};

/* The text of a key that one schedule needs and all others refuse; NULL for those. */
static const char *text_for(const struct rate_schedule *p, const struct runfile *f, const char *key)
{
    const char *const text = runfile_text(f, "train", key);
    const bool given = strcmp(text, "none") != 0, used = strcmp(p->kind->name, key) == 0;
    require(given == used,
            used ? "%s: missing; schedule = %s needs it" : "%s: schedule = %s has none",
            runfile_where(f, "train", key), p->kind->name);
    return used ? text : NULL;
}

void rate_schedule_init(struct rate_schedule *p, const struct runfile *f)
{
    *p = (struct rate_schedule){.kind = runfile_row(f, "train", "schedule"),
                                .rate = runfile_real(f, "train", "learning_rate"),
                                .factor = runfile_real(f, "train", "factor"),
                                .period = runfile_int(f, "train", "period"),
                                .warm_up = runfile_int(f, "train", "warm_up")};
    const char *const stones = text_for(p, f, "milestones"), *const course =
                                                                 text_for(p, f, "pieces");
    if (stones) read_milestones(p, stones, runfile_where(f, "train", "milestones"));
    if (course) read_pieces(p, course, runfile_where(f, "train", "pieces"));
    require(!p->warm_up || p->kind->share != warm_up,
            "%s: schedule = warm_up is one already; use another schedule after it",
            runfile_where(f, "train", "warm_up"));
}

double rate_schedule_rate(const struct rate_schedule *p, int64_t step)
{
    if (step < p->warm_up) return p->rate * ((double)(step + 1) / (double)p->warm_up);
    return p->rate * p->kind->share(p, step - p->warm_up);
}
