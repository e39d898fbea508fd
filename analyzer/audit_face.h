/*
 * audit_face.h - which files of a package are code to its clients.
 */
#ifndef CORDON_AUDIT_FACE_H
#define CORDON_AUDIT_FACE_H

#include "analyzer/package/package_entries.h"

/*
 * True for what is code to whoever loads it without being asked to by the package itself. Node runs a file of any
 * name; what this leaves out (a README, a picture) is judged when something that is audited loads it.
 */
bool audit_is_way_in(const struct client_file *file);

#endif
