// SPDX-License-Identifier: Apache-2.0
// oneTBB, boost::asio, std::async.  g++ -O2 -std=c++20
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/lockfree/queue.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <future>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <tbb/concurrent_queue.h>
#include <tbb/global_control.h>
#include <oneapi/tbb/mutex.h>
#include <tbb/parallel_for.h>
#include <tbb/queuing_mutex.h>
#include <tbb/spin_mutex.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>
#include <thread>
#include <vector>
#include <algorithm>
using namespace std;
using clk = chrono::steady_clock;
static int REPS = getenv("REPS") ? atoi(getenv("REPS")) : 3;
static double now() { return chrono::duration<double>(clk::now().time_since_epoch()).count(); }
static void emit(string b, string p, string c, vector<double> v, string u, string ex = "") {
  sort(v.begin(), v.end());
  size_t n = v.size();
  printf(
      "{\"bench\":\"%s\",\"peer\":\"%s\",\"config\":\"%s\",\"value\":%.9g,\"unit\":\"%s\",\"min\":%"
      ".9g,\"max\":%.9g,\"reps\":%zu%s}\n",
      b.c_str(), p.c_str(), c.c_str(), n & 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2, u.c_str(),
      v[0], v[n - 1], n, ex.c_str());
  fflush(stdout);
}
template <class F>
static void run(string b, string p, string c, string u, F f, int reps = REPS) {
  vector<double> v;
  for (int i = 0; i < reps; i++) v.push_back(f());
  emit(b, p, c, v, u);
}
static string W(int w) { return "W=" + to_string(w); }
static const int N1 = 200000;
static void nop() {}
template <class S>
static double w1(S submit) {
  vector<future<void>> fs;
  fs.reserve(N1);
  double t = now();
  for (int i = 0; i < N1; i++) fs.push_back(submit());
  for (auto &f : fs) f.get();
  return N1 / (now() - t);
}
template <class E>
static future<void> post_future(E &&post) {
  auto p = make_shared<promise<void>>();
  auto f = p->get_future();
  post([p] { p->set_value(); });
  return f;
}
template <class S>
static void w2(string nm, string c, S submit) {
  vector<double> md, p9;
  for (int r = -1; r < REPS; r++) {
    vector<double> xs(20000);
    for (auto &x : xs) {
      auto t = clk::now();
      submit();
      x = chrono::duration<double, nano>(clk::now() - t).count();
    }
    sort(xs.begin(), xs.end());
    if (r >= 0) {
      md.push_back(xs[10000]);
      p9.push_back(xs[19800]);
    }
  }
  sort(p9.begin(), p9.end());
  emit("W2", nm, c, md, "ns median", ",\"p99\":" + to_string((long)p9[p9.size() / 2]));
}
static void W1() {
  for (int w : {1, 2, 4, 8}) {
    tbb::global_control gc(tbb::global_control::max_allowed_parallelism, w + 1);
    {
      tbb::task_arena a(w + 1, 1);
      a.initialize();  // one slot is the submitting thread's
      run("W1", "tbb-arena.enqueue+future", W(w), "tasks/s",
          [&] { return w1([&] { return post_future([&](auto f) { a.enqueue(f); }); }); });
      run("W1", "tbb-task_group(no futures)", W(w), "tasks/s", [&] {
        double d;
        a.execute([&] {
          tbb::task_group g;
          double t = now();
          for (int i = 0; i < N1; i++) g.run(nop);
          g.wait();
          d = N1 / (now() - t);
        });
        return d;
      });
    }
    {
      boost::asio::thread_pool p(w);
      run("W1", "asio-thread_pool+future", W(w), "tasks/s", [&] {
        return w1([&] { return post_future([&](auto f) { boost::asio::post(p, f); }); });
      });
    }
  }
  run("W1", "std::async(thread per task)", "n=20000", "tasks/s", [&] {
    double t = now();
    for (int k = 0; k < 20; k++) {
      vector<future<void>> fs;
      for (int i = 0; i < 1000; i++) fs.push_back(async(launch::async, nop));
      for (auto &f : fs) f.get();
    }
    return 20000 / (now() - t);
  });
}
static void W2() {
  for (int w : {1, 4}) {
    tbb::global_control gc(tbb::global_control::max_allowed_parallelism, w + 1);
    {
      tbb::task_arena a(w + 1, 1);
      a.initialize();
      w2("tbb-arena.enqueue+future", W(w),
         [&] { post_future([&](auto f) { a.enqueue(f); }).get(); });
    }
    {
      boost::asio::thread_pool p(w);
      w2("asio-thread_pool+future", W(w),
         [&] { post_future([&](auto f) { boost::asio::post(p, f); }).get(); });
    }
  }
}
static void W3() {
  const size_t M = 1000000;
  int R = 31;
  auto tm = [&](auto f) {
    double t = now();
    {
      auto o = make_unique_for_overwrite<uint64_t[]>(M);
      f(o.get());
      volatile auto x = o[M - 1];
      (void)x;
    }
    return M / (now() - t);
  };
  for (int w : {2, 4}) {
    tbb::global_control gc(tbb::global_control::max_allowed_parallelism, w);
    run(
        "W3", "tbb-parallel_for", W(w), "items/s",
        [&] {
          return tm([&](uint64_t *o) {
            tbb::parallel_for(size_t(0), M, [=](size_t i) { o[i] = i * i; });
          });
        },
        R);
  }
}
__attribute__((noinline)) static uint64_t cpu(uint64_t n) {
  uint64_t t = 0;
  for (uint64_t i = 0; i < n; i++) t = (t + i * i) ^ i;
  return t;
}
static volatile uint64_t sink, n4 = 200000000;
static void W4() {
  run("W4", "tbb", "seq", "s", [&] {
    double t = now();
    for (int i = 0; i < 4; i++) sink = cpu(n4);
    return now() - t;
  });
  for (int w : {2, 4}) {
    tbb::global_control gc(tbb::global_control::max_allowed_parallelism, w);
    run("W4", "tbb", W(w), "s", [&] {
      double t = now();
      tbb::task_group g;
      for (int i = 0; i < 4; i++) g.run([] { sink = cpu(n4); });
      g.wait();
      return now() - t;
    });
  }
}
template <class Put, class Get>
static double mpmc(Put put, Get get) {
  const int N = 2000000;
  atomic<uint64_t> s{0};
  double t = now();
  vector<thread> ts;
  for (int k = 0; k < 2; k++)
    ts.emplace_back([&] {
      for (int i = 1; i <= N / 2; i++) put(i);
    });
  for (int k = 0; k < 2; k++)
    ts.emplace_back([&] {
      uint64_t a = 0;
      for (int i = 0; i < N / 2; i++) a += get();
      s += a;
    });
  for (auto &x : ts) x.join();
  t = now() - t;
  if (s != 2ull * (N / 2) * (N / 2 + 1) / 2) fprintf(stderr, "BAD\n");
  return N / t;
}
static void W6() {
  run("W6", "tbb-concurrent_bounded_queue", "bounded 1024", "items/s", [] {
    tbb::concurrent_bounded_queue<int> q;
    q.set_capacity(1024);
    return mpmc([&](int i) { q.push(i); },
                [&] {
                  int x;
                  q.pop(x);
                  return x;
                });
  });
  run("W6", "tbb-concurrent_bounded_queue", "unbounded", "items/s", [] {
    tbb::concurrent_bounded_queue<int> q;
    return mpmc([&](int i) { q.push(i); },
                [&] {
                  int x;
                  q.pop(x);
                  return x;
                });
  });
  run("W6", "tbb-concurrent_queue+yield", "unbounded", "items/s", [] {
    tbb::concurrent_queue<int> q;
    return mpmc([&](int i) { q.push(i); },
                [&] {
                  int x;
                  while (!q.try_pop(x)) this_thread::yield();
                  return x;
                });
  });
  run("W6", "boost-lockfree+yield", "bounded 1024", "items/s", [] {
    boost::lockfree::queue<int, boost::lockfree::capacity<1024>> q;
    return mpmc(
        [&](int i) {
          while (!q.push(i)) this_thread::yield();
        },
        [&] {
          int x;
          while (!q.pop(x)) this_thread::yield();
          return x;
        });
  });
}
template <class M>
static void w7(string nm) {
  for (int w : {1, 2, 4})
    run("W7", nm, "T=" + to_string(w), "ops/s", [&] {
      M m;
      volatile uint64_t c = 0;
      vector<thread> ts;
      atomic<int> rdy{0}, go{0};
      for (int k = 0; k < w; k++)
        ts.emplace_back([&] {
          rdy++;
          while (!go) this_thread::yield();
          for (int i = 0; i < 5000000; i++) {
            lock_guard<M> g(m);
            c = c + 1;
          }
        });
      while (rdy < w) this_thread::yield();
      double t = now();
      go = 1;
      for (auto &x : ts) x.join();
      if (c != w * 5000000ull) fprintf(stderr, "BAD\n");
      return w * 5e6 / (now() - t);
    });
}
template <class M>
static void w7s(string nm, int N = 5000000) {
  for (int w : {1, 2, 4})
    run("W7", nm, "T=" + to_string(w), "ops/s", [&] {
      M m;
      volatile uint64_t c = 0;
      vector<thread> ts;
      atomic<int> rdy{0}, go{0};
      for (int k = 0; k < w; k++)
        ts.emplace_back([&] {
          rdy++;
          while (!go) this_thread::yield();
          for (int i = 0; i < N; i++) {
            typename M::scoped_lock g(m);
            c = c + 1;
          }
        });
      while (rdy < w) this_thread::yield();
      double t = now();
      go = 1;
      for (auto &x : ts) x.join();
      return w * double(N) / (now() - t);
    });
}
static void W7() {
  w7<mutex>("std::mutex");
  w7<shared_mutex>("std::shared_mutex(excl)");
  w7s<tbb::mutex>("tbb::mutex");
  w7s<tbb::spin_mutex>("tbb::spin_mutex");
  w7s<tbb::queuing_mutex>("tbb::queuing_mutex", 100000);
}
static void W9() {
  {
    boost::asio::thread_pool p(64);
    run("W9", "asio-thread_pool+future", "1000x10ms T=64", "ms", [&] {
      double t = now();
      vector<future<void>> fs;
      for (int i = 0; i < 1000; i++)
        fs.push_back(post_future([&](auto f) {
          boost::asio::post(p, [f] {
            this_thread::sleep_for(chrono::milliseconds(10));
            f();
          });
        }));
      for (auto &f : fs) f.get();
      return (now() - t) * 1e3;
    });
  }
}
static void W10() {
  run("W10", "std::thread", "create+join", "threads/s", [] {
    double t = now();
    for (int i = 0; i < 10000; i++) thread(nop).join();
    return 10000 / (now() - t);
  });
}
int main(int c, char **v) {
  for (int i = 1; i < c; i++) {
    string s = v[i];
    if (s == "W1") W1();
    if (s == "W2") W2();
    if (s == "W3") W3();
    if (s == "W4") W4();
    if (s == "W6") W6();
    if (s == "W7") W7();
    if (s == "W9") W9();
    if (s == "W10") W10();
  }
}
