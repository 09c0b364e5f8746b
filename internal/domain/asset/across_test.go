package asset_test

import (
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// seatsAsked lists whose signatures the open request needs, with departments.
func (s *scene) seatsAsked(id string) string {
	var out []string
	for _, st := range s.assets[id].Request.Steps {
		out = append(out, string(st.Seat)+"@"+st.Department)
	}
	return strings.Join(out, " ")
}

func (s *scene) asked(id, want string) {
	s.t.Helper()
	if got := s.seatsAsked(id); got != want {
		s.t.Errorf("signatures %s, want %s", got, want)
	}
}

// What goes to another department needs its head's word as well (ORG 5, 10):
// that department becomes responsible for it.
func TestAHandOverAcrossDepartmentsNeedsBothHeads(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, conf, "u1", "d")
	s.must("u1", asset.VerbHandOver, "pc", toIssue("u3"))
	s.asked("pc", "department_head@a department_head@b receiver@")
	s.refused("flow.step", "headB", asset.VerbApprove, "pc", none1()) // the giving head first
	s.sign("pc", "headA")
	s.refused("hand.no-sideways", "u3", asset.VerbAccept, "pc", none1())
	s.sign("pc", "headB")
	s.must("u3", asset.VerbAccept, "pc", none1())
	if c := s.assets["pc"].Custody; c.Person != "u3" || c.Department != "b" || s.assets["d"].Custody.Department != "b" {
		t.Errorf("%+v", c)
	}
}

func TestTheWitnessComesAfterBothHeads(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1")
	s.must("u1", asset.VerbHandOver, "pc", toIssue("tech"))
	s.asked("pc", "department_head@a department_head@b witness@a receiver@")
	s.sign("pc", "headA", "headB", "wit1")
	s.must("tech", asset.VerbAccept, "pc", none1())
}

// Where the head of the other department receives it himself, or nobody but the
// giving head heads it, the leader in charge speaks for it.
func TestTheLeaderSpeaksForAReceivingDepartmentWithoutAHeadOfItsOwn(t *testing.T) {
	s := newScene(t)
	s.change("headB2", func(p *org.Person) { p.Seats = nil })
	s.used("pc", asset.Computer, conf, "u1")
	s.must("u1", asset.VerbHandOver, "pc", toIssue("headB"))
	s.asked("pc", "department_head@a leader@b receiver@")
	s.sign("pc", "headA")
	s.refused("flow.step", "leadA", asset.VerbApprove, "pc", none1()) // of the other department
	s.sign("pc", "lead")
	s.must("headB", asset.VerbAccept, "pc", none1())

	// headA heads a1 as well, which lies below a.
	s.stored("pc2", asset.Computer, conf)
	s.must("offA", asset.VerbMove, "pc2", asset.Args{Department: "a1"})
	s.asked("pc2", "department_head@a leader@a1")
	s.sign("pc2", "headA", "lead")
	if got := s.assets["pc2"].Custody.Department; got != "a1" {
		t.Errorf("stands in %s", got)
	}

	// One leader signs once, for both.
	s.change("offA", func(p *org.Person) { p.Seats = append(p.Seats, seat(org.DepartmentHead, "b")) })
	s.change("headB", func(p *org.Person) { p.Seats = nil })
	s.stored("pc3", asset.Computer, conf)
	s.must("sec1", asset.VerbIssue, "pc3", toIssue("headA"))
	s.sign("pc3", "leadA")
	s.must("headA", asset.VerbAccept, "pc3", none1())
	s.must("headA", asset.VerbHandOver, "pc3", toIssue("headB"))
	s.asked("pc3", "leader@a department_head@b receiver@")
	s.must("headA", asset.VerbWithdraw, "pc3", none1())
	s.change("offA", func(p *org.Person) { p.Seats = nil })
	s.must("headA", asset.VerbHandOver, "pc3", toIssue("headB"))
	s.asked("pc3", "leader@a receiver@")
}

