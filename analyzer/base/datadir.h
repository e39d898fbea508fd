/*
 * datadir.h - where the program's own data files (rules, schemas) are.
 *
 * An installed program finds them beside itself (bin/../share/cordon), one in its build tree in the
 * source tree it was built from. CORDON_DATA overrides both.
 */
#ifndef CORDON_BASE_DATADIR_H
#define CORDON_BASE_DATADIR_H

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"

/*
 * The folder that holds `rules/`, absolute or as CORDON_DATA says, without a slash at its end, in `a`.
 * ERR_NOT_FOUND when there is none, with every place that was tried.
 */
enum err datadir_find(struct arena *a, struct str *out, struct error *why) NODISCARD;

#endif
