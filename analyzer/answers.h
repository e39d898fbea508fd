/*
 * answers.h - what is known of packages by npm's integrity: verdicts, and the facts they are made from, in the store.
 *
 * A question is an integrity ("sha512-...": npm's name of an archive), and the answer holds under a policy, for the
 * Node majors it names, by the effect tables and the analysis of this program: all of these are part of the keys, so
 * nothing that another version or another policy said is ever an answer.
 *
 *   alias      = format:u32 state:u8 content:32 name version reason         under (integrity, analysis)
 *   answer     = format:u32 verdict:u8 launch:u32 name version effects:u32 effect* reasons:u32 reason*
 *                files:u32 code:u32                                         under (integrity, analysis, tables, policy)
 *   content    = the digest of the archive's paths and contents, under which the facts are (package_facts.h)
 *   name, version, effect, reason = length:u32 byte{length}
 *
 * An alias with state ALIAS_REFUSED is an archive that is not read (not canonical, too large): there are no facts, and
 * `reason` says why.
 */
#ifndef CORDON_ANSWERS_H
#define CORDON_ANSWERS_H

#include "analyzer/base/digest.h"
#include "analyzer/base/store.h"
#include "analyzer/package_facts.h"
#include "analyzer/verdict/report.h"
#include "rules/api_table.h"
#include "rules/policy.h"

/*
 * Version history, part of every key.
 *   1  first
 *   2  answers are under the digest of a digest of the setting
 */
enum { ANSWERS_FORMAT = 2 };

/* Findings that an answer quotes, and effects that it lists: the first ones. */
enum { ANSWER_REASONS = 8, ANSWER_EFFECTS = 64 };

/* Under what one asks. */
struct answers {
    const struct api_table *table; /* NULL: asked about only, nothing is judged */
    struct digest tables;          /* the tables' own */
    const struct policy *policy;   /* without host libraries (answers_init) */
    struct digest policy_digest;
    bool main_only; /* these two as in alone_request */
    bool commands;
    struct digest setting; /* of all of the above */
};

struct answer {
    enum verdict verdict;
    uint32_t launch; /* the least conditions for PASS, LAUNCH_NONE_HELPS when none help */
    struct str name; /* the manifest's words, or empty */
    struct str version;
    VEC(struct str) effects; /* every effect that it certainly has, sorted; the first ANSWER_EFFECTS */
    VEC(struct str) reasons; /* why it does not pass: "lib/a.js:3:9: calls ..."; the first ANSWER_REASONS */
    uint32_t files;
    uint32_t code;
};

/*
 * Sets `out`; `text` is the policy's. ERR_USAGE when it names host libraries: a package alone cannot be held against
 * them.
 */
enum err answers_init(struct answers *out, const struct policy *policy, struct str text, bool main_only, bool commands,
                      struct error *why) NODISCARD;
/* The tables by which packages are judged, or, for asking alone, their digest. */
void answers_set_table(struct answers *x, const struct api_table *table);
void answers_set_digest(struct answers *x, const struct digest *tables);

/* The package's facts held against the policy, in `a`. */
void answers_judge(const struct answers *x, struct arena *a, const struct package_facts *facts, struct answer *out);
/* An archive that is not read: UNKNOWN, for this reason. */
void answers_refuse(struct arena *a, struct str reason, struct answer *out);

/* True when the store knows the answer, in `a`. Never analyses. */
bool answers_find(const struct answers *x, const struct store *store, struct str integrity, struct arena *a,
                  struct answer *out);

enum alias_state { ALIAS_READ, ALIAS_REFUSED };

struct alias {
    enum alias_state state;
    struct digest content; /* ALIAS_READ */
    struct str name;
    struct str version;
    struct str reason; /* ALIAS_REFUSED */
};

bool answers_find_alias(const struct store *store, struct str integrity, struct arena *a, struct alias *out);
/* True when the store has the facts about this content. */
bool answers_find_facts(const struct answers *x, const struct store *store, const struct digest *content,
                        struct arena *a, struct package_facts *out);

/* A record for the store, in `a`. */
struct answers_record {
    enum store_kind kind;
    struct digest key;
    struct str bytes;
};

struct answers_record answers_alias_record(struct arena *a, struct str integrity, const struct alias *alias);
struct answers_record answers_facts_record(const struct answers *x, struct arena *a, const struct digest *content,
                                           const struct package_facts *facts);
struct answers_record answers_answer_record(const struct answers *x, struct arena *a, struct str integrity,
                                            const struct answer *answer);

#endif
