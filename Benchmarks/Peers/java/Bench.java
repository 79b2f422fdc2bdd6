// SPDX-License-Identifier: Apache-2.0
// java.util.concurrent: fixed and fork-join pools, parallel streams, blocking queues, locks.
import java.math.BigInteger;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.concurrent.locks.*;
import java.util.stream.*;

public class Bench {
  static int REPS = Integer.parseInt(System.getenv().getOrDefault("REPS", "3"));
  interface F {
    double go() throws Exception;
  }
  interface Op {
    void go() throws Exception;
  }
  static void emit(String b, String p, String c, double[] v, String u, String extra) {
    Arrays.sort(v);
    int n = v.length;
    double m = n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
    System.out.printf(Locale.ROOT,
        "{\"bench\":\"%s\",\"peer\":\"%s\",\"config\":\"%s\",\"value\":%.9g,\"unit\":\"%s\",\"min\":%.9g,\"max\":%.9g,\"reps\":%d%s}%n",
        b, p, c, m, u, v[0], v[n - 1], n, extra);
  }
  // warm: extra discarded rounds so that the JIT is done
  static void run(int warm, int reps, String b, String p, String c, String u, F f)
      throws Exception {
    for (int i = 0; i < warm; i++) f.go();
    double[] v = new double[reps];
    for (int i = 0; i < reps; i++) v[i] = f.go();
    emit(b, p, c, v, u, "");
  }
  static void run(String b, String p, String c, String u, F f) throws Exception {
    run(2, REPS, b, p, c, u, f);
  }
  static double secs(long t) {
    return (System.nanoTime() - t) / 1e9;
  }
  static final int N1 = 200_000;

