package main

import (
	"fmt"
	"time"

	"sealbook/internal/bench/load"
)

// figure is one line of the result: a row of performance.md at one size.
type figure struct {
	Row    string
	What   string
	On     string // postgres, sqlite, or "" for none
	Size   int    // assets, 0 for none
	Ours   string
	Beside string // what it is held against, with its value
	Ratio  string
	Target string
	Met    verdict
}

type verdict string

const (
	met    verdict = "yes"
	missed verdict = "NO"
	shown  verdict = "" // has no target, or not at this size
)

func judge(ok bool) verdict {
	if ok {
		return met
	}
	return missed
}

// measured is a call with its medians.
type measured struct {
	call
	on           string
	size         int
	ours, theirs load.Sample
}

func rate(s load.Sample) string {
	return fmt.Sprintf("%.0f/s, %s CPU, %s db", s.Rate(), short(s.PerRequest()), short(s.DBPerRequest()))
}

func short(d time.Duration) string {
	switch {
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.0f ms", float64(d)/1e6)
	case d >= time.Millisecond:
		return fmt.Sprintf("%.2f ms", float64(d)/1e6)
	default:
		return fmt.Sprintf("%.0f µs", float64(d)/1e3)
	}
}

// besideCPU shows a ratio of rates with what the processor times alone would
// make it: where others use the machine too, that is the steadier one.
func besideCPU(rate, cpu float64) string { return times(rate) + " (CPU " + times(cpu) + ")" }

func times(f float64) string { return fmt.Sprintf("%.2f", f) }

// atLeast is a rate beside the ceiling's: m.ours ÷ m.theirs ≥ limit; limit 0
// only shows it.
func (m measured) atLeast(limit float64) figure {
	ratio := m.ours.Rate() / m.theirs.Rate()
	f := m.line(rate(m.ours), "ceiling "+rate(m.theirs), besideCPU(ratio, total(m.theirs)/total(m.ours)))
	if limit > 0 {
		f.Target, f.Met = "rate ≥ "+times(limit), judge(ratio >= limit)
	}
	return f
}

// dearer is the CPU time of a request beside the ceiling's, at most limit times.
func (m measured) dearer(limit float64) figure {
	ratio := float64(m.ours.PerRequest()) / float64(m.theirs.PerRequest())
	f := m.line(short(m.ours.PerRequest()), "ceiling "+short(m.theirs.PerRequest()), times(ratio))
	f.What += ", CPU"
	f.Target, f.Met = "≤ "+times(limit), judge(ratio <= limit)
	return f
}

// alone shows a call that has nothing beside it.
func (m measured) alone() figure { return m.line(rate(m.ours), "", "") }

func (m measured) line(ours, beside, ratio string) figure {
	return figure{Row: m.row, What: m.named(), On: m.on, Size: m.size, Ours: ours, Beside: beside, Ratio: ratio}
}

func (m measured) named() string { return fmt.Sprintf("%s, %d clients", m.name, m.clients) }

// beside holds one of our own figures against another of ours.
func (m measured) beside(other measured, what, name string, value func(load.Sample) float64, show func(load.Sample) string) figure {
	f := m.line(show(m.ours), name+" "+show(other.ours), times(value(m.ours)/value(other.ours)))
	f.What = what
	return f
}

func perSecond(s load.Sample) string { return fmt.Sprintf("%.0f/s", s.Rate()) }
func cpu(s load.Sample) float64      { return float64(s.PerRequest()) }
func showCPU(s load.Sample) string   { return short(s.PerRequest()) + " CPU" }

// results is everything measured, in order.
type results struct {
	calls   []measured
	figures []figure
}

// find returns the call of that name at a size, on a database, by so many.
func (r *results) find(name, on string, size, n int) (measured, bool) {
	for _, m := range r.calls {
		if m.name == name && m.on == on && m.size == size && m.clients == n {
			return m, true
		}
	}
	return measured{}, false
}

func (r *results) add(f ...figure) { r.figures = append(r.figures, f...) }

// compare adds the figures that hold our calls against one another: the larger
// book against the smaller, many clients against few, the last page against the
// first.
func (r *results) compare(on string, size, smallest int) {
	of := func(name string, n int) measured {
		m, _ := r.find(name, on, size, n)
		return m
	}
	ratio := func(f figure, ok bool, target string) {
		f.Target, f.Met = target, judge(ok)
		r.add(f)
	}
	record, events := of("one record", clients), of("its last 20 events", clients)
	page := record.ours.PerRequest() + events.ours.PerRequest()
	r.add(figure{Row: "A2", What: "record and last events, CPU", On: on, Size: size, Ours: short(page), Target: "≤ 2 ms", Met: judge(page <= 2*time.Millisecond)})
	if size > smallest {
		for _, name := range []string{"one record", "its last 20 events"} {
			small, _ := r.find(name, on, smallest, clients)
			big := of(name, clients)
			ratio(big.beside(small, name+", CPU as the book grows", fmt.Sprintf("at %d", smallest), cpu, showCPU),
				cpu(big.ours) <= 1.25*cpu(small.ours), "≤ 1.25")
		}
		small, _ := r.find("register an asset", on, smallest, clients)
		big := of("register an asset", clients)
		ratio(big.beside(small, "register, rate as the book grows", fmt.Sprintf("at %d", smallest), load.Sample.Rate, perSecond),
			big.ours.Rate() >= 0.8*small.ours.Rate(), "≥ 0.80")
	}
	first, last := of("the first page", clients), of("the last page", clients)
	ratio(last.beside(first, "last page, CPU and db", "first", total, showTotal), total(last.ours) <= 1.3*total(first.ours), "≤ 1.30")
	for _, name := range []string{"scan a label", "move a draft to another room"} {
		few, many := of(name, clients), of(name, crowd)
		limit, row := 0.8, "A13"
		if few.row == "A5" {
			limit, row = 1.0, "A5"
		}
		f := many.beside(few, fmt.Sprintf("%s, %d clients", name, crowd), fmt.Sprintf("%d clients", clients), load.Sample.Rate, perSecond)
		f.Row = row
		ratio(f, many.ours.Rate() >= limit*few.ours.Rate(), "≥ "+times(limit))
	}
}

func total(s load.Sample) float64    { return float64(s.PerRequest() + s.DBPerRequest()) }
func showTotal(s load.Sample) string { return short(s.PerRequest() + s.DBPerRequest()) }
