package store

import (
	"strconv"
	"strings"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// sight is a scope on its way to SQL.
type sight struct{ org.Scope }

// belowLevel are the conditions on the level, each written out: there are four,
// and a value handed over costs a scan more than a longer text (benchmarks.md A15).
var belowLevel = func() map[level.Level]string {
	out := map[level.Level]string{}
	for l := level.Unclassified; l < level.TopSecret; l++ {
		n := strconv.Itoa(int(l))
		out[l] = " AND a.level <= " + n + " AND a.high_water <= " + n
	}
	return out
}()

// cleared is the condition on the level, "" for who is cleared for all.
func (s sight) cleared() string { return belowLevel[s.Max] }

// reach adds the conditions of which one has to hold for what is not one's own,
// joined by OR; they are put together for every request, in one buffer. Whoever
// sees no department is asked for in so many alternatives with an index each; the
// others walk through what they see.
func (s sight) reach(c *condition, checks time.Time) {
	cleared := s.cleared()
	switch {
	case s.Organ:
		c.or("(", strings.TrimPrefix(cleared, " AND "), ")") // below the highest: else there is no condition
	case len(s.Departments) > 0:
		c.or("((a.department_id IN ?")
		c.args = append(c.args, s.Departments)
		s.each(checks, func(way string, args ...any) {
			c.write(" OR (", way, ")")
			c.args = append(c.args, args...)
		})
		c.write(")", cleared, ")")
	default:
		s.each(checks, func(way string, args ...any) {
			c.or("(", way, cleared, ")")
			c.args = append(c.args, args...)
		})
		if c.text.Len() == 0 && s.Person == "" {
			c.or("1 = 0")
		}
	}
}

// condition is the text of a condition while it is put together, with its values.
type condition struct {
	text strings.Builder
	args []any
}

func (c *condition) write(parts ...string) {
	for _, p := range parts {
		c.text.WriteString(p)
	}
}

// or begins one more alternative.
func (c *condition) or(parts ...string) {
	if c.text.Len() > 0 {
		c.text.WriteString(" OR ")
	}
	c.write(parts...)
}

// ways lists how one sees what is of no department of his: what waits for his
// signature, whoever has it now, and what technicians have work on where he is one.
func (s sight) ways(checks time.Time) (either []string, args []any) {
	s.each(checks, func(way string, values ...any) {
		either, args = append(either, "("+way+")"), append(args, values...)
	})
	return either, args
}

const (
	signsAnywhere = "a.wait_verb <> '' AND a.wait_person IS NULL AND a.wait_seat = ?"
	signsWithin   = signsAnywhere + " AND a.wait_department IN ?"
	underOrder    = "a.repair_id > ''" // has an open repair order, in the words of asset_repair
)

func (s sight) each(checks time.Time, way func(condition string, args ...any)) {
	for _, h := range s.Signs {
		if h.Department != "" {
			way(signsWithin, string(h.Seat), h.Covers)
		} else {
			way(signsAnywhere, string(h.Seat))
		}
	}
	for _, h := range s.Works {
		if h.Department != "" {
			way(underOrder+" AND a.department_id IN ?", h.Covers)
		} else {
			way(underOrder)
		}
		for _, kind := range asset.TechnicalWork() {
			if kind.Check == asset.CheckRunsOut && checks.IsZero() {
				continue
			}
			condition, args := workOn(kind, checks)
			if h.Department != "" {
				condition, args = condition+" AND a.department_id IN ?", append(args, h.Covers)
			}
			way(condition, args...)
		}
	}
}

// workOn is the decision of asset.Work.On on a row.
func workOn(kind asset.Work, checks time.Time) (condition string, args []any) {
	condition, args = "a.life IN ?", []any{texts(kind.Lives)}
	if kind.Classes != nil {
		condition, args = condition+" AND a.class IN ?", append(args, texts(kind.Classes))
	}
	switch {
	case kind.Check == asset.CheckWanting && checks.IsZero():
		condition += " AND a.checked IS NULL"
	case kind.Check == asset.CheckWanting:
		condition, args = condition+" AND (a.checked IS NULL OR a.checked < ?)", append(args, stampOf(checks))
	case kind.Check == asset.CheckRunsOut: // the words of asset_checked
		condition, args = condition+" AND a.alive AND a.checked IS NOT NULL AND a.checked < ?", append(args, stampOf(checks))
	}
	return condition, args
}

// texts are the values as a list of a statement takes them.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
