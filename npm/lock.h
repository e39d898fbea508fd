/*
 * lock.h - what a project's lock file says is installed: one model for npm, yarn and pnpm.
 *
 * A package is known by its place: the folder it is installed in, relative to the project. npm's lock files say it; for
 * yarn's and pnpm's, which name packages but no folders, each package gets a folder of its own, with links to what it
 * depends on, which is how resolution finds exactly what the lock file says.
 */
#ifndef CORDON_NPM_LOCK_H
#define CORDON_NPM_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/err.h"
#include "analyzer/base/jdoc.h"
#include "analyzer/base/vec.h"
#include "npm/platform.h"

/* "No package". */
#define LOCK_NONE UINT32_MAX

enum lock_format { LOCK_NPM, LOCK_YARN_CLASSIC, LOCK_YARN_BERRY, LOCK_PNPM };

/* Where a package comes from. */
enum lock_source {
    LOCK_REGISTRY, /* a registry, or an archive at an address of its own */
    LOCK_LOCAL,    /* the project itself, a workspace, or another folder of this machine */
    LOCK_BUNDLED,  /* inside the archive of the package that it stands in */
    LOCK_OTHER,    /* a git repository, a local archive, or something that is not understood */
};

enum lock_need { LOCK_PRODUCTION, LOCK_DEVELOPMENT, LOCK_OPTIONAL, LOCK_PEER };

struct lock_edge {
    struct str name; /* the folder's name: of an alias the alias */
    enum lock_need need;
    uint32_t to; /* package, or LOCK_NONE: it is not installed */
};

struct lock_package {
    struct str place; /* "node_modules/a/node_modules/b"; "" is the project */
    struct str name;  /* in the registry */
    struct str version;
    struct str integrity; /* of its archive, may be empty */
    struct str resolved;  /* as the lock file has it, may be empty */
    enum lock_source source;
    bool start;                  /* the project or one of its workspaces */
    bool optional;               /* it may be left out when its installation fails, or on another platform */
    struct platform_wants wants; /* the machines that it says it is for */
    VEC(struct lock_edge) edges;
};

/* A symbolic link that an installation has. */
struct lock_link {
    struct str place;
    uint32_t to; /* package */
};

struct lock {
    enum lock_format format;
    struct str file;                   /* its name: "package-lock.json" */
    VEC(struct lock_package) packages; /* the project first, then sorted by place */
    VEC(struct lock_link) links;       /* sorted by place */
};

/* The lock file that counts in `folder` (NUL-terminated): its name, or empty when there is none. */
struct str lock_find(struct arena *a, struct str folder);

/*
 * Reads the lock file `name` of the project in `folder`. Everything lives in `a`. ERR_FORMAT with one sentence for a
 * version that is not supported and for what is not understood.
 */
enum err lock_read(struct arena *a, struct str folder, struct str name, struct lock *out, struct error *why) NODISCARD;

/* Which packages are looked at, and why they are there. */
struct lock_walk {
    bool *reached;    /* by package: something that is started with needs it */
    bool *production; /* by package: reached without any development dependency */
    uint32_t *parent; /* by package: which package brings it in, on a shortest way, production first; LOCK_NONE */
};

/*
 * Walks from the project and its workspaces, or from the workspace `from` alone (LOCK_NONE: from all). With
 * `omit_dev` development dependencies are not followed. In `a`.
 */
struct lock_walk lock_reach(struct arena *a, const struct lock *lock, uint32_t from, bool omit_dev);

/* By package: an installation on `platform` leaves it out, because it is, or only what is left out needs it. In `a`. */
bool *lock_left_out(struct arena *a, const struct lock *lock, const struct platform *platform);

#endif
