#include "cli/fail_on.h"

#include <strings.h>

static bool is_word(struct str word, const char *name)
{
    struct str text = str_from(name);

    return word.len == text.len && strncasecmp(word.ptr, text.ptr, text.len) == 0;
}

/* All effects of the tier that `word` names and of those above it; the empty set when it names none. */
static effect_set effects_from_tier(struct str word)
{
    effect_set set = 0;
    bool above = false;

    for (int t = TIER_R; t < TIER_COUNT; t++) {
        above = above || is_word(word, tier_name((enum tier)t)) || is_word(word, tier_meaning((enum tier)t));
        if (above)
            set |= effect_of_tier((enum tier)t);
    }
    return set;
}

static bool take_script(struct str word, struct fail_on *out)
{
    static const char *const names[] = {"script.node", "script.gyp", "script.shell"};
    uint32_t before = out->scripts;

    for (uint32_t i = 0; i < ARRAY_LEN(names); i++)
        if (is_word(word, "script") || is_word(word, names[i]))
            out->scripts |= 1U << i;
    return out->scripts != before || is_word(word, "script");
}

static enum err take_word(struct str word, struct fail_on *out, struct error *why)
{
    effect_set set = effect_family(word);

    if (set == 0)
        set = effects_from_tier(word);
    out->effects |= set;
    if (set != 0 || take_script(word, out))
        return OK;
    out->native = out->native || is_word(word, "native");
    out->unknown = out->unknown || is_word(word, "unknown");
    if (is_word(word, "native") || is_word(word, "unknown"))
        return OK;
    return error_set(
        why, ERR_USAGE,
        "--fail-on %.*s: no effect, family or tier, and not script, native or unknown; cordon effects lists "
        "what there is",
        STR_ARG(word));
}

enum err fail_on_parse(const char *words, struct fail_on *out, struct error *why)
{
    struct str rest = str_from(words == NULL ? "" : words);
    enum err e = OK;

    *out = (struct fail_on){.given = words != NULL};
    while (e == OK && rest.len > 0) {
        size_t comma = str_find(rest, STR(","), 0);
        e = take_word(str_slice(rest, 0, comma), out, why);
        rest = comma < rest.len ? str_slice(rest, comma + 1, rest.len) : (struct str){0};
    }
    return e;
}

static bool hits_report(const struct fail_on *f, const struct report_package *record)
{
    for (uint32_t i = 0; i < record->effects.len; i++) {
        struct str text = record->effects.items[i];
        enum effect effect = EFFECT_FS_READ;
        if (effect_parse(str_slice(text, 0, str_find(text, STR(":"), 0)), &effect) &&
            (f->effects & effect_bit(effect)) != 0)
            return true;
    }
    return false;
}

/* A script's own doubts count like its package's. */
static bool hits_script(const struct fail_on *f, const struct audit_script *script)
{
    if (script->install && (f->scripts & 1U << script->kind) != 0)
        return true;
    if (script->kind != AUDIT_SCRIPT_NODE)
        return f->effects != 0; /* a shell may do anything */
    for (uint32_t i = 0; i < script->reach->packages.len; i++) {
        const struct report_package *record = &script->reach->packages.items[i];
        if (hits_report(f, record) || record->verdict == VERDICT_UNKNOWN)
            return true;
    }
    return false;
}

bool fail_on_hits(const struct fail_on *f, const struct audit_package *package)
{
    if (!f->given)
        return false;
    if (package->all.unknown || package->all.launch != 0 || hits_report(f, &package->all.record))
        return true;
    for (uint32_t i = 0; i < package->scripts.len; i++)
        if (hits_script(f, &package->scripts.items[i]))
            return true;
    return f->native && package->native.len > 0;
}
