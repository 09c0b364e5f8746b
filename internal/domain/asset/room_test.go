package asset_test

import (
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
)

// housed gives departments a and b, and the archive a1 below a, a room each.
func (s *scene) housed() *scene {
	for _, d := range []string{"a", "b", "a1"} {
		s.rooms["room-"+d] = org.Room{ID: "room-" + d, Name: "室" + d, Department: d, Level: top}
	}
	return s
}

func (s *scene) stands(id, room, department string) {
	s.t.Helper()
	if c := s.assets[id].Custody; c.Room != room || c.Department != department {
		s.t.Errorf("%s stands in %q of %q, want %q of %q", id, c.Room, c.Department, room, department)
	}
}

// An asset of one department does not stand in a room of another: the refusal
// names both, and what to do.
func TestAnAssetDoesNotStandInARoomOfAnotherDepartment(t *testing.T) {
	s := newScene(t).housed()
	s.stored("pc", asset.Computer, conf, "d")
	e := asError(s.try("offA", asset.VerbMove, "pc", asset.Args{Room: "room-b"}))
	wantField(t, "room", e)
	for _, want := range []string{"室b", "「乙处」", "「甲处」", "交接"} {
		if !strings.Contains(e.Fields[0].Text.ZH, want) {
			t.Errorf("no %q in %s", want, e.Fields[0].Text.ZH)
		}
	}
	s.must("offA", asset.VerbMove, "pc", asset.Args{Room: "room-a1"}) // the archive below is the same house
	s.sign("pc", "headA")
	s.stands("pc", "room-a1", "a")
	s.invalid("room", "sec1", asset.VerbIssue, "pc", asset.Args{Person: "u1", Room: "room-b"})
	s.must("sec1", asset.VerbIssue, "pc", asset.Args{Person: "u1", Room: "room-a"})
	s.sign("pc", "headA")
	s.must("u1", asset.VerbAccept, "pc", none1())
	s.stands("d", "room-a", "a")
	s.invalid("room", "u1", asset.VerbReturn, "pc", asset.Args{Room: "room-b"})
	s.must("u1", asset.VerbReturn, "pc", asset.Args{Room: "vault"}) // a room of no department is everybody's
	s.sign("pc", "sec1")
	s.invalid("room", "tech", asset.VerbTakeOut, "pc", asset.Args{Part: "d", Room: "room-b", Reason: "更换"})
	s.must("tech", asset.VerbTakeOut, "pc", asset.Args{Part: "d", Room: "room-a", Reason: "更换"})
	s.sign("pc", "sec1")
	s.stands("d", "room-a", "a")
}

// With its department an asset leaves the department's room: into the new one's,
// or into none that is known yet.
func TestAnAssetThatChangesDepartmentLeavesItsRoom(t *testing.T) {
	s := newScene(t).housed()
	s.used("pc", asset.Computer, conf, "u1")
	s.must("offA", asset.VerbMove, "pc", asset.Args{Room: "room-a"})
	s.sign("pc", "headA")
	s.invalid("room", "u1", asset.VerbHandOver, "pc", asset.Args{Person: "u3", Room: "room-a"})
	s.must("u1", asset.VerbHandOver, "pc", toIssue("u3"))
	s.sign("pc", "headA", "headB")
	s.must("u3", asset.VerbAccept, "pc", none1())
	s.stands("pc", "", "b")
	s.invalid("room", "u3", asset.VerbReturn, "pc", asset.Args{Room: "room-a"})
	s.must("u3", asset.VerbReturn, "pc", asset.Args{Room: "room-b"})
	s.sign("pc", "sec1")
	s.must("sec1", asset.VerbMove, "pc", asset.Args{Department: "a", Room: "room-a"})
	s.sign("pc", "headB", "headA")
	s.stands("pc", "room-a", "a")
	s.must("sec1", asset.VerbMove, "pc", asset.Args{Department: "b"})
	s.sign("pc", "headA", "headB")
	s.stands("pc", "", "b")
	s.must("sec1", asset.VerbMove, "pc", asset.Args{Room: "vault"})
	s.sign("pc", "headB")
	s.must("sec1", asset.VerbIssue, "pc", toIssue("u1")) // of the other department: everybody's room stays
	s.sign("pc", "headA")
	s.must("u1", asset.VerbAccept, "pc", none1())
	s.stands("pc", "vault", "a")
}

func TestARegistrationsRoomIsItsDepartments(t *testing.T) {
	s := newScene(t).housed()
	r := draft("x", asset.Medium)
	r.Room = "room-b"
	wantField(t, "room", s.register("sec1", r))
	r.Room = "room-a1"
	s.enter(r)
	r = draft("y", asset.Medium)
	r.Department, r.Room = "", "room-b" // no department yet
	s.enter(r)
	s.must("sec1", asset.VerbMove, "y", asset.Args{Department: "a"})
	s.stands("y", "", "a")
}
