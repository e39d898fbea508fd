/*
 * package_links.h - which package of a program imports which, and which file.
 */
#ifndef CORDON_VERDICT_PACKAGE_LINKS_H
#define CORDON_VERDICT_PACKAGE_LINKS_H

#include "analyzer/verdict/evidence.h"

/*
 * Fills `report->links`. `index_of` says by package of `p` which of `report->packages` it is, LINK_NONE for none of
 * them. Everything new is in `run`.
 */
void package_links(struct arena *run, const struct program *p, struct evidence *e, const uint32_t *index_of,
                   struct report *report);
/* The same between the files of `report->file_list`. */
void package_links_of_files(struct arena *run, const struct program *p, struct evidence *e, struct report *report);

#endif