func TestAMoveToAnotherDepartmentsStoreNeedsItsHead(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, conf)
	s.must("sec1", asset.VerbMove, "pc", asset.Args{Department: "b"})
	s.asked("pc", "department_head@a department_head@b")
	s.sign("pc", "headA")
	s.refused("flow.step", "u1", asset.VerbApprove, "pc", none1()) // headA's delegate heads only a
	if got := s.assets["pc"].Custody.Department; got != "a" {
		t.Errorf("moved to %s on the giving head's word alone", got)
	}
	s.sign("pc", "headB")
	if got := s.assets["pc"].Custody.Department; got != "b" {
		t.Errorf("stands in %s", got)
	}
	s.must("sec1", asset.VerbMove, "pc", asset.Args{Department: "b", Room: "office"})
	s.asked("pc", "department_head@b")
}

// Which department agrees is a policy value.
func TestTheReceivingDepartmentsSignatureIsAPolicyValue(t *testing.T) {
	s := newScene(t)
	p, err := s.policy.Set("chain.receiving", "asset_officer")
	if err != nil {
		t.Fatal(err)
	}
	s.policy = p
	s.stored("pc", asset.Computer, conf)
	s.must("sec1", asset.VerbMove, "pc", asset.Args{Department: "b"})
	s.asked("pc", "department_head@a asset_officer@b")
	s.sign("pc", "headA", "headB") // who is asset officer of b too
}

// The head who agreed is of the department the receiver was in then.
func TestAReceiverWhoChangesDepartmentMeanwhileDoesNotAccept(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, conf, "u1")
	s.must("u1", asset.VerbHandOver, "pc", toIssue("u3"))
	s.sign("pc", "headA", "headB")
	s.change("u3", func(p *org.Person) { p.Department = "a1" })
	s.refused("hand.no-sideways", "u3", asset.VerbAccept, "pc", none1())
	s.must("u1", asset.VerbWithdraw, "pc", none1())
	s.life("pc", asset.InUse)

	s.must("u1", asset.VerbHandOver, "pc", toIssue("u2")) // within the department
	s.asked("pc", "department_head@a receiver@")
	s.sign("pc", "headA")
	s.change("u2", func(p *org.Person) { p.Department = "b" })
	s.refused("hand.no-sideways", "u2", asset.VerbAccept, "pc", none1())
}

// A delegate of several signs for the one whose seat fits, and may say for whom.
func TestADelegateOfSeveralSignsInTheSeatThatFits(t *testing.T) {
	s := newScene(t)
	s.change("headA", func(p *org.Person) { p.Seats = append(p.Seats, seat(org.AssetOfficer, "a")) })
	s.change("wit1", func(p *org.Person) { p.Seats = []org.Grant{seat(org.DepartmentHead, "a")} }) // a second head
	s.delegate("wit1", org.Delegation{ID: "d9", To: "u1", Seat: org.DepartmentHead, Department: "a", From: "2020-01-01", Until: "2099-12-31"})
	s.enter(draft("pc", asset.Computer))
	s.must("headA", asset.VerbClassify, "pc", marking(secret))
	s.refused("lvl.two-hands", "u1", asset.VerbApprove, "pc", asset.Args{As: "headA"}) // named, he is a party
	s.refused("flow.step", "u1", asset.VerbApprove, "pc", asset.Args{As: "headB"})     // who delegated nothing to him
	s.refused("flow.step", "u1", asset.VerbApprove, "pc", asset.Args{As: "u1"})        // he holds none himself
	s.sign("pc", "u1")
	if st := s.assets["pc"].Request.Steps[0]; st.Signed != "u1" || st.For != "wit1" {
		t.Errorf("signed %+v", st)
	}

	s.enter(draft("pc2", asset.Computer))
	s.must("offA", asset.VerbClassify, "pc2", marking(secret))
	s.must("u1", asset.VerbApprove, "pc2", asset.Args{As: "wit1"}) // both fit: he says for whom
	if st := s.assets["pc2"].Request.Steps[0]; st.For != "wit1" {
		t.Errorf("signed %+v", st)
	}
	s.enter(draft("pc3", asset.Computer))
	s.must("offA", asset.VerbClassify, "pc3", marking(secret))
	s.sign("pc3", "u1") // and says nothing: the first by id
	if st := s.assets["pc3"].Request.Steps[0]; st.For != "headA" {
		t.Errorf("signed %+v", st)
	}
}

