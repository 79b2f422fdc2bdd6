// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stddef.h>

/// Watches one body: unless `tw_disarm` is called within `seconds`, the watchdog prints the stacks of
/// all threads and aborts the process. The first use starts the watchdog's thread.
///
/// Returns a ticket, or -1 if more bodies are being watched than there is room for.
int tw_arm(const char *name, double seconds);
/// Ends the watch of `ticket`; -1 is ignored.
void tw_disarm(int ticket);
/// Prints the stacks of all threads on standard error.
void tw_print_stacks(void);

/// What a thread runs; it owns `context`.
typedef void (*tw_thread_body)(void *context);
/// Starts a joinable thread. Returns 0 or the errno.
int tw_thread_start(unsigned long *thread, tw_thread_body body, void *context);
/// Waits until the thread has ended.
void tw_thread_join(unsigned long thread);

/// Lets threads that start from now on share the heaps there are instead of making their own.
void tw_share_heap(void);

/// CPUs on which the process's main thread may run, as the system tells.
int tw_affinity_count(void);
/// Lets the main thread run on one CPU only; `tw_unpin` takes the result and undoes it.
void *tw_pin_to_one_cpu(void);
void tw_unpin(void *saved);
