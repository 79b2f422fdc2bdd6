// SPDX-License-Identifier: Apache-2.0
// Rust peers: std pool, crossbeam-channel pool, rayon, tokio, parking_lot, num-bigint.
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::*};
use std::sync::{mpsc, Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

fn reps() -> usize {
    std::env::var("REPS").ok().and_then(|s| s.parse().ok()).unwrap_or(3)
}
fn emit(b: &str, p: &str, c: &str, mut v: Vec<f64>, u: &str, extra: &str) {
    v.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let n = v.len();
    let m = if n % 2 == 1 { v[n / 2] } else { (v[n / 2 - 1] + v[n / 2]) / 2.0 };
    println!("{{\"bench\":\"{b}\",\"peer\":\"{p}\",\"config\":\"{c}\",\"value\":{m},\"unit\":\"{u}\",\"min\":{},\"max\":{},\"reps\":{n}{extra}}}", v[0], v[n - 1]);
}
fn run(b: &str, p: &str, c: &str, u: &str, f: impl FnMut() -> f64) {
    run_n(reps(), b, p, c, u, f)
}
fn run_n(r: usize, b: &str, p: &str, c: &str, u: &str, mut f: impl FnMut() -> f64) {
    emit(b, p, c, (0..r).map(|_| f()).collect(), u, "")
}
fn secs(t: Instant) -> f64 {
    t.elapsed().as_secs_f64()
}

// One-shot future: atomic state + parked-thread slot.
struct Fut {
    st: Mutex<bool>,
    cv: Condvar,
}
impl Fut {
    fn new() -> Arc<Fut> {
        Arc::new(Fut { st: Mutex::new(false), cv: Condvar::new() })
    }
    fn set(&self) {
        *self.st.lock().unwrap() = true;
        self.cv.notify_one()
    }
    fn get(&self) {
        let mut g = self.st.lock().unwrap();
        while !*g {
            g = self.cv.wait(g).unwrap()
        }
    }
}
type Job = Box<dyn FnOnce() + Send>;
trait Pool {
    fn spawn(&self, j: Job);
}
struct Std(mpsc::Sender<Job>);
impl Pool for Std {
    fn spawn(&self, j: Job) {
        self.0.send(j).unwrap()
    }
}
struct Cb(crossbeam_channel::Sender<Job>);
impl Pool for Cb {
    fn spawn(&self, j: Job) {
        self.0.send(j).unwrap()
    }
}
struct Ry(rayon::ThreadPool);
impl Pool for Ry {
    fn spawn(&self, j: Job) {
        self.0.spawn(j)
    }
}
fn std_pool(w: usize) -> Std {
    let (s, r) = mpsc::channel::<Job>();
    let r = Arc::new(Mutex::new(r));
    for _ in 0..w {
        let r = r.clone();
        std::thread::spawn(move || loop {
            let j = r.lock().unwrap().recv();
            match j {
                Ok(j) => j(),
                Err(_) => break,
            }
        });
    }
    Std(s)
}
fn cb_pool(w: usize) -> Cb {
    let (s, r) = crossbeam_channel::unbounded::<Job>();
    for _ in 0..w {
        let r = r.clone();
        std::thread::spawn(move || {
            for j in r {
                j()
            }
        });
    }
    Cb(s)
}
fn ry_pool(w: usize) -> Ry {
    Ry(rayon::ThreadPoolBuilder::new().num_threads(w).build().unwrap())
}
fn tk(w: usize) -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(w).enable_time().build().unwrap()
}
fn submit(p: &dyn Pool) -> Arc<Fut> {
    let f = Fut::new();
    let g = f.clone();
    p.spawn(Box::new(move || g.set()));
    f
}
const N1: usize = 200_000;

