// SPDX-License-Identifier: Apache-2.0
#include "tm_thread.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int tm_futex_wait(const void *word, uint32_t expected, int64_t deadline) {
  struct timespec at, *limit = NULL;
  if (deadline >= 0) {
    at.tv_sec = deadline / 1000000000;
    at.tv_nsec = deadline % 1000000000;
    limit = &at;
  }
  // The bitset form takes an absolute CLOCK_MONOTONIC time: a wait that is interrupted and repeated
  // does not grow.
  long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, limit, NULL,
                        FUTEX_BITSET_MATCH_ANY);
  return result == 0 ? 0 : errno;
}

void tm_futex_wake(const void *word, int count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static int64_t nanoseconds(const struct timespec *time) {
  return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

int64_t tm_monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return nanoseconds(&now);
}

int64_t tm_monotonic_coarse_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return nanoseconds(&now);
}

struct start {
  tm_thread_body body;
  void *context;
  char name[16];
};

static void *enter(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
  pthread_setname_np(pthread_self(), start.name);
  // A handler for a stack overflow needs another stack; this one lies at the far end of our own,
  // where the overflow cannot reach it, and goes with the thread.
  char handler_stack[16384];
  stack_t alternate = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack, .ss_flags = 0};
  sigaltstack(&alternate, NULL);
  start.body(start.context);
  alternate.ss_flags = SS_DISABLE;
  sigaltstack(&alternate, NULL);
  return NULL;
}

int tm_thread_start(pthread_t *thread, const char *name, size_t stack_bytes, tm_thread_body body,
                    void *context) {
  struct start *start = malloc(sizeof *start);
  if (start == NULL) return ENOMEM;
  start->body = body;
  start->context = context;
  strncpy(start->name, name, sizeof start->name - 1);
  start->name[sizeof start->name - 1] = 0;

  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  int error = pthread_attr_setstacksize(&attributes, stack_bytes);

  // The main thread answers these. All others stay open: the kernel kills outright where a fault is
  // blocked, and Swift's backtracer stops threads by a real-time signal.
  sigset_t mask, before;
  sigemptyset(&mask);
  static const int answered[] = {SIGHUP,  SIGINT,  SIGQUIT,  SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU,
                                 SIGCONT, SIGCHLD, SIGWINCH, SIGALRM, SIGPIPE, SIGUSR1, SIGUSR2};
  for (unsigned i = 0; i < sizeof answered / sizeof *answered; i++) sigaddset(&mask, answered[i]);
  pthread_sigmask(SIG_BLOCK, &mask, &before);
  if (error == 0) error = pthread_create(thread, &attributes, enter, start);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (error != 0) free(start);
  return error;
}

int64_t tm_clock_nanoseconds(clockid_t clock) {
  struct timespec now;
  return clock_gettime(clock, &now) == 0 ? nanoseconds(&now) : -1;
}

int64_t tm_thread_cpu_nanoseconds(void) { return tm_clock_nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

clockid_t tm_thread_cpu_clock(void) {
  clockid_t clock;
  return pthread_getcpuclockid(pthread_self(), &clock) == 0 ? clock : CLOCK_THREAD_CPUTIME_ID;
}

int tm_affinity_count(void) {
  // The kernel refuses a mask smaller than its own, so grow until it fits.
  for (int cpus = 1024; cpus <= 1 << 18; cpus *= 4) {
    cpu_set_t *set = CPU_ALLOC(cpus);
    if (set == NULL) return 0;
    size_t bytes = CPU_ALLOC_SIZE(cpus);
    // Not 0, which is the calling thread: a pinned one would speak for all.
    int failed = sched_getaffinity(getpid(), bytes, set);
    int count = failed ? 0 : CPU_COUNT_S(bytes, set);
    CPU_FREE(set);
    if (!failed) return count;
    if (errno != EINVAL) return 0;
  }
  return 0;
}

// A cpu_set_t is an array of words of the machine, and the first of them has the lowest bits: as an
// array of 64-bit words it reads the same where words have 64 bits or bytes come lowest first.
_Static_assert(sizeof(unsigned long) == 8 || __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "the bits of a CPU mask are elsewhere here");

static int affinity_of(pid_t thread, uint64_t *words, int count) {
  size_t bytes = (size_t)count * sizeof *words;
  memset(words, 0, bytes);
  return sched_getaffinity(thread, bytes, (cpu_set_t *)words) == 0 ? 0 : errno;
}

int tm_affinity_of_process(uint64_t *words, int count) {
  return affinity_of(getpid(), words, count);
}

int tm_affinity_of_thread(uint64_t *words, int count) { return affinity_of(0, words, count); }

int tm_set_affinity_of_thread(const uint64_t *words, int count) {
  size_t bytes = (size_t)count * sizeof *words;
  return sched_setaffinity(0, bytes, (const cpu_set_t *)words) == 0 ? 0 : errno;
}

int tm_current_cpu(void) { return sched_getcpu(); }

static _Thread_local void *current_worker;
void *tm_current_worker(void) { return current_worker; }
void tm_set_current_worker(void *worker) { current_worker = worker; }

static _Thread_local void *current_slot;
void *tm_current_slot(void) { return current_slot; }
void tm_set_current_slot(void *slot) { current_slot = slot; }

_Thread_local int tm_cached_thread_id;
int tm_ask_thread_id(void) { return tm_cached_thread_id = (int)syscall(SYS_gettid); }

int tm_event_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

static void flush_unless_locked(FILE *stream) {
  if (ftrylockfile(stream) != 0) return;
  fflush_unlocked(stream);
  funlockfile(stream);
}

void tm_flush_output(void) {
  // Not fflush(NULL): that takes the lock of every stream, and a thread that reads a line keeps that of
  // standard input until somebody has typed it.
  flush_unless_locked(stdout);
  flush_unless_locked(stderr);
}
