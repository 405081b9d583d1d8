/* Implementation of ensemble.h. Processes, not threads: HDF5 is not made for threads, and whatever
   ends one member must not end the others. */
#include "common/ensemble.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/folder.h"
#include "common/launch.h"
#include "common/loop.h"
#include "common/progress.h"
#include "common/stop.h"

struct member {
    const char *folder;
    pid_t process; /* 0: not running */
    bool begun, ended;
    int status; /* of its exit */
};

struct ensemble {
    const struct drive_program *program;
    struct folder folder;
    size_t n;
    struct member *member;               /* (n) */
    volatile struct progress_slot *slot; /* (n) shared with the members */
    struct progress progress;            /* of the whole */
    FILE *log;
    double shown; /* the clock [s] */
};

/* ---- the list of members --------------------------------------------------------------------- */

static const char members[] = "members";

bool ensemble_here(const char *folder)
{
    char *const path = base_text("%s/%s", folder, members);
    const bool here = access(path, R_OK) == 0;
    base_free(path);
    return here;
}

void ensemble_declare(const char *folder, size_t n, char *const *names)
{
    const struct folder d = {.path = (char *)folder};
    FILE *const out = folder_begin(&d, members);
    for (size_t i = 0; i < n; i++) fprintf(out, "%s\n", names[i]);
    folder_commit(&d, members, out);
}

struct ensemble_names ensemble_names(const char *folder)
{
    struct ensemble_names all = {.folder = base_alloc(LISTS_MEMBERS, sizeof *all.folder)};
    char *const path = base_text("%s/%s", folder, members), line[256];
    FILE *const in = base_open(path, "r");
    while (fgets(line, sizeof line, in)) {
        const size_t n = strcspn(line, "\n");
        require(line[n] && n && !memchr(line, '/', n) && *line != '.' && all.n < LISTS_MEMBERS,
                "%s: line %zu names no folder of a member", path, all.n + 1);
        line[n] = 0;
        all.folder[all.n++] = base_text("%s/%s", folder, line);
    }
    fclose(in);
    require(all.n, "%s: names no member", path);
    base_free(path);
    return all;
}

void ensemble_names_free(struct ensemble_names *all)
{
    for (size_t i = 0; i < all->n; i++) base_free(all->folder[i]);
    base_free(all->folder);
}

/* ---- watching -------------------------------------------------------------------------------- */

static double done_by(const struct ensemble *e, size_t i)
{
    const struct progress_slot s = {e->slot[i].t, e->slot[i].end};
    if (e->member[i].ended && e->member[i].status == DRIVE_OK) return 1;
    return s.end > 0 && s.t > 0 ? (double)s.t / (double)s.end : 0;
}

static void show(struct ensemble *e, bool last)
{
    const double now = base_clock();
    if (!e->progress.terminal || (!last && now - e->shown < 0.5)) return;
    size_t ended = 0, run = 0;
    double done = 0;
    for (size_t i = 0; i < e->n; i++) {
        ended += e->member[i].ended;
        run += e->member[i].process != 0;
        done += done_by(e, i) / (double)e->n;
    }
    char bar[PROGRESS_BAR], left[32];
    const double passed = now - e->progress.started;
    progress_bar(bar, done);
    progress_duration(left, done > 0 ? passed * (1 - done) / done : 0);
    fprintf(stderr, "\r%s  %zu of %zu members ended, %zu run  ETA %s  \033[K%s", bar, ended, e->n,
            run, left, last ? "\n" : "");
    fflush(stderr);
    e->shown = now;
}

/* ---- members --------------------------------------------------------------------------------- */

/* In the child: what it says goes to its own log; if the ensemble dies, so does it. */
static _Noreturn void live(struct ensemble *e, size_t i)
{
    const char *const folder = e->member[i].folder;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    char *const log = base_text("%s/log.txt", folder);
    const int fd = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd >= 0) dup2(fd, STDERR_FILENO);
    base_free(log);
    progress_to(&e->slot[i]);
    const int status = launch_resume(e->program, folder, 1);
    fflush(NULL);
    _exit(status);
}

static void begin_member(struct ensemble *e, size_t i)
{
    fflush(NULL);
    const pid_t child = fork();
    require(child >= 0, "%s: no process for member %s", e->folder.path, e->member[i].folder);
    if (child == 0) live(e, i);
    e->member[i].process = child;
    e->member[i].begun = true;
}

static void end_member(struct ensemble *e, pid_t process, int status)
{
    for (struct member *m = e->member; m < e->member + e->n; m++) {
        if (m->process != process) continue;
        m->process = 0;
        m->ended = true;
        m->status = WIFEXITED(status) ? WEXITSTATUS(status) : DRIVE_BAD;
        const char *const word = m->status == DRIVE_OK            ? "finished"
                                 : m->status == DRIVE_INTERRUPTED ? "interrupted"
                                                                  : "failed";
        progress_log(e->log, "%s %s", m->folder, word);
        if (m->status == DRIVE_OK || m->status == DRIVE_INTERRUPTED) continue;
        if (WIFSIGNALED(status))
            fprintf(stderr, "%s: failed: signal %d\n", m->folder, WTERMSIG(status));
        else
            fprintf(stderr, "%s: failed: see its log.txt\n", m->folder);
    }
}

/* True if one was there to begin. */
static bool begin_next(struct ensemble *e)
{
    for (size_t i = 0; i < e->n; i++) {
        if (e->member[i].begun) continue;
        begin_member(e, i);
        return true;
    }
    return false;
}

