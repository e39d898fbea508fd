#include "analyzer/semantic/flow_state.h"

uint32_t site_new(struct flow *f, enum site_kind kind, node_id node, uint32_t func)
{
    struct site site = {.kind = (uint8_t)kind, .node = node, .func = func, .object = OBJECT_NONE};

    vec_push(f->arena, &f->sites, site);
    f->facts->work += FLOW_WORK_PER_PART;
    return f->sites.len - 1;
}

void site_set_base(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].base = c;
}

void site_set_key(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].key = c;
}

void site_set_value(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].value = c;
}

void site_set_result(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].result = c;
}

void site_set_receiver(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].receiver = c;
}

uint32_t site_watch(struct flow *f, enum site_kind kind, node_id node, cell_id base, cell_id result)
{
    uint32_t site = site_new(f, kind, node, f->current);

    f->sites.items[site].base = base;
    f->sites.items[site].result = result;
    f->sites.items[site].in_try = node < f->try_end;
    cell_watch(f, base, site);
    return site;
}

void copy_into(struct flow *f, node_id node, cell_id from, uint32_t object)
{
    uint32_t site = site_watch(f, SITE_COPY, node, from, object_unknown(f, object));

    f->sites.items[site].object = object;
}
