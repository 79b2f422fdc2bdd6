// SPDX-License-Identifier: Apache-2.0
// A terminal for tests: its master side, and children that have it as their controlling terminal.
#pragma once
#include <stddef.h>
#include <sys/types.h>

/// Opens a pseudo-terminal of that size. `other_end` stays open too, so that the modes outlive a child.
/// Returns 0 or the errno.
int pt_open(int columns, int rows, int *master, int *other_end, char *path, size_t capacity);
/// Changes the size; the foreground process gets WINCH. Returns 0 or the errno.
int pt_resize(int master, int columns, int rows);
/// Starts a program in a session of its own with the terminal as 0, 1 and 2 (2: `error` if it is not
/// negative), default signals and no other descriptor. Returns 0 or the errno.
int pt_spawn(pid_t *process, const char *path, const char *program, char *const arguments[],
             char *const environment[], int error);
/// Copies the terminal's modes as bytes that can be compared; returns how many, 0 on failure.
size_t pt_modes(int other_end, unsigned char *bytes, size_t capacity);
/// The process group in the terminal's foreground, or -1.
pid_t pt_foreground(int master);
/// A pipe, both ends close-on-exec, the read end non-blocking. Returns 0 or the errno.
int pt_pipe(int *read_end, int *write_end);
