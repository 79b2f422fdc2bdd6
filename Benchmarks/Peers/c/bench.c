// SPDX-License-Identifier: Apache-2.0
// C/pthreads floor. gcc -O2 -pthread bench.c -lgmp
#define _GNU_SOURCE
#include <errno.h>
#include <gmp.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
extern char **environ;
static int REPS = 3;
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}
static int cmpd(const void *a, const void *b) {
  double x = *(double *)a, y = *(double *)b;
  return (x > y) - (x < y);
}
static double pct(double *v, int n, double p) {
  qsort(v, n, 8, cmpd);
  int i = n * p;
  return v[i < n ? i : n - 1];
}
static void emit(const char *b, const char *p, const char *c, double *v, int n, const char *u,
                 const char *extra) {
  qsort(v, n, 8, cmpd);
  printf(
      "{\"bench\":\"%s\",\"peer\":\"%s\",\"config\":\"%s\",\"value\":%.9g,\"unit\":\"%s\",\"min\":%"
      ".9g,\"max\":%.9g,\"reps\":%d%s}\n",
      b, p, c, n & 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2, u, v[0], v[n - 1], n,
      extra ? extra : "");
  fflush(stdout);
}
#define RUN(B, P, C, U, expr)                          \
  do {                                                 \
    double v_[64];                                     \
    for (int r_ = 0; r_ < REPS; r_++) v_[r_] = (expr); \
    emit(B, P, C, v_, REPS, U, 0);                     \
  } while (0)
static void fwait(_Atomic int *a, int v) { syscall(SYS_futex, a, FUTEX_WAIT_PRIVATE, v, 0, 0, 0); }
static void fwake(_Atomic int *a, int n) { syscall(SYS_futex, a, FUTEX_WAKE_PRIVATE, n, 0, 0, 0); }
static inline void pause_(void) { __builtin_ia32_pause(); }

