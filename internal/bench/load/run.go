package load

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Side is one of the two that are compared.
type Side struct {
	PID      int // of the server process
	Database int // pid of the Postgres server, 0 for none
	Clients  []*Client
}

// Next gives the next request of a client; it is called by one goroutine a
// client, with a source of chance of its own.
type Next func(client int, r *rand.Rand) Request

// Sample is what one turn of one side came to.
type Sample struct {
	Requests int
	Took     time.Duration
	CPU      time.Duration // of the server process
	DB       time.Duration // of the database server
	P50      time.Duration // of one answer
	P95      time.Duration
}

// Rate is in requests a second.
func (s Sample) Rate() float64 { return float64(s.Requests) / s.Took.Seconds() }

// PerRequest is the CPU time of the server process for one request.
func (s Sample) PerRequest() time.Duration { return s.CPU / time.Duration(max(1, s.Requests)) }

// DBPerRequest is the CPU time of the database server for one request.
func (s Sample) DBPerRequest() time.Duration { return s.DB / time.Duration(max(1, s.Requests)) }

// Turn lets the first n clients of the side ask for d. The first request that
// is refused ends it: a refusal is cheap and would flatter.
func (s Side) Turn(n int, d time.Duration, seed uint64, next Next) (Sample, error) {
	cpu, db, err := s.used()
	if err != nil {
		return Sample{}, err
	}
	began := time.Now()
	end := began.Add(d)
	took := make([][]time.Duration, n)
	faults := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(i))) //nolint:gosec // no secret
			took[i], faults[i] = ask(s.Clients[i], end, func() Request { return next(i, r) })
		})
	}
	all.Wait()
	out := Sample{Took: time.Since(began)}
	for _, err := range faults {
		if err != nil {
			return Sample{}, err
		}
	}
	cpu2, db2, err := s.used()
	if err != nil {
		return Sample{}, err
	}
	out.CPU, out.DB = cpu2-cpu, db2-db
	times := slices.Concat(took...)
	slices.Sort(times)
	out.Requests = len(times)
	if len(times) > 0 {
		out.P50, out.P95 = times[len(times)/2], times[len(times)*95/100]
	}
	return out, nil
}

func ask(c *Client, end time.Time, next func() Request) ([]time.Duration, error) {
	var took []time.Duration
	for now := time.Now(); now.Before(end); {
		if _, err := c.Do(next()); err != nil {
			return took, err
		}
		then := time.Now()
		took = append(took, then.Sub(now))
		now = then
	}
	return took, nil
}

func (s Side) used() (server, database time.Duration, err error) {
	if server, err = CPU(s.PID); err != nil || s.Database == 0 {
		return server, 0, err
	}
	database, err = FamilyCPU(s.Database)
	return server, database, err
}

// Median gives, figure by figure, the median of the samples.
func Median(list []Sample) Sample {
	return Sample{
		Requests: 1,
		Took:     time.Duration(float64(time.Second) / middle(list, Sample.Rate)),
		CPU:      time.Duration(middle(list, func(s Sample) float64 { return float64(s.PerRequest()) })),
		DB:       time.Duration(middle(list, func(s Sample) float64 { return float64(s.DBPerRequest()) })),
		P50:      time.Duration(middle(list, func(s Sample) float64 { return float64(s.P50) })),
		P95:      time.Duration(middle(list, func(s Sample) float64 { return float64(s.P95) })),
	}
}

func middle(list []Sample, figure func(Sample) float64) float64 {
	v := make([]float64, len(list))
	for i, s := range list {
		v[i] = figure(s)
	}
	return MedianOf(v)
}

// MedianOf is the middle of the values, the mean of the two middle ones of an
// even number, 0 of none.
func MedianOf(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	n := len(v)
	switch {
	case n == 0:
		return 0
	case n%2 == 1:
		return v[n/2]
	default:
		return (v[n/2-1] + v[n/2]) / 2
	}
}
