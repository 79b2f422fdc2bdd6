// SPDX-License-Identifier: Apache-2.0
// What Swift cannot import of ncurses: cast macros, mutable globals and variadic functions.
#pragma once
#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#include <ncurses.h>
#include <wchar.h>

static const attr_t TM_A_NORMAL = A_NORMAL;
static const attr_t TM_A_BOLD = A_BOLD;
static const attr_t TM_A_DIM = A_DIM;
static const attr_t TM_A_REVERSE = A_REVERSE;
static const attr_t TM_A_UNDERLINE = A_UNDERLINE;

/// The whole screen of the current terminal.
static inline WINDOW *tm_stdscr(void) { return stdscr; }
/// What ncurses believes the terminal shows.
static inline WINDOW *tm_curscr(void) { return curscr; }
/// How many colours the terminal has by terminfo; 0 before start_color.
static inline int tm_colors(void) { return COLORS; }
/// How many colour pairs may be initialized.
static inline int tm_color_pairs(void) { return COLOR_PAIRS; }

/// Fills `out` with one character, an optional combining mark (0: none), attributes and a pair.
static inline int tm_set_cell(cchar_t *out, wchar_t base, wchar_t mark, attr_t attributes, int pair) {
  const wchar_t text[3] = {base, mark, 0};
  // The pair goes in twice: as a short for old libraries, by reference for more than 255 of them.
  return setcchar(out, text, attributes, (short)pair, &pair);
}

/// A terminfo string of the current terminal, or NULL.
static inline const char *tm_terminfo(const char *name) {
  const char *text = tigetstr((char *)name);
  return text == (const char *)-1 ? NULL : text;
}
/// The sequence that moves the cursor, or NULL.
static inline const char *tm_move_sequence(int row, int column) {
  const char *cup = tm_terminfo("cup");
  return cup ? tiparm(cup, row, column) : NULL;
}
