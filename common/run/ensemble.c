/* Implementation of ensemble.h. Members are processes, not threads: HDF5 is not thread-safe, and
   a fatal error of one member must not end the others. */
#include "common/run/ensemble.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/core/processors.h"
#include "common/io/run_folder.h"
#include "common/run/attempt.h"
#include "common/run/ensemble_members.h"
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
    struct ensemble_members names;       /* of all members */
    size_t n;                            /* members of this process */
    struct member *member;               /* (n) */
    volatile struct progress_slot *slot; /* (n) shared with the members */
    struct progress progress;            /* of the whole */
    FILE *log;
    double shown; /* clock of the last display [s] */
};

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
    char bar[PROGRESS_BAR], left[32], eta[40], members[80], running[32];
    progress_bar(bar, done);
    progress_duration(left, done > 0 ? passed * (1 - done) / done : 0);
    snprintf(members, sizeof members, "%.0f of %zu members ended", count[0], e->names.n);
    snprintf(running, sizeof running, "%.0f run", count[1]);
    snprintf(eta, sizeof eta, "ETA %s", left);
    const char *const part[] = {bar, members, running, eta};
    static const int rank[] = {3, 0, 2, 1};
    progress_draw(&e->progress, sizeof rank / sizeof *rank, part, rank);
    if (last) fputc('\n', stderr);
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

/* False if the system has no process left while other members run; tried again later. */
static bool start_member(struct ensemble *e, size_t i, int run)
{
    fflush(NULL);
    const pid_t child = fork();
    if (child < 0 && run) return false;
    require(child >= 0, "%s: cannot start a process: %s", e->member[i].folder, strerror(errno));
    if (child == 0) run_member(e, i);
    e->member[i].process = child;
    return e->member[i].started = true;
}

/* The reason in the member's status, or the last line of its log; free with base_free. */
static char *reason_of(const char *folder)
{
    const struct run_folder_status s = run_folder_status(folder);
    if (strcmp(s.word, "failed") == 0 && *s.reason) return base_text("%s", s.reason + 1);
    char *const path = base_text("%s/log.txt", folder), line[512] = "see its log.txt";
    FILE *const log = base_open_found(path);
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
            char *const why = reason_of(m->folder);
            fprintf(stderr, "%s: failed: %s\n", m->folder, why);
            base_free(why);
        }
    }
}

/* Starts the next member; false if all have been started, or none can be now. */
static bool start_next(struct ensemble *e, int run)
{
    for (size_t i = 0; i < e->n; i++) {
        if (e->member[i].started) continue;
        return start_member(e, i, run);
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
        while (run < jobs && !stopped && !signals_requested() && start_next(e, run)) run++;
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

struct trial {
    const struct program *program;
    const char *path;
};

static void try_load(void *trial)
{
    const struct trial *const t = trial;
    program_load(t->program, NULL, t->path, 0, NULL);
}

/* A member whose run file cannot be read is refused when its turn comes. */
static bool loads(const struct ensemble *e, const char *path)
{
    static const double longest = 10; /* [s] */
    bool late;
    struct trial t = {e->program, path};
    char *const why = attempt(try_load, &t, longest, &late);
    base_free(why);
    return !why && !late;
}

/* The run file of the first unfinished member that has a sound one; NULL if none. base_free. */
static char *first_file(const struct ensemble *e)
{
    for (size_t i = 0; i < e->names.n; i++) {
        char *const path = base_text("%s/run.ini", e->names.folder[i]);
        const bool done = strcmp(run_folder_status(e->names.folder[i]).word, "finished") == 0;
        if (!done && access(path, R_OK) == 0 && loads(e, path)) return path;
        base_free(path);
    }
    return NULL;
}

/* The threads and walltime of the first unfinished member apply to all. With several ranks, each
   runs one member at a time. */
static int go(struct ensemble *e, int jobs)
{
    char *const path = first_file(e);
    int threads = 1;
    if (path) {
        struct runfile *const f = program_load(e->program, NULL, path, 0, NULL);
        threads = (int)runfile_int(f, "run", "threads");
        signals_watch(runfile_real(f, "run", "walltime"));
        runfile_free(f);
    }
    base_free(path);
    if (!jobs) jobs = comm_size() > 1 ? 1 : processors_available() / threads;
    if (jobs < 1) jobs = 1;
    signals_grace(0); /* members have their own */
    progress_log(e->log, "%zu members, %d at a time", e->names.n, jobs);
    progress_init(&e->progress, "member", 0, (int64_t)e->names.n, e->log);
    watch(e, jobs);
    return outcome(e);
}

/* The folder is locked; only rank 0 changes it. */
static void open_log(struct ensemble *e, const char *folder)
{
    if (comm_rank() > 0) return;
    e->log = run_folder_log(&e->folder);
    ensemble_create_missing(e->program, folder, e->log);
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

int ensemble_execute(const struct program *program, const char *folder,
                     const struct run_folder *held, int jobs, bool restart,
                     ensemble_resume_member *resume)
{
    struct ensemble e = {.program = program, .resume = resume, .restart = restart, .folder = *held};
    open_log(&e, folder);
    comm_release();
    e.names = ensemble_members_read(folder);
    choose_members(&e);
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
    ensemble_members_clear(&e.names);
    return status;
}

int ensemble_resume(const struct program *program, const char *folder, int jobs, bool restart,
                    ensemble_resume_member *resume)
{
    struct run_folder d = {.lock = -1};
    if (comm_rank() == 0) run_folder_open(&d, folder);
    return ensemble_execute(program, folder, &d, jobs, restart, resume);
}

int ensemble_run(const struct program *program, const struct ensemble_source *source, bool force,
                 int jobs, ensemble_resume_member *resume)
{
    struct run_folder d = {.lock = -1};
    if (comm_rank() == 0) ensemble_create(&d, program, source, force);
    return ensemble_execute(program, source->lists->folder, &d, jobs, false, resume);
}
