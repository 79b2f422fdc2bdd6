// SPDX-License-Identifier: Apache-2.0
#include "CTestWatchdog.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// SIGSYS: threads that block every signal still leave the faults open, and ThreadSanitizer hands
// the faults to their handler at once instead of at the next intercepted call.
#define STACK_SIGNAL SIGSYS

struct watch {
  int armed;
  double deadline;
  double limit;
  char name[128];
};

static struct watch watches[1024];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static pthread_once_t once = PTHREAD_ONCE_INIT;
/// How many threads have printed their stack.
static atomic_int printed;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

static pid_t thread_number(void) { return (pid_t)syscall(SYS_gettid); }

static void read_thread_name(pid_t thread, char *name, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/comm", thread);
  ssize_t length = -1;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    length = read(file, name, size - 1);
    close(file);
  }
  name[length > 0 ? length - 1 : 0] = 0;
}

static void print_own_stack(int signal) {
  (void)signal;
  int saved = errno;
  void *frames[64];
  int count = backtrace(frames, 64);
  char name[32], line[96];
  pid_t thread = thread_number();
  read_thread_name(thread, name, sizeof name);
  int length = snprintf(line, sizeof line, "\nthread %d \"%s\"\n", thread, name);
  if (write(STDERR_FILENO, line, (size_t)length) > 0) {
    backtrace_symbols_fd(frames, count, STDERR_FILENO);
  }
  atomic_fetch_add(&printed, 1);
  errno = saved;
}

void tw_print_stacks(void) {
  struct sigaction action = {.sa_handler = print_own_stack, .sa_flags = SA_RESTART}, before;
  sigaction(STACK_SIGNAL, &action, &before);
  DIR *tasks = opendir("/proc/self/task");
  if (tasks == NULL) return;
  // ThreadSanitizer's own thread dies of any handler. Threads are listed in the order of their
  // creation, and it is the first after the main one.
  int place = 0, skipped = dlsym(RTLD_DEFAULT, "__tsan_init") != NULL ? 1 : -1;
  for (struct dirent *entry = readdir(tasks); entry != NULL; entry = readdir(tasks)) {
    pid_t thread = atoi(entry->d_name);
    if (thread <= 0 || place++ == skipped || thread == thread_number()) continue;
    // One after another, so that the stacks do not mix. A thread that does not answer is left out.
    int seen = atomic_load(&printed);
    if (syscall(SYS_tgkill, getpid(), thread, STACK_SIGNAL) != 0) continue;
    for (int i = 0; i < 500 && atomic_load(&printed) == seen; i++) usleep(1000);
  }
  closedir(tasks);
  sigaction(STACK_SIGNAL, &before, NULL);
}

static void bark(const struct watch *watch) {
  char line[256];
  int length = snprintf(line, sizeof line,
                        "\nwatchdog: \"%s\" is not over after %.0f s; the stacks of all threads:\n",
                        watch->name, watch->limit);
  if (write(STDERR_FILENO, line, (size_t)length) > 0) tw_print_stacks();
  abort();
}

static void *run(void *argument) {
  (void)argument;
  pthread_mutex_lock(&lock);
  while (1) {
    double next = now() + 3600;
    for (size_t i = 0; i < sizeof watches / sizeof *watches; i++) {
      if (!watches[i].armed) continue;
      if (watches[i].deadline <= now()) bark(&watches[i]);
      if (watches[i].deadline < next) next = watches[i].deadline;
    }
    struct timespec at = {.tv_sec = (time_t)next,
                          .tv_nsec = (long)((next - (double)(time_t)next) * 1e9)};
    pthread_cond_timedwait(&changed, &lock, &at);
  }
  return NULL;
}

static void begin(void) {
  // The first call loads the unwinder, which must not happen in a signal handler.
  void *frame[1];
  backtrace(frame, 1);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&changed, &attributes);
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) == 0) pthread_detach(thread);
}

int tw_arm(const char *name, double seconds) {
  pthread_once(&once, begin);
  int ticket = -1;
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < sizeof watches / sizeof *watches && ticket < 0; i++) {
    if (watches[i].armed) continue;
    ticket = (int)i;
    watches[i].armed = 1;
    watches[i].limit = seconds;
    watches[i].deadline = now() + seconds;
    snprintf(watches[i].name, sizeof watches[i].name, "%s", name);
  }
  pthread_mutex_unlock(&lock);
  pthread_cond_signal(&changed);
  return ticket;
}

void tw_disarm(int ticket) {
  if (ticket < 0) return;
  pthread_mutex_lock(&lock);
  watches[ticket].armed = 0;
  pthread_mutex_unlock(&lock);
}

struct start {
  tw_thread_body body;
  void *context;
};

static void *enter(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
  pthread_setname_np(pthread_self(), "test");
  start.body(start.context);
  return NULL;
}

int tw_thread_start(unsigned long *thread, tw_thread_body body, void *context) {
  struct start *start = malloc(sizeof *start);
  if (start == NULL) return ENOMEM;
  *start = (struct start){.body = body, .context = context};
  pthread_t created;
  int error = pthread_create(&created, NULL, enter, start);
  if (error != 0) {
    free(start);
    return error;
  }
  *thread = created;
  return 0;
}

void tw_thread_join(unsigned long thread) { pthread_join(thread, NULL); }
