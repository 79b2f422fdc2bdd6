// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

/// Starts the program at `path` in a process group of its own: standard input is /dev/null, standard
/// output and error go into one pipe, descriptor 3 is its end of a socket pair, descriptor 4 is `file`
/// unless that is -1, everything else is closed, and no signal is blocked or ignored. `output` and
/// `control` are this side's ends: close-on-exec and non-blocking. Returns 0 or the errno.
int tm_spawn(const char *path, char *const arguments[], int file, pid_t *child, int *output,
             int *control);
/// A descriptor that becomes readable when the child ends, close-on-exec, or -1 with errno.
int tm_process_descriptor(pid_t child);
/// Kills the child's whole group, which exists as long as the child has not been waited for.
void tm_kill_group(pid_t child);
/// Waits for exactly this child to end. Returns its exit code, 256 + the signal that ended it, or the
/// negative errno.
int tm_wait_for_child(pid_t child);
/// Sends bytes without a signal where nobody reads any more. Returns 0 or the errno.
int tm_send(int socket, const void *bytes, size_t count);
