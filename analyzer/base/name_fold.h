/*
 * name_fold.h - which file names some file system takes for the same: the only module that knows utf8proc.
 */
#ifndef CORDON_BASE_NAME_FOLD_H
#define CORDON_BASE_NAME_FOLD_H

#include "analyzer/base/str.h"

/*
 * `name` (well-formed UTF-8) under NFKC_Casefold (Unicode, UAX #31), in `a` or borrowed: two names that a file system
 * might confuse, because it ignores case, normalises or drops invisible characters, give the same text.
 */
struct str name_fold(struct arena *a, struct str name);

#endif
