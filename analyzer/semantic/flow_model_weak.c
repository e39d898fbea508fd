/*
 * flow_model_weak.c - WeakMap and WeakSet, where compilers keep private fields.
 *
 * Nobody can list what they hold: a value comes out of a WeakMap by `get` alone, so it stands in plain sight like a
 * named property, under a name that no text can have as long as the map is the file's own. Keys never come out.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_model.h"

/* What is in `from` is put into the receivers in `map`. */
static void hold(const struct job *j, cell_id map, cell_id from)
{
    uint32_t site = job_site(j, SITE_WRITE, map, 0);

    j->f->sites.items[site].name = j->f->name_weak_data;
    j->f->sites.items[site].value = from;
    cell_watch(j->f, map, site);
}

void model_new_weak(const struct job *j, bool map)
{
    uint32_t object = object_at(j->f, j->s.node, MADE_RESULT, map ? OBJECT_WEAK_MAP : OBJECT_WEAK_SET);
    cell_id self = cell_new(j->f);

    cell_add(j->f, self, VALUE(VALUE_OBJECT, object));
    if (j->first != 0 && map) /* lists of a key and a value */
        hold(j, self, job_elements(j, job_elements(j, j->first)));
    else if (j->first != 0)
        (void)job_elements(j, j->first);
    job_gives_object(j, object);
}

void model_weak_get(const struct job *j)
{
    job_read_name(j, j->s.receiver, j->f->name_weak_data, j->s.result);
    cell_add_flags(j->f, j->s.result, FLAG_UNDEFINED);
}

void model_weak_set(const struct job *j)
{
    hold(j, j->s.receiver, j->second);
    job_gives_receiver(j);
}
