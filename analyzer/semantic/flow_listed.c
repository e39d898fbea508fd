/*
 * flow_listed.c - reads of listed properties of the file's own plain objects: what somebody put there, unless the
 * property is gone by then, and Object or its prototype is found under the name.
 *
 * The file takes it away: then such a read proves nothing (flow sees every object that a `delete` may have as its
 * base). Others may, from an object that they have: that is the other half of AMP_DELETE_MEMBER and its like, charged
 * at the end.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/member_name.h"

bool name_is_inherited(const struct flow *f, sym name)
{
    return name.i == f->name_constructor.i || name.i == f->name_proto.i || member_is_method(sym_text(f->names, name));
}

static bool is_proven(const struct site *s)
{
    return s->flags & (SITE_OWN_KEY | SITE_GUARDED);
}

/* True when the file may take away what the site reads of the object. */
static bool is_taken(const struct flow *f, const struct site *s, uint32_t object)
{
    const struct object *o = &f->objects.items[object];

    return o->vanishes || (o->moves && s->flags & SITE_OWN_CHAIN);
}

static void forget_proof(struct flow *f, uint32_t site)
{
    f->sites.items[site].flags &= (uint16_t)~SITE_GUARDED;
    key_look_again(f, site);
}

void listed_read(struct flow *f, uint32_t site, uint32_t object)
{
    struct object *o = &f->objects.items[object];

    if (is_taken(f, &f->sites.items[site], object)) {
        forget_proof(f, site);
        return;
    }
    vec_push(f->arena, &f->listed_reads, (struct listed_read){site, object, o->listed_reads});
    o->listed_reads = f->listed_reads.len;
}

static void look_again(struct flow *f, uint32_t object)
{
    for (uint32_t i = f->objects.items[object].listed_reads; i != 0; i = f->listed_reads.items[i - 1].next) {
        uint32_t site = f->listed_reads.items[i - 1].site;

        if (is_proven(&f->sites.items[site]) && is_taken(f, &f->sites.items[site], object))
            forget_proof(f, site);
    }
}

void listed_vanish(struct flow *f, uint32_t object)
{
    if (f->objects.items[object].vanishes)
        return;
    f->objects.items[object].vanishes = true;
    look_again(f, object);
}

void listed_move(struct flow *f, uint32_t object, cell_id proto)
{
    if (!f->objects.items[object].moves)
        vec_push(f->arena, &f->moves, (struct proto_move){object, proto});
}

bool listed_settle(struct flow *f)
{
    bool moved = false;

    for (uint32_t i = 0; i < f->moves.len; i++) {
        const struct proto_move move = f->moves.items[i];
        struct object *o = &f->objects.items[move.object];

        if (o->moves || !cell_may_be_object(f, move.proto))
            continue;
        o->moves = true;
        moved = true;
        look_again(f, move.object);
    }
    if (moved)
        flow_solve(f);
    return moved;
}

void listed_finish(struct flow *f)
{
    for (uint32_t i = 0; i < f->listed_reads.len; i++) {
        const struct listed_read *read = &f->listed_reads.items[i];
        const struct site s = f->sites.items[read->site];

        if (!is_proven(&s) || !f->objects.items[read->object].escaped)
            continue;
        charge(f, AMP_OWN_KEY, s.node, s.func, (sym){FACT_NONE});
        if (s.flags & SITE_OWN_CHAIN)
            charge_enumerated(f, read->site);
    }
}
