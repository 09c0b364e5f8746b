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
	more         []load.Sample // of call.more
}

// extra returns what another way of asking came to.
func (m measured) extra(name string) load.Sample {
	for i, x := range m.call.more {
		if x.name == name {
			return m.more[i]
		}
	}
	return load.Sample{}
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

// versus holds one of our own samples against another: rates, and what the
// processor times make of them.
func (m measured) versus(what string, a load.Sample, name string, b load.Sample) figure {
	f := m.line(rate(a), name+" "+rate(b), besideCPU(a.Rate()/b.Rate(), total(b)/total(a)))
	f.What = what
	return f
}

// results is everything measured, in order.
type results struct {
	calls   []measured
	figures []figure
}

// find returns the call of that name at a size, on a database.
func (r *results) find(name, on string, size int) (measured, bool) {
	for _, m := range r.calls {
		if m.name == name && m.on == on && m.size == size {
			return m, true
		}
	}
	return measured{}, false
}

func (r *results) add(f ...figure) { r.figures = append(r.figures, f...) }

// compare adds the figures that hold our calls against one another: many
// clients against few, the last page against the first, the larger book against
// the smaller. What was measured minutes apart is judged by processor time.
func (r *results) compare(on string, size, smallest int) {
	of := func(name string) measured {
		m, _ := r.find(name, on, size)
		return m
	}
	ratio := func(f figure, ok bool, target string) {
		f.Target, f.Met = target, judge(ok)
		r.add(f)
	}
	list := of("50 of a department and state, by code, any page")
	first, last := list.extra(firstPage), list.extra(lastPage)
	ratio(list.versus("the last page beside the first", last, "first", first), total(last) <= 1.3*total(first), "CPU ≥ 0.77")
	many := fmt.Sprintf("%d clients", crowd)
	for _, m := range []measured{of("scan a label"), of("move a draft to another room")} {
		limit := 1.0
		if m.row == "A1" {
			limit = 0.8
		}
		few, crowd := m.ours, m.extra(many)
		f := m.versus(m.name+", "+many, crowd, fmt.Sprintf("%d clients", clients), few)
		if m.row == "A1" {
			f.Row = "A13"
		}
		ratio(f, crowd.Rate() >= limit*few.Rate(), "rate ≥ "+times(limit))
	}
	record, events := of("one record"), of("its last 20 events")
	page := record.ours.PerRequest() + events.ours.PerRequest()
	ratio(figure{Row: "A2", What: "record and last events, CPU", On: on, Size: size, Ours: short(page)}, page <= 2*time.Millisecond, "≤ 2 ms")
	if size == smallest {
		return
	}
	at := fmt.Sprintf("at %d", smallest)
	for _, name := range []string{"one record", "its last 20 events"} {
		small, _ := r.find(name, on, smallest)
		big := of(name)
		f := big.line(short(big.ours.PerRequest()), at+" "+short(small.ours.PerRequest()), times(perRequest(big.ours)/perRequest(small.ours)))
		f.What = name + ", CPU as the book grows"
		ratio(f, perRequest(big.ours) <= 1.25*perRequest(small.ours), "≤ 1.25")
	}
	small, _ := r.find("register an asset", on, smallest)
	big := of("register an asset")
	ratio(big.versus("register as the book grows", big.ours, at, small.ours), total(small.ours) >= 0.8*total(big.ours), "CPU ≥ 0.80")
}

func perRequest(s load.Sample) float64 { return float64(s.PerRequest()) }

// total is the processor time of a request, of the server and the database.
func total(s load.Sample) float64 { return float64(s.PerRequest() + s.DBPerRequest()) }