  static void W1() throws Exception {
    for (int w : new int[] {1, 2, 4, 8}) {
      Map<String, ExecutorService> m = new LinkedHashMap<>();
      m.put("java-FixedThreadPool", Executors.newFixedThreadPool(w));
      m.put("java-ForkJoinPool", new ForkJoinPool(w));
      m.put("java-ForkJoinPool-async",
          new ForkJoinPool(w, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true));
      for (var e : m.entrySet()) {
        var x = e.getValue();
        run(4, REPS, "W1", e.getKey(), "W=" + w, "tasks/s", () -> {
          long t = System.nanoTime();
          Future<?>[] fs = new Future<?>[ N1 ];
          for (int i = 0; i < N1; i++) fs[i] = x.submit(() -> {});
          for (var f : fs) f.get();
          return N1 / secs(t);
        });
        x.shutdown();
      }
    }
  }
  static void W2() throws Exception {
    for (int w : new int[] {1, 4})
      for (int k = 0; k < 2; k++) {
        ExecutorService x = k == 0 ? Executors.newFixedThreadPool(w) : new ForkJoinPool(w);
        double[] md = new double[REPS], p9 = new double[REPS];
        long[] xs = new long[20000];
        for (int r = -2; r < REPS; r++) {
          for (int i = 0; i < xs.length; i++) {
            long t = System.nanoTime();
            x.submit(() -> {}).get();
            xs[i] = System.nanoTime() - t;
          }
          Arrays.sort(xs);
          if (r >= 0) {
            md[r] = xs[10000];
            p9[r] = xs[19800];
          }
        }
        Arrays.sort(p9);
        emit("W2", k == 0 ? "java-FixedThreadPool" : "java-ForkJoinPool", "W=" + w, md, "ns median",
            ",\"p99\":" + (long) p9[REPS / 2]);
        x.shutdown();
      }
  }
  static volatile long sink;
  static void W3() throws Exception {
    int M = 1_000_000;
    run(60, 31, "W3", "java-LongStream", "seq", "items/s", () -> {
      long t = System.nanoTime();
      long[] a = LongStream.range(0, M).map(i -> i * i).toArray();
      sink = a[M - 1];
      return M / secs(t);
    });
    for (int w : new int[] {2, 4}) {
      var p = new ForkJoinPool(w);
      run(60, 31, "W3", "java-parallelStream", "W=" + w, "items/s",
          () -> p.submit(() -> {
                   long t = System.nanoTime();
                   long[] a = LongStream.range(0, M).parallel().map(i -> i * i).toArray();
                   sink = a[M - 1];
                   return M / secs(t);
                 }).get());
      p.shutdown();
    }
  }
  static long cpu(long n) {
    long t = 0;
    for (long i = 0; i < n; i++) t = (t + i * i) ^ i;
    return t;
  }
  static double par(int n, int w, IntConsumer f) throws Exception {
    var x = Executors.newFixedThreadPool(w);
    x.submit(() -> {}).get();
    long t = System.nanoTime();
    var fs = new ArrayList<Future<?>>();
    for (int i = 0; i < n; i++) {
      int k = i;
      fs.add(x.submit(() -> f.accept(k)));
    }
    for (var q : fs) q.get();
    double d = secs(t);
    x.shutdown();
    return d;
  }
  interface IntConsumer {
    void accept(int i);
  }
  static void W4() throws Exception {
    IntConsumer f = i -> sink = cpu(200_000_000L);
    run("W4", "java", "seq", "s", () -> par(4, 1, f));
    for (int w : new int[] {2, 4})
      run("W4", "java-FixedThreadPool", "W=" + w, "s", () -> par(4, w, f));
  }
  static BigInteger fib(int n) {
    BigInteger a = BigInteger.ZERO, b = BigInteger.ONE;
    for (int i = 0; i < n; i++) {
      BigInteger c = a.add(b);
      a = b;
      b = c;
    }
    return a;
  }
  static void W5() throws Exception {
    BigInteger m = BigInteger.valueOf(10_000_000_000L);
    IntConsumer f = i -> sink = fib((i + 1) * 100_000).mod(m).longValue();
    run(1, REPS, "W5", "java-BigInteger", "seq", "s", () -> par(4, 1, f));
    run(0, REPS, "W5", "java-BigInteger", "W=4", "s", () -> par(4, 4, f));
    BigInteger x = fib(400_000);
    run(5, REPS, "W5", "java-BigInteger", "last10 via str", "s", () -> {
      long t = System.nanoTime();
      String s = x.toString();
      sink = s.substring(s.length() - 10).hashCode();
      return secs(t);
    });
    run(20, REPS, "W5", "java-BigInteger", "last10 via mod", "s", () -> {
      long t = System.nanoTime();
      sink = x.mod(m).longValue();
      return secs(t);
    });
  }
  interface Put {
    void go(int i) throws Exception;
  }
  interface Get {
    int go() throws Exception;
  }
  static double mpmc(Put put, Get get) throws Exception {
    int N = 2_000_000;
    AtomicLong s = new AtomicLong();
    Thread[] ts = new Thread[4];
    for (int k = 0; k < 2; k++) {
      ts[k] = new Thread(() -> {
        try {
          for (int i = 0; i < N / 2; i++) put.go(i);
        } catch (Exception e) {
          throw new RuntimeException(e);
        }
      });
      ts[k + 2] = new Thread(() -> {
        try {
          long a = 0;
          for (int i = 0; i < N / 2; i++) a += get.go();
          s.addAndGet(a);
        } catch (Exception e) {
          throw new RuntimeException(e);
        }
      });
    }
    long t = System.nanoTime();
    for (var x : ts) x.start();
    for (var x : ts) x.join();
    double d = secs(t);
    long h = N / 2;
    if (s.get() != h * (h - 1))
      System.err.println("BAD");
    return N / d;
  }
  static void W6() throws Exception {
    run("W6", "java-ArrayBlockingQueue", "bounded 1024", "items/s", () -> {
      var q = new ArrayBlockingQueue<Integer>(1024);
      return mpmc(q::put, q::take);
    });
    run("W6", "java-LinkedBlockingQueue", "bounded 1024", "items/s", () -> {
      var q = new LinkedBlockingQueue<Integer>(1024);
      return mpmc(q::put, q::take);
    });
    run("W6", "java-LinkedBlockingQueue", "unbounded", "items/s", () -> {
      var q = new LinkedBlockingQueue<Integer>();
      return mpmc(q::put, q::take);
    });
    run("W6", "java-LinkedTransferQueue", "unbounded", "items/s", () -> {
      var q = new LinkedTransferQueue<Integer>();
      return mpmc(q::put, q::take);
    });
    run("W6", "java-ConcurrentLinkedQueue+yield", "unbounded", "items/s", () -> {
      var q = new ConcurrentLinkedQueue<Integer>();
      return mpmc(q::add, () -> {
        Integer x;
        while ((x = q.poll()) == null) Thread.yield();
        return x;
      });
    });
  }
  static long ctr;
  static final int N7 = 5_000_000;
  static void W7() throws Exception {
    Object mon = new Object();
    var rl = new ReentrantLock();
    AtomicLong al = new AtomicLong();
    Runnable[] rs = {() -> {for (int i = 0; i < N7; i++) synchronized (mon){ctr++;
  }
}
, () -> {
  for (int i = 0; i < N7; i++) {
    rl.lock();
    try {
      ctr++;
    } finally {
      rl.unlock();
    }
  }
}
, () -> {
  for (int i = 0; i < N7; i++) al.incrementAndGet();
}
}
;
String[] nm = {"java-synchronized", "java-ReentrantLock", "java-AtomicLong(floor)"};
for (int k = 0; k < 3; k++)
  for (int w : new int[] {1, 2, 4}) {
    Runnable r = rs[k];
    run("W7", nm[k], "T=" + w, "ops/s", () -> {
      var rdy = new AtomicInteger();
      var go = new AtomicBoolean();
      Thread[] ts = new Thread[w];
      for (int i = 0; i < w; i++) {
        ts[i] = new Thread(() -> {
          rdy.incrementAndGet();
          while (!go.get()) Thread.yield();
          r.run();
        });
        ts[i].start();
      }
      while (rdy.get() < w) Thread.yield();
      long t = System.nanoTime();
      go.set(true);
      for (var x : ts) x.join();
      return (double) w * N7 / secs(t);
    });
  }
}
static void W9() throws Exception {
  var x = Executors.newFixedThreadPool(64);
  run("W9", "java-FixedThreadPool", "1000x10ms T=64", "ms", () -> {
    long t = System.nanoTime();
    var fs = new ArrayList<Future<?>>();
    for (int i = 0; i < 1000; i++)
      fs.add(x.submit(() -> {
        Thread.sleep(10);
        return 0;
      }));
    for (var f : fs) f.get();
    return secs(t) * 1e3;
  });
  x.shutdown();
  var s = Executors.newScheduledThreadPool(2);
  run("W9", "java-ScheduledThreadPool", "10000x10ms", "ms", () -> {
    long t = System.nanoTime();
    var fs = new ArrayList<Future<?>>();
    for (int i = 0; i < 10000; i++) fs.add(s.schedule(() -> 0, 10, TimeUnit.MILLISECONDS));
    for (var f : fs) f.get();
    return secs(t) * 1e3;
  });
  s.shutdown();
}
static double rss() throws Exception {
  for (String l : Files.readAllLines(Path.of("/proc/self/status")))
    if (l.startsWith("VmRSS"))
      return Double.parseDouble(l.replaceAll("\\D", ""));
  return 0;
}
static void W10() throws Exception {
  run("W10", "java-Thread", "create+join", "threads/s", () -> {
    long t = System.nanoTime();
    for (int i = 0; i < 10000; i++) {
      Thread x = new Thread(() -> {});
      x.start();
      x.join();
    }
    return 10000 / secs(t);
  });
  double r0 = rss();
  var l = new CountDownLatch(1);
  Thread[] ts = new Thread[1000];
  for (int i = 0; i < 1000; i++) {
    ts[i] = new Thread(() -> {
      try {
        l.await();
      } catch (InterruptedException e) {
      }
    });
    ts[i].start();
  }
  Thread.sleep(200);
  emit("W10", "java-Thread", "RSS 1000 parked", new double[] {(rss() - r0) / 1000}, "KiB/thread",
      "");
  l.countDown();
  for (var t : ts) t.join();
}
public static void main(String[] a) throws Exception {
  for (String s : a) {
    try {
      Bench.class.getDeclaredMethod(s).invoke(null);
    } catch (NoSuchMethodException e) {
    }
  }
}
}
