/*
 * flow_job.c - steps of which models of functions are made: sites of one call, its results, what is handed on.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_model.h"

uint32_t job_array(const struct job *j, uint32_t what)
{
    return object_at(j->f, j->s.node, what, OBJECT_ARRAY);
}

void job_gives_object(const struct job *j, uint32_t object)
{
    cell_add(j->f, j->s.result, VALUE(VALUE_OBJECT, object));
}

uint32_t job_site(const struct job *j, enum site_kind kind, cell_id base, cell_id result)
{
    uint32_t site = site_new(j->f, kind, j->s.node, j->s.func);

    j->f->sites.items[site].result = result;
    j->f->sites.items[site].base = base;
    return site;
}

void job_watch(const struct job *j, enum site_kind kind, cell_id base, cell_id result)
{
    cell_watch(j->f, base, job_site(j, kind, base, result));
}

void job_gives_receiver(const struct job *j)
{
    cell_edge(j->f, j->s.receiver, j->s.result);
    job_watch(j, SITE_BOXED, j->s.receiver, j->s.result);
}

void job_gives_changed(const struct job *j)
{
    if (j->tells)
        cell_add_flags(j->f, j->s.result, FLAG_BOOLEAN);
    else
        cell_edge(j->f, j->first, j->s.result);
}

void job_read_name(const struct job *j, cell_id base, sym name, cell_id result)
{
    uint32_t site = job_site(j, SITE_READ, base, result);

    j->f->sites.items[site].name = name;
    cell_watch(j->f, base, site);
}

void job_read_key(const struct job *j, cell_id base, cell_id key, cell_id result)
{
    uint32_t site = job_site(j, SITE_READ_KEY, base, result);

    j->f->sites.items[site].key = key;
    cell_watch(j->f, base, site);
    cell_watch(j->f, key, site);
}

void job_read_own(const struct job *j, cell_id base, cell_id key, cell_id result)
{
    uint32_t site = job_site(j, SITE_READ_KEY, base, result);
    bool written = j->s.depth == 0 && tree_kind(j->f->tree, j->s.node) == KIND_CALL_EXPRESSION;

    j->f->sites.items[site].key = key;
    j->f->sites.items[site].flags = SITE_OWN;
    if (written)
        j->f->sites.items[site].flags |= own_flags(own_keys_arguments(j->f->own_keys, j->s.node, 0, 1));
    if (written && !(j->f->sites.items[site].flags & SITE_OWN_KEY))
        pair_take(j->f, site, j->s.node);
    cell_watch(j->f, base, site);
    cell_watch(j->f, key, site);
}

uint32_t job_write_key(const struct job *j, cell_id base, cell_id key, cell_id from)
{
    uint32_t site = job_site(j, SITE_WRITE_KEY, base, 0);

    j->f->sites.items[site].key = key;
    j->f->sites.items[site].value = from;
    cell_watch(j->f, base, site);
    cell_watch(j->f, key, site);
    return site;
}

void job_define_key(const struct job *j, cell_id base, cell_id key, cell_id from, unsigned how)
{
    uint32_t site = job_write_key(j, base, key, from); /* before `items`, which it may move */

    j->f->sites.items[site].flags |= (uint16_t)(SITE_OWN | how);
}

void job_escape(const struct job *j, cell_id c)
{
    escape_cell(j->f, c, j->s.node, j->s.func);
}

void job_write_unknown_name(const struct job *j, cell_id base, cell_id from, unsigned keeps)
{
    cell_id key = cell_new(j->f);
    uint32_t site = 0;

    cell_add_flags(j->f, key, FLAG_STRING);
    site = job_write_key(j, base, key, from);
    j->f->sites.items[site].flags |= keeps;
}

cell_id job_elements(const struct job *j, cell_id c)
{
    return iterate_cell(j->f, j->site, c);
}

static cell_id copied(const struct job *j, cell_id base, unsigned flags, cell_id target)
{
    cell_id all = cell_new(j->f);
    uint32_t site = job_site(j, SITE_COPY, base, all);

    j->f->sites.items[site].flags |= flags;
    j->f->sites.items[site].value = target;
    cell_watch(j->f, base, site);
    return all;
}

cell_id job_copied(const struct job *j, cell_id base)
{
    return copied(j, base, 0, 0);
}

cell_id job_listed(const struct job *j, cell_id base)
{
    return copied(j, base, SITE_LISTS, 0);
}

cell_id job_assigned(const struct job *j, cell_id base, cell_id target)
{
    return copied(j, base, 0, target);
}

void job_made_as(const struct job *j, cell_id maker, cell_id kept, uint32_t how)
{
    uint32_t site = job_site(j, SITE_SPECIES, maker, j->s.result);

    j->f->sites.items[site].value = kept;
    j->f->sites.items[site].object = how;
    cell_watch(j->f, maker, site);
}

void job_pattern(const struct job *j)
{
    uint32_t site = job_site(j, SITE_DATA, j->first, 0);

    j->f->sites.items[site].object = DATA_IS_PATTERN;
    cell_watch(j->f, j->first, site);
}

void job_made_by(const struct job *j, cell_id maker, cell_id kept)
{
    job_made_as(j, maker, kept, OBJECT_NONE);
}

void job_hooked(const struct job *j)
{
    cell_id given[2] = {j->s.receiver, j->second};

    for (size_t i = 0; i < ARRAY_LEN(given); i++) {
        uint32_t site = job_site(j, SITE_HOOK, j->first, j->s.result);
        j->f->sites.items[site].value = given[i];
        cell_watch(j->f, j->first, site);
    }
}

void job_pair(const struct job *j, unsigned key, cell_id from)
{
    uint32_t entry = job_array(j, MADE_ENTRY);

    cell_add_flags(j->f, object_elem(j->f, entry), key);
    cell_edge(j->f, from, object_elem(j->f, entry));
    cell_add(j->f, object_elem(j->f, job_array(j, MADE_RESULT)), VALUE(VALUE_OBJECT, entry));
}
