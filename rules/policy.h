/*
 * policy.h - cordon.json: what the operator of a program allows.
 *
 * docs/policy.md explains the file, rules/cordon.schema.json is its published schema. A policy is
 * checked completely when it is loaded; anything unexpected is an error that names the place.
 */
#ifndef CORDON_RULES_POLICY_H
#define CORDON_RULES_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/err.h"
#include "analyzer/base/vec.h"
#include "rules/effect.h"
#include "rules/launch.h"
#include "rules/node_major.h"
#include "rules/semver.h"

/* One name of a grant's key: `a@^1` in "a@^1>b". */
struct policy_name {
    struct str name;
    const struct semver_range *range; /* NULL = any version */
};

/* An entry of "allow": one effect (or family) for the packages that one key names. */
struct policy_grant {
    struct str key;  /* as written: "express>send" */
    struct str text; /* as written: "fs.read:./public/" and two stars */
    effect_set effects;
    struct str argument; /* a pattern; empty = any argument, known or not */
    struct str why;      /* these three may be empty */
    struct str by;
    struct str until;   /* "2027-03-01": the last day on which it counts */
    bool expired;       /* `until` was before the day of loading: it grants nothing */
    struct str pointer; /* JSON pointer: "/allow/express>send/0" */
    uint32_t line;      /* of the place in the file, from 1 */
    uint32_t column;
    bool locked;   /* a line of the lock file: for the whole way from the root, the argument as it is written */
    bool unproven; /* only for what is not certain to happen */
    bool anyone;   /* the key is "*" */
    VEC(struct policy_name) names; /* the key, from the root; empty for "*" and for ".", the root itself */
};

/* A host library: the program's own dependency of that name, where the analysis stops. */
struct policy_host {
    struct str name;
    VEC(struct str) exports; /* export names or subpaths ("./kv"); empty when `all` */
    bool all;                /* ["*"]: its whole public face */
    bool pinned;
    struct digest digest; /* content digest of the package, when pinned */
    struct str pointer;
    uint32_t line; /* of the place in the file, from 1 */
    uint32_t column;
};

/* An environment variable that the deployment fixes. */
struct policy_variable {
    struct str name;
    struct str value;
    struct str pointer;
};

struct policy {
    struct str file;      /* as given to policy_load, empty for the default policy */
    struct str lock_file; /* as given to policy_lock_load, empty without one */
    uint32_t majors;      /* set of node_major_bit, never empty */
    enum profile profile;
    uint32_t launch;                 /* set of enum launch_bit */
    VEC(struct str) conditions;      /* of "exports" and "imports", beside Node's own: node --conditions */
    VEC(struct policy_variable) env; /* in the order of the file */
    VEC(struct str) entries;         /* relative to the root, '/' only, normalised; empty = the manifest decides */
    VEC(struct policy_host) hosts;   /* in the order of the file */
    VEC(struct policy_grant) grants; /* in the order of the file */
};

enum { POLICY_NO_GRANT = UINT32_MAX };

/* The policy without a file: profile `confined`, every supported major, no host library, no grant. */
void policy_default(struct policy *out);

/*
 * The policy in `text`, the content of `file` (named in errors); `today` is "YYYY-MM-DD". Everything
 * lives in `a` or borrows from `text` and `file`. ERR_FORMAT with file:line:column and JSON pointer.
 */
enum err policy_load(struct arena *a, struct str file, struct str text, struct str today, struct policy *out,
                     struct error *why) NODISCARD;

/*
 * ERR_FORMAT when a grant, of the policy or of its lock file, lets a package change a variable that the policy fixes.
 * policy_load and policy_lock_load ask it.
 */
enum err policy_check_env(const struct policy *p, struct error *why) NODISCARD;

/*
 * Adds conditions as --conditions gives them, with a comma between; those that are there stay. ERR_FORMAT, and
 * `*bad` says which, when one is a name that no condition can have (Node's documentation, "Conditional exports").
 */
enum err policy_add_conditions(struct arena *a, struct str list, struct policy *p, struct str *bad) NODISCARD;

/* True for names as a shell and `process.env.NAME` can write them (POSIX.1-2017 section 8.1). */
bool policy_is_variable_name(struct str name);
/* True for what npm lets a package be called, old names with capitals included. */
bool policy_is_package_name(struct str name);

/* A package on the way from the program's root. */
struct policy_link {
    struct str name;    /* under which its parent found it */
    struct str version; /* empty when it has none */
};

/*
 * Which grant, at index `from` or later, gives `effect` with `argument` (empty = any or unknown) to the
 * package at the end of `chain`: `count` packages from a dependency of the root to it; none for the
 * root itself. POLICY_NO_GRANT when none does. Ask again from the result + 1 to find all, so that
 * unused grants can be told.
 */
uint32_t policy_grants(const struct policy *p, const struct policy_link *chain, uint32_t count, enum effect effect,
                       struct str argument, uint32_t from);

/* The host library that the root resolves under `name`, or NULL when the policy names none. */
const struct policy_host *policy_host_find(const struct policy *p, struct str name);
/* True when the policy lets programs use the export (or subpath, "./kv") of the host library. */
bool policy_host_exports(const struct policy_host *host, struct str name);

/*
 * True when `pattern` matches all of `text`: `*` stands for any run without '/', `**` for any run.
 * With ARGUMENT_PATH both are normalised first ("./a/../b" is "b"), and stars do not match a ".." that
 * is left: "../x" needs a pattern that begins with "../". Texts beyond 4,096 bytes match nothing.
 */
bool policy_argument_matches(enum effect_argument kind, struct str pattern, struct str text);

#endif
