/* Implementation of ensemble.h. Members are processes, not threads: HDF5 is not thread-safe, and
   a fatal error of one member must not end the others. */
#include "common/run/ensemble.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/io/run_folder.h"
#include "common/io/run_contents.h"
#include "common/run/simulation.h"
#include "common/core/progress.h"
#include "common/core/signals.h"
#include "common/core/comm.h"

struct member {
    const char *folder;
    pid_t process; /* 0: not running */
    bool started, ended;
    int status; /* exit status */
};

struct ensemble {
    const struct program *program;
    ensemble_resume_member *resume;
    bool restart;                        /* members without a checkpoint start again */
    struct run_folder folder;            /* locked by rank 0 */
    struct ensemble_names names;         /* of all members */
    size_t n;                            /* members of this process */
    struct member *member;               /* (n) */
    volatile struct progress_slot *slot; /* (n) shared with the members */
    struct progress progress;            /* of the whole */
    FILE *log;
    double shown; /* clock of the last display [s] */
};

/* ---- the list of members --------------------------------------------------------------------- */

static const char members[] = "members";

bool ensemble_exists(const char *folder)
{
    char *const path = base_text("%s/%s", folder, members);
    const bool here = access(path, R_OK) == 0;
    base_free(path);
    return here;
}

void ensemble_declare(const char *folder, size_t n, char *const *names)
{
    const struct run_folder d = {.path = (char *)folder};
    FILE *const out = run_folder_replace(&d, members);
    for (size_t i = 0; i < n; i++) fprintf(out, "%s\n", names[i]);
    run_folder_commit(&d, members, out);
}

struct ensemble_names ensemble_names(const char *folder)
{
    struct ensemble_names all = {.folder = base_alloc(VALUE_LISTS_MEMBERS, sizeof *all.folder)};
    char *const path = base_text("%s/%s", folder, members), line[256];
    FILE *const in = base_open(path, "r");
    while (fgets(line, sizeof line, in)) {
        const size_t n = strcspn(line, "\n");
        require(line[n] && n && !memchr(line, '/', n) && *line != '.' &&
                    all.n < VALUE_LISTS_MEMBERS,
                "%s: line %zu: not the name of a member's folder", path, all.n + 1);
        line[n] = 0;
        char *const member = base_text("%s/%s", folder, line);
        for (size_t i = 0; i < all.n; i++)
            require(strcmp(all.folder[i], member) != 0, "%s: names %s twice", path, line);
        all.folder[all.n++] = member;
    }
    fclose(in);
    require(all.n, "%s: empty; must list the members", path);
    base_free(path);
    return all;
}

void ensemble_names_clear(struct ensemble_names *all)
{
    for (size_t i = 0; i < all->n; i++) base_free(all->folder[i]);
    base_free(all->folder);
}

/* ---- watching -------------------------------------------------------------------------------- */

static double done_by(const struct ensemble *e, size_t i)
{
    const struct progress_slot s = {e->slot[i].t, e->slot[i].end};
    if (e->member[i].ended && e->member[i].status == EXIT_OK) return 1;
    return s.end > 0 && s.t > 0 ? (double)s.t / (double)s.end : 0;
}

/* Sums over all ranks: members ended, members running, fraction of the work done. */
static void count_all(const struct ensemble *e, double count[3])
{
    count[0] = count[1] = count[2] = 0;
    for (size_t i = 0; i < e->n; i++) {
        count[0] += e->member[i].ended;
        count[1] += e->member[i].process != 0;
        count[2] += done_by(e, i) / (double)e->names.n;
    }
    comm_sum(count, 3);
}

static void show(struct ensemble *e, const double count[3], bool last)
{
    const double now = base_clock(), passed = now - e->progress.started, done = count[2];
    if (!e->progress.terminal || (!last && now - e->shown < 0.5)) return;
    char bar[PROGRESS_BAR], left[32];
    progress_bar(bar, done);
    progress_duration(left, done > 0 ? passed * (1 - done) / done : 0);
    fprintf(stderr, "\r%s  %.0f of %zu members ended, %.0f run  ETA %s  \033[K%s", bar, count[0],
            e->names.n, count[1], left, last ? "\n" : "");
    fflush(stderr);
    e->shown = now;
}

/* ---- members --------------------------------------------------------------------------------- */

/* Runs in the child, which leaves the MPI communicator. Standard error goes to the member's log.
   The child is killed if the parent dies. */
