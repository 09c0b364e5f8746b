package app_test

import (
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// Where a department stands says whose seats reach it, and a clearance says what
// a person may have: both are rights, not the system administrator's, and signed.
// What says nothing of the kind is entered without a signature.
func TestWhatChangesRightsIsSigned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		do := func(login string, c app.Command) error {
			_, err := o.app.Execute(o.ctx, o.unproved(login), c, "")
			return err
		}
		unsigned := func(what string, err error) {
			t.Helper()
			if errs.As(err).Code != "signoff.required" {
				t.Errorf("%s without a signature: %v", what, err)
			}
		}
		moved := app.SetDepartment{Department: org.Department{ID: o.dept["研究室"], Name: "研究室", Parent: o.dept["办公厅"]}}
		o.refused("flow.seat", "sysadmin", moved)
		unsigned("a department moved", do("secadmin", moved))
		if err := do("sysadmin", app.SetDepartment{Department: org.Department{ID: o.dept["研究室"], Name: "第一研究室"}}); err != nil {
			t.Errorf("a department renamed: %v", err)
		}
		if err := do("sysadmin", app.SetDepartment{Department: org.Department{Name: "资料室", Parent: o.dept["办公厅"]}}); err != nil {
			t.Errorf("a new department: %v", err)
		}
		moved.Department.Name = "第一研究室"
		o.do("secadmin", moved)

		person := org.Person{Name: "钱示例", Department: o.dept["办公厅"], Clearance: level.Confidential}
		out, err := o.app.Execute(o.ctx, o.unproved("secadmin"), app.SetPerson{Person: person}, "")
		if err != nil {
			t.Fatalf("a new person: %v", err)
		}
		person.ID, person.Title = out.ID, "示例员"
		if err := do("secadmin", app.SetPerson{Person: person}); err != nil {
			t.Errorf("a title: %v", err)
		}
		person.Clearance = level.TopSecret
		unsigned("a clearance raised", do("secadmin", app.SetPerson{Person: person, Given: org.Given{Clearance: true}}))
		o.refused("flow.seat", "sysadmin", app.SetPerson{Person: person, Given: org.Given{Clearance: true}})
		o.do("secadmin", app.SetPerson{Person: person, Given: org.Given{Clearance: true}})
		replayed(t, s)
	})
}
