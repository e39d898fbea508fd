/*
 * audit_script.h - the commands that npm runs when it installs a package: what they are, told from their text.
 */
#ifndef CORDON_AUDIT_SCRIPT_H
#define CORDON_AUDIT_SCRIPT_H

#include "analyzer/audit.h"
#include "analyzer/package/resolve.h"

/*
 * The file that `command` of the package in `folder` runs with Node and nothing else: true and `*file` (absolute, in
 * `a`) set. False for all that only a shell understands, and for a file that is not in the package.
 */
bool audit_script_file(struct arena *a, struct resolver *r, struct str folder, struct str command, struct str *file);

#endif
