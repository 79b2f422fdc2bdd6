// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

/// Sleeps until `*word` differs from `expected`, a wake, a signal, or `deadline` (CLOCK_MONOTONIC
/// nanoseconds; negative: none). Returns 0 or the errno: EAGAIN, EINTR, ETIMEDOUT.
int tm_futex_wait(const void *word, uint32_t expected, int64_t deadline);
/// Wakes at most `count` sleepers of `word`.
void tm_futex_wake(const void *word, int count);
/// Tells the processor that this is a spin loop.
static inline void tm_spin_hint(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}
/// CLOCK_MONOTONIC in nanoseconds.
int64_t tm_monotonic_nanoseconds(void);
/// The same as of the last tick, for a fifth of the price.
int64_t tm_monotonic_coarse_nanoseconds(void);

/// What a thread runs; it owns `context`.
typedef void (*tm_thread_body)(void *context);
/// Starts a joinable thread of that name (cut to 15 bytes) that leaves asynchronous signals to the
/// main thread and survives its own stack overflow long enough to report it. Returns 0 or the
/// errno.
int tm_thread_start(pthread_t *thread, const char *name, size_t stack_bytes, tm_thread_body body,
                    void *context);
/// CPU nanoseconds received by the calling thread.
int64_t tm_thread_cpu_nanoseconds(void);
/// A clock that counts the CPU time of the calling thread and can be read from any thread.
clockid_t tm_thread_cpu_clock(void);
/// Nanoseconds on `clock`, or -1 if it does not exist any more.
int64_t tm_clock_nanoseconds(clockid_t clock);
/// CPUs that the process's main thread may run on; 0 if the system does not tell.
int tm_affinity_count(void);
/// The same CPUs as bits: CPU n is bit n % 64 of word n / 64. Returns 0 or the errno: EINVAL if there
/// is not room for every CPU that the kernel may have.
int tm_affinity_of_process(uint64_t *words, int count);
/// CPUs that the calling thread may run on, in the same way.
int tm_affinity_of_thread(uint64_t *words, int count);
/// Lets the calling thread run on these CPUs only. Returns 0 or the errno: EINVAL if none of them is
/// allowed.
int tm_set_affinity_of_thread(const uint64_t *words, int count);
/// The CPU on which the calling thread runs at this moment, or -1.
int tm_current_cpu(void);

/// One word per thread for the engine: which worker it is.
void *tm_current_worker(void);
void tm_set_current_worker(void *worker);
/// Another one: where it writes what it does.
void *tm_current_slot(void);
void tm_set_current_slot(void *slot);

extern _Thread_local int tm_cached_thread_id;
/// Asks the system for the calling thread's number and keeps it.
int tm_ask_thread_id(void);
/// The system's number of the calling thread; never 0.
static inline int tm_thread_id(void) {
  int known = tm_cached_thread_id;
  return known != 0 ? known : tm_ask_thread_id();
}

/// A counter descriptor (eventfd), non-blocking and close-on-exec, or -1 with errno.
int tm_event_descriptor(void);

/// Writes out what standard output and error hold; leaves one alone that a thread has locked.
void tm_flush_output(void);