func TestADelegateOfSeveralAsksForTheOneHeNames(t *testing.T) {
	s := newScene(t)
	s.change("offA", func(p *org.Person) { p.Seats = nil })
	s.delegate("sec2", org.Delegation{ID: "d9", To: "offA", Seat: org.SecrecyOffice, From: "2020-01-01", Until: "2099-12-31"})
	s.enter(draft("pc", asset.Computer))
	a := marking(secret)
	a.As = "sec2"
	s.must("offA", asset.VerbClassify, "pc", a)
	if r := s.assets["pc"].Request; r.For != "sec2" || r.Args.As != "" {
		t.Errorf("asked for %s, kept as %q", r.For, r.Args.As)
	}
	s.must("offA", asset.VerbWithdraw, "pc", none1())
	s.must("offA", asset.VerbClassify, "pc", marking(secret))
	if r := s.assets["pc"].Request; r.For != "sec1" {
		t.Errorf("asked for %s", r.For)
	}
	s.must("offA", asset.VerbWithdraw, "pc", none1())
	a.As = "grp1"
	s.refused("flow.seat", "offA", asset.VerbClassify, "pc", a)
}

func TestAReturnKeepsTheRoomThereWas(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, conf, "d")
	s.must("sec1", asset.VerbIssue, "pc", asset.Args{Person: "u1", Room: "office"})
	s.sign("pc", "headA")
	s.must("u1", asset.VerbAccept, "pc", none1())
	s.must("u1", asset.VerbReturn, "pc", none1())
	s.sign("pc", "sec1")
	if pc, d := s.assets["pc"].Custody, s.assets["d"].Custody; pc.Room != "office" || d.Room != "office" {
		t.Errorf("stands in %q, its drive in %q", pc.Room, d.Room)
	}
}

// What the ledger could never write down is refused when it is asked for, with
// the field and the sizes.
func TestACorrectionTooLongForTheLedgerIsRefusedWhenItIsAskedFor(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, conf)
	long := func(r string) *asset.Correction {
		c := &asset.Correction{Notes: text(strings.Repeat(r, 1900)), Extra: map[string]string{}}
		for _, k := range []string{"甲", "乙"} {
			c.Extra[k] = strings.Repeat(r, 300)
		}
		return c
	}
	fix := asset.Args{Correct: long("旧"), Reason: "核对"}
	s.must("offA", asset.VerbCorrect, "pc", fix) // new texts alone fit: 7.5 kB
	s.sign("pc", "sec1")
	fix.Correct = long("新")
	fix.Reason = strings.Repeat("由", 400)
	err := s.try("offA", asset.VerbCorrect, "pc", fix)
	wantField(t, "correct", err)
	e := asError(err)
	if e == nil || !slices.ContainsFunc(e.Fields, func(f errs.Field) bool {
		return strings.Contains(f.Text.EN, "notes (11") && strings.Contains(f.Text.EN, "the limit is 15360") && strings.Contains(f.Text.ZH, "15360")
	}) {
		t.Errorf("%+v", e)
	}
	if s.assets["pc"].Request != nil {
		t.Fatal("it waits for signatures it can never get")
	}
	fix.Reason = "核对"
	fix.Correct.Notes = nil
	s.must("offA", asset.VerbCorrect, "pc", fix) // in two steps
}
