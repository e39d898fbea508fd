/*
 * fail_on.h - what an audit must not find: the words of --fail-on.
 */
#ifndef CORDON_CLI_FAIL_ON_H
#define CORDON_CLI_FAIL_ON_H

#include "analyzer/audit.h"

struct fail_on {
    bool given;
    effect_set effects;
    uint32_t scripts; /* bit n: enum audit_script_kind */
    bool native;
    bool unknown;
};

/*
 * Effects ("fs.read"), families ("net"), tiers and all above them ("information", "A"), "script" or one kind of it
 * ("script.shell"), "native", "unknown", separated by commas. ERR_USAGE names the word that is none of these.
 */
enum err fail_on_parse(const char *words, struct fail_on *out, struct error *why) NODISCARD;
/* True when the package has something of it, or may have: of what is not understood nobody knows. */
bool fail_on_hits(const struct fail_on *f, const struct audit_package *package);

#endif
