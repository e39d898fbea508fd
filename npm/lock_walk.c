/* Who brings in what, and what an installation leaves out. */
#include "npm/lock.h"

/* A walk on its way. */
struct spreading {
    const struct lock *lock;
    const bool *closed; /* by package: not entered; NULL = all are */
    bool omit_dev;      /* these two: such edges are not followed */
    bool omit_optional;
    uint32_t *queue;
    uint32_t *parent; /* by package, set where it is LOCK_NONE; may be NULL */
};

static bool follows(const struct spreading *s, const struct lock_edge *edge)
{
    if (edge->to == LOCK_NONE || (s->closed != NULL && s->closed[edge->to]))
        return false;
    return !(edge->need == LOCK_DEVELOPMENT && s->omit_dev) && !(edge->need == LOCK_OPTIONAL && s->omit_optional);
}

/* Puts what is started with into the queue, the project first. */
static uint32_t starts(const struct spreading *s, uint32_t from, bool *reached)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->lock->packages.len; i++)
        if (from == LOCK_NONE ? s->lock->packages.items[i].start : i == from) {
            reached[i] = true;
            s->queue[count++] = i;
        }
    return count;
}

/* Goes breadth first from what is started with; marks in `reached`. */
static void spread(const struct spreading *s, uint32_t from, bool *reached)
{
    uint32_t count = starts(s, from, reached);

    for (uint32_t at = 0; at < count; at++) {
        const struct lock_package *package = &s->lock->packages.items[s->queue[at]];
        for (uint32_t i = 0; i < package->edges.len; i++) {
            const struct lock_edge *edge = &package->edges.items[i];
            if (!follows(s, edge) || reached[edge->to])
                continue;
            reached[edge->to] = true;
            if (s->parent != NULL && s->parent[edge->to] == LOCK_NONE)
                s->parent[edge->to] = s->queue[at];
            s->queue[count++] = edge->to;
        }
    }
}

struct lock_walk lock_reach(struct arena *a, const struct lock *lock, uint32_t from, bool omit_dev)
{
    uint32_t count = lock->packages.len;
    struct lock_walk walk = {.reached = arena_array(a, count, sizeof(bool)),
                             .production = arena_array(a, count, sizeof(bool)),
                             .parent = arena_array(a, count, sizeof(uint32_t))};
    struct spreading s = {.lock = lock, .omit_dev = true, .parent = walk.parent};

    s.queue = arena_array(a, count, sizeof(*s.queue));
    for (uint32_t i = 0; i < count; i++)
        walk.parent[i] = LOCK_NONE;
    spread(&s, from, walk.production);
    s.omit_dev = false;
    if (omit_dev)
        walk.reached = walk.production;
    else
        spread(&s, from, walk.reached);
    return walk;
}

/*
 * npm, pnpm and yarn leave a package out when all who need it say that it is optional, and with it what only it needs.
 * One that is needed for certain they refuse to install, or install in spite of what it says: it is not left out here.
 */
bool *lock_left_out(struct arena *a, const struct lock *lock, const struct platform *platform)
{
    uint32_t count = lock->packages.len;
    bool *reached = arena_array(a, count, sizeof(bool));
    bool *needed = arena_array(a, count, sizeof(bool));
    bool *entered = arena_array(a, count, sizeof(bool));
    bool *out = arena_array(a, count, sizeof(bool));
    struct spreading s = {.lock = lock};

    s.queue = arena_array(a, count, sizeof(*s.queue));
    spread(&s, LOCK_NONE, reached);
    s.omit_optional = true;
    spread(&s, LOCK_NONE, needed);
    s.omit_optional = false;
    for (uint32_t i = 0; i < count; i++)
        out[i] = reached[i] && !needed[i] && !platform_fits(platform, &lock->packages.items[i].wants);
    s.closed = out;
    spread(&s, LOCK_NONE, entered);
    for (uint32_t i = 0; i < count; i++)
        out[i] = reached[i] && !entered[i];
    return out;
}