static _Noreturn void run_member(struct ensemble *e, size_t i)
{
    const char *const folder = e->member[i].folder;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    comm_detach();
    char *const log = base_text("%s/log.txt", folder);
    const int fd = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd >= 0) dup2(fd, STDERR_FILENO);
    base_free(log);
    progress_use_slot(&e->slot[i]);
    const int status = e->resume(e->program, folder, 1, e->restart);
    fflush(NULL);
    _exit(status);
}

static void start_member(struct ensemble *e, size_t i)
{
    fflush(NULL);
    const pid_t child = fork();
    require(child >= 0, "%s: cannot start a process", e->member[i].folder);
    if (child == 0) run_member(e, i);
    e->member[i].process = child;
    e->member[i].started = true;
}

/* Last line of the member's log; free with base_free. */
static char *last_log_line(const char *folder)
{
    char *const path = base_text("%s/log.txt", folder), line[512] = "see its log.txt";
    FILE *const log = fopen(path, "r");
    while (log && fgets(line, sizeof line, log)) line[strcspn(line, "\n")] = '\0';
    if (log) fclose(log);
    base_free(path);
    return base_text("%s", line);
}

static void end_member(struct ensemble *e, pid_t process, int status)
{
    for (struct member *m = e->member; m < e->member + e->n; m++) {
        if (m->process != process) continue;
        m->process = 0;
        m->ended = true;
        m->status = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_REFUSED;
        const char *const word = m->status == EXIT_OK            ? "finished"
                                 : m->status == EXIT_INTERRUPTED ? "interrupted"
                                                                 : "failed";
        progress_log(e->log, "%s %s", m->folder, word);
        if (m->status == EXIT_OK || m->status == EXIT_INTERRUPTED) continue;
        if (WIFSIGNALED(status))
            fprintf(stderr, "%s: failed: signal %d\n", m->folder, WTERMSIG(status));
        else {
            char *const why = last_log_line(m->folder);
            fprintf(stderr, "%s: failed: %s\n", m->folder, why);
            base_free(why);
        }
    }
}

/* Starts the next member; false if all have been started. */
static bool start_next(struct ensemble *e)
{
    for (size_t i = 0; i < e->n; i++) {
        if (e->member[i].started) continue;
        start_member(e, i);
        return true;
    }
    return false;
}

static void stop_all(const struct ensemble *e)
{
    for (const struct member *m = e->member; m < e->member + e->n; m++)
        if (m->process) kill(m->process, SIGTERM);
}

/* All ranks wait until no member runs on any of them; a stop request on one rank stops all. */
static void watch(struct ensemble *e, int jobs)
{
    enum { PAUSE = 20000 /* [microseconds] */, STOP = 1, RUN = 2 };
    bool stopped = false;
    double count[3];
    for (int run = 0;;) {
        while (run < jobs && !stopped && !signals_requested() && start_next(e)) run++;
        const unsigned said = comm_or((signals_requested() ? STOP : 0) | (run ? RUN : 0));
        count_all(e, count);
        show(e, count, !(said & RUN));
        if (!(said & RUN)) return;
        if (said & STOP && !stopped) stop_all(e), stopped = true;
        usleep(PAUSE);
        int status;
        for (pid_t child; (child = waitpid(-1, &status, WNOHANG)) > 0; run--)
            end_member(e, child, status);
    }
}

