#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"
#include "analyzer/semantic/flow_site.h"

/* Which part of flow a site is of. */
enum part {
    PART_READ,
    PART_WRITE,
    PART_DELETE,
    PART_PAIR, /* acts on whole cells: see act_pair */
    PART_CALL,
    PART_SUPER,
    PART_ESCAPE,
    PART_OPERATION,
    PART_PROTO,
    PART_HOOK,
    PART_HELPER,
    PART_LOSE,
    PART_FILTER,
    PART_INTEROP,
    PART_BLOCK,
};

/* NOLINTNEXTLINE(readability-function-size): a flat switch over site kinds */
static enum part part_of(enum site_kind kind)
{
    switch (kind) {
    case SITE_READ:
        return PART_READ;
    case SITE_WRITE:
        return PART_WRITE;
    case SITE_DELETE:
    case SITE_DELETE_KEY:
        return PART_DELETE;
    case SITE_READ_KEY:
    case SITE_WRITE_KEY:
    case SITE_CONCAT:
    case SITE_PLACE:
        return PART_PAIR;
    case SITE_CALL:
    case SITE_NEW:
        return PART_CALL;
    case SITE_SUPER:
        return PART_SUPER;
    case SITE_ESCAPE:
        return PART_ESCAPE;
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
        return PART_OPERATION;
    case SITE_PROTO_OF:
    case SITE_NO_PROTOTYPE:
    case SITE_INHERITS:
    case SITE_MAYBE_PROTOTYPE:
    case SITE_FOREIGN_PROTO:
        return PART_PROTO;
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
        return PART_HOOK;
    case SITE_CHANGED:
        return PART_HELPER;
    case SITE_BLOCK_GETTER:
        return PART_BLOCK;
    case SITE_LOSE:
        return PART_LOSE;
    case SITE_FILTER:
        return PART_FILTER;
    case SITE_INTEROP:
    case SITE_INTEROP_PART:
    case SITE_INTEROP_OPEN:
        return PART_INTEROP;
    }
    return PART_PAIR; /* no kind is left */
}

static void act_flags(struct flow *f, uint32_t site, unsigned flags)
{
    switch (part_of((enum site_kind)f->sites.items[site].kind)) {
    case PART_READ:
        member_read_flags(f, site, flags);
        return;
    case PART_WRITE:
        member_write_flags(f, site, flags);
        return;
    case PART_DELETE:
        member_delete_flags(f, site, flags);
        return;
    case PART_CALL:
    case PART_SUPER:
        call_flags(f, site, flags);
        return;
    case PART_OPERATION:
        operation_flags(f, site, flags);
        return;
    case PART_PROTO:
        proto_flags(f, site, flags);
        return;
    case PART_HOOK:
        hook_flags(f, site, flags);
        return;
    case PART_HELPER:
        helper_flags(f, site, flags);
        return;
    case PART_FILTER:
        filter_flags(f, site, flags);
        return;
    case PART_INTEROP:
        interop_flags(f, site, flags);
        return;
    case PART_BLOCK:
        pool_getter_flags(f, site, flags);
        return;
    case PART_PAIR:
    case PART_ESCAPE:
    case PART_LOSE:
        return;
    }
}

/* True for the sites that do nothing with an object's elements but read and write them one by one, or that see to it
 * themselves that it loses them. */
static bool takes_one_by_one(enum site_kind kind)
{
    switch (part_of(kind)) {
    case PART_READ:
    case PART_WRITE:
    case PART_DELETE:
    case PART_CALL:
    case PART_ESCAPE:
    case PART_LOSE:
        return true;
    case PART_PAIR:
        return kind == SITE_READ_KEY || kind == SITE_WRITE_KEY;
    case PART_SUPER:
    case PART_OPERATION:
    case PART_PROTO:
    case PART_HOOK:
    case PART_HELPER:
    case PART_FILTER:
    case PART_INTEROP:
    case PART_BLOCK:
        return false;
    }
    return false; /* no part is left */
}

static void note_taken(struct flow *f, value v)
{
    if (VALUE_KIND(v) == VALUE_OBJECT)
        object_untrack(f, VALUE_INDEX(v));
    else if (VALUE_KIND(v) == VALUE_FUNC)
        f->funcs[VALUE_INDEX(v)].taken = true;
}

/* Lets a site see one value of its base (or setter, getter) cell. */
static void act(struct flow *f, uint32_t site, value v)
{
    unsigned flags = 0;

    if (place_hide(f, site, v, &flags)) {
        act_flags(f, site, flags);
        return;
    }
    if (!takes_one_by_one((enum site_kind)f->sites.items[site].kind))
        note_taken(f, v);
    switch (part_of((enum site_kind)f->sites.items[site].kind)) {
    case PART_READ:
        member_read(f, site, v);
        return;
    case PART_WRITE:
        member_write(f, site, v);
        return;
    case PART_DELETE:
        member_delete(f, site, v);
        return;
    case PART_CALL:
        call_value(f, site, v);
        return;
    case PART_SUPER:
        call_super(f, site, v);
        return;
    case PART_ESCAPE:
        escape_value(f, site, v);
        return;
    case PART_OPERATION:
        operation_value(f, site, v);
        return;
    case PART_PROTO:
        proto_value(f, site, v);
        return;
    case PART_HOOK:
        hook_value(f, site, v);
        return;
    case PART_HELPER:
        helper_value(f, site, v);
        return;
    case PART_LOSE:
        lose_value(f, site, v);
        return;
    case PART_FILTER:
        filter_value(f, site, v);
        return;
    case PART_INTEROP:
        interop_value(f, site, v);
        return;
    case PART_BLOCK:
        pool_getter_value(f, site, v);
        return;
    case PART_PAIR:
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
