#include "cli/lock_text.h"

#include <stdlib.h>

#include "analyzer/base/jdoc.h"
#include "rules/policy_lock.h"

int lock_line_compare(const struct lock_line *a, const struct lock_line *b)
{
    int order = str_cmp(a->key, b->key);

    if (order == 0)
        order = str_cmp(a->effect, b->effect);
    return order == 0 ? (int)a->unproven - (int)b->unproven : order;
}

static int compare(const void *left, const void *right)
{
    return lock_line_compare(left, right);
}

/* True when `wide`, of the same package, allows all that `line` does. */
static bool implies(const struct lock_line *wide, const struct lock_line *line)
{
    struct str name = str_slice(line->effect, 0, str_find(line->effect, STR(":"), 0));

    if (wide->unproven && !line->unproven)
        return false;
    return str_eq(wide->effect, line->effect) || str_eq(wide->effect, name);
}

/* Drops lines that another one of their package implies; the lines are sorted, so the other one comes first. */
static void drop_implied(struct lock_lines *lines)
{
    uint32_t kept = 0;
    uint32_t first = 0; /* of the package's that are kept */

    for (uint32_t i = 0; i < lines->len; i++) {
        const struct lock_line *line = &lines->items[i];
        bool implied = false;
        if (kept > 0 && !str_eq(lines->items[kept - 1].key, line->key))
            first = kept;
        for (uint32_t k = first; k < kept && !implied; k++)
            implied = implies(&lines->items[k], line);
        if (!implied)
            lines->items[kept++] = *line;
    }
    lines->len = kept;
}

static bool add_line(struct arena *a, struct lock_lines *lines, const struct report_package *package,
                     const struct report_finding *finding)
{
    struct lock_line line = {.key = package->key, .unproven = !finding->certain};
    struct strbuf effect;

    if (finding->effect.len == 0 || str_eq(package->key, STR("*")))
        return false;
    strbuf_init(&effect, a);
    strbuf_put(&effect, finding->effect);
    if (finding->argument.len > 0) {
        strbuf_put_char(&effect, ':');
        strbuf_put(&effect, finding->argument);
    }
    line.effect = strbuf_text(&effect);
    vec_push(a, lines, line);
    return true;
}

void lock_content_of(struct arena *a, const struct report *r, struct lock_content *out)
{
    *out = (struct lock_content){0};
    for (uint32_t p = 0; p < r->packages.len; p++) {
        const struct report_package *package = &r->packages.items[p];
        for (uint32_t i = 0; i < package->findings.len; i++) {
            const struct report_finding *finding = &package->findings.items[i];
            if (finding->verdict != VERDICT_PASS && !add_line(a, &out->lines, package, finding))
                out->left++;
        }
    }
    if (out->lines.len > 0)
        qsort(out->lines.items, out->lines.len, sizeof(*out->lines.items), compare);
    drop_implied(&out->lines);
}

void lock_text(struct strbuf *out, const struct lock_lines *lines)
{
    strbuf_printf(out, "{\n  \"lock\": %d,\n  \"grants\": [", POLICY_LOCK_VERSION);
    for (uint32_t i = 0; i < lines->len; i++) {
        const struct lock_line *line = &lines->items[i];
        strbuf_put_c(out, i == 0 ? "\n    { \"package\": " : ",\n    { \"package\": ");
        jdoc_write_str(out, line->key);
        strbuf_put_c(out, ", \"effect\": ");
        jdoc_write_str(out, line->effect);
        strbuf_put_c(out, line->unproven ? ", \"unproven\": true }" : " }");
    }
    strbuf_put_c(out, lines->len > 0 ? "\n  ]\n}\n" : "]\n}\n");
}
