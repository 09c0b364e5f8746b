package pages

import (
	"strings"
	"time"

	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// matter is a request as one judges it in a list: what is asked for in one line,
// and below it who has asked, who has signed, who signs next and how long it waits.
type matter struct{ Verb, Line, About string }

func (s *set) matter(a *view.Asked) matter {
	if a == nil { // settled between two reads
		return matter{}
	}
	by := s.t("request.by", s.standing(a.By.Name, a.For), s.at(a.At))
	about := []string{by}
	for _, x := range a.Steps {
		if x.Signed.ID != "" {
			about = append(about, s.t("asked.signed", s.head(x.Seat.Text()), s.standing(x.Signed.Name, x.For)))
		}
	}
	if a.Next < len(a.Steps) {
		about = append(about, s.t("asked.next", s.signer(a.Steps[a.Next])))
	}
	about = append(about, s.waited(a))
	if !a.Due.IsZero() {
		about = append(about, s.t("request.due", s.at(a.Due)))
	}
	return matter{Verb: s.head(a.Verb.Text()), Line: capital(s.say(a.Line)), About: strings.Join(about, " · ")}
}

// standing adds to a name on whose behalf somebody acts.
func (s *set) standing(name string, behalf view.Ref) string {
	if behalf.ID == "" {
		return name
	}
	return name + " (" + s.t("request.for", behalf.Name) + ")"
}

// signer says whose signature a step is: a seat with its department, or a person.
func (s *set) signer(x view.AskedStep) string {
	out := s.head(x.Seat.Text())
	switch {
	case x.Person.ID != "":
		return out + " " + x.Person.Name
	case x.Seat.Bound() && x.Department.ID != "":
		return s.t("asked.seat_of", out, x.Department.Name)
	}
	return out
}

// waited says for how many days the next signature has been waited for.
func (s *set) waited(a *view.Asked) string {
	since := a.At
	for _, x := range a.Steps {
		if x.At.After(since) {
			since = x.At
		}
	}
	days := s.midnight(a.AsOf).Sub(s.midnight(since)).Hours() / 24
	switch {
	case days < 1:
		return s.t("asked.today")
	case days < 2:
		return s.t("asked.day")
	}
	return s.t("asked.days", s.number(int64(days)))
}

// midnight is the beginning of the day in the organ's zone.
func (s *set) midnight(t time.Time) time.Time {
	y, m, d := t.In(s.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, s.zone)
}

// asks tells what a request would change, from what to what.
func (s *set) asks(a *view.Asked) []fact {
	out := make([]fact, len(a.Asks))
	for i, x := range a.Asks {
		out[i] = fact{Label: s.head(x.Text), Value: s.asIs(x.To)}
		if !x.From.IsZero() {
			out[i].Value = s.asIs(x.From) + " → " + out[i].Value
		}
		out[i].Wide = len([]rune(out[i].Value)) > wideFact
	}
	return out
}

// asIs says a word of the domain by itself; what somebody has written keeps its letters.
func (s *set) asIs(t errs.Text) string {
	if t.ZH == t.EN {
		return t.ZH
	}
	return s.head(t)
}

// wideFact is from how many letters on a value has a line of its own.
const wideFact = 40
