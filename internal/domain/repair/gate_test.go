package repair_test

import (
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/policy"
	"sealbook/internal/domain/repair"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// try is one command that stands before the gate, with all that it looks at.
type try struct {
	w     *world
	who   string
	order string
	verb  repair.Verb
	args  repair.Args
}

func (x *try) vendor(f func(*agreement.Vendor)) {
	v := x.w.vendors["v"]
	v.Technicians, v.Licences = slices.Clone(v.Technicians), slices.Clone(v.Licences)
	f(&v)
	x.w.vendors["v"] = v
}

func (x *try) paper(f func(*agreement.Agreement)) {
	y := x.w.agreements["y"]
	f(&y)
	x.w.agreements["y"] = y
}

func (x *try) asset(f func(*asset.State)) {
	s := x.w.assets["pc"]
	f(&s)
	x.w.assets["pc"] = s
}

func (x *try) set(key, raw string) {
	p, err := x.w.policy.Set(key, raw)
	if err != nil {
		panic(err)
	}
	x.w.policy = p
}

func (x *try) raised(l level.Level) {
	x.asset(func(s *asset.State) { s.Marking.Level = l })
}

func (x *try) drum() {
	x.asset(func(s *asset.State) { s.Class, s.Parts = asset.OA, []string{"k"} })
	x.w.assets["k"] = asset.State{ID: "k", Code: "BM-k", Class: asset.Drum, Host: "pc", Life: asset.InUse}
}

// scenes set up what is tried: with the vendor on site, off site, our own people.
func onSite(s *scene) try {
	s.put("pc", asset.Computer, secret, "u1", "d1")
	return try{s.world, "off", s.approved("pc", "u1", vendorOnSite()), repair.VerbStart, visit()}
}

func offSite(s *scene) try {
	s.put("pc", asset.Computer, secret, "u1")
	return try{s.world, "off", s.approved("pc", "u1", vendorOffSite()), repair.VerbDispatch, sent()}
}

func byUs(s *scene) try {
	s.put("pc", asset.Computer, secret, "u1", "d1")
	return try{s.world, "off", s.approved("pc", "u1", ownOnSite()), repair.VerbStart, repair.Args{Own: []string{"tech"}}}
}

func onStorage(s *scene) try {
	s.put("pc", asset.Computer, secret, "u1", "d1")
	ask := vendorOnSite()
	ask.Storage = true
	return try{s.world, "off", s.approved("pc", "u1", ask), repair.VerbStart, visit()}
}

// waiting is a repair that the head has signed and the office has not.
func waiting(s *scene) try {
	s.put("pc", asset.Computer, secret, "u1", "d1")
	ask := vendorOnSite()
	s.ok(s.world.asset("u1", "pc", asset.VerbRepair, asset.Args{Repair: &ask}))
	s.ok(s.world.asset("head", "pc", asset.VerbApprove, asset.Args{}))
	return try{s.world, "off", s.assets["pc"].Request.ID, repair.VerbStart, visit()}
}

// begun is an emergency that the chain has not approved yet.
func begun(s *scene) try {
	x := waiting(s)
	x.set("repair.emergency", "true")
	x.args.Emergency = true
	s.ok(s.do("off", s.order(x.order), repair.VerbStart, x.args))
	return x
}

const (
	approval = "rep.approval"
	paper    = "rep.vendor-agreement"
	licence  = "rep.vendor-licence"
	escort   = "rep.escort"
	storage  = "rep.storage-out"
	papers   = "flow.dispatch"
)

type gateCase struct {
	name string
	set  func(*scene) try
	with func(x *try)
	rule string // "" passes
	says string
}

func (c gateCase) run(t *testing.T) {
	s := newScene(t)
	x := c.set(s)
	if c.with != nil {
		c.with(&x)
	}
	err := s.do(x.who, s.order(x.order), x.verb, x.args)
	if c.rule == "" {
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		return
	}
	e := asError(err)
	if e == nil || e.Kind != errs.Refused {
		t.Fatalf("%v, want %s", err, c.rule)
	}
	list := []*errs.Error{e}
	if r, ok := err.(*repair.Refusal); ok { //nolint:errorlint // the type itself is the point
		list = r.All()
	}
	i := slices.IndexFunc(list, func(e *errs.Error) bool { return e.Rule == c.rule && tells(e, c.says) })
	if i < 0 {
		t.Fatalf("no %s with %q in %v", c.rule, c.says, list)
	}
	if r, ok := rulebook.Get(c.rule); !ok || !r.Enforced || !slices.Equal(list[i].Articles, r.Basis) {
		t.Errorf("rule %+v, articles %v", r, list[i].Articles)
	}
	if !tells(e, c.says) {
		t.Errorf("the one error for all does not say it: %v", e)
	}
	for _, m := range e.Kept() {
		for _, name := range []string{"甲某", "乙某", "测试", "泄密"} {
			if strings.Contains(m.ZH+m.EN, name) {
				t.Errorf("the record would name %s: %v", name, m)
			}
		}
	}
}

// tells reports whether the refusal says it, in both languages.
func tells(e *errs.Error, says string) bool {
	return says == "" || slices.ContainsFunc(e.Missing, func(m errs.Text) bool { return strings.Contains(m.ZH, says) && m.EN != "" })
}

// Each way in which approval, asset, paper, people or parts do not fit is refused
// by its rule, in words that say what to do; what fits passes.
func TestTheGate(t *testing.T) {
	refused := 0
	for _, c := range gateCases {
		if c.rule != "" {
			refused++
		}
		t.Run(c.name, c.run)
	}
	if len(gateCases) < 100 || refused < 60 {
		t.Errorf("%d cases, %d of them refused", len(gateCases), refused)
	}
}

// Everything that stands against it is told at once, each with its rule, and the
// page is told the same before anybody tries.
func TestTheGateTellsAllAtOnce(t *testing.T) {
	s := newScene(t)
	x := offSite(s)
	x.paper(func(a *agreement.Agreement) { a.State = agreement.Suspended })
	x.asset(func(s *asset.State) { s.Parts = []string{"d9"}; s.LabelMarking = 0 })
	s.assets["d9"] = asset.State{ID: "d9", Code: "BM-d9", Class: asset.Drive, Host: "pc"}
	x.vendor(func(v *agreement.Vendor) { v.Technicians[0].Barred = true })
	x.args.Courier = nil
	err := s.do("off", s.orders[x.order], x.verb, x.args)
	r, ok := err.(*repair.Refusal) //nolint:errorlint // the type itself is the point
	if !ok {
		t.Fatal(err)
	}
	var rules []string
	for _, e := range r.All() {
		rules = append(rules, e.Rule)
	}
	if want := []string{"lvl.label-follow", paper, paper, storage, papers}; !slices.Equal(rules, want) {
		t.Errorf("rules %v", rules)
	}
	e := errs.As(err)
	if e.Rule != "lvl.label-follow" || len(e.Missing) != 5 || e.Missing[3].ZH != "送修前须拆除存储部件：请先拆出 BM-d9（硬盘）（ORG 18; practice）" || r.Error() != e.Error() {
		t.Errorf("%+v", e)
	}
	f := s.facts("off", s.orders[x.order])
	y := s.agreements["y"]
	f.Agreement = &y
	before := repair.Gate(f, repair.Command{Order: x.order, Verb: x.verb, Args: x.args})
	if len(before) != len(r.All()) {
		t.Errorf("before: %v", before)
	}
	if got := repair.Gate(s.facts("u2", s.orders[x.order]), repair.Command{Order: x.order, Verb: x.verb}); len(got) != 1 || got[0].Rule != "flow.seat" {
		t.Errorf("who may not ask: %v", got)
	}
	if got := repair.Gate(s.facts("off", s.orders[x.order]), repair.Command{Order: x.order, Verb: repair.VerbCancel}); got != nil {
		t.Errorf("no gate before a cancel: %v", got)
	}
}

// The policy's values are what they are said to be.
func TestThePolicyOfRepairs(t *testing.T) {
	p := policy.Default()
	if p.Bool("repair.emergency") || !p.Bool("repair.drum-out") || p.Int("repair.emergency-hours") != 24 {
		t.Error("defaults")
	}
}
