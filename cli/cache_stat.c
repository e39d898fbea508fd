/* cordon cache stat: sizes, ages and hit rates. */
#include <inttypes.h>
#include <time.h>

#include "cache/upkeep.h"
#include "cli/cache_action.h"
#include "cli/json_out.h"
#include "cli/quantity.h"
#include "cli/term.h"

static uint64_t now(void)
{
    return (uint64_t)time(NULL);
}

static const char *kind_name(uint32_t kind)
{
    switch ((enum store_kind)kind) {
    case STORE_SUMMARY:
        return "summaries";
    case STORE_FACTS:
        return "facts";
    case STORE_PACKAGE:
        return "packages";
    case STORE_VERDICT:
        return "verdicts";
    case STORE_ALIAS:
        return "aliases";
    case STORE_ORIGIN:
        return "origins";
    case STORE_RUN:
        return "runs";
    case STORE_TREE:
        return "trees";
    case STORE_KIND_COUNT:
        break;
    }
    return NULL;
}

static void put_age(struct strbuf *out, uint64_t written)
{
    struct strbuf age;
    struct arena scratch = {0};

    strbuf_init(&age, &scratch);
    quantity_put_seconds(&age, written < now() ? now() - written : 0);
    strbuf_printf(out, " %9s", strbuf_text(&age).ptr);
    arena_reset(&scratch);
}

static void put_size(struct strbuf *out, uint64_t bytes)
{
    struct strbuf size;
    struct arena scratch = {0};

    strbuf_init(&size, &scratch);
    quantity_put_bytes(&size, bytes);
    strbuf_printf(out, " %11s", strbuf_text(&size).ptr);
    arena_reset(&scratch);
}

static void put_rate(struct strbuf *out, uint64_t hits, uint64_t misses)
{
    if (hits + misses > 0)
        strbuf_printf(out, " %8" PRIu64 ".%" PRIu64 " %%", hits * 100 / (hits + misses),
                      hits * 1000 / (hits + misses) % 10);
    else
        strbuf_printf(out, " %12s", "-");
}

static void stat_text(struct cache_action *a, const struct upkeep_stat *s)
{
    strbuf_put_c(&a->out, "cache ");
    term_put(&a->out, str_from(cache_folder(a->cache)));
    strbuf_put_c(&a->out, ", ");
    quantity_put_bytes(&a->out, s->file_bytes);
    strbuf_put_c(&a->out, "\n\nkind         records       bytes    oldest    newest     hit rate\n");
    for (uint32_t i = 0; i < STORE_KIND_COUNT; i++) {
        if (kind_name(i) == NULL)
            continue;
        strbuf_printf(&a->out, "%-10s %9" PRIu64, kind_name(i), s->kinds[i].records);
        put_size(&a->out, s->kinds[i].bytes);
        if (s->kinds[i].records > 0) {
            put_age(&a->out, s->kinds[i].oldest);
            put_age(&a->out, s->kinds[i].newest);
        } else {
            strbuf_printf(&a->out, " %9s %9s", "-", "-");
        }
        put_rate(&a->out, s->counters.hits[i], s->counters.misses[i]);
        strbuf_put_char(&a->out, '\n');
    }
    if (s->foreign > 0)
        strbuf_printf(&a->out, "%" PRIu64 " records of another version\n", s->foreign);
    if (s->damaged)
        strbuf_put_c(&a->out, "a part of it is damaged; cordon cache verify tells more\n");
}

static void stat_json(struct cache_action *a, const struct upkeep_stat *s)
{
    struct json_out j;

    json_begin(&j, &a->out);
    json_object(&j, NULL);
    json_number(&j, "schema", 1);
    json_c(&j, "cache", cache_folder(a->cache));
    json_number(&j, "bytes", s->file_bytes);
    json_array(&j, "kinds");
    for (uint32_t i = 0; i < STORE_KIND_COUNT; i++) {
        if (kind_name(i) == NULL)
            continue;
        json_object(&j, NULL);
        json_c(&j, "kind", kind_name(i));
        json_number(&j, "records", s->kinds[i].records);
        json_number(&j, "bytes", s->kinds[i].bytes);
        json_number(&j, "oldest", s->kinds[i].oldest);
        json_number(&j, "newest", s->kinds[i].newest);
        json_number(&j, "hits", s->counters.hits[i]);
        json_number(&j, "misses", s->counters.misses[i]);
        json_close_object(&j);
    }
    json_close_array(&j);
    json_number(&j, "counted_since", s->counters.since);
    json_number(&j, "foreign", s->foreign);
    json_bool(&j, "damaged", s->damaged);
    json_close_object(&j);
    json_end(&j);
}

enum err cache_run_stat(struct cache_action *a, struct error *why)
{
    struct upkeep_stat *s = arena_new(a->run, struct upkeep_stat);

    (void)why;
    upkeep_stat(a->cache, s);
    if (cache_action_wants_json(a))
        stat_json(a, s);
    else
        stat_text(a, s);
    return OK;
}
