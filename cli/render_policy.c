#include "cli/render_policy.h"

#include <assert.h>

#include "analyzer/base/jdoc.h"
#include "cli/json_out.h"
#include "cli/term.h"

static const char *trouble_word(enum grant_trouble trouble)
{
    switch (trouble) {
    case GRANT_STALE:
        return "stale";
    case GRANT_EXPIRED:
        return "expired";
    case GRANT_TOO_WIDE:
        return "too-wide";
    case GRANT_HOST_UNUSED:
        return "unused-host";
    case GRANT_HOST_MISSING:
        return "missing-host";
    }
    assert(!"unreachable");
    return "stale";
}

/* What is wrong, behind "the grant x for y " or "the host library x ". */
static void put_trouble(struct strbuf *out, const struct grant_problem *problem)
{
    switch (problem->trouble) {
    case GRANT_STALE:
        strbuf_put_c(out, problem->grant->locked ? "is used by nothing; cordon policy update takes it out"
                                                 : "is used by nothing; take it out");
        return;
    case GRANT_EXPIRED:
        strbuf_put_c(out, "expired after ");
        term_put(out, problem->grant->until);
        return;
    case GRANT_TOO_WIDE:
        strbuf_put_c(out, "is wider than its use; this would do:");
        return;
    case GRANT_HOST_UNUSED:
        strbuf_put_c(out, "is imported by nothing; take it out");
        return;
    case GRANT_HOST_MISSING:
        strbuf_put_c(out, "is not installed; install it, or take it out");
        return;
    }
}

static void put_instead(struct strbuf *out, const struct grant_problem *problem)
{
    for (uint32_t i = 0; i < problem->instead.len; i++) {
        struct strbuf key;
        strbuf_init(&key, out->arena);
        jdoc_write_str(&key, problem->instead.items[i].key);
        strbuf_put_c(out, "\n    ");
        strbuf_put(out, strbuf_text(&key));
        strbuf_put_c(out, ": [");
        jdoc_write_str(out, problem->instead.items[i].effect);
        strbuf_put_c(out, "]");
    }
}

/* Where the problem is: file, line, column. */
struct spot {
    struct str file;
    uint32_t line;
    uint32_t column;
};

static struct spot spot_of(const struct report *r, const struct grant_problem *problem)
{
    if (problem->host != NULL)
        return (struct spot){r->policy, problem->host->line, problem->host->column};
    assert(problem->grant != NULL);
    return (struct spot){problem->grant->file, problem->grant->line, problem->grant->column};
}

static void put_subject(struct strbuf *out, const struct grant_problem *problem)
{
    if (problem->host != NULL) {
        strbuf_put_c(out, "the host library ");
        term_put(out, problem->host->name);
        return;
    }
    assert(problem->grant != NULL);
    strbuf_put_c(out, "the grant ");
    term_put(out, problem->grant->text);
    strbuf_put_c(out, " for ");
    term_put(out, problem->grant->key);
}

void render_policy_text(struct strbuf *out, const struct report *r, const struct grant_problems *problems)
{
    for (uint32_t i = 0; i < problems->len; i++) {
        const struct grant_problem *problem = &problems->items[i];
        const struct spot spot = spot_of(r, problem);
        term_put(out, spot.file);
        strbuf_printf(out, ":%u:%u: %s: ", spot.line, spot.column, trouble_word(problem->trouble));
        put_subject(out, problem);
        strbuf_put_c(out, " ");
        put_trouble(out, problem);
        put_instead(out, problem);
        strbuf_put_c(out, "\n");
    }
    strbuf_printf(out, "%u grant%s, %u host librar%s, %u to look at\n", r->grants.len, r->grants.len == 1 ? "" : "s",
                  r->hosts.len, r->hosts.len == 1 ? "y" : "ies", problems->len);
}

static void put_json_problem(struct json_out *j, const struct report *r, const struct grant_problem *problem)
{
    const struct report_grant none = {.key = problem->host != NULL ? problem->host->name : STR("")};
    const struct report_grant *grant = problem->grant != NULL ? problem->grant : &none;
    const struct spot spot = spot_of(r, problem);

    json_object(j, NULL);
    json_c(j, "problem", trouble_word(problem->trouble));
    json_str(j, "file", spot.file);
    json_number(j, "line", spot.line);
    json_number(j, "column", spot.column);
    json_str(j, "package", grant->key);
    json_str(j, "effect", grant->text);
    json_str(j, "until", grant->until);
    json_bool(j, "locked", grant->locked);
    json_array(j, "instead");
    for (uint32_t i = 0; i < problem->instead.len; i++) {
        json_object(j, NULL);
        json_str(j, "package", problem->instead.items[i].key);
        json_str(j, "effect", problem->instead.items[i].effect);
        json_close_object(j);
    }
    json_close_array(j);
    json_close_object(j);
}

void render_policy_json(struct strbuf *out, const struct report *r, const struct grant_problems *problems)
{
    struct json_out j;

    json_begin(&j, out);
    json_object(&j, NULL);
    json_number(&j, "schema", 1);
    json_number(&j, "grants", r->grants.len);
    json_number(&j, "hosts", r->hosts.len);
    json_array(&j, "problems");
    for (uint32_t i = 0; i < problems->len; i++)
        put_json_problem(&j, r, &problems->items[i]);
    json_close_array(&j);
    json_close_object(&j);
    json_end(&j);
}

static void put_change(struct strbuf *out, char sign, const struct effect_line *line)
{
    strbuf_put_char(out, sign);
    strbuf_put_char(out, ' ');
    term_put(out, line->key);
    strbuf_put_c(out, "  ");
    term_put(out, line->effect);
    strbuf_put_c(out, line->unproven ? "  (unproven)\n" : "\n");
}

uint32_t render_lock_changes(struct strbuf *out, const struct effect_lines *before, const struct effect_lines *after)
{
    uint32_t changes = 0;

    for (uint32_t b = 0, a = 0; b < before->len || a < after->len;) {
        int order = b == before->len  ? 1
                    : a == after->len ? -1
                                      : effect_line_compare(&before->items[b], &after->items[a]);
        if (order < 0)
            put_change(out, '-', &before->items[b]);
        if (order > 0)
            put_change(out, '+', &after->items[a]);
        changes += order != 0;
        b += order <= 0;
        a += order >= 0;
    }
    return changes;
}
