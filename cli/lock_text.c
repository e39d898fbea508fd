#include "cli/lock_text.h"

#include "analyzer/base/jdoc.h"
#include "rules/policy_lock.h"

/* True for what a line of a lock file can allow. */
static bool can_be_allowed(const struct report_package *package, const struct report_finding *finding)
{
    return finding->effect.len > 0 && !str_eq(package->key, STR("*"));
}

void lock_content_of(struct arena *a, const struct report *r, struct lock_content *out)
{
    *out = (struct lock_content){0};
    for (uint32_t p = 0; p < r->packages.len; p++) {
        const struct report_package *package = &r->packages.items[p];
        for (uint32_t i = 0; i < package->findings.len; i++) {
            const struct report_finding *finding = &package->findings.items[i];
            if (finding->verdict == VERDICT_PASS)
                continue;
            if (can_be_allowed(package, finding))
                vec_push(a, &out->lines, effect_line_of(a, package->key, finding));
            else
                out->left++;
        }
    }
    effect_lines_reduce(&out->lines);
}

void lock_text(struct strbuf *out, const struct effect_lines *lines)
{
    strbuf_printf(out, "{\n  \"lock\": %d,\n  \"grants\": [", POLICY_LOCK_VERSION);
    for (uint32_t i = 0; i < lines->len; i++) {
        const struct effect_line *line = &lines->items[i];
        strbuf_put_c(out, i == 0 ? "\n    { \"package\": " : ",\n    { \"package\": ");
        jdoc_write_str(out, line->key);
        strbuf_put_c(out, ", \"effect\": ");
        jdoc_write_str(out, line->effect);
        strbuf_put_c(out, line->unproven ? ", \"unproven\": true }" : " }");
    }
    strbuf_put_c(out, lines->len > 0 ? "\n  ]\n}\n" : "]\n}\n");
}
