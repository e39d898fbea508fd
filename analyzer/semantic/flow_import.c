#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_operation.h"
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
