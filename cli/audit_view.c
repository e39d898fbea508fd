/* What both renderers of an audit ask about it. */
#include <assert.h>

#include "analyzer/verdict/notes.h"
#include "cli/render_audit.h"

const char *audit_script_kind_name(enum audit_script_kind kind)
{
    switch (kind) {
    case AUDIT_SCRIPT_NODE:
        return "node";
    case AUDIT_SCRIPT_GYP:
        return "node-gyp";
    case AUDIT_SCRIPT_SHELL:
        return "shell";
    }
    assert(!"unreachable");
    return "shell";
}

bool audit_runs_scripts(const struct audit_package *package)
{
    return package->scripts.len > 0 && package->scripts.items[0].install;
}

struct audit_effects audit_script_effects(struct arena *a, const struct audit_script *script)
{
    struct audit_effects out = {0};

    for (uint32_t i = 0; script->reach != NULL && i < script->reach->packages.len; i++) {
        const struct report_package *record = &script->reach->packages.items[i];
        for (uint32_t k = 0; k < record->effects.len; k++)
            vec_push(a, &out.items, record->effects.items[k]);
        for (uint32_t k = 0; k < record->findings.len; k++)
            out.unknown += record->findings.items[k].verdict == VERDICT_UNKNOWN;
    }
    out.items.len = notes_sort_unique(out.items.items, out.items.len);
    return out;
}
