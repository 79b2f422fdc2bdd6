// SPDX-License-Identifier: Apache-2.0
// Go peer: goroutine-per-task, worker pool over channels, sync.Mutex, chan MPMC, math/big.
package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var reps = 3

func emit(b, p, c string, v []float64, u string, extra map[string]any) {
	sort.Float64s(v)
	n := len(v)
	m := v[n/2]
	if n%2 == 0 {
		m = (v[n/2-1] + v[n/2]) / 2
	}
	o := map[string]any{"bench": b, "peer": p, "config": c, "value": m, "unit": u, "min": v[0], "max": v[n-1], "reps": n}
	for k, x := range extra {
		o[k] = x
	}
	j, _ := json.Marshal(o)
	fmt.Println(string(j))
}
func run(b, p, c, u string, f func() float64) {
	v := []float64{}
	for i := 0; i < reps; i++ {
		v = append(v, f())
	}
	emit(b, p, c, v, u, nil)
}
func secs(t time.Time) float64 { return time.Since(t).Seconds() }

const N1 = 200000

type fut struct {
	fn   func() int
	done chan int
}

func pool(w, cap int) chan fut {
	q := make(chan fut, cap)
	for i := 0; i < w; i++ {
		go func() {
			for f := range q {
				f.done <- f.fn()
			}
		}()
	}
	return q
}
func noop() int { return 0 }
func W1() {
	for _, w := range []int{1, 2, 4, 8} {
		c := fmt.Sprintf("W=%d", w)
		run("W1", "go-chan-pool+chan-future", c, "tasks/s", func() float64 {
			q := pool(w, N1)
			t := time.Now()
			fs := make([]chan int, N1)
			for i := range fs {
				fs[i] = make(chan int, 1)
				q <- fut{noop, fs[i]}
			}
			for _, f := range fs {
				<-f
			}
			d := secs(t)
			close(q)
			return N1 / d
		})
		run("W1", "go-goroutine+WaitGroup(no futures)", fmt.Sprintf("P=%d", w), "tasks/s", func() float64 {
			old := runtime.GOMAXPROCS(w)
			defer runtime.GOMAXPROCS(old)
			var wg sync.WaitGroup
			t := time.Now()
			wg.Add(N1)
			for i := 0; i < N1; i++ {
				go func() { wg.Done() }()
			}
			wg.Wait()
			return N1 / secs(t)
		})
	}
	run("W1", "go-goroutine+chan-future", "P=2", "tasks/s", func() float64 {
		t := time.Now()
		fs := make([]chan int, N1)
		for i := range fs {
			ch := make(chan int, 1)
			fs[i] = ch
			go func() { ch <- noop() }()
		}
		for _, f := range fs {
			<-f
		}
		return N1 / secs(t)
	})
}
func W2() {
	lat := func(nm, c string, f func()) {
		md, p9 := []float64{}, []float64{}
		for r := -1; r < reps; r++ {
			xs := make([]float64, 20000)
			for i := range xs {
				t := time.Now()
				f()
				xs[i] = float64(time.Since(t).Nanoseconds())
			}
			sort.Float64s(xs)
			if r >= 0 {
				md = append(md, xs[10000])
				p9 = append(p9, xs[19800])
			}
		}
		sort.Float64s(p9)
		emit("W2", nm, c, md, "ns median", map[string]any{"p99": p9[len(p9)/2]})
	}
	for _, w := range []int{1, 4} {
		q := pool(w, 1024)
		lat("go-chan-pool+chan-future", fmt.Sprintf("W=%d", w), func() { d := make(chan int, 1); q <- fut{noop, d}; <-d })
		close(q)
	}
	lat("go-goroutine+chan-future", "P=2", func() { d := make(chan int, 1); go func() { d <- 0 }(); <-d })
}
func W3() {
	const M = 1000000
	for _, w := range []int{1, 2, 4} {
		old := reps
		reps = 31
		run("W3", "go-chunked-goroutines", fmt.Sprintf("W=%d", w), "items/s", func() float64 {
			t := time.Now()
			o := make([]uint64, M)
			var wg sync.WaitGroup
			for k := 0; k < w; k++ {
				wg.Add(1)
				go func(a, b int) {
					for i := a; i < b; i++ {
						o[i] = uint64(i) * uint64(i)
					}
					wg.Done()
				}(k*M/w, (k+1)*M/w)
			}
			wg.Wait()
			return M / secs(t)
		})
		reps = old
	}
}

var sink uint64

