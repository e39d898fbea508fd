/*
 * package_alone.h - one package judged by itself, from its archive, for whatever program it may come to stand in.
 *
 * It is analysed against the worst clients and dependencies that it could have: every file that a client can load is an
 * entry, what it imports of other packages is judged with them, and nothing that its own files do not prove is assumed.
 *
 * A package without "exports" offers every file of its folder. Of those, names that are no code by anybody's convention
 * ("README.md", "x.d.ts", "LICENSE") are left out, and for that a package that imports such a name of another one is
 * not understood (alone_is_no_code).
 *
 * Scripts that npm runs when it installs the package are facts too ("install.script", effect proc.spawn). What the
 * package does with a host library of some program is judged with that program: here it is one more package that is
 * imported.
 */
#ifndef CORDON_PACKAGE_ALONE_H
#define CORDON_PACKAGE_ALONE_H

#include "analyzer/base/err.h"
#include "analyzer/base/store.h"
#include "analyzer/package/tarball.h"
#include "analyzer/package_facts.h"
#include "rules/api_table.h"

struct alone_request {
    const struct api_table *table;
    uint32_t majors;              /* set of node_major_bit */
    bool no_addons;               /* the deployment keeps --no-addons */
    bool main_only;               /* only what require and import of the package's name give */
    bool commands;                /* also its commands, which "exports" do not offer, as programs */
    const struct str *conditions; /* of "exports" and "imports", beside Node's own */
    uint32_t condition_count;
    struct store *store;
};

/* The facts of the package in `archive`, in `run`. ERR_LIMIT when it has too many files, ERR_FORMAT from the parser. */
enum err package_analyze_alone(struct arena *run, const struct alone_request *request, const struct tarball *archive,
                               struct package_facts *out, struct error *why) NODISCARD;

/* The script that the message of a fact "install.script" is about: "postinstall". */
struct str alone_hook_name(struct str message);

/* True when the last name of the path or specifier says that it is no code. */
bool alone_is_no_code(struct str path);

#endif
