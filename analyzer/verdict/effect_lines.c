#include "analyzer/verdict/effect_lines.h"

#include <stdlib.h>

#include "analyzer/base/strbuf.h"

struct effect_line effect_line_of(struct arena *a, struct str key, const struct report_finding *finding)
{
    struct effect_line line = {.key = key, .unproven = !finding->certain, .finding = finding};
    struct strbuf effect;

    strbuf_init(&effect, a);
    strbuf_put(&effect, finding->effect.len > 0 ? finding->effect : finding->rule);
    if (finding->argument.len > 0) {
        strbuf_put_char(&effect, ':');
        strbuf_put(&effect, finding->argument);
    }
    line.effect = strbuf_text(&effect);
    return line;
}

int effect_line_compare(const struct effect_line *a, const struct effect_line *b)
{
    int order = str_cmp(a->key, b->key);

    if (order == 0)
        order = str_cmp(a->effect, b->effect);
    return order == 0 ? (int)a->unproven - (int)b->unproven : order;
}

bool effect_line_implies(const struct effect_line *wide, const struct effect_line *line)
{
    struct str name = str_slice(line->effect, 0, str_find(line->effect, STR(":"), 0));

    if (!str_eq(wide->key, line->key) || (wide->unproven && !line->unproven))
        return false;
    return str_eq(wide->effect, line->effect) || str_eq(wide->effect, name);
}

static int compare(const void *left, const void *right)
{
    return effect_line_compare(left, right);
}

/*
 * After sorting, what implies a line comes before it: the line right before, of the same effect, or one of the at most
 * two lines that have its effect without an argument, which come before all those with one.
 */
void effect_lines_reduce(struct effect_lines *lines)
{
    uint32_t kept = 0;
    uint32_t bare = 0; /* the first of the last lines without an argument that are kept */

    if (lines->len > 0)
        qsort(lines->items, lines->len, sizeof(*lines->items), compare);
    for (uint32_t i = 0; i < lines->len; i++) {
        const struct effect_line line = lines->items[i];
        bool has_argument = str_find(line.effect, STR(":"), 0) < line.effect.len;
        bool implied = kept > 0 && effect_line_implies(&lines->items[kept - 1], &line);
        for (uint32_t k = bare; k < kept && k < bare + 2 && !implied; k++)
            implied = effect_line_implies(&lines->items[k], &line);
        if (implied)
            continue;
        if (!has_argument && !(kept > bare && str_eq(lines->items[bare].effect, line.effect)))
            bare = kept;
        lines->items[kept++] = line;
    }
    lines->len = kept;
}
