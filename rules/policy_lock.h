/*
 * policy_lock.h - cordon.lock.json: the effects that a program had when its operator last looked, one a line.
 *
 * The file is generated and reviewed as a diff. Each line is a grant, narrower than one of cordon.json can be: for
 * one package by its whole way from the root, with the argument compared as it is written, and, when the line says
 * "unproven", only for what cordon could not prove to happen.
 */
#ifndef CORDON_RULES_POLICY_LOCK_H
#define CORDON_RULES_POLICY_LOCK_H

#include "rules/policy.h"

/* The version of the format. */
enum { POLICY_LOCK_VERSION = 1 };

/*
 * Adds the lines of `text`, the content of `file`, to the grants of `policy`, and names the file in it. Everything
 * lives in `a` or borrows from `text` and `file`. ERR_FORMAT with file:line:column and JSON pointer.
 */
enum err policy_lock_load(struct arena *a, struct str file, struct str text, struct policy *policy,
                          struct error *why) NODISCARD;

#endif
