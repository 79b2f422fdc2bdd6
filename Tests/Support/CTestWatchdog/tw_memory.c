// SPDX-License-Identifier: Apache-2.0
#include "CTestWatchdog.h"

#include <malloc.h>

void tw_share_heap(void) { mallopt(M_ARENA_MAX, 1); }
