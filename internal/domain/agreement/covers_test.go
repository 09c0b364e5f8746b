package agreement_test

import (
	"strings"
	"testing"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// base is a vendor, an agreement and a job to which nothing is missing.
func base() (agreement.Vendor, agreement.Agreement, agreement.Job) {
	v := agreement.Vendor{
		ID: "v", Name: "示例维修公司",
		Licences: []agreement.Licence{{
			ID: "l", Kind: agreement.LicenceRecovery, Level: level.Secret, Number: "ZZ-1", From: "2026-01-01", Until: "2026-12-31",
			Services: []agreement.Service{agreement.Storage, agreement.Recovery}, VerifiedBy: "b", VerifiedOn: "2026-01-05", How: "登记机关网站",
		}},
		Technicians: []agreement.Technician{{ID: "t", Name: "甲某", VettedOn: "2026-01-02", UndertakingOn: "2026-01-03", Until: "2026-12-31"}},
	}
	a := agreement.Agreement{
		ID: "a", Vendor: "v", Number: "XY-1", State: agreement.Signed, SignedOn: "2026-01-01",
		Terms: agreement.Terms{
			Services: []agreement.Service{agreement.RepairOnsite, agreement.RepairOffsite, agreement.Storage}, Level: level.Secret, From: "2026-01-01", Until: "2026-12-31",
		},
	}
	return v, a, agreement.Job{Service: agreement.RepairOnsite, Level: level.Secret, Day: "2026-06-01", Technicians: []string{"t"}}
}

// Each way in which paper, licence or people do not fit is refused by its rule and
// in words that say what is missing; the days at both ends are good.
func TestWhatAVendorMayDo(t *testing.T) {
	type scene struct {
		v *agreement.Vendor
		a *agreement.Agreement
		j *agreement.Job
	}
	const paper, licence = "rep.vendor-agreement", "rep.vendor-licence"
	amended := func(s scene, from, until org.Date) {
		terms := s.a.Terms
		terms.Until = until
		s.a.Amendments = []agreement.Amendment{{Number: "B-1", Effective: from, Terms: terms}}
	}
	for name, c := range map[string]struct {
		with func(s scene)
		rule string
		says string
	}{
		"all fits":                    {func(scene) {}, "", ""},
		"first day":                   {func(s scene) { s.j.Day = "2026-01-03"; s.v.Technicians[0].VettedOn = "2026-01-03" }, "", ""},
		"last day":                    {func(s scene) { s.j.Day = "2026-12-31" }, "", ""},
		"day before":                  {func(s scene) { s.a.Terms.From = "2026-06-02" }, paper, "自 2026-06-02 起生效"},
		"day after":                   {func(s scene) { s.a.Terms.Until = "2026-05-31" }, paper, "已于 2026-05-31 到期"},
		"other vendor's agreement":    {func(s scene) { s.a.Vendor = "w" }, paper, "没有与该单位的保密协议"},
		"draft":                       {func(s scene) { s.a.State = agreement.Draft }, paper, "尚未签订"},
		"suspended":                   {func(s scene) { s.a.State = agreement.Suspended }, paper, "已中止"},
		"terminated":                  {func(s scene) { s.a.State = agreement.Terminated }, paper, "已终止"},
		"other service":               {func(s scene) { s.j.Service = agreement.Archive }, paper, "不含服务：档案整理数字化"},
		"too high":                    {func(s scene) { s.j.Level = level.TopSecret }, paper, "适用密级：机密，需要：绝密"},
		"lower is covered":            {func(s scene) { s.j.Level = level.Confidential }, "", ""},
		"barred vendor":               {func(s scene) { s.v.Barred, s.v.BarredWhy = true, "违约" }, paper, "违约"},
		"nobody named":                {func(s scene) { s.j.Technicians = nil }, paper, "未指定维修人员"},
		"a stranger":                  {func(s scene) { s.j.Technicians = []string{"t", "x"} }, paper, "不在该单位名单内"},
		"not vetted":                  {func(s scene) { s.v.Technicians[0].VettedOn = "" }, paper, "甲某：未经审查"},
		"vetted tomorrow":             {func(s scene) { s.v.Technicians[0].VettedOn = "2026-06-02" }, paper, "未经审查"},
		"no undertaking":              {func(s scene) { s.v.Technicians[0].UndertakingOn = "" }, paper, "未签保密承诺书"},
		"technician's last day":       {func(s scene) { s.v.Technicians[0].Until = "2026-06-01" }, "", ""},
		"technician's day after":      {func(s scene) { s.v.Technicians[0].Until = "2026-05-31" }, paper, "派遣资格已于 2026-05-31 到期"},
		"barred technician":           {func(s scene) { s.v.Technicians[0].Barred = true }, paper, "已停止派遣"},
		"extended by amendment":       {func(s scene) { s.a.Terms.Until = "2026-03-31"; amended(s, "2026-04-01", "2026-09-30") }, "", ""},
		"amendment not yet effective": {func(s scene) { s.a.Terms.Until = "2026-05-31"; amended(s, "2026-06-02", "2026-09-30") }, paper, "已于 2026-05-31 到期"},
		"shortened by amendment":      {func(s scene) { amended(s, "2026-04-01", "2026-05-31") }, paper, "已于 2026-05-31 到期"},
		"storage with licence":        {func(s scene) { s.j.Service = agreement.Storage }, "", ""},
		"storage without licence":     {func(s scene) { s.j.Service = agreement.Storage; s.v.Licences = nil }, licence, "没有登记涵盖"},
		"licence for another service": {func(s scene) {
			s.j.Service = agreement.Storage
			s.v.Licences[0].Services = []agreement.Service{agreement.Destruction}
		}, licence, "没有登记涵盖"},
		"licence too low":             {func(s scene) { s.j.Service = agreement.Storage; s.v.Licences[0].Level = level.Confidential }, licence, "适用密级：秘密"},
		"licence ended":               {func(s scene) { s.j.Service = agreement.Storage; s.v.Licences[0].Ended = true }, licence, "没有登记涵盖"},
		"licence's last day":          {func(s scene) { s.j.Service = agreement.Storage; s.v.Licences[0].Until = "2026-06-01" }, "", ""},
		"licence's day after":         {func(s scene) { s.j.Service = agreement.Storage; s.v.Licences[0].Until = "2026-05-31" }, licence, "已于 2026-05-31 到期"},
		"licence not begun":           {func(s scene) { s.j.Service = agreement.Storage; s.v.Licences[0].From = "2026-06-02" }, licence, "自 2026-06-02 起有效"},
		"licence not verified":        {func(s scene) { s.j.Service = agreement.Storage; s.v.Licences[0].VerifiedOn = "" }, licence, "未经我方核验"},
		"licence verified tomorrow":   {func(s scene) { s.j.Service = agreement.Storage; s.v.Licences[0].VerifiedOn = "2026-06-02" }, licence, "未经我方核验"},
		"no licence for plain repair": {func(s scene) { s.v.Licences = nil }, "", ""},
		"two licences, the second fits": {func(s scene) {
			s.j.Service = agreement.Storage
			l := s.v.Licences[0]
			l.ID, l.Level = "m", level.Confidential
			s.v.Licences = append([]agreement.Licence{l}, s.v.Licences...)
		}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			v, a, j := base()
			c.with(scene{&v, &a, &j})
			got := agreement.Check(v, &a, j)
			if c.rule == "" {
				if len(got) != 0 {
					t.Fatalf("refused: %v", got)
				}
				return
			}
			for _, e := range got {
				if e.Rule == c.rule && len(e.Missing) == 1 && strings.Contains(e.Missing[0].ZH, c.says) {
					if e.Missing[0].EN == "" || len(e.Articles) == 0 {
						t.Errorf("no English or no article: %+v", e)
					}
					return
				}
			}
			t.Errorf("no %s with %q in %v", c.rule, c.says, got)
		})
	}
	v, _, j := base()
	if got := agreement.Check(v, nil, j); len(got) != 1 || got[0].Rule != paper {
		t.Errorf("without any agreement: %v", got)
	}
}

// Every reason is told at once, so that it is mended in one go.
func TestAllThatIsMissingIsTold(t *testing.T) {
	v, a, j := base()
	a.State, a.Terms.Level, v.Technicians[0].VettedOn, v.Technicians[0].UndertakingOn = agreement.Suspended, level.Confidential, "", ""
	j.Service, v.Licences = agreement.Recovery, nil
	if got := agreement.Check(v, &a, j); len(got) != 6 {
		t.Errorf("%d reasons: %v", len(got), got)
	}
}
