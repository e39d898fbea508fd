#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"
#include "analyzer/semantic/flow_site.h"

static void act_flags(struct flow *f, uint32_t site, unsigned flags);

/* Lets a site see one value of its base (or setter, getter) cell. */
/* NOLINTNEXTLINE(readability-function-size): a flat switch over site kinds, one call each */
static void act(struct flow *f, uint32_t site, value v)
{
    struct site *s = &f->sites.items[site];
    unsigned flags = 0;

    if (place_hide(f, site, v, &flags)) {
        act_flags(f, site, flags);
        return;
    }
    switch ((enum site_kind)s->kind) {
    case SITE_READ:
        member_read(f, site, v);
        return;
    case SITE_WRITE:
        member_write(f, site, v);
        return;
    case SITE_DELETE:
    case SITE_DELETE_KEY:
        member_delete(f, site, v);
        return;
    case SITE_READ_KEY:
    case SITE_WRITE_KEY:
    case SITE_CONCAT:
    case SITE_PLACE:
        return; /* act on whole cells: see act_pair */
    case SITE_CALL:
    case SITE_NEW:
        call_value(f, site, v);
        return;
    case SITE_SUPER:
        call_super(f, site, v);
        return;
    case SITE_ESCAPE:
        escape_value(f, site, v);
        return;
    case SITE_ITERATE:
    case SITE_AWAIT:
    case SITE_COPY:
    case SITE_ENUMERATE:
    case SITE_HAS:
    case SITE_EXTENDS:
    case SITE_IMPORT:
    case SITE_REQUIRE:
    case SITE_CREATE_REQUIRE:
    case SITE_TAINT:
    case SITE_RESULT_OF:
    case SITE_IMPLICIT:
    case SITE_INSPECT:
    case SITE_LOCK:
    case SITE_DATA:
    case SITE_SYMBOLS_OF:
    case SITE_ACCESSORS_OF:
    case SITE_ESCAPE_ACCESSORS:
    case SITE_ACCESSOR:
    case SITE_RECEIVER:
    case SITE_MEMBER_OF:
    case SITE_SETTER:
        operation_value(f, site, v);
        return;
    case SITE_PROTO_OF:
    case SITE_NO_PROTOTYPE:
    case SITE_INHERITS:
    case SITE_MAYBE_PROTOTYPE:
    case SITE_FOREIGN_PROTO:
        proto_value(f, site, v);
        return;
    case SITE_ODD:
    case SITE_SPECIES:
    case SITE_HOOK:
    case SITE_INSTANCEOF:
    case SITE_ACCESSORS_ON:
    case SITE_SLOPPY_STORE:
    case SITE_REGISTERED:
    case SITE_REPLACES:
    case SITE_RUNS_ON:
    case SITE_BOXED:
        hook_value(f, site, v);
        return;
    case SITE_CHANGED:
        helper_value(f, site, v);
        return;
    case SITE_LOSE:
        lose_value(f, site, v);
        return;
    case SITE_FILTER:
        filter_value(f, site, v);
        return;
    }
}

/* NOLINTNEXTLINE(readability-function-size): a flat switch over site kinds, one call each */
static void act_flags(struct flow *f, uint32_t site, unsigned flags)
{
    struct site *s = &f->sites.items[site];

    switch ((enum site_kind)s->kind) {
    case SITE_READ:
        member_read_flags(f, site, flags);
        return;
    case SITE_WRITE:
        member_write_flags(f, site, flags);
        return;
    case SITE_CALL:
    case SITE_NEW:
    case SITE_SUPER:
        call_flags(f, site, flags);
        return;
    case SITE_READ_KEY:
    case SITE_WRITE_KEY:
    case SITE_CONCAT:
    case SITE_PLACE:
    case SITE_ESCAPE:
        return;
    case SITE_DELETE:
    case SITE_DELETE_KEY:
        member_delete_flags(f, site, flags);
        return;
    case SITE_ITERATE:
    case SITE_AWAIT:
    case SITE_COPY:
    case SITE_ENUMERATE:
    case SITE_HAS:
    case SITE_EXTENDS:
    case SITE_IMPORT:
    case SITE_REQUIRE:
    case SITE_CREATE_REQUIRE:
    case SITE_TAINT:
    case SITE_RESULT_OF:
    case SITE_IMPLICIT:
    case SITE_INSPECT:
    case SITE_LOCK:
    case SITE_DATA:
    case SITE_SYMBOLS_OF:
    case SITE_ACCESSORS_OF:
    case SITE_ESCAPE_ACCESSORS:
    case SITE_ACCESSOR:
    case SITE_RECEIVER:
    case SITE_MEMBER_OF:
    case SITE_SETTER:
        operation_flags(f, site, flags);
        return;
    case SITE_PROTO_OF:
    case SITE_NO_PROTOTYPE:
    case SITE_INHERITS:
    case SITE_MAYBE_PROTOTYPE:
    case SITE_FOREIGN_PROTO:
        proto_flags(f, site, flags);
        return;
    case SITE_ODD:
    case SITE_SPECIES:
    case SITE_HOOK:
    case SITE_INSTANCEOF:
    case SITE_ACCESSORS_ON:
    case SITE_SLOPPY_STORE:
    case SITE_REGISTERED:
    case SITE_REPLACES:
    case SITE_RUNS_ON:
    case SITE_BOXED:
        hook_flags(f, site, flags);
        return;
    case SITE_CHANGED:
        helper_flags(f, site, flags);
        return;
    case SITE_LOSE:
        return;
    case SITE_FILTER:
        filter_flags(f, site, flags);
        return;
    }
}

/* Sites with two inputs look at both cells whole; that is idempotent and the sets are small. */
static void act_pair(struct flow *f, uint32_t site)
{
    switch ((enum site_kind)f->sites.items[site].kind) {
    case SITE_READ_KEY:
        key_read(f, site);
        return;
    case SITE_WRITE_KEY:
        key_write(f, site);
        return;
    case SITE_CONCAT:
        concat_act(f, site);
        return;
    case SITE_PLACE:
        place_act(f, site);
        return;
    default:
        return; /* one input: act() has seen the values */
    }
}

void site_act(struct flow *f, uint32_t site, cell_id c, uint16_t first, unsigned flags)
{
    uint16_t count = f->cells.items[c].count;

    f->facts->work += 1U + count - first;
    if (flags != 0)
        act_flags(f, site, flags);
    for (uint16_t i = first; i < count; i++)
        act(f, site, f->cells.items[c].items[i]);
    if (flags != 0 || first < count)
        act_pair(f, site);
}
