// SPDX-License-Identifier: Apache-2.0
// GNU and Linux calls that Swift's Glibc module does not show. One header per room.
#pragma once
#include "tm_thread.h"
#include "tm_terminal.h"
#include "tm_process.h"
