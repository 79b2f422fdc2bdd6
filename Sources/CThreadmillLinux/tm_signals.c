// SPDX-License-Identifier: Apache-2.0
#include "tm_terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static const int watched[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};
enum { watched_count = sizeof watched / sizeof *watched };

static struct sigaction before[watched_count];
static atomic_int read_end = -1, write_end = -1;
static atomic_int unread_ends;

static void on_signal(int signal) {
  int error = errno;
  char byte = (char)signal;
  if (write(write_end, &byte, 1) < 0) {}  // full: what is in it says enough
  if (signal == SIGTERM || signal == SIGHUP || signal == SIGINT || signal == SIGQUIT) {
    // Who asks three times and is not heard faces a program that hangs.
    if (atomic_fetch_add(&unread_ends, 1) == 2) tm_die_by_signal(signal);
  }
  errno = error;
}

// Unlike "ignored", a handler is not handed on to children.
static void on_broken_pipe(int signal) { (void)signal; }

void tm_signals_survive_broken_pipes(void) {
  struct sigaction now, action = {.sa_handler = on_broken_pipe, .sa_flags = SA_RESTART | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGPIPE, NULL, &now) == 0 && now.sa_handler == SIG_DFL) {
    sigaction(SIGPIPE, &action, NULL);
  }
}

int tm_signals_watch(void) {
  if (read_end >= 0) return errno = EBUSY, -1;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  read_end = ends[0];
  write_end = ends[1];
  unread_ends = 0;
  tm_signals_survive_broken_pipes();
  for (int i = 0; i < watched_count; i++) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(watched[i], NULL, &before[i]);
    // Ignored from the start, as under nohup, stays ignored.
    if (before[i].sa_handler != SIG_IGN) sigaction(watched[i], &action, NULL);
  }
  return read_end;
}

void tm_signals_unwatch(void) {
  if (read_end < 0) return;
  for (int i = 0; i < watched_count; i++) sigaction(watched[i], &before[i], NULL);
  close(atomic_exchange(&write_end, -1));
  close(atomic_exchange(&read_end, -1));
}

void tm_signals_release(int signal) {
  if (read_end < 0) return;
  for (int i = 0; i < watched_count; i++) {
    if (watched[i] == signal) sigaction(signal, &before[i], NULL);
  }
}

void tm_signals_were_read(void) { unread_ends = 0; }

void tm_signals_stop_self(int whole_group) {
  struct sigaction ours, standard = {.sa_handler = SIG_DFL};
  sigemptyset(&standard.sa_mask);
  sigaction(SIGTSTP, &standard, &ours);
  // Not SIGSTOP: where nobody could continue us (no shell above), the kernel ignores TSTP.
  if (whole_group) {
    kill(0, SIGTSTP);
  } else {
    raise(SIGTSTP);
  }
  sigaction(SIGTSTP, &ours, NULL);
}
