// SPDX-License-Identifier: Apache-2.0
#include "CTestWatchdog.h"

#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

int tw_affinity_count(void) {
  cpu_set_t set;
  return sched_getaffinity(getpid(), sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

void *tw_pin_to_one_cpu(void) {
  cpu_set_t *saved = malloc(sizeof *saved);
  if (saved == NULL || sched_getaffinity(getpid(), sizeof *saved, saved) != 0) return saved;
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, saved)) continue;
    CPU_SET(cpu, &one);
    break;
  }
  sched_setaffinity(getpid(), sizeof one, &one);
  return saved;
}

void tw_unpin(void *saved) {
  if (saved != NULL) sched_setaffinity(getpid(), sizeof(cpu_set_t), saved);
  free(saved);
}
