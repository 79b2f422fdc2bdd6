// SPDX-License-Identifier: Apache-2.0
// The terminal's life insurance. Everything below `on_crash` runs inside signal handlers, so it uses
// nothing but async-signal-safe calls and memory that was filled beforehand.
#include "tm_terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

// Faults first; then what kills by default and may come from outside.
static const int deadly[] = {SIGSEGV, SIGBUS,  SIGILL,    SIGTRAP, SIGABRT, SIGFPE,
                             SIGSYS,  SIGUSR1, SIGUSR2,   SIGALRM, SIGPROF, SIGVTALRM,
                             SIGXCPU, SIGXFSZ, SIGSTKFLT, SIGIO,   SIGPWR};
enum { fault_count = 7, deadly_count = sizeof deadly / sizeof *deadly };

static struct {
  atomic_int is_armed, is_midway, is_taken, is_restoring, terminal;
  int nowhere;  // /dev/null
  struct termios modes;
  char bytes[512];
  atomic_size_t count;
  pid_t owner;
} guard = {.terminal = -1, .nowhere = -1};

static struct sigaction previous[NSIG];
static atomic_int crashing_thread;

static struct {
  char bytes[2048];
  atomic_size_t count;
  atomic_long written_at;  // CLOCK_MONOTONIC seconds
  atomic_int pipe;
} tail = {.pipe = -1};

static long seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

static void rest(long milliseconds) {
  struct timespec time = {.tv_nsec = milliseconds * 1000 * 1000};
  nanosleep(&time, NULL);
}

// Writes all of it, or gives up after about half a second of refusals: a terminal that is stopped
// must not keep a dying process alive.
static void write_all(int descriptor, const char *bytes, size_t count) {
  for (int patience = 50; count > 0 && patience > 0;) {
    ssize_t written = write(descriptor, bytes, count);
    if (written > 0) {
      bytes += written;
      count -= (size_t)written;
      continue;
    }
    if (written < 0 && errno != EAGAIN && errno != EINTR) return;
    // A terminal refuses two writers at once although poll says that there is room.
    struct pollfd room = {.fd = descriptor, .events = POLLOUT};
    if (poll(&room, 1, 10) != 0) rest(1);
    patience--;
  }
}

// The same for text of unknown origin: what a terminal would act on becomes '?', in place.
static void write_text(int descriptor, char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    unsigned char byte = (unsigned char)bytes[i], before = i > 0 ? (unsigned char)bytes[i - 1] : 0;
    int is_control = (byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7F;
    // Control characters of 8 bits, alone or as UTF-8: inside other characters these bytes are fine.
    int is_high_control = byte >= 0x80 && byte < 0xA0 && (before < 0x80 || before == 0xC2);
    if (is_control || is_high_control) bytes[i] = '?';
  }
  write_all(descriptor, bytes, count);
}

void tm_guard_set_bytes(const char *bytes, size_t count) {
  guard.count = 0;
  if (count > sizeof guard.bytes) count = sizeof guard.bytes;
  memcpy(guard.bytes, bytes, count);
  guard.count = count;
}

int tm_guard_arm(int terminal) {
  if (tcgetattr(terminal, &guard.modes) != 0) return errno;
  if (guard.nowhere < 0) guard.nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  guard.owner = getpid();
  guard.terminal = terminal;
  guard.is_midway = 0;
  guard.is_armed = 1;
  return 0;
}

void tm_guard_set_midway(int midway) { guard.is_midway = midway; }

void tm_guard_forget(int terminal) {
  // A crash of another thread may be using it at this very moment.
  for (int patience = 100; guard.is_restoring && patience > 0; patience--) rest(1);
  atomic_compare_exchange_strong(&guard.terminal, &terminal, -1);
}

// Whoever disarms it restores the terminal, nobody else.
static int disarm(void) {
  return atomic_exchange(&guard.is_armed, 0) != 0 && guard.owner == getpid();
}

static void give_back(void) {
  int error = errno, terminal = guard.terminal;
  // In the background the screen belongs to another program.
  pid_t foreground = tcgetpgrp(terminal);
  if (foreground < 0 || foreground == getpgrp()) {
    // CAN ends a sequence cut in the middle.
    if (guard.is_midway || guard.is_taken) write_all(terminal, "\x18", 1);
    write_all(terminal, guard.bytes, guard.count);
    tcsetattr(terminal, TCSANOW, &guard.modes);
  }
  errno = error;
}

// The thread that draws may outlive another's crash or exit() for a while: it goes on drawing, on
// nothing, and finds it always readable. The terminal itself stays ours under another number.
static void take_away(void) {
  int drawn_on = guard.terminal, ours = fcntl(drawn_on, F_DUPFD_CLOEXEC, 3);
  if (ours < 0) return;
  if (dup3(guard.nowhere, drawn_on, O_CLOEXEC) < 0) {
    close(ours);
    return;
  }
  guard.terminal = ours;
  guard.is_taken = 1;
  rest(2);  // a write that is under way comes to its end
}

void tm_guard_restore(void) {
  if (disarm()) give_back();
}

static void restore_for_good(void) {
  guard.is_restoring = 1;
  if (disarm()) {
    take_away();
    give_back();
  }
  guard.is_restoring = 0;
}

