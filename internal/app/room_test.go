package app_test

import (
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// A room of another department is refused by the names of both, whatever the
// deed; and what goes to another department without a room leaves the one it had.
func TestAnAssetStandsInARoomOfItsDepartment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		try := func(login, id string, v asset.Verb, a asset.Args) {
			t.Helper()
			_, err := o.app.Execute(o.ctx, o.actor(login), app.Act{Command: asset.Command{Asset: id, Verb: v, Args: a}}, "")
			e := errs.As(err)
			if e == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != "room" ||
				!strings.Contains(e.Fields[0].Text.ZH, "「办公厅」") || !strings.Contains(e.Fields[0].Text.EN, "\"研究室\"") {
				t.Errorf("%s by %s: %v", v, login, err)
			}
		}
		stored := o.inStore("RM-1", level.Confidential)
		try("officer", stored, asset.VerbMove, asset.Args{Room: o.room["研究室"]})
		try("officer", stored, asset.VerbIssue, asset.Args{Person: o.person["keeper1"], Room: o.room["研究室"]})
		_, err := o.app.Execute(o.ctx, o.actor("baomi"), app.Register{Registration: asset.Registration{
			Code: "RM-9", Class: asset.Medium, Kind: "usb_stick", Serial: "RM9", Department: o.dept["办公厅"], Room: o.room["研究室"],
		}}, "")
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name != "room" {
			t.Errorf("registered: %v", err)
		}

		id := o.inUse("RM-2", "keeper1", level.Confidential)
		o.act("officer", id, asset.VerbMove, asset.Args{Room: o.room["办公厅"]})
		o.act("head1", id, asset.VerbApprove, asset.Args{})
		o.act("keeper1", id, asset.VerbHandOver, asset.Args{Person: o.person["keeper3"]})
		o.act("head1", id, asset.VerbApprove, asset.Args{})
		o.act("head2", id, asset.VerbApprove, asset.Args{})
		o.act("keeper3", id, asset.VerbAccept, asset.Args{})
		r, err := s.Asset(o.ctx, o.actor("baomi"), id)
		if err != nil || r.State.Custody.Room != "" || r.Department.Name != "研究室" {
			t.Errorf("%+v %v", r.State.Custody, err)
		}
		try("keeper3", id, asset.VerbReturn, asset.Args{Room: o.room["办公厅"]})
		o.act("keeper3", id, asset.VerbReturn, asset.Args{Room: o.room["研究室"]})
		if wrong, err := s.Refold(o.ctx); err != nil || len(wrong) > 0 {
			t.Errorf("refold: %v, %v", wrong, err)
		}
	})
}
