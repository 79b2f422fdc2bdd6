// SPDX-License-Identifier: Apache-2.0
#include "tm_terminal.h"
