package repair

import (
	"slices"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// deciding carries one decision.
type deciding struct {
	f    *Facts
	a    Args
	o    Order
	s    asset.State // what is repaired
	spec *Spec
	out  []event.Event
}

// Decide answers a command with the events that carry it out, or with the refusal:
// an *errs.Error, or a *Refusal of the gate that unwraps to one. It changes
// nothing.
func Decide(f Facts, c Command) ([]event.Event, error) {
	d, err := prepare(&f, c)
	if err != nil {
		return nil, err
	}
	if err := d.inputs(); err != nil {
		return nil, err
	}
	if err := d.spec.decide(d); err != nil {
		return nil, err
	}
	for i := range d.out {
		d.out[i].At, d.out[i].By = f.Now, f.Actor.Person
	}
	return d.out, nil
}

// Gate answers with every check that stands against starting or sending out, as
// Decide would, for a page that shows them before anybody tries.
func Gate(f Facts, c Command) []*errs.Error {
	d, err := prepare(&f, c)
	if err != nil {
		return []*errs.Error{errs.As(err)}
	}
	switch c.Verb {
	case VerbStart, VerbDispatch:
		return d.gate()
	}
	return nil
}

// Action is one verb as it stands for the actor and the order right now.
type Action struct {
	Verb Verb
	Why  *errs.Error // nil when it may be asked for
}

// Actions says of every verb whether it may be asked for now and, where not, why
// not. Whether the gate lets a start or a dispatch through, Gate tells.
func Actions(f Facts) []Action {
	out := make([]Action, 0, len(specs))
	for _, s := range specs {
		_, err := prepare(&f, Command{Order: f.Order.ID, Verb: s.Verb})
		out = append(out, Action{Verb: s.Verb, Why: errs.As(err)})
	}
	return out
}

// prepare holds the checks that need no input: seat, state, holds.
func prepare(f *Facts, c Command) (*deciding, error) {
	spec := specOf(c.Verb)
	if spec == nil {
		return nil, errs.New(errs.Invalid, "command.unknown", "没有这种操作。", "There is no such command.")
	}
	o := f.Order
	s, ok := f.Assets[o.Asset]
	if o.ID == "" || o.ID != c.Order || !ok {
		return nil, NotFound()
	}
	d := &deciding{f: f, a: c.Args.tidy(), o: o, s: s, spec: spec}
	if f.Actor.Admin() {
		return nil, rulebook.Refuse("adm.no-business")
	}
	if c.Version != 0 && c.Version != o.Version {
		return nil, errs.New(errs.Conflict, "repair.stale",
			"该维修单已被他人更新，请刷新后重试。", "Somebody changed this order meanwhile; load it again and retry.")
	}
	if err := d.inState(); err != nil {
		return nil, err
	}
	if err := d.bySeat(); err != nil {
		return nil, err
	}
	return d, d.free()
}

// NotFound is the answer for an order that is unknown or out of the actor's scope.
func NotFound() *errs.Error {
	return errs.New(errs.NotFound, "repair.not_found", "没有找到该维修单，或不在您的权限范围内。", "No such order, or it is outside your scope.")
}

func (d *deciding) inState() error {
	if (d.spec.Verb == VerbStart && !d.o.Ask.OnSite) || (d.spec.Verb == VerbDispatch && d.o.Ask.OnSite) {
		return rulebook.Refuse("flow.state", errs.T("批准的维修方式不同", "what is approved is the other way of repair"))
	}
	if slices.Contains(d.spec.From, d.o.State) {
		return nil
	}
	missing := []errs.Text{errs.T("当前状态："+d.o.State.Text().ZH, "present state: "+d.o.State.Text().EN)}
	for _, s := range d.spec.From {
		if t := s.Text(); !t.IsZero() {
			missing = append(missing, errs.T("可办理状态："+t.ZH, "possible in: "+t.EN))
		}
	}
	return rulebook.Refuse("flow.state", missing...)
}

// bySeat: the seats over the asset's department; as keeper counts who has it, or
// who asked.
func (d *deciding) bySeat() error {
	a := d.f.Actor
	for _, seat := range d.spec.Who {
		if seat == org.Keeper {
			if a.Person != "" && (a.Person == d.o.By || a.Person == d.s.Custody.Person) {
				return nil
			}
			continue
		}
		if !a.System && a.HoldsFor(seat, d.s.Custody.Department) {
			return nil
		}
	}
	return rulebook.Refuse("flow.seat", org.OneOf(d.spec.Who...))
}

// free refuses while the asset is on hold, or a request on it waits: but what has
// happened already is recorded all the same, and the gate says it among the rest.
func (d *deciding) free() error {
	if d.spec.Held {
		return nil
	}
	if len(d.s.Holds) > 0 {
		return rulebook.Refuse("flow.hold", d.s.Holds[0].Kind.Text())
	}
	if r := d.s.Request; r != nil && (d.spec.Verb == VerbCancel || d.spec.Verb == VerbFail || d.spec.Verb == VerbInspect) {
		return rulebook.Refuse("flow.pending", r.Verb.Text())
	}
	return nil
}

// inputs refuses texts and lists that the record cannot keep.
func (d *deciding) inputs() error {
	var bad *errs.Error
	for _, t := range d.a.texts() {
		bad = blame(bad, t.name, problem(*t.value, t.limit))
	}
	for _, l := range d.a.lists() {
		if len(*l.value) > maxList {
			bad = blame(bad, l.name, errs.T("不得超过"+strconv.Itoa(maxList)+"项。", "At most "+strconv.Itoa(maxList)+" entries."))
		}
		for _, v := range *l.value {
			bad = blame(bad, l.name, problem(v, 128))
		}
	}
	for _, x := range []struct{ name, day string }{
		{"due", string(d.a.Due)}, {"reinstalled", d.a.Reinstalled}, {"os_installed", d.a.OSInstalled},
	} {
		if x.day != "" && !isDay(x.day) {
			bad = blame(bad, x.name, errs.T("日期应为 2026-01-31。", "A date is written 2026-01-31."))
		}
	}
	if d.a.Minutes < 0 || d.a.Minutes > 24*60 {
		bad = blame(bad, "minutes", errs.T("用时应为0至1440分钟。", "The time is from 0 to 1440 minutes."))
	}
	if bad != nil {
		return bad
	}
	return nil
}

func isDay(v string) bool {
	_, err := time.Parse("2006-01-02", v)
	return err == nil
}

// problem says why a text cannot be kept; zero when it can.
func problem(v string, limit int) errs.Text {
	switch {
	case !utf8.ValidString(v):
		return errs.T("含有无法识别的字符。", "It holds characters that cannot be read.")
	case utf8.RuneCountInString(v) > limit:
		return errs.T("不得超过"+strconv.Itoa(limit)+"个字。", "At most "+strconv.Itoa(limit)+" characters.")
	}
	for _, c := range v {
		if unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' {
			return errs.T("含有控制字符。", "It holds control characters.")
		}
	}
	return errs.Text{}
}

// blame adds what is wrong with a field, if anything is.
func blame(bad *errs.Error, name string, m errs.Text) *errs.Error {
	switch {
	case m.IsZero():
		return bad
	case bad == nil:
		return errs.InvalidField(name, m.ZH, m.EN)
	}
	return bad.WithField(name, m.ZH, m.EN)
}

// need blames a field that is empty.
func need(bad *errs.Error, name string, given bool, zh, en string) *errs.Error {
	if given {
		return bad
	}
	return blame(bad, name, errs.T(zh, en))
}

// says adds an event of the order alone.
func (d *deciding) says(p event.Payload) {
	d.out = append(d.out, event.Of(p, event.Subject{Kind: asset.KindRepair, ID: d.o.ID}))
}

// moves adds that the order, and its asset with it, comes to another stage.
func (d *deciding) moves(to State, room, reason string) {
	d.out = append(d.out, asset.MoveRepair(d.s, to, room, reason, d.f.Now))
}
