// SPDX-License-Identifier: Apache-2.0
#include "tm_terminal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ttydefaults.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

int tm_terminal_open(void) {
  const int flags = O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK;
  char path[64];
  if (ttyname_r(STDOUT_FILENO, path, sizeof path) == 0) {
    int terminal = open(path, flags);
    if (terminal >= 0) return terminal;
  }
  return open("/dev/tty", flags);
}

int tm_terminal_raw(int terminal) {
  struct termios modes;
  if (tcgetattr(terminal, &modes) != 0) return errno;
  cfmakeraw(&modes);
  modes.c_cc[VMIN] = 1;
  modes.c_cc[VTIME] = 0;
  // TCSADRAIN would wait for a terminal that is stopped or slow.
  return tcsetattr(terminal, TCSANOW, &modes) == 0 ? 0 : errno;
}

int tm_terminal_sane(int terminal) {
  struct termios modes;
  if (tcgetattr(terminal, &modes) != 0) return errno;
  modes.c_iflag &= ~(tcflag_t)(IGNBRK | PARMRK | INPCK | ISTRIP | INLCR | IGNCR | IXOFF);
  modes.c_iflag |= BRKINT | ICRNL | IXON | IMAXBEL;
  modes.c_oflag = (modes.c_oflag & ~(tcflag_t)(OCRNL | ONOCR | ONLRET)) | OPOST | ONLCR;
  modes.c_cflag |= CREAD;
  modes.c_lflag &= ~(tcflag_t)(ECHONL | NOFLSH | TOSTOP);
  modes.c_lflag |= ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE;
  static const unsigned char keys[][2] = {
      {VINTR, CINTR},   {VQUIT, CQUIT},   {VERASE, CERASE},     {VKILL, CKILL},
      {VEOF, CEOF},     {VSTART, CSTART}, {VSTOP, CSTOP},       {VSUSP, CSUSP},
      {VLNEXT, CLNEXT}, {VWERASE, CWERASE}, {VREPRINT, CREPRINT}, {VMIN, 1}, {VTIME, 0}};
  for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) modes.c_cc[keys[i][0]] = keys[i][1];
  return tcsetattr(terminal, TCSANOW, &modes) == 0 ? 0 : errno;
}

int tm_terminal_size(int terminal, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(terminal, TIOCGWINSZ, &size) != 0) return errno;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

int tm_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int tm_character_columns(unsigned character) { return wcwidth((wchar_t)character); }

int tm_swift_runtime_is_shared(void) {
  void *runtime = dlopen("libswiftCore.so", RTLD_LAZY | RTLD_NOLOAD);
  if (runtime == NULL) return 0;
  dlclose(runtime);
  return 1;
}

void tm_standard_output_by_line(void) { setvbuf(stdout, NULL, _IOLBF, BUFSIZ); }

void tm_standard_output_flush(void) { fflush(stdout); }

int tm_pipe(int *read_end, int *write_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  *read_end = ends[0];
  *write_end = ends[1];
  return 0;
}