static int outcome(const struct ensemble *e)
{
    double count[2] = {0}; /* finished, failed */
    for (const struct member *m = e->member; m < e->member + e->n; m++) {
        count[0] += m->ended && m->status == EXIT_OK;
        count[1] += m->ended && m->status != EXIT_OK && m->status != EXIT_INTERRUPTED;
    }
    comm_sum(count, 2);
    progress_log(e->log, "%.0f of %zu members finished, %.0f failed", count[0], e->names.n,
                 count[1]);
    if (count[0] == (double)e->names.n) return EXIT_OK;
    if (comm_rank() == 0)
        fprintf(stderr, "%.0f of %zu members finished, %.0f failed; to go on: resume %s\n",
                count[0], e->names.n, count[1], e->folder.path);
    return count[1] > 0 ? EXIT_REFUSED : EXIT_INTERRUPTED;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* The threads and walltime of the first member apply to all members. With several ranks, each
   runs one member at a time. */
static int go(struct ensemble *e, int jobs)
{
    char *const path = run_folder_run_file(e->names.folder[0]);
    struct runfile *const f = program_load(e->program, NULL, path, 0, NULL);
    const int processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    const int fit = comm_size() > 1 ? 1 : processors / (int)runfile_int(f, "run", "threads");
    signals_watch(runfile_real(f, "run", "walltime"));
    progress_init(&e->progress, "member", 0, (int64_t)e->names.n, e->log);
    watch(e, jobs ? jobs : fit > 0 ? fit : 1);
    runfile_free(f);
    base_free(path);
    return outcome(e);
}

/* Only rank 0 opens the folder. */
static void open_folder(struct ensemble *e, const char *folder)
{
    if (comm_rank() > 0) return;
    run_folder_open(&e->folder, folder);
    e->log = run_folder_log(&e->folder);
    progress_log(e->log, "%zu members", e->names.n);
}

/* Round robin: members go to ranks in turn. */
static void choose_members(struct ensemble *e)
{
    e->member = base_alloc(e->names.n, sizeof *e->member);
    for (size_t i = (size_t)comm_rank(); i < e->names.n; i += (size_t)comm_size()) {
        struct member *const m = &e->member[e->n++];
        m->folder = e->names.folder[i];
        m->started = m->ended = strcmp(run_folder_status(m->folder).word, "finished") == 0;
    }
}

int ensemble_resume(const struct program *program, const char *folder, int jobs, bool restart,
                    ensemble_resume_member *resume)
{
    struct ensemble e = {.program = program,
                         .resume = resume,
                         .restart = restart,
                         .names = ensemble_names(folder),
                         .folder = {.lock = -1}};
    open_folder(&e, folder);
    choose_members(&e);
    comm_release();
    const size_t bytes = (e.n ? e.n : 1) * sizeof *e.slot;
    void *const shared =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    require(shared != MAP_FAILED, "%s: no shared memory", folder);
    e.slot = shared;
    const int status = go(&e, jobs);
    munmap(shared, bytes);
    if (e.log) fclose(e.log);
    run_folder_close(&e.folder);
    base_free(e.member);
    ensemble_names_clear(&e.names);
    return status;
}

/* ---- beginning ------------------------------------------------------------------------------- */

struct plan { /* of the members to create */
    const struct program *program;
    const char *path;
    const struct value_lists *lists;
    char **name; /* (members) */
};

static struct runfile *member_file(const struct plan *p, size_t i)
{
    int n;
    char *const folder = base_text("%s/%s", p->lists->folder, p->name[i]);
    char **const overrides = value_lists_overrides(p->lists, i, folder, &n);
    struct runfile *const f = program_begin(p->program, p->path, n, overrides);
    value_lists_overrides_free(overrides, n);
    base_free(folder);
    return f;
}

/* Before any folder is touched, reads every run file, checks every folder, and creates the first
   member's state. */
static void try_all(const struct plan *p, bool force)
{
    if (!force) run_contents_require_none(p->lists->folder);
    for (size_t i = 0; i < p->lists->members; i++) {
        struct runfile *const f = member_file(p, i);
        if (i == 0) simulation_check(program_system(p->program, f), f);
        if (!force) run_contents_require_none(runfile_text(f, "run", "folder"));
        runfile_free(f);
    }
}

/* A folder with run file and status alone: resuming it starts the member. */
static void create_member(const struct plan *p, size_t i, bool force)
{
    struct runfile *const f = member_file(p, i);
    struct run_folder d;
    run_contents_claim(&d, runfile_text(f, "run", "folder"), force);
    run_contents_expect(&d, -runfile_int(f, "run", "warmup"),
                        runfile_int(f, "run", program_system(p->program, f)->describe.duration));
    run_contents_declare(&d, f);
    run_folder_close(&d);
    runfile_free(f);
}

static void create_all(const struct program *program, const char *path,
                       const struct value_lists *lists, bool force)
{
    const char *const folder = lists->folder;
    require(folder, "%s: [run] folder: missing. It must name the folder of the ensemble", path);
    require(force || !ensemble_exists(folder),
            "%s: holds an ensemble; resume continues it, --force starts anew", folder);
    const struct plan plan = {program, path, lists, base_alloc(lists->members, sizeof(char *))};
    for (size_t i = 0; i < lists->members; i++) plan.name[i] = value_lists_name(lists, i);
    try_all(&plan, force);
    for (size_t i = 0; i < lists->members; i++) create_member(&plan, i, force);
    ensemble_declare(folder, lists->members, plan.name);
    for (size_t i = 0; i < lists->members; i++) base_free(plan.name[i]);
    base_free(plan.name);
}

int ensemble_run(const struct program *program, const char *path, const struct value_lists *lists,
                 bool force, int jobs, ensemble_resume_member *resume)
{
    if (comm_rank() == 0) create_all(program, path, lists, force);
    return ensemble_resume(program, lists->folder, jobs, false, resume);
}
