#include "cli/report_view.h"

#include <assert.h>

#include "cli/term.h"
#include "rules/effect.h"

const char *verdict_name(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASS:
        return "pass";
    case VERDICT_FAIL:
        return "fail";
    case VERDICT_UNKNOWN:
        return "unknown";
    }
    assert(!"unreachable");
    return "unknown";
}

/* True when everybody may have the effect; what is not understood nobody may. */
static bool is_in_profile(const struct report *r, struct str effect)
{
    enum effect known = EFFECT_COUNT;
    enum profile profile = PROFILE_COUNT;

    return effect_parse(str_slice(effect, 0, str_find(effect, STR(":"), 0)), &known) &&
           profile_parse(r->profile, &profile) && profile_allows(profile, known);
}

/* True when `effect` is the finding's: "fs.read", or "fs.read:./a" with the argument "./a". */
static bool is_effect_of(const struct report_finding *finding, struct str effect)
{
    size_t name = finding->effect.len;

    if (!str_starts(effect, finding->effect))
        return false;
    if (finding->argument.len == 0)
        return effect.len == name;
    return effect.len > name && effect.ptr[name] == ':' &&
           str_eq(str_slice(effect, name + 1, effect.len), finding->argument);
}

bool report_is_granted(const struct report *r, const struct report_package *package, struct str effect)
{
    for (uint32_t i = 0; i < package->findings.len; i++)
        if (package->findings.items[i].verdict == VERDICT_PASS && is_effect_of(&package->findings.items[i], effect))
            return false;
    return !is_in_profile(r, effect);
}

bool report_has_grants(const struct report *r, const struct report_package *package)
{
    if (package->host || package->verdict != VERDICT_PASS)
        return false;
    for (uint32_t i = 0; i < package->effects.len; i++)
        if (report_is_granted(r, package, package->effects.items[i]))
            return true;
    return false;
}

struct report_counts report_count(const struct report *r)
{
    struct report_counts counts = {.packages = r->packages.len};

    for (uint32_t i = 0; i < r->packages.len; i++) {
        const struct report_package *package = &r->packages.items[i];

        if (package->host) {
            counts.host++;
            continue;
        }
        switch (package->verdict) {
        case VERDICT_PASS:
            counts.granted += report_has_grants(r, package);
            counts.pass += !report_has_grants(r, package);
            break;
        case VERDICT_FAIL:
            counts.fail++;
            break;
        case VERDICT_UNKNOWN:
            counts.unknown++;
            break;
        }
    }
    return counts;
}

const char *report_verdict_word(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASS:
        return "PASS";
    case VERDICT_FAIL:
        return "FAIL";
    case VERDICT_UNKNOWN:
        return "UNKNOWN";
    }
    assert(!"unreachable");
    return "UNKNOWN";
}

static void put_majors(struct strbuf *out, const struct report *r)
{
    for (uint32_t i = 0; i < r->majors.len; i++) {
        strbuf_put_c(out, i == 0 ? " · Node " : ", ");
        term_put(out, r->majors.items[i]);
    }
}

static void put_count(struct strbuf *out, uint32_t count, const char *what)
{
    if (count > 0)
        strbuf_printf(out, ", %u %s", count, what);
}

void report_put_counts(struct strbuf *out, const struct report *r)
{
    struct report_counts counts = report_count(r);

    strbuf_printf(out, " · %u package%s: %u pass", counts.packages, counts.packages == 1 ? "" : "s", counts.pass);
    put_count(out, counts.granted, "granted");
    put_count(out, counts.host, "host");
    put_count(out, counts.fail, "fail");
    put_count(out, counts.unknown, "unknown");
    strbuf_printf(out, " · %u file%s · ", r->files, r->files == 1 ? "" : "s");
    term_put(out, r->profile);
    put_majors(out, r);
}

void report_put_last_line(struct strbuf *out, const struct report *r)
{
    strbuf_put_c(out, report_verdict_word(r->verdict));
    report_put_counts(out, r);
}
