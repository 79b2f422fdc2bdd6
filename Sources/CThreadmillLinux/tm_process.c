// SPDX-License-Identifier: Apache-2.0
#include "tm_process.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/// Where a child finds its end of the socket pair, and the file that it was given.
static const int control_place = 3, file_place = 4;

/// Moves a descriptor out of the way of the child's 0 to 4. Returns the new one, or -1 with errno.
static int moved_up(int descriptor) {
  if (descriptor < 0 || descriptor > file_place) return descriptor;
  int up = fcntl(descriptor, F_DUPFD_CLOEXEC, file_place + 1);
  int error = errno;
  close(descriptor);
  errno = error;
  return up;
}

static int actions_of_child(posix_spawn_file_actions_t *actions, int output, int control,
                            int file) {
  int error = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_adddup2(actions, output, 1);
  if (error == 0) error = posix_spawn_file_actions_adddup2(actions, output, 2);
  if (error == 0) error = posix_spawn_file_actions_adddup2(actions, control, control_place);
  if (error == 0 && file >= 0) error = posix_spawn_file_actions_adddup2(actions, file, file_place);
  if (error == 0) {
    int first_closed = file >= 0 ? file_place + 1 : file_place;
    error = posix_spawn_file_actions_addclosefrom_np(actions, first_closed);
  }
  return error;
}

static int spawn(const char *path, char *const arguments[], int file, pid_t *child, int output,
                 int control) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error != 0) return error;
  error = posix_spawnattr_init(&attributes);
  if (error != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return error;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  error = actions_of_child(&actions, output, control, file);
  if (error == 0) error = posix_spawn(child, path, &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int tm_spawn(const char *path, char *const arguments[], int file, pid_t *child, int *output,
             int *control) {
  int pipe_ends[2], socket_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return errno;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, socket_ends) != 0) {
    int error = errno;
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    return error;
  }
  pipe_ends[1] = moved_up(pipe_ends[1]);
  socket_ends[1] = moved_up(socket_ends[1]);
  // The caller's own stays as it is: what is moved up is a copy of it.
  int copy = file < 0 ? -1 : fcntl(file, F_DUPFD_CLOEXEC, file_place + 1);
  int error = pipe_ends[1] < 0 || socket_ends[1] < 0 || (file >= 0 && copy < 0)
                  ? EMFILE
                  : spawn(path, arguments, copy, child, pipe_ends[1], socket_ends[1]);
  if (copy >= 0) close(copy);
  if (pipe_ends[1] >= 0) close(pipe_ends[1]);
  if (socket_ends[1] >= 0) close(socket_ends[1]);
  if (error != 0) {
    close(pipe_ends[0]);
    close(socket_ends[0]);
    return error;
  }
  fcntl(pipe_ends[0], F_SETFL, O_NONBLOCK);
  fcntl(socket_ends[0], F_SETFL, O_NONBLOCK);
  *output = pipe_ends[0];
  *control = socket_ends[0];
  return 0;
}

int tm_process_descriptor(pid_t child) { return (int)syscall(SYS_pidfd_open, child, 0); }

void tm_kill_group(pid_t child) {
  kill(-child, SIGKILL);
  kill(child, SIGKILL);
}

int tm_wait_for_child(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -errno;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

int tm_send(int socket, const void *bytes, size_t count) {
  const char *rest = bytes;
  while (count > 0) {
    ssize_t sent = send(socket, rest, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno;
    rest += sent;
    count -= (size_t)sent;
  }
  return 0;
}
