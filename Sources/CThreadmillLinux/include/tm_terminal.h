// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stddef.h>
#include <sys/types.h>

// --- The terminal's descriptor ------------------------------------------------------------------

/// Opens the terminal behind standard output (else the controlling one) on a description of its own,
/// non-blocking and close-on-exec: making a shared one non-blocking would follow the shell home.
/// Returns the descriptor, or -1 with errno.
int tm_terminal_open(void);
/// Switches to raw input and untranslated output. Returns 0 or the errno.
int tm_terminal_raw(int terminal);
/// Sets the modes a shell expects, as `stty sane` does. Returns 0 or the errno.
int tm_terminal_sane(int terminal);
/// The window's size as the kernel knows it (both may be 0). Returns 0 or the errno.
int tm_terminal_size(int terminal, int *columns, int *rows);
/// An anonymous file in memory, close-on-exec, or -1 with errno.
int tm_memory_file(const char *name);
/// Columns of a character in the current locale: 0 to 2, or -1 if it cannot be shown.
int tm_character_columns(unsigned character);
/// Whether Swift's runtime is a shared library here: only then can its backtracer run.
int tm_swift_runtime_is_shared(void);

// --- The guard: no exit leaves the terminal broken (tm_guard.c) ---------------------------------

/// Handles every signal that would kill the process with the terminal still switched over, and
/// `exit()` from any thread. Installing twice is the same as once.
void tm_guard_install(void);
/// From now on any end of the process gives `terminal` back the modes it has at this moment, after
/// writing the bytes of `tm_guard_set_bytes`. Returns 0 or the errno of reading the modes.
int tm_guard_arm(int terminal);
/// What switches off everything that was switched on; at most 512 bytes.
void tm_guard_set_bytes(const char *bytes, size_t count);
/// Says whether a frame was cut off in the middle, maybe inside an escape sequence.
void tm_guard_set_midway(int midway);
/// Restores the terminal if the guard is armed, and disarms it; `tm_guard_arm` takes it again. A crash,
/// `exit()` or a deadly signal restores it for good: from then on the armed descriptor leads to
/// /dev/null, whoever still draws on it.
void tm_guard_restore(void);
/// Forgets the descriptor, which is about to be closed: the next file may get its number.
void tm_guard_forget(int terminal);
/// Keeps the end of what was written to standard error, which a crash report repeats: Swift prints
/// the reason of a trap before the signal comes. `pipe` may hold more of it, -1 if there is none.
void tm_error_tail_append(int pipe, const char *bytes, size_t count);
/// Ends the process by the default action of `signal`, terminal restored.
_Noreturn void tm_die_by_signal(int signal);

// --- Signals as bytes in a pipe (tm_signals.c) --------------------------------------------------

/// Turns WINCH TERM HUP INT QUIT TSTP CONT into bytes, each the signal's number, and makes PIPE
/// harmless. Returns the read end, or -1 with errno.
int tm_signals_watch(void);
/// Makes PIPE harmless for good, without handing "ignored" on to children: writing to a reader who has
/// gone fails with EPIPE. Ignored from the start, it stays ignored.
void tm_signals_survive_broken_pipes(void);
/// Puts the handlers back that were there before, and closes the pipe.
void tm_signals_unwatch(void);
/// Puts the handler of one signal back that was there before; the others are still watched.
void tm_signals_release(int signal);
/// Tells the handlers that the pipe was read; the third unread request to end is obeyed at once.
void tm_signals_were_read(void);
/// Stops this process (or its whole process group) as the terminal's own ^Z would; returns when it
/// was continued.
void tm_signals_stop_self(int whole_group);

/// Makes C's standard output flush at every line: behind a pipe it would keep 4 kB back.
void tm_standard_output_by_line(void);
/// Writes out what C's standard output holds.
void tm_standard_output_flush(void);
/// A pipe with both ends close-on-exec and the read end non-blocking. Returns 0 or the errno.
int tm_pipe(int *read_end, int *write_end);
