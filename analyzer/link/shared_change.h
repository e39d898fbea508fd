/*
 * shared_change.h - uses of Node's interface that change what all packages share without an assignment in the text, or
 * give it away.
 */
#ifndef CORDON_LINK_SHARED_CHANGE_H
#define CORDON_LINK_SHARED_CHANGE_H

#include <stdbool.h>

#include "rules/api_table.h"

/* True when a call of the path is one of a method of lists that changes its receiver, which names reach. */
bool shared_list_changed(const struct api_path *path);
/*
 * True when somebody may get util.inherits or util._extend, which write to their arguments: `escapes` says that what
 * the path names is handed on; otherwise some member of it, under a name that only a run can tell, is used.
 */
bool shared_helper_handed(const struct api_path *path, bool escapes);
/* True when others get a function of util that may show them, as text, what is on the stack. */
bool shared_viewer_handed(const struct api_path *path, bool escapes);

/*
 * True when the path is events.getEventListeners, which gives what others have added to a target; `used` says that
 * what the path names is called or handed on, so that a name that only a run can tell counts too.
 */
bool shared_listeners_given(const struct api_path *path, bool used);

#endif