fn w1() {
    for w in [1, 2, 4, 8] {
        let c = format!("W={w}");
        let go = |nm: &str, p: &dyn Pool| {
            run("W1", nm, &c, "tasks/s", || {
                let t = Instant::now();
                let fs: Vec<_> = (0..N1).map(|_| submit(p)).collect();
                for f in &fs {
                    f.get()
                }
                N1 as f64 / secs(t)
            })
        };
        go("rust-std-mpsc-pool", &std_pool(w));
        go("rust-crossbeam-pool", &cb_pool(w));
        let r = ry_pool(w);
        go("rust-rayon-spawn+future", &r);
        run("W1", "rust-rayon-scope(no futures)", &c, "tasks/s", || {
            let t = Instant::now();
            r.0.scope(|s| {
                for _ in 0..N1 {
                    s.spawn(|_| {
                        black_box(0);
                    })
                }
            });
            N1 as f64 / secs(t)
        });
        let rt = tk(w);
        run("W1", "rust-tokio-spawn", &c, "tasks/s", || {
            rt.block_on(async {
                let t = Instant::now();
                let hs: Vec<_> = (0..N1).map(|_| tokio::spawn(async {})).collect();
                for h in hs {
                    h.await.unwrap()
                }
                N1 as f64 / secs(t)
            })
        });
        run("W1", "rust-tokio-spawn(from worker)", &c, "tasks/s", || {
            rt.block_on(async {
                tokio::spawn(async {
                    let t = Instant::now();
                    let hs: Vec<_> = (0..N1).map(|_| tokio::spawn(async {})).collect();
                    for h in hs {
                        h.await.unwrap()
                    }
                    N1 as f64 / secs(t)
                })
                .await
                .unwrap()
            })
        });
    }
}
fn w2() {
    let lat = |nm: &str, w: usize, f: &mut dyn FnMut()| {
        let (mut md, mut p9) = (vec![], vec![]);
        for r in 0..reps() + 1 {
            let mut xs: Vec<f64> = (0..20000)
                .map(|_| {
                    let t = Instant::now();
                    f();
                    t.elapsed().as_nanos() as f64
                })
                .collect();
            xs.sort_by(|a, b| a.partial_cmp(b).unwrap());
            if r > 0 {
                md.push(xs[10000]);
                p9.push(xs[19800])
            }
        }
        p9.sort_by(|a, b| a.partial_cmp(b).unwrap());
        emit(
            "W2",
            nm,
            &format!("W={w}"),
            md,
            "ns median",
            &format!(",\"p99\":{}", p9[p9.len() / 2]),
        );
    };
    for w in [1, 4] {
        let p = std_pool(w);
        lat("rust-std-mpsc-pool", w, &mut || submit(&p).get());
        let p = cb_pool(w);
        lat("rust-crossbeam-pool", w, &mut || submit(&p).get());
        let p = ry_pool(w);
        lat("rust-rayon-spawn+future", w, &mut || submit(&p).get());
        lat("rust-rayon-install", w, &mut || {
            p.0.install(|| {
                black_box(0);
            })
        });
        let rt = tk(w);
        lat("rust-tokio-spawn", w, &mut || {
            rt.block_on(async { tokio::spawn(async {}).await.unwrap() })
        });
    }
}
fn w3() {
    use rayon::prelude::*;
    const M: u64 = 1_000_000;
    run_n(31, "W3", "rust-iter", "seq", "items/s", || {
        let t = Instant::now();
        let v: Vec<u64> = (0..M).map(|x| x * x).collect();
        black_box(&v);
        drop(v);
        M as f64 / secs(t)
    });
    for w in [2, 4] {
        let p = ry_pool(w).0;
        run_n(31, "W3", "rust-rayon-par_iter", &format!("W={w}"), "items/s", || {
            p.install(|| {
                let t = Instant::now();
                let v: Vec<u64> = (0..M).into_par_iter().map(|x| x * x).collect();
                black_box(&v);
                drop(v);
                M as f64 / secs(t)
            })
        });
        run_n(31, "W3", "rust-rayon-par_iter-minlen62500", &format!("W={w}"), "items/s", || {
            p.install(|| {
                let t = Instant::now();
                let v: Vec<u64> = (0..M as usize)
                    .into_par_iter()
                    .with_min_len(62_500)
                    .map(|x| (x * x) as u64)
                    .collect();
                black_box(&v);
                drop(v);
                M as f64 / secs(t)
            })
        });
    }
}
fn cpu(n: u64) -> u64 {
    let mut t = 0u64;
    for i in 0..n {
        t = t.wrapping_add(i.wrapping_mul(i)) ^ i
    }
    t
}
fn w4() {
    use rayon::prelude::*;
    run("W4", "rust", "seq", "s", || {
        let t = Instant::now();
        for _ in 0..4 {
            black_box(cpu(black_box(200_000_000)));
        }
        secs(t)
    });
    for w in [2, 4] {
        let p = ry_pool(w).0;
        run("W4", "rust-rayon", &format!("W={w}"), "s", || {
            p.install(|| {
                let t = Instant::now();
                (0..4).into_par_iter().for_each(|_| {
                    black_box(cpu(black_box(200_000_000)));
                });
                secs(t)
            })
        });
    }
}
fn fib(n: u32) -> num_bigint::BigUint {
    let (mut a, mut b) = (num_bigint::BigUint::from(0u8), num_bigint::BigUint::from(1u8));
    for _ in 0..n {
        a += &b;
        std::mem::swap(&mut a, &mut b)
    }
    a
}
fn w5() {
    use rayon::prelude::*;
    run("W5", "rust-num-bigint", "seq", "s", || {
        let t = Instant::now();
        for k in 1..=4 {
            black_box(fib(k * 100_000) % 10_000_000_000u64);
        }
        secs(t)
    });
    let p = ry_pool(4).0;
    run("W5", "rust-num-bigint", "W=4", "s", || {
        p.install(|| {
            let t = Instant::now();
            (1..5u32).into_par_iter().with_max_len(1).for_each(|k| {
                black_box(fib(k * 100_000) % 10_000_000_000u64);
            });
            secs(t)
        })
    });
    let x = fib(400_000);
    run("W5", "rust-num-bigint", "last10 via str", "s", || {
        let t = Instant::now();
        let s = x.to_string();
        black_box(&s[s.len() - 10..]);
        secs(t)
    });
    run("W5", "rust-num-bigint", "last10 via mod", "s", || {
        let t = Instant::now();
        black_box(&x % 10_000_000_000u64);
        secs(t)
    });
}
fn mpmc<S: Clone + Send + 'static, R: Clone + Send + 'static>(
    s: S,
    r: R,
    put: fn(&S, u64),
    get: fn(&R) -> u64,
) -> f64 {
    const N: u64 = 2_000_000;
    let sum = Arc::new(AtomicU64::new(0));
    let t = Instant::now();
    let mut hs = vec![];
    for _ in 0..2 {
        let s = s.clone();
        hs.push(std::thread::spawn(move || {
            for i in 0..N / 2 {
                put(&s, i)
            }
        }));
    }
    for _ in 0..2 {
        let (r, sum) = (r.clone(), sum.clone());
        hs.push(std::thread::spawn(move || {
            let mut a = 0;
            for _ in 0..N / 2 {
                a += get(&r)
            }
            sum.fetch_add(a, Relaxed);
        }));
    }
    for h in hs {
        h.join().unwrap()
    }
    let d = secs(t);
    assert_eq!(sum.load(Relaxed), 2 * (N / 2) * (N / 2 - 1) / 2);
    N as f64 / d
}
fn w6() {
    run("W6", "rust-crossbeam-channel", "bounded 1024", "items/s", || {
        let (s, r) = crossbeam_channel::bounded(1024);
        mpmc(s, r, |s, i| s.send(i).unwrap(), |r| r.recv().unwrap())
    });
    run("W6", "rust-crossbeam-channel", "unbounded", "items/s", || {
        let (s, r) = crossbeam_channel::unbounded();
        mpmc(s, r, |s, i| s.send(i).unwrap(), |r| r.recv().unwrap())
    });
    run("W6", "rust-crossbeam-ArrayQueue+yield", "bounded 1024", "items/s", || {
        let q = Arc::new(crossbeam::queue::ArrayQueue::new(1024));
        mpmc(
            q.clone(),
            q,
            |q, i| {
                let b = crossbeam::utils::Backoff::new();
                while q.push(i).is_err() {
                    b.snooze()
                }
            },
            |q| {
                let b = crossbeam::utils::Backoff::new();
                loop {
                    if let Some(x) = q.pop() {
                        return x;
                    }
                    b.snooze()
                }
            },
        )
    });
    run("W6", "rust-crossbeam-SegQueue+yield", "unbounded", "items/s", || {
        let q = Arc::new(crossbeam::queue::SegQueue::new());
        mpmc(
            q.clone(),
            q,
            |q, i| q.push(i),
            |q| {
                let b = crossbeam::utils::Backoff::new();
                loop {
                    if let Some(x) = q.pop() {
                        return x;
                    }
                    b.snooze()
                }
            },
        )
    });
    run("W6", "rust-std-mpsc(Mutex<Receiver>)", "bounded 1024", "items/s", || {
        let (s, r) = mpsc::sync_channel(1024);
        mpmc(
            s,
            Arc::new(Mutex::new(r)),
            |s, i| s.send(i).unwrap(),
            |r| r.lock().unwrap().recv().unwrap(),
        )
    });
    run("W6", "rust-std-mpsc(Mutex<Receiver>)", "unbounded", "items/s", || {
        let (s, r) = mpsc::channel();
        mpmc(
            s,
            Arc::new(Mutex::new(r)),
            |s, i| s.send(i).unwrap(),
            |r| r.lock().unwrap().recv().unwrap(),
        )
    });
}
fn contend(w: usize, op: impl Fn() + Sync) -> f64 {
    let (rdy, go) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut d = 0.0;
    let t0 = std::thread::scope(|s| {
        for _ in 0..w {
            s.spawn(|| {
                rdy.fetch_add(1, SeqCst);
                while !go.load(SeqCst) {
                    std::thread::yield_now()
                }
                for _ in 0..5_000_000 {
                    op()
                }
            });
        }
        while rdy.load(SeqCst) < w {
            std::thread::yield_now()
        }
        let t = Instant::now();
        go.store(true, SeqCst);
        t
    });
    d += secs(t0);
    w as f64 * 5e6 / d
}
fn w7() {
    for w in [1, 2, 4] {
        let c = format!("T={w}");
        run("W7", "rust-std-Mutex", &c, "ops/s", || {
            let m = Mutex::new(0u64);
            contend(w, || {
                let mut g = m.lock().unwrap();
                *g = black_box(*g + 1)
            })
        });
        run("W7", "rust-parking_lot-Mutex", &c, "ops/s", || {
            let m = parking_lot::Mutex::new(0u64);
            contend(w, || {
                let mut g = m.lock();
                *g = black_box(*g + 1)
            })
        });
    }
}
fn w9() {
    let p = cb_pool(64);
    run("W9", "rust-crossbeam-pool", "1000x10ms T=64", "ms", || {
        let t = Instant::now();
        let fs: Vec<_> = (0..1000)
            .map(|_| {
                let f = Fut::new();
                let g = f.clone();
                p.spawn(Box::new(move || {
                    std::thread::sleep(Duration::from_millis(10));
                    g.set()
                }));
                f
            })
            .collect();
        for f in fs {
            f.get()
        }
        secs(t) * 1e3
    });
    let rt = tk(2);
    run("W9", "rust-tokio-sleep", "10000x10ms", "ms", || {
        rt.block_on(async {
            let t = Instant::now();
            let hs: Vec<_> = (0..10_000)
                .map(|_| tokio::spawn(tokio::time::sleep(Duration::from_millis(10))))
                .collect();
            for h in hs {
                h.await.unwrap()
            }
            secs(t) * 1e3
        })
    });
}
fn rss() -> f64 {
    std::fs::read_to_string("/proc/self/status")
        .unwrap()
        .lines()
        .find(|l| l.starts_with("VmRSS"))
        .unwrap()
        .split_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap()
}
fn w10() {
    run("W10", "rust-std-thread", "create+join", "threads/s", || {
        let t = Instant::now();
        for _ in 0..10_000 {
            std::thread::spawn(|| ()).join().unwrap()
        }
        1e4 / secs(t)
    });
    let r0 = rss();
    let b = Arc::new((Mutex::new(false), Condvar::new()));
    let hs: Vec<_> = (0..1000)
        .map(|_| {
            let b = b.clone();
            std::thread::spawn(move || {
                let mut g = b.0.lock().unwrap();
                while !*g {
                    g = b.1.wait(g).unwrap()
                }
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(100));
    let r = (rss() - r0) / 1000.0;
    *b.0.lock().unwrap() = true;
    b.1.notify_all();
    for h in hs {
        h.join().unwrap()
    }
    emit("W10", "rust-std-thread", "RSS 1000 parked", vec![r], "KiB/thread", "");
}
fn main() {
    for a in std::env::args().skip(1) {
        match &a[..] {
            "W1" => w1(),
            "W2" => w2(),
            "W3" => w3(),
            "W4" => w4(),
            "W5" => w5(),
            "W6" => w6(),
            "W7" => w7(),
            "W9" => w9(),
            "W10" => w10(),
            _ => (),
        }
    }
}