void tm_error_tail_append(int pipe, const char *bytes, size_t count) {
  tail.pipe = pipe;
  if (count == 0) return;
  long now = seconds_now();
  size_t kept = now - tail.written_at > 1 ? 0 : tail.count;
  if (count > sizeof tail.bytes) bytes += count - sizeof tail.bytes, count = sizeof tail.bytes;
  size_t room = sizeof tail.bytes - count;
  if (kept > room) memmove(tail.bytes, tail.bytes + kept - room, room), kept = room;
  memcpy(tail.bytes + kept, bytes, count);
  tail.written_at = now;
  tail.count = kept + count;
}

static const char *description(int signal) {
  switch (signal) {
    case SIGSEGV: return "SIGSEGV (invalid memory access)";
    case SIGBUS: return "SIGBUS (bus error)";
    case SIGILL: return "SIGILL (trap: a failed check in the program)";
    case SIGTRAP: return "SIGTRAP (trap: a failed check in the program)";
    case SIGABRT: return "SIGABRT (abort)";
    case SIGFPE: return "SIGFPE (arithmetic error)";
    case SIGSYS: return "SIGSYS (forbidden system call)";
    case SIGXCPU: return "SIGXCPU (CPU time limit)";
    case SIGXFSZ: return "SIGXFSZ (file size limit)";
    case SIGUSR1: return "SIGUSR1";
    case SIGUSR2: return "SIGUSR2";
    case SIGALRM: return "SIGALRM";
    default: return "a deadly signal";
  }
}

static char *append(char *at, const char *end, const char *text) {
  while (*text != 0 && at < end) {
    char byte = *text++;
    *at++ = (byte >= 0 && byte < ' ') || byte == 0x7F ? '?' : byte;  // never raw escapes
  }
  return at;
}

// What Swift or C said on standard error just before the signal is the reason of most crashes.
static void repeat_error_tail(void) {
  if (tail.pipe < 0) return;
  rest(10);  // the capture's thread may hold the bytes in its hands
  if (tail.count > 0 && seconds_now() - tail.written_at <= 1) {
    write_text(STDERR_FILENO, tail.bytes, tail.count);
  }
  char more[1024];
  ssize_t count;
  for (int turn = 0; turn < 8 && (count = read(tail.pipe, more, sizeof more)) > 0; turn++) {
    write_text(STDERR_FILENO, more, (size_t)count);
  }
}

static void report(int signal) {
  int terminal = guard.owner == getpid() ? guard.terminal : -1;
  if (terminal >= 0) dup2(terminal, STDERR_FILENO);
  repeat_error_tail();
  char line[256], thread[17] = "";
  const char *end = line + sizeof line - 1;
  prctl(PR_GET_NAME, thread);
  char *at = append(line, end, "threadmill: ended by ");
  at = append(at, end, description(signal));
  at = append(at, end, " in thread \"");
  at = append(at, end, thread);
  at = append(at, end, "\"");
  *at++ = '\n';
  write_all(STDERR_FILENO, line, (size_t)(at - line));
  // The backtracer that may follow expects an ordinary, blocking standard error.
  int flags = terminal >= 0 ? fcntl(terminal, F_GETFL) : -1;
  if (flags >= 0) fcntl(terminal, F_SETFL, flags & ~O_NONBLOCK);
}

static void raise_here(int signal) { syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal); }

// Hands over to the handler that was there before: Swift's backtracer, a sanitizer, or the default.
static void chain(int signal, const siginfo_t *info) {
  struct sigaction next = previous[signal];
  if (next.sa_handler == SIG_IGN) next.sa_handler = SIG_DFL;
  sigaction(signal, &next, NULL);
  // A fault comes again, with its address, when the instruction is tried again. The others would not.
  if (info->si_code <= 0 || signal == SIGTRAP || signal == SIGABRT) raise_here(signal);
}

static void on_crash(int signal, siginfo_t *info, void *context) {
  (void)context;
  int error = errno, mine = (int)syscall(SYS_gettid), first = 0;
  if (!atomic_compare_exchange_strong(&crashing_thread, &first, mine) && first != mine) {
    // Another thread is reporting; it ends the process. Bounded, in case it cannot.
    struct timespec wait = {.tv_sec = 5};
    nanosleep(&wait, NULL);
  } else if (first == 0) {
    restore_for_good();
    report(signal);
  }
  chain(signal, info);
  errno = error;
}

void tm_guard_install(void) {
  static int is_installed;
  if (is_installed) return;
  is_installed = 1;
  atexit(restore_for_good);

  // A stack overflow on the main thread can only be handled on another stack.
  static _Alignas(16) char stack[65536];
  stack_t now;
  if (sigaltstack(NULL, &now) == 0 && (now.ss_flags & SS_DISABLE)) {
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
  }

  struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  // Blocked, TTOU lets a background process set modes. The others would only get in the way. Not
  // all: a chained backtracer stops this thread by a signal.
  static const int held[] = {SIGTTOU, SIGTTIN, SIGTSTP, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH};
  for (unsigned i = 0; i < sizeof held / sizeof *held; i++) sigaddset(&action.sa_mask, held[i]);
  for (int i = 0; i < deadly_count; i++) {
    sigaction(deadly[i], NULL, &previous[deadly[i]]);
    // Whoever handles or ignores a signal from outside keeps it.
    if (i < fault_count || previous[deadly[i]].sa_handler == SIG_DFL) {
      sigaction(deadly[i], &action, NULL);
    }
  }
}

_Noreturn void tm_die_by_signal(int number) {
  restore_for_good();
  signal(number, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  pthread_sigmask(SIG_UNBLOCK, &only, NULL);
  raise(number);
  _exit(128 + number);
}
