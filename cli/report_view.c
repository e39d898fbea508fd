#include "cli/report_view.h"

#include <assert.h>

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

bool report_needs_grant(const struct report *r, struct str effect)
{
    enum effect known = EFFECT_COUNT;
    enum profile profile = PROFILE_COUNT;

    if (!effect_parse(str_slice(effect, 0, str_find(effect, STR(":"), 0)), &known) ||
        !profile_parse(r->profile, &profile))
        return true;
    return !profile_allows(profile, known);
}

bool report_has_grants(const struct report *r, const struct report_package *package)
{
    if (package->host || package->verdict != VERDICT_PASS)
        return false;
    for (uint32_t i = 0; i < package->effects.len; i++)
        if (report_needs_grant(r, package->effects.items[i]))
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
