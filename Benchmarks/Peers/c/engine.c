// SPDX-License-Identifier: Apache-2.0
// "What the engine should look like" probe: shared FIFO under a tiny spin/futex lock, batch
// dequeue, at most ONE searching (spinning) worker, submit wakes somebody only if nobody searches,
// woken worker cascades, slab futures.
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static int REPS = 3, SPIN = 300, BATCH = 32, SLAB = 1;
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}
static int cmpd(const void *a, const void *b) {
  double x = *(double *)a, y = *(double *)b;
  return (x > y) - (x < y);
}
static void emit(const char *b, const char *p, const char *c, double *v, int n, const char *u,
                 const char *ex) {
  qsort(v, n, 8, cmpd);
  printf(
      "{\"bench\":\"%s\",\"peer\":\"%s\",\"config\":\"%s\",\"value\":%.9g,\"unit\":\"%s\",\"min\":%"
      ".9g,\"max\":%.9g,\"reps\":%d%s}\n",
      b, p, c, v[n / 2], u, v[0], v[n - 1], n, ex);
  fflush(stdout);
}
static void fwait(_Atomic int *a, int v) { syscall(SYS_futex, a, FUTEX_WAIT_PRIVATE, v, 0, 0, 0); }
static void fwake(_Atomic int *a, int n) { syscall(SYS_futex, a, FUTEX_WAKE_PRIVATE, n, 0, 0, 0); }
#define PAUSE __builtin_ia32_pause()
typedef struct task {
  void (*fn)(void *);
  void *arg;
  _Atomic int st;
} task;
static _Alignas(64) _Atomic int L;  // 0 free, 1 held, 2 held+waiters
static _Alignas(64) task **buf;
static size_t cap;
static _Atomic size_t head, tail;  // guarded by L; read racily by searchers
// packed: sleeping<<16 | searching, so both change in one CAS
static _Alignas(64) _Atomic unsigned st;
static _Alignas(64) _Atomic int tok;  // wake tokens; a token carries the searcher role
static _Atomic int stopf;
#define SLEEPER 0x10000u
static inline void lock(void) {
  int e = 0;
  if (atomic_compare_exchange_strong(&L, &e, 1)) return;
  for (int i = 0; i < 60; i++) {
    PAUSE;
    e = 0;
    if (atomic_load_explicit(&L, memory_order_relaxed) == 0 &&
        atomic_compare_exchange_strong(&L, &e, 1))
      return;
  }
  while (atomic_exchange(&L, 2)) fwait(&L, 2);
}
static inline void unlock(void) {
  if (atomic_exchange(&L, 0) == 2) fwake(&L, 1);
}
static inline void wake1(void) {
  unsigned s = atomic_load(&st);
  while ((s & 0xffff) == 0 && s >= SLEEPER)
    if (atomic_compare_exchange_weak(&st, &s, s - SLEEPER + 1)) {
      atomic_fetch_add(&tok, 1);
      fwake(&tok, 1);
      return;
    }
}
static inline void submit(task *t) {
  lock();
  size_t k = atomic_load_explicit(&tail, memory_order_relaxed);
  buf[k & (cap - 1)] = t;
  atomic_store_explicit(&tail, k + 1, memory_order_relaxed);
  unlock();
  wake1();
}
static inline int qlen(void) {
  return (int)(atomic_load_explicit(&tail, memory_order_relaxed) -
               atomic_load_explicit(&head, memory_order_relaxed));
}
static int grab(task **o) {
  if (qlen() <= 0) return 0;
  lock();
  int n = qlen();
  if (n > 1) n = (n + 1) / 2;
  if (n > BATCH) n = BATCH;
  size_t h = head;
  for (int i = 0; i < n; i++) o[i] = buf[(h + i) & (cap - 1)];
  head = h + n;
  unlock();
  return n;
}
static void *worker(void *x) {
  (void)x;
  task *b[64];
  int mine = 0;  // mine: I hold the searcher role
  for (;;) {
    int n = grab(b);
    if (!n && !mine) {
      unsigned s = atomic_load(&st);
      while (!(s & 0xffff))
        if (atomic_compare_exchange_weak(&st, &s, s + 1)) {
          mine = 1;
          break;
        }
    }
    if (!n && mine)
      for (int i = 0; i < SPIN && !n; i++) {
        PAUSE;
        n = grab(b);
      }
    if (n) {
      if (mine) {
        mine = 0;
        atomic_fetch_sub(&st, 1);
        if (qlen() > 0) wake1();
      }
      for (int i = 0; i < n; i++) {
        b[i]->fn(b[i]->arg);
        if (atomic_exchange_explicit(&b[i]->st, 1, memory_order_acq_rel) == 2) fwake(&b[i]->st, 1);
      }
      continue;
    }
    if (stopf) {
      if (mine) atomic_fetch_sub(&st, 1);
      return 0;
    }
    atomic_fetch_add(&st, SLEEPER - (mine ? 1 : 0));
    mine = 0;  // announce, then re-check
    if (qlen() > 0 || stopf) {
      unsigned s = atomic_load(&st);
      int c = 0;
      while (s >= SLEEPER && !c) c = atomic_compare_exchange_weak(&st, &s, s - SLEEPER + 1);
      if (c) {
        mine = 1;
        continue;
      }
    }
    for (int t = 0;;) {
      t = atomic_load(&tok);
      if (t > 0) {
        if (atomic_compare_exchange_strong(&tok, &t, t - 1)) break;
      } else
        fwait(&tok, 0);
    }
    mine = 1;
  }
}
static inline void await_(task *t) {
  if (atomic_load_explicit(&t->st, memory_order_acquire) == 1) return;
  for (int i = 0; i < SPIN; i++) {
    PAUSE;
    if (atomic_load_explicit(&t->st, memory_order_acquire) == 1) return;
  }
  int e = 0;
  if (atomic_compare_exchange_strong(&t->st, &e, 2))
    while (atomic_load_explicit(&t->st, memory_order_acquire) == 2) fwait(&t->st, 2);
}
static pthread_t th[64];
static void start(int w) {
  stopf = 0;
  for (int i = 0; i < w; i++) pthread_create(&th[i], 0, worker, 0);
}
static void stop(int w) {
  stopf = 1;
  for (int k = 0; k < w; k++) {
    while ((atomic_load(&st) & 0xffff) && atomic_load(&st) >= SLEEPER) usleep(50);
    wake1();
    usleep(300);
  }
  for (int k = 0; k < w; k++) {
    wake1();
    usleep(300);
  }
  for (int i = 0; i < w; i++) pthread_join(th[i], 0);
}
static void noop(void *a) { (void)a; }
#define N1 200000
static double w1(void) {
  task **ts = malloc(N1 * sizeof *ts), *slab = 0;
  double t = now();
  for (int i = 0; i < N1; i++) {
    task *k;
    if (SLAB) {
      if (!(i & 255)) slab = malloc(256 * sizeof(task));
      k = slab + (i & 255);
    } else
      k = malloc(sizeof *k);
    ts[i] = k;
    k->fn = noop;
    k->arg = 0;
    k->st = 0;
    submit(k);
  }
  for (int i = 0; i < N1; i++) await_(ts[i]);
  t = now() - t;
  for (int i = 0; i < N1; i += SLAB ? 256 : 1) free(ts[i]);
  free(ts);
  return N1 / t;
}
int main(int c, char **v) {
  if (getenv("REPS")) REPS = atoi(getenv("REPS"));
  cap = 1 << 18;
  buf = malloc(cap * sizeof *buf);
  double r[64];
  for (int a = 1; a < c; a++) {
    if (!strcmp(v[a], "W1"))
      for (int k = 0; k < 3; k++)
        for (int w = 1; w <= 8; w *= 2) {
          SLAB = k != 1;
          BATCH = k == 2 ? 1 : 32;
          start(w);
          w1();
          for (int i = 0; i < REPS; i++) r[i] = w1();
          stop(w);
          char cf[16];
          sprintf(cf, "W=%d", w);
          emit("W1",
               k == 0   ? "c-engine-probe"
               : k == 1 ? "c-engine-probe(malloc)"
                        : "c-engine-probe(batch=1)",
               cf, r, REPS, "tasks/s", "");
        }
    if (!strcmp(v[a], "W2"))
      for (int w = 1; w <= 4; w *= 4) {
        start(w);
        double p[64];
        static double xs[20000];
        for (int q = -1; q < REPS; q++) {
          for (int i = 0; i < 20000; i++) {
            task k = {noop, 0, 0};
            double t = now();
            submit(&k);
            await_(&k);
            xs[i] = (now() - t) * 1e9;
          }
          qsort(xs, 20000, 8, cmpd);
          if (q >= 0) r[q] = xs[10000], p[q] = xs[19800];
        }
        stop(w);
        qsort(p, REPS, 8, cmpd);
        char cf[16], ex[40];
        sprintf(cf, "W=%d", w);
        sprintf(ex, ",\"p99\":%.0f", p[REPS / 2]);
        emit("W2", "c-engine-probe", cf, r, REPS, "ns median", ex);
      }
  }
}