static void stop_all(const struct ensemble *e)
{
    for (const struct member *m = e->member; m < e->member + e->n; m++)
        if (m->process) kill(m->process, SIGTERM);
}

static void watch(struct ensemble *e, int jobs)
{
    enum { PAUSE = 20000 }; /* [microseconds] */
    bool stopped = false;
    for (int run = 0;;) {
        while (run < jobs && !stop_asked() && begin_next(e)) run++;
        if (run == 0) return;
        int status;
        for (pid_t child; (child = waitpid(-1, &status, WNOHANG)) > 0; run--)
            end_member(e, child, status);
        if (stop_asked() && !stopped) stop_all(e), stopped = true;
        show(e, false);
        usleep(PAUSE);
    }
}

static int outcome(const struct ensemble *e)
{
    size_t finished = 0, failed = 0;
    for (const struct member *m = e->member; m < e->member + e->n; m++) {
        finished += m->ended && m->status == DRIVE_OK;
        failed += m->ended && m->status != DRIVE_OK && m->status != DRIVE_INTERRUPTED;
    }
    progress_log(e->log, "%zu of %zu members finished, %zu failed", finished, e->n, failed);
    if (finished == e->n) return DRIVE_OK;
    fprintf(stderr, "%zu of %zu members finished, %zu failed; to go on: resume %s\n", finished,
            e->n, failed, e->folder.path);
    return failed ? DRIVE_BAD : DRIVE_INTERRUPTED;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static FILE *open_log(const struct folder *d)
{
    char *const path = folder_file(d, "log.txt");
    FILE *const log = base_open(path, "a");
    base_free(path);
    return log;
}

/* The first member's threads and wall-clock limit are all members'. */
static int go(struct ensemble *e, int jobs)
{
    char *const path = folder_run_file(e->member[0].folder);
    struct runfile *const f = drive_load(e->program, NULL, path, 0, NULL);
    const int processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    const int fit = processors / (int)runfile_int(f, "run", "threads");
    stop_watch(runfile_real(f, "run", "walltime"));
    progress_begin(&e->progress, "member", 0, (int64_t)e->n, e->log);
    watch(e, jobs ? jobs : fit > 0 ? fit : 1);
    show(e, true);
    runfile_free(f);
    base_free(path);
    return outcome(e);
}

int ensemble_resume(const struct drive_program *program, const char *folder, int jobs)
{
    struct ensemble_names names = ensemble_names(folder);
    struct ensemble e = {.program = program, .n = names.n};
    folder_open(&e.folder, folder);
    e.log = open_log(&e.folder);
    progress_log(e.log, "%zu members", e.n);
    e.member = base_alloc(e.n, sizeof *e.member);
    void *const shared =
        mmap(NULL, e.n * sizeof *e.slot, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    require(shared != MAP_FAILED, "%s: no memory to share with its members", folder);
    e.slot = shared;
    for (size_t i = 0; i < e.n; i++) {
        e.member[i].folder = names.folder[i];
        e.member[i].begun = e.member[i].ended =
            strcmp(folder_status(names.folder[i]).word, "finished") == 0;
    }
    const int status = go(&e, jobs);
    munmap(shared, e.n * sizeof *e.slot);
    fclose(e.log);
    folder_close(&e.folder);
    base_free(e.member);
    ensemble_names_free(&names);
    return status;
}

/* ---- beginning ------------------------------------------------------------------------------- */

struct plan { /* of the members to be */
    const struct drive_program *program;
    const char *path;
    const struct lists *lists;
    char **name; /* (members) */
};

static struct runfile *member_file(const struct plan *p, size_t i)
{
    int n;
    char *const folder = base_text("%s/%s", p->lists->folder, p->name[i]);
    char **const overrides = lists_overrides(p->lists, i, folder, &n);
    struct runfile *const f = drive_load(p->program, NULL, p->path, n, overrides);
    lists_overrides_free(overrides, n);
    base_free(folder);
    return f;
}

/* Every run file is read, and one state is made, before any folder is touched. */
static void try_all(const struct plan *p)
{
    for (size_t i = 0; i < p->lists->members; i++) {
        struct runfile *const f = member_file(p, i);
        if (i == 0) loop_check(drive_system(p->program, f), f);
        runfile_free(f);
    }
}

/* A member's folder with nothing but its run file: resuming it begins it. */
static void make_member(const struct plan *p, size_t i, bool force)
{
    struct runfile *const f = member_file(p, i);
    struct folder d;
    folder_create(&d, runfile_text(f, "run", "folder"), force);
    FILE *const out = folder_begin(&d, "run.ini");
    runfile_write(f, out);
    folder_commit(&d, "run.ini", out);
    folder_close(&d);
    runfile_free(f);
}

int ensemble_run(const struct drive_program *program, const char *path, const struct lists *lists,
                 bool force, int jobs)
{
    const char *const folder = lists->folder;
    require(folder, "%s: [run] folder: missing; it is where the members' folders go", path);
    require(force || !ensemble_here(folder),
            "%s: holds an ensemble; resume continues it, --force starts anew", folder);
    const struct plan plan = {program, path, lists, base_alloc(lists->members, sizeof(char *))};
    for (size_t i = 0; i < lists->members; i++) plan.name[i] = lists_name(lists, i);
    try_all(&plan);
    for (size_t i = 0; i < lists->members; i++) make_member(&plan, i, force);
    ensemble_declare(folder, lists->members, plan.name);
    for (size_t i = 0; i < lists->members; i++) base_free(plan.name[i]);
    base_free(plan.name);
    return ensemble_resume(program, folder, jobs);
}