func cpu(n uint64) uint64 {
	var t uint64
	for i := uint64(0); i < n; i++ {
		t = (t + i*i) ^ i
	}
	return t
}
func par(n, w int, f func(int)) float64 {
	t := time.Now()
	ch := make(chan int, n)
	for i := 0; i < n; i++ {
		ch <- i
	}
	close(ch)
	var wg sync.WaitGroup
	for k := 0; k < w; k++ {
		wg.Add(1)
		go func() {
			for i := range ch {
				f(i)
			}
			wg.Done()
		}()
	}
	wg.Wait()
	return secs(t)
}
func W4() {
	f := func(int) { atomic.AddUint64(&sink, cpu(200000000)) }
	run("W4", "go", "seq", "s", func() float64 { return par(4, 1, f) })
	for _, w := range []int{2, 4} {
		run("W4", "go", fmt.Sprintf("W=%d", w), "s", func() float64 { return par(4, w, f) })
	}
}
func fib(n int) *big.Int {
	a, b := big.NewInt(0), big.NewInt(1)
	for i := 0; i < n; i++ {
		a.Add(a, b)
		a, b = b, a
	}
	return a
}
func W5() {
	m := big.NewInt(10000000000)
	f := func(i int) { new(big.Int).Mod(fib((i+1)*100000), m) }
	run("W5", "go-math/big", "seq", "s", func() float64 { return par(4, 1, f) })
	run("W5", "go-math/big", "W=4", "s", func() float64 { return par(4, 4, f) })
	x := fib(400000)
	run("W5", "go-math/big", "last10 via str", "s", func() float64 { t := time.Now(); s := x.String(); _ = s[len(s)-10:]; return secs(t) })
	run("W5", "go-math/big", "last10 via mod", "s", func() float64 { t := time.Now(); new(big.Int).Mod(x, m); return secs(t) })
}
func W6() {
	const N = 2000000
	run("W6", "go-chan", "bounded 1024", "items/s", func() float64 {
		q := make(chan int, 1024)
		var wg sync.WaitGroup
		wg.Add(4)
		var s int64
		t := time.Now()
		for k := 0; k < 2; k++ {
			go func() {
				for i := 0; i < N/2; i++ {
					q <- i
				}
				wg.Done()
			}()
			go func() {
				a := 0
				for i := 0; i < N/2; i++ {
					a += <-q
				}
				atomic.AddInt64(&s, int64(a))
				wg.Done()
			}()
		}
		wg.Wait()
		return N / secs(t)
	})
}
func W7() {
	for _, w := range []int{1, 2, 4} {
		run("W7", "go-sync.Mutex", fmt.Sprintf("T=%d", w), "ops/s", func() float64 {
			var mu sync.Mutex
			c := 0
			var wg sync.WaitGroup
			wg.Add(w)
			var rdy, gate int32
			for k := 0; k < w; k++ {
				go func() {
					atomic.AddInt32(&rdy, 1)
					for atomic.LoadInt32(&gate) == 0 {
						runtime.Gosched()
					}
					for i := 0; i < 5000000; i++ {
						mu.Lock()
						c++
						mu.Unlock()
					}
					wg.Done()
				}()
			}
			for atomic.LoadInt32(&rdy) < int32(w) {
				runtime.Gosched()
			}
			t := time.Now()
			atomic.StoreInt32(&gate, 1)
			wg.Wait()
			return float64(w) * 5e6 / secs(t)
		})
	}
}
func W9() {
	run("W9", "go-chan-pool+chan-future", "1000x10ms T=64", "ms", func() float64 {
		q := pool(64, 1000)
		t := time.Now()
		fs := []chan int{}
		for i := 0; i < 1000; i++ {
			d := make(chan int, 1)
			fs = append(fs, d)
			q <- fut{func() int { time.Sleep(10 * time.Millisecond); return 0 }, d}
		}
		for _, f := range fs {
			<-f
		}
		d := secs(t) * 1e3
		close(q)
		return d
	})
	run("W9", "go-goroutine", "10000x10ms", "ms", func() float64 {
		var wg sync.WaitGroup
		wg.Add(10000)
		t := time.Now()
		for i := 0; i < 10000; i++ {
			go func() { time.Sleep(10 * time.Millisecond); wg.Done() }()
		}
		wg.Wait()
		return secs(t) * 1e3
	})
}
func rss() float64 {
	b, _ := os.ReadFile("/proc/self/status")
	for _, l := range strings.Split(string(b), "\n") {
		if strings.HasPrefix(l, "VmRSS:") {
			x, _ := strconv.ParseFloat(strings.Fields(l)[1], 64)
			return x
		}
	}
	return 0
}
func W10() {
	run("W10", "go-goroutine", "create+join", "threads/s", func() float64 {
		t := time.Now()
		for i := 0; i < 10000; i++ {
			d := make(chan int)
			go func() { d <- 0 }()
			<-d
		}
		return 10000 / secs(t)
	})
	r0 := rss()
	ev := make(chan int)
	for i := 0; i < 10000; i++ {
		go func() { <-ev }()
	}
	time.Sleep(100 * time.Millisecond)
	emit("W10", "go-goroutine", "RSS 1000 parked", []float64{(rss() - r0) / 10000}, "KiB/thread", nil)
	close(ev)
}
func main() {
	if s := os.Getenv("REPS"); s != "" {
		reps, _ = strconv.Atoi(s)
	}
	m := map[string]func(){"W1": W1, "W2": W2, "W3": W3, "W4": W4, "W5": W5, "W6": W6, "W7": W7, "W9": W9, "W10": W10}
	for _, a := range os.Args[1:] {
		if f, ok := m[a]; ok {
			f()
		}
	}
}