/* ---------- futures shared by both pools: 0 pending, 1 done, 2 pending+waiter parked */
typedef struct task {
  struct task *next;
  void (*fn)(void *);
  void *arg;
  _Atomic int st;
} task;
static void noop(void *a) { (void)a; }
static int SPIN = 200;
static void complete(task *t) {
  if (atomic_exchange_explicit(&t->st, 1, memory_order_acq_rel) == 2) fwake(&t->st, 1);
}
static void await_(task *t) {
  for (int i = 0; i < SPIN; i++) {
    if (atomic_load_explicit(&t->st, memory_order_acquire) == 1) return;
    pause_();
  }
  int e = 0;
  if (atomic_compare_exchange_strong(&t->st, &e, 2) || e == 2)
    while (atomic_load_explicit(&t->st, memory_order_acquire) == 2) fwait(&t->st, 2);
}
/* ---------- pool A: mutex + condvar + linked list (textbook) */
static pthread_mutex_t am = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ac = PTHREAD_COND_INITIALIZER;
static task *ah, **at = &ah;
static int astop;
static void *aworker(void *x) {
  (void)x;
  pthread_mutex_lock(&am);
  for (;;) {
    while (!ah && !astop) pthread_cond_wait(&ac, &am);
    if (!ah) break;
    task *t = ah;
    ah = t->next;
    if (!ah) at = &ah;
    pthread_mutex_unlock(&am);
    t->fn(t->arg);
    complete(t);
    pthread_mutex_lock(&am);
  }
  pthread_mutex_unlock(&am);
  return 0;
}
static void asubmit(task *t) {
  t->next = 0;
  pthread_mutex_lock(&am);
  *at = t;
  at = &t->next;
  pthread_mutex_unlock(&am);
  pthread_cond_signal(&ac);
}
/* ---------- Vyukov bounded MPMC ring */
typedef struct {
  _Atomic size_t seq;
  void *v;
} cell;
typedef struct {
  cell *c;
  size_t mask;
  _Alignas(64) _Atomic size_t tail;
  _Alignas(64) _Atomic size_t head;
} ring;
static void ring_init(ring *r, size_t n) {
  r->c = malloc(n * sizeof(cell));
  r->mask = n - 1;
  for (size_t i = 0; i < n; i++) r->c[i].seq = i;
  r->tail = r->head = 0;
}
static int ring_push(ring *r, void *v) {
  size_t p = atomic_load_explicit(&r->tail, memory_order_relaxed);
  for (;;) {
    cell *c = &r->c[p & r->mask];
    intptr_t d = (intptr_t)atomic_load_explicit(&c->seq, memory_order_acquire) - (intptr_t)p;
    if (d == 0) {
      if (atomic_compare_exchange_weak_explicit(&r->tail, &p, p + 1, memory_order_relaxed,
                                                memory_order_relaxed)) {
        c->v = v;
        atomic_store_explicit(&c->seq, p + 1, memory_order_release);
        return 1;
      }
    } else if (d < 0)
      return 0;
    else
      p = atomic_load_explicit(&r->tail, memory_order_relaxed);
  }
}
static int ring_pop(ring *r, void **v) {
  size_t p = atomic_load_explicit(&r->head, memory_order_relaxed);
  for (;;) {
    cell *c = &r->c[p & r->mask];
    intptr_t d = (intptr_t)atomic_load_explicit(&c->seq, memory_order_acquire) - (intptr_t)(p + 1);
    if (d == 0) {
      if (atomic_compare_exchange_weak_explicit(&r->head, &p, p + 1, memory_order_relaxed,
                                                memory_order_relaxed)) {
        *v = c->v;
        atomic_store_explicit(&c->seq, p + r->mask + 1, memory_order_release);
        return 1;
      }
    } else if (d < 0)
      return 0;
    else
      p = atomic_load_explicit(&r->head, memory_order_relaxed);
  }
}
/* event count: sleepers gate the wake syscall */
typedef struct {
  _Alignas(64) _Atomic int epoch;
  _Atomic int sleepers;
} evc;
static void ev_notify(evc *e, int n) {
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load_explicit(&e->sleepers, memory_order_relaxed)) {
    atomic_fetch_add(&e->epoch, 1);
    fwake(&e->epoch, n);
  }
}
/* ---------- pool B: ring + eventcount + spin-then-park */
static ring br;
static evc be;
static _Atomic int bstop;
static void *bworker(void *x) {
  (void)x;
  void *v;
  for (;;) {
    for (int i = 0; i < SPIN; i++) {
      if (ring_pop(&br, &v)) goto got;
      pause_();
    }
    atomic_fetch_add(&be.sleepers, 1);
    int ep = atomic_load(&be.epoch);
    atomic_thread_fence(memory_order_seq_cst);
    if (ring_pop(&br, &v)) {
      atomic_fetch_sub(&be.sleepers, 1);
      goto got;
    }
    if (bstop) {
      atomic_fetch_sub(&be.sleepers, 1);
      return 0;
    }
    fwait(&be.epoch, ep);
    atomic_fetch_sub(&be.sleepers, 1);
    continue;
  got:;
    task *t = v;
    t->fn(t->arg);
    complete(t);
  }
}
static void bsubmit(task *t) {
  while (!ring_push(&br, t)) sched_yield();
  ev_notify(&be, 1);
}
static pthread_t th[4096];
static void start(int w, void *(*f)(void *)) {
  astop = 0;
  bstop = 0;
  for (int i = 0; i < w; i++) pthread_create(&th[i], 0, f, 0);
}
static void stop(int w) {
  pthread_mutex_lock(&am);
  astop = 1;
  pthread_mutex_unlock(&am);
  pthread_cond_broadcast(&ac);
  bstop = 1;
  atomic_fetch_add(&be.epoch, 1);
  fwake(&be.epoch, 1 << 20);
  for (int i = 0; i < w; i++) pthread_join(th[i], 0);
}
#define N1 200000
static double w1(int w, int kind) {
  start(w, kind == 0 ? aworker : bworker);
  task **ts = malloc(N1 * sizeof *ts);
  double t = now();
  for (int i = 0; i < N1; i++) {  // one malloc per future, like every library must
    task *k = ts[i] = malloc(sizeof *k);
    k->fn = noop;
    k->arg = 0;
    k->st = 0;
    if (kind == 0)
      asubmit(k);
    else if (kind == 1)
      bsubmit(k);
    else {
      while (!ring_push(&br, k)) sched_yield();
      if ((i & 63) == 63) ev_notify(&be, 1);
    }
  }
  if (kind == 2) ev_notify(&be, w);
  for (int i = 0; i < N1; i++) {
    await_(ts[i]);
  }
  double d = now() - t;
  for (int i = 0; i < N1; i++) free(ts[i]);
  free(ts);
  stop(w);
  return N1 / d;
}
static void W1(void) {
  static const char *nm[] = {"c-mutex-cond", "c-ring-futex", "c-ring-futex-batch64"};
  ring_init(&br, 1 << 18);
  for (int k = 0; k < 3; k++)
    for (int w = 1; w <= 8; w *= 2) {
      char c[16];
      sprintf(c, "W=%d", w);
      w1(w, k);
      RUN("W1", nm[k], c, "tasks/s", w1(w, k));
    }
}
static void W2(void) {
  static const char *nm[] = {"c-mutex-cond", "c-ring-futex spin=200", "c-ring-futex spin=0",
                             "c-ring-futex spin=20000"};
  static const int sp[] = {200, 200, 0, 20000};
  ring_init(&br, 1 << 12);
  for (int k = 0; k < 4; k++)
    for (int w = 1; w <= 4; w *= 4) {
      SPIN = sp[k];
      start(w, k == 0 ? aworker : bworker);
      double md[64], p9[64];
      int n = 20000;
      double *xs = malloc(n * 8);
      for (int r = -1; r < REPS; r++) {
        for (int i = 0; i < n; i++) {
          task k1 = {0, noop, 0, 0};
          double t = now();
          if (k == 0)
            asubmit(&k1);
          else
            bsubmit(&k1);
          await_(&k1);
          xs[i] = (now() - t) * 1e9;
          if (k == 0) {
            pthread_mutex_lock(&am);
            pthread_mutex_unlock(&am);
          }
        }
        if (r >= 0) {
          md[r] = pct(xs, n, .5);
          p9[r] = pct(xs, n, .99);
        }
      }
      char c[16], ex[64];
      sprintf(c, "W=%d", w);
      sprintf(ex, ",\"p99\":%.0f", pct(p9, REPS, .5));
      emit("W2", nm[k], c, md, REPS, "ns median", ex);
      stop(w);
      free(xs);
    }
  SPIN = 200;
}
/* ---------- W3 */
static uint64_t *out3;
static const int M3 = 1000000;
static void chunk3(void *a) {
  size_t i = (size_t)a;
  for (uint64_t k = i * 62500; k < (i + 1) * 62500; k++) out3[k] = k * k;
}
static double w3(int pool) {
  double t = now();
  out3 = malloc(M3 * 8);
  if (!pool)
    for (size_t i = 0; i < 16; i++) chunk3((void *)i);
  else {
    task ts[16];
    for (size_t i = 0; i < 16; i++) {
      ts[i] = (task){0, chunk3, (void *)i, 0};
      bsubmit(&ts[i]);
    }
    for (int i = 0; i < 16; i++) await_(&ts[i]);
  }
  t = now() - t;
  free(out3);
  return M3 / t;
}
static void W3(void) {
  ring_init(&br, 1 << 12);
  int R = REPS;
  REPS = 31;
  w3(0);
  RUN("W3", "c-loop", "seq", "items/s", w3(0));
  for (int w = 2; w <= 4; w += 2) {
    char c[32];
    sprintf(c, "W=%d 16 chunks", w);
    start(w, bworker);
    w3(1);
    RUN("W3", "c-ring-futex", c, "items/s", w3(1));
    stop(w);
  }
  REPS = R;
}
/* ---------- W4 */
// same kernel in every compiled peer: the ^ i makes the chain serial, so no closed form and no SIMD
__attribute__((noinline)) static uint64_t cpu(uint64_t n) {
  uint64_t t = 0;
  for (uint64_t i = 0; i < n; i++) t = (t + i * i) ^ i;
  return t;
}
static volatile uint64_t res4[4], n4 = 200000000;
static void cpu_task(void *a) { res4[(size_t)a] = cpu(n4); }
static double w4(int w) {
  if (w) start(w, bworker);
  double t = now();
  task ts[4];
  for (size_t i = 0; i < 4; i++) {
    if (!w)
      cpu_task((void *)i);
    else {
      ts[i] = (task){0, cpu_task, (void *)i, 0};
      bsubmit(&ts[i]);
    }
  }
  if (w)
    for (int i = 0; i < 4; i++) await_(&ts[i]);
  t = now() - t;
  if (w) stop(w);
  return t;
}
static void W4(void) {
  ring_init(&br, 1 << 12);
  RUN("W4", "c", "seq", "s", w4(0));
  RUN("W4", "c-pool", "W=2", "s", w4(2));
  RUN("W4", "c-pool", "W=4", "s", w4(4));
}
/* ---------- W5 */
static void fib(mpz_t a, unsigned n) {
  mpz_t b;
  mpz_init_set_ui(a, 0);
  mpz_init_set_ui(b, 1);
  while (n--) {
    mpz_add(a, a, b);
    mpz_swap(a, b);
  }
  mpz_clear(b);
}
static unsigned long last10[4];
static void fib_task(void *x) {
  mpz_t a;
  fib(a, 100000 * ((size_t)x + 1));
  last10[(size_t)x] = mpz_fdiv_ui(a, 10000000000UL);
  mpz_clear(a);
}
static double w5(int w) {
  if (w) start(w, bworker);
  double t = now();
  task ts[4];
  for (size_t i = 0; i < 4; i++) {
    if (!w)
      fib_task((void *)i);
    else {
      ts[i] = (task){0, fib_task, (void *)i, 0};
      bsubmit(&ts[i]);
    }
  }
  if (w)
    for (int i = 0; i < 4; i++) await_(&ts[i]);
  t = now() - t;
  if (w) stop(w);
  return t;
}
static void W5(void) {
  ring_init(&br, 1 << 12);
  RUN("W5", "c-gmp", "seq", "s", w5(0));
  RUN("W5", "c-gmp", "W=4", "s", w5(4));
  fprintf(stderr, "c-gmp last10 %010lu %010lu\n", last10[0], last10[3]);
  mpz_t a;
  fib(a, 400000);
  double v[64];
  for (int r = 0; r < REPS; r++) {
    double t = now();
    char *s = mpz_get_str(0, 10, a);
    volatile char c = s[strlen(s) - 10];
    (void)c;
    free(s);
    v[r] = now() - t;
  }
  emit("W5", "c-gmp", "last10 via str", v, REPS, "s", 0);
  for (int r = 0; r < REPS; r++) {
    double t = now();
    volatile unsigned long x = mpz_fdiv_ui(a, 10000000000UL);
    (void)x;
    v[r] = now() - t;
  }
  emit("W5", "c-gmp", "last10 via mod", v, REPS, "s", 0);
}
/* ---------- W6 */
#define N6 2000000
static pthread_mutex_t qm = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t qe = PTHREAD_COND_INITIALIZER, qf = PTHREAD_COND_INITIALIZER;
static uintptr_t *qb;
static size_t qh, qt, qcap;
static ring qr;
static evc qne, qnf;
static _Atomic uint64_t sum6;
static int kind6;
static void put6(uintptr_t v) {
  if (kind6 == 0) {
    pthread_mutex_lock(&qm);
    while (qt - qh == qcap) pthread_cond_wait(&qf, &qm);
    qb[qt++ & (qcap - 1)] = v;
    pthread_mutex_unlock(&qm);
    pthread_cond_signal(&qe);
    return;
  }
  for (int i = 0;; i++) {
    if (ring_push(&qr, (void *)v)) break;
    if (kind6 == 1) {
      if (i > 64)
        sched_yield();
      else
        pause_();
      continue;
    }
    if (i < 100) {
      pause_();
      continue;
    }
    atomic_fetch_add(&qnf.sleepers, 1);
    int e = atomic_load(&qnf.epoch);
    atomic_thread_fence(memory_order_seq_cst);
    if (ring_push(&qr, (void *)v)) {
      atomic_fetch_sub(&qnf.sleepers, 1);
      break;
    }
    fwait(&qnf.epoch, e);
    atomic_fetch_sub(&qnf.sleepers, 1);
  }
  if (kind6 == 2) ev_notify(&qne, 1);
}
static uintptr_t get6(void) {
  void *v;
  if (kind6 == 0) {
    pthread_mutex_lock(&qm);
    while (qt == qh) pthread_cond_wait(&qe, &qm);
    uintptr_t x = qb[qh++ & (qcap - 1)];
    pthread_mutex_unlock(&qm);
    pthread_cond_signal(&qf);
    return x;
  }
  for (int i = 0;; i++) {
    if (ring_pop(&qr, &v)) break;
    if (kind6 == 1) {
      if (i > 64)
        sched_yield();
      else
        pause_();
      continue;
    }
    if (i < 100) {
      pause_();
      continue;
    }
    atomic_fetch_add(&qne.sleepers, 1);
    int e = atomic_load(&qne.epoch);
    atomic_thread_fence(memory_order_seq_cst);
    if (ring_pop(&qr, &v)) {
      atomic_fetch_sub(&qne.sleepers, 1);
      break;
    }
    fwait(&qne.epoch, e);
    atomic_fetch_sub(&qne.sleepers, 1);
  }
  if (kind6 == 2) ev_notify(&qnf, 1);
  return (uintptr_t)v;
}
static void *prod6(void *x) {
  (void)x;
  for (uintptr_t i = 1; i <= N6 / 2; i++) put6(i);
  return 0;
}
static void *cons6(void *x) {
  (void)x;
  uint64_t s = 0;
  for (int i = 0; i < N6 / 2; i++) s += get6();
  sum6 += s;
  return 0;
}
static double w6(int kind, size_t cap) {
  kind6 = kind;
  sum6 = 0;
  qh = qt = 0;
  qcap = cap;
  if (kind == 0)
    qb = malloc(cap * 8);
  else
    ring_init(&qr, cap);
  pthread_t t[4];
  double d = now();
  for (int i = 0; i < 2; i++) pthread_create(&t[i], 0, prod6, 0);
  for (int i = 2; i < 4; i++) pthread_create(&t[i], 0, cons6, 0);
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  d = now() - d;
  if (kind == 0)
    free(qb);
  else
    free(qr.c);
  if (sum6 != 2ull * (N6 / 2) * (N6 / 2 + 1) / 2) fprintf(stderr, "BAD SUM\n");
  return N6 / d;
}
static void W6(void) {
  static const char *nm[] = {"c-mutex-2cond", "c-vyukov-yield", "c-vyukov-futex"};
  for (int k = 0; k < 3; k++) {
    RUN("W6", nm[k], "bounded 1024", "items/s", w6(k, 1024));
    RUN("W6", nm[k], "unbounded", "items/s", w6(k, 1 << 22));
  }
}
/* ---------- W7 */
static pthread_mutex_t m7 = PTHREAD_MUTEX_INITIALIZER, m7a;
static pthread_spinlock_t s7;
static volatile uint64_t c7;
static _Atomic uint64_t a7;
static int kind7;
static _Atomic int fl7;  // drepper futex mutex: 0 free 1 held 2 contended, with a short spin
static void flock7(void) {
  int e = 0;
  if (atomic_compare_exchange_strong_explicit(&fl7, &e, 1, memory_order_acquire,
                                              memory_order_relaxed))
    return;
  for (int i = 0; i < 100; i++) {
    pause_();
    if (atomic_load_explicit(&fl7, memory_order_relaxed) == 0) {
      e = 0;
      if (atomic_compare_exchange_strong_explicit(&fl7, &e, 1, memory_order_acquire,
                                                  memory_order_relaxed))
        return;
    }
  }
  while (atomic_exchange_explicit(&fl7, 2, memory_order_acquire) != 0) fwait(&fl7, 2);
}
static void funlock7(void) {
  if (atomic_exchange_explicit(&fl7, 0, memory_order_release) == 2) fwake(&fl7, 1);
}
#define N7 5000000
static _Atomic int rdy7, go7;  // start gate so that the threads really overlap
static void *w7t(void *x) {
  (void)x;
  rdy7++;
  while (!go7) sched_yield();
  switch (kind7) {
    case 0:
      for (int i = 0; i < N7; i++) {
        pthread_mutex_lock(&m7);
        c7++;
        pthread_mutex_unlock(&m7);
      }
      break;
    case 1:
      for (int i = 0; i < N7; i++) {
        pthread_mutex_lock(&m7a);
        c7++;
        pthread_mutex_unlock(&m7a);
      }
      break;
    case 2:
      for (int i = 0; i < N7; i++) {
        pthread_spin_lock(&s7);
        c7++;
        pthread_spin_unlock(&s7);
      }
      break;
    case 3:
      for (int i = 0; i < N7; i++) {
        flock7();
        c7++;
        funlock7();
      }
      break;
    case 4:
      for (int i = 0; i < N7; i++) atomic_fetch_add(&a7, 1);
      break;
  }
  return 0;
}
static double w7(int k, int w) {
  kind7 = k;
  c7 = 0;
  rdy7 = go7 = 0;
  for (int i = 0; i < w; i++) pthread_create(&th[i], 0, w7t, 0);
  while (rdy7 < w) sched_yield();
  double t = now();
  go7 = 1;
  for (int i = 0; i < w; i++) pthread_join(th[i], 0);
  t = now() - t;
  if (k < 4 && c7 != w * (uint64_t)N7) fprintf(stderr, "BAD\n");
  return w * (double)N7 / t;
}
static void W7(void) {
  pthread_mutexattr_t a;
  pthread_mutexattr_init(&a);
  pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ADAPTIVE_NP);
  pthread_mutex_init(&m7a, &a);
  pthread_spin_init(&s7, 0);
  static const char *nm[] = {"c-pthread_mutex", "c-pthread_mutex-adaptive", "c-pthread_spin",
                             "c-futex-spin100", "c-atomic_fetch_add(floor)"};
  for (int k = 0; k < 5; k++)
    for (int w = 1; w <= 4; w *= 2) {
      char c[16];
      sprintf(c, "T=%d", w);
      RUN("W7", nm[k], c, "ops/s", w7(k, w));
    }
}
/* ---------- W8: 4 exec'd workers on socketpairs; 16-byte request, 16-byte reply */
typedef struct {
  uint64_t id, val;
} msg;
static int wfd[4];
static pid_t wpid[4];
static int worker_main(int fd) {  // echo loop, replies to as many as it got in one read
  msg b[4096];
  size_t have = 0;
  char one = 1;
  if (write(fd, &one, 1) != 1) return 1;
  for (;;) {
    ssize_t n = read(fd, (char *)b + have, sizeof b - have);
    if (n <= 0) return 0;
    have += n;
    size_t k = have / sizeof(msg) * sizeof(msg);
    for (size_t i = 0; i < k / sizeof(msg); i++) b[i].val = b[i].id;
    size_t o = 0;
    while (o < k) {
      ssize_t w = write(fd, (char *)b + o, k - o);
      if (w <= 0) return 0;
      o += w;
    }
    memmove(b, (char *)b + k, have - k);
    have -= k;
  }
}
static void pstart(void) {
  for (int i = 0; i < 4; i++) {
    int sv[2];
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv);
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_adddup2(&fa, sv[1], 3);
    char *av[] = {"/proc/self/exe", "--worker", 0};
    if (posix_spawn(&wpid[i], "/proc/self/exe", &fa, 0, av, environ)) perror("spawn");
    posix_spawn_file_actions_destroy(&fa);
    close(sv[1]);
    wfd[i] = sv[0];
  }
  for (int i = 0; i < 4; i++) {
    char c;
    if (read(wfd[i], &c, 1) != 1) perror("read");
  }
}
static void pstop(void) {
  for (int i = 0; i < 4; i++) {
    close(wfd[i]);
    waitpid(wpid[i], 0, 0);
  }
}
static double w8start(void) {
  double t = now();
  pstart();
  t = now() - t;
  pstop();
  return t * 1e3;
}
static double w8tput(
    int batch) {  // keep `batch` messages in flight per worker, one syscall per batch each way
  int n = 20000, sent[4] = {0}, got[4] = {0}, per = n / 4;
  static msg b[4096];
  double t = now();
  int left = n;
  for (int i = 0; i < 4; i++) {
    int k = batch < per ? batch : per;
    for (int j = 0; j < k; j++) b[j].id = j;
    if (write(wfd[i], b, k * sizeof(msg)) < 0) perror("w");
    sent[i] = k;
  }
  while (left)
    for (int i = 0; i < 4; i++) {
      if (got[i] == per) continue;
      int want = sent[i] - got[i];
      size_t o = 0;
      while (o < want * sizeof(msg)) {
        ssize_t r = read(wfd[i], (char *)b + o, want * sizeof(msg) - o);
        if (r <= 0) {
          perror("r");
          exit(1);
        }
        o += r;
      }
      got[i] += want;
      left -= want;
      int k = per - sent[i] < batch ? per - sent[i] : batch;
      if (k > 0) {
        if (write(wfd[i], b, k * sizeof(msg)) < 0) perror("w");
        sent[i] += k;
      }
    }
  return n / (now() - t);
}
static double w8lat(double *p99) {
  int n = 20000;
  double *xs = malloc(n * 8);
  msg m = {1, 0};
  for (int i = 0; i < n; i++) {
    double t = now();
    if (write(wfd[0], &m, sizeof m) != sizeof m || read(wfd[0], &m, sizeof m) != sizeof m) exit(1);
    xs[i] = (now() - t) * 1e6;
  }
  double r = pct(xs, n, .5);
  *p99 = pct(xs, n, .99);
  free(xs);
  return r;
}
/* shared-memory variant: one worker, futex doorbells, spin-then-park */
typedef struct {
  _Alignas(64) _Atomic int req;
  _Alignas(64) _Atomic int rsp;
} shm;
static void swait(_Atomic int *a, int old, int spin) {
  for (int i = 0; i < spin; i++) {
    if (atomic_load_explicit(a, memory_order_acquire) != old) return;
    pause_();
  }
  while (atomic_load(a) == old) syscall(SYS_futex, a, FUTEX_WAIT, old, 0, 0, 0);
}
static double w8shm(int spin) {
  shm *s = mmap(0, 4096, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t p = fork();
  if (!p) {
    for (int i = 0;; i++) {
      swait(&s->req, i, spin);
      if (s->req < 0) _exit(0);
      atomic_store(&s->rsp, i + 1);
      syscall(SYS_futex, &s->rsp, FUTEX_WAKE, 1, 0, 0, 0);
    }
  }
  int n = 20000;
  double *xs = malloc(n * 8);
  for (int i = 0; i < n; i++) {
    double t = now();
    atomic_store(&s->req, i + 1);
    syscall(SYS_futex, &s->req, FUTEX_WAKE, 1, 0, 0, 0);
    swait(&s->rsp, i, spin);
    xs[i] = (now() - t) * 1e6;
  }
  atomic_store(&s->req, -1);
  syscall(SYS_futex, &s->req, FUTEX_WAKE, 1, 0, 0, 0);
  waitpid(p, 0, 0);
  double r = pct(xs, n, .5);
  free(xs);
  munmap(s, 4096);
  return r;
}
static double spawn_rate(int par, int n) {
  double t = now();
  int live = 0;
  for (int i = 0; i < n; i++) {
    pid_t p;
    char *av[] = {"/bin/true", 0};
    if (posix_spawn(&p, "/bin/true", 0, 0, av, environ)) perror("sp");
    if (++live == par) {
      waitpid(-1, 0, 0);
      live--;
    }
  }
  while (live--) waitpid(-1, 0, 0);
  return n / (now() - t);
}
static void W8(void) {
  RUN("W8", "c-posix_spawn+socketpair", "startup 4", "ms", w8start());
  pstart();
  w8tput(1);
  RUN("W8", "c-socketpair", "submit chunk=1", "tasks/s", w8tput(1));
  RUN("W8", "c-socketpair", "pipelined 64", "tasks/s", w8tput(64));
  RUN("W8", "c-socketpair", "map best chunk", "tasks/s", w8tput(1024));
  double v[64], p[64];
  for (int r = 0; r < REPS; r++) v[r] = w8lat(&p[r]);
  char ex[64];
  sprintf(ex, ",\"p99\":%.2f", pct(p, REPS, .5));
  emit("W8", "c-socketpair", "latency", v, REPS, "us median", ex);
  pstop();
  RUN("W8", "c-shm-futex spin=0", "latency", "us median", w8shm(0));
  RUN("W8", "c-shm-futex spin=2000", "latency", "us median", w8shm(2000));
  RUN("W8", "c-posix_spawn", "spawn /bin/true seq", "jobs/s", spawn_rate(1, 500));
  RUN("W8", "c-posix_spawn", "spawn /bin/true W=4", "jobs/s", spawn_rate(4, 1000));
}
/* ---------- W9, W10 */
static void sleep10(void *a) {
  (void)a;
  struct timespec t = {0, 10000000};
  nanosleep(&t, 0);
}
static double w9(void) {
  double t = now();
  task *ts = calloc(1000, sizeof *ts);
  for (int i = 0; i < 1000; i++) {
    ts[i].fn = sleep10;
    bsubmit(&ts[i]);
  }
  for (int i = 0; i < 1000; i++) await_(&ts[i]);
  t = now() - t;
  free(ts);
  return t * 1e3;
}
static void W9(void) {
  ring_init(&br, 1 << 12);
  start(64, bworker);
  RUN("W9", "c-ring-futex", "1000x10ms T=64", "ms", w9());
  stop(64);
}
static void *nop10(void *x) { return x; }
static double w10(void) {
  double t = now();
  for (int i = 0; i < 10000; i++) {
    pthread_t p;
    pthread_create(&p, 0, nop10, 0);
    pthread_join(p, 0);
  }
  return 10000 / (now() - t);
}
static _Atomic int park10;
static void *parked(void *x) {
  while (!park10) fwait(&park10, 0);
  return x;
}
static double rss(void) {
  FILE *f = fopen("/proc/self/status", "r");
  char l[256];
  double r = 0;
  while (fgets(l, 256, f))
    if (sscanf(l, "VmRSS: %lf", &r) == 1) break;
  fclose(f);
  return r;
}
static void W10(void) {
  RUN("W10", "c-pthread", "create+join", "threads/s", w10());
  double r0 = rss();
  for (int i = 0; i < 1000; i++) pthread_create(&th[i], 0, parked, 0);
  usleep(100000);
  double r = (rss() - r0) / 1000;
  park10 = 1;
  fwake(&park10, 1000);
  for (int i = 0; i < 1000; i++) pthread_join(th[i], 0);
  emit("W10", "c-pthread", "RSS 1000 parked", &r, 1, "KiB/thread", 0);
}
/* calibration: fixed work on 2 threads at once; value grows when the machine is busy */
static void *cal(void *x) {
  volatile uint64_t s = 0;
  for (uint64_t i = 0; i < 40000000; i++) s += i;
  return x;
}
static void CAL(void) {
  double t = now();
  pthread_t a;
  pthread_create(&a, 0, cal, 0);
  cal(0);
  pthread_join(a, 0);
  t = now() - t;
  emit("CAL", "c", "2 threads", &t, 1, "s", 0);
}
int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "--worker")) return worker_main(3);
  if (getenv("REPS")) REPS = atoi(getenv("REPS"));
  struct {
    const char *n;
    void (*f)(void);
  } T[] = {{"CAL", CAL}, {"W1", W1}, {"W2", W2}, {"W3", W3}, {"W4", W4},  {"W5", W5},
           {"W6", W6},   {"W7", W7}, {"W8", W8}, {"W9", W9}, {"W10", W10}};
  for (int i = 1; i < argc; i++)
    for (int k = 0; k < 11; k++)
      if (!strcmp(argv[i], T[k].n)) T[k].f();
}
