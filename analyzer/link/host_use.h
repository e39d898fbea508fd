/*
 * host_use.h - which exports of a host library a program uses.
 */
#ifndef CORDON_LINK_HOST_USE_H
#define CORDON_LINK_HOST_USE_H

#include "analyzer/link/program.h"

/*
 * The face of host library `host` that a resolved `specifier` enters by. `has_exports`: its manifest has
 * an "exports" map, so that what resolved is public; `is_main`: the file is the one that its name leads to.
 */
enum host_face host_face_of(const struct policy_host *host, struct str specifier, bool has_exports, bool is_main);

/*
 * The export that a use of the library's main face needs: a name, "*" for all of them, or empty when the
 * use obtains nothing. `commonjs`: the member "default" of an imported namespace is all exports.
 */
struct str host_export_needed(const struct api_path *path, enum api_op op, bool commonjs);

/* Adds the fact that unit `unit` uses `name` ("*" for everything) of a host library that does not list it. */
void charge_host_export(struct program *p, uint32_t unit, const struct place *place, const struct policy_host *host,
                        struct str name);
/* Adds the fact that unit `unit` loads a file of a host library that is no part of its public face. */
void charge_host_inner(struct program *p, uint32_t unit, const struct place *place, const struct policy_host *host,
                       struct str specifier);
/* Compares the library's content with the digest that the policy pins it by, if it does; another one is a fact. */
void charge_host_pin(struct program *p, const struct host_package *host);

#endif
