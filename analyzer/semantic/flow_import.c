#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_place.h"

static void add_import(struct flow *f, uint32_t site, sym specifier)
{
    const struct site *s = &f->sites.items[site];
    const struct node *n = tree_node(f->tree, s->node);

    vec_push(f->out_arena, &f->facts->imports,
             (struct import){.specifier = specifier.i,
                             .kind = IMPORT_DYNAMIC,
                             .flags = (uint8_t)((s->in_try ? IMPORT_TRY : 0) | s->object),
                             .at = n->start,
                             .end = n->end,
                             .func = s->func});
}

/* import(x): a promise of the module's namespace. */
void import_value(struct flow *f, uint32_t site, value v)
{
    const struct site *s = &f->sites.items[site];
    sym specifier = {VALUE_INDEX(v)};
    struct str place = {0};
    uint32_t promise = 0;

    if (place_of(f, v, &place) && placed_can_import(place)) {
        place_note(f, site, place);
        specifier = sym_intern(f->names, place);
    } else if (VALUE_KIND(v) != VALUE_TEXT) {
        charge(f, AMP_COMPUTED_SPECIFIER, s->node, s->func, (sym){FACT_NONE});
        cell_add_flags(f, s->result, FLAG_ANY);
        return;
    }
    add_import(f, site, specifier);
    path_note(f, path_root(f, PATH_MODULE, specifier), s->node, s->func);
    promise = object_at(f, s->node, 1, OBJECT_PROMISE);
    f->objects.items[promise].followed = true;
    cell_add(f, object_elem(f, promise), VALUE(VALUE_PATH, path_root(f, PATH_MODULE, specifier)));
    cell_add(f, f->sites.items[site].result, VALUE(VALUE_OBJECT, promise));
}

void import_flags(struct flow *f, uint32_t site)
{
    const struct site *s = &f->sites.items[site];

    charge(f, AMP_COMPUTED_SPECIFIER, s->node, s->func, (sym){FACT_NONE});
    cell_add_flags(f, f->sites.items[site].result, FLAG_ANY);
}

void require_text(struct flow *f, uint32_t site, sym specifier, uint8_t flags)
{
    struct site s = f->sites.items[site];
    const struct node *n = tree_node(f->tree, s.node);

    vec_push(f->out_arena, &f->facts->imports,
             (struct import){.specifier = specifier.i,
                             .kind = IMPORT_REQUIRE,
                             .flags = (uint8_t)(flags | (s.in_try ? IMPORT_TRY : 0)),
                             .at = n->start,
                             .end = n->end,
                             .func = s.func});
    path_note(f, path_root(f, PATH_MODULE, specifier), s.node, s.func);
    cell_add(f, s.result, VALUE(VALUE_PATH, path_root(f, PATH_MODULE, specifier)));
    cell_add_flags(f, s.result, FLAG_UNDEFINED);
}

void charge_computed_require(struct flow *f, node_id node, uint32_t func)
{
    charge(f, AMP_COMPUTED_SPECIFIER, node, func, (sym){FACT_NONE});
    charge(f, AMP_COMPUTED_ADDON, node, func, (sym){FACT_NONE});
}

/* require(x): SITE_IMPORT's twin, watching the argument, of which there may be several when they are spread. */
void require_call(struct flow *f, uint32_t site, uint32_t created)
{
    struct site s = f->sites.items[site];
    uint32_t count = s.flags & SITE_SPREAD ? s.arg_count : 1;

    if (s.arg_count == 0) {
        charge_computed_require(f, s.node, s.func);
        cell_add_flags(f, s.result, FLAG_ANY);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t watch = site_new(f, SITE_REQUIRE, s.node, s.func);
        f->sites.items[watch].in_try = s.in_try;
        f->sites.items[watch].result = s.result;
        f->sites.items[watch].object = created;
        cell_watch(f, call_arg(f, &s, i), watch);
    }
}

void require_value(struct flow *f, uint32_t site, value v)
{
    struct site s = f->sites.items[site];
    struct str place = {0};
    struct str found = {0};

    if (VALUE_KIND(v) == VALUE_TEXT) {
        if (s.object == OBJECT_NONE)
            require_text(f, site, (sym){VALUE_INDEX(v)}, 0);
        else
            created_require(f, site, (sym){VALUE_INDEX(v)});
        return;
    }
    if (place_of(f, v, &place) && placed_found(f->arena, place, &found)) {
        created_import(f, site, found);
        return;
    }
    if (s.object == OBJECT_NONE && place_of(f, v, &place) && placed_type_of(place) == PLACED_IS_PATH &&
        placed_can_import(place)) {
        place_note(f, site, place);
        require_text(f, site, sym_intern(f->names, place), 0);
        return;
    }
    if (s.object != OBJECT_NONE)
        created_require_unknown(f, site);
    charge_computed_require(f, s.node, s.func);
    cell_add_flags(f, s.result, FLAG_ANY);
}
