// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vterm.h>

/// A cell without bit fields and unions.
typedef struct {
  unsigned base, mark;
  int width, bold, underline, reverse;
  int color;       // palette index, -1 the terminal's own foreground
  int background;  // the same for the background
} tv_cell;

static inline int tv_color(const VTermColor *color) {
  if (VTERM_COLOR_IS_DEFAULT_FG(color) || VTERM_COLOR_IS_DEFAULT_BG(color)) return -1;
  return VTERM_COLOR_IS_INDEXED(color) ? color->indexed.idx : 1000;
}

static inline tv_cell tv_get(const VTermScreen *screen, int column, int row) {
  VTermScreenCell cell;
  VTermPos at = {.row = row, .col = column};
  vterm_screen_get_cell(screen, at, &cell);
  tv_cell result = {.base = cell.chars[0],
                    .mark = cell.chars[0] ? cell.chars[1] : 0,
                    .width = cell.width,
                    .bold = cell.attrs.bold,
                    .underline = cell.attrs.underline != 0,
                    .reverse = cell.attrs.reverse,
                    .color = tv_color(&cell.fg),
                    .background = tv_color(&cell.bg)};
  return result;
}
