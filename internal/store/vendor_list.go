package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"time"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// readsVendors: vendors and agreements are for those who order, approve, watch and
// do repairs; not for keepers and administrators.
func readsVendors(actor org.Actor) error {
	if !actor.May(org.VendorRead) {
		return forbidden()
	}
	return nil
}

// inForce is the condition of an agreement that is in force on a day, given twice.
const inForce = "g.state = 'signed' AND g.from_day <= ? AND g.until_day >= ?"

// VendorPage lists the vendors that the filter lets through, by name.
func (s *Store) VendorPage(ctx context.Context, actor org.Actor, f view.VendorFilter) (view.VendorPage, error) {
	var p view.VendorPage
	if err := readsVendors(actor); err != nil {
		return p, err
	}
	today := string(org.DateOf(s.now(), organZone))
	var w where
	if t := foldText(f.Text); t != "" {
		like := likePattern(t)
		w.and(`(v.name_key LIKE ? ESCAPE '\' OR lower(v.credit_code) LIKE ? ESCAPE '\')`, like, like)
	}
	switch f.State {
	case "":
	case "good":
		w.and("NOT v.barred AND EXISTS (SELECT 1 FROM agreement g WHERE g.vendor_id = v.id AND "+inForce+")", today, today)
	case "none":
		w.and("NOT EXISTS (SELECT 1 FROM agreement g WHERE g.vendor_id = v.id AND "+inForce+")", today, today)
	case "ending":
		w.ending(s.todayAt())
	case "barred":
		w.and("v.barred")
	default:
		return p, errs.InvalidField("state", "没有这种状态。", "There is no such state.")
	}
	var err error
	p.Rows, p.Next, p.Prev, err = keysetPage(ctx, s.reads(), keyset{"v.name_key", "v.id", f.Cursor, f.Limit},
		"SELECT v.id, v.name, v.name_key, v.credit_code, v.barred, v.licence_until, v.version FROM vendor v", w,
		func(r *sql.Rows) (view.VendorLine, string, string, error) {
			var v view.VendorLine
			var key string
			err := r.Scan(&v.ID, &v.Name, &key, &v.CreditCode, &v.Barred, (*string)(&v.LicenceUntil), &v.Version)
			return v, key, v.ID, err
		})
	if err != nil {
		return p, err
	}
	return p, s.countAgreements(ctx, p.Rows, today)
}

// licenceDays is how many days before its end a licence is said to end soon.
const licenceDays = 30

// ending narrows to the vendors of which a licence ends soon or has ended.
func (w *where) ending(today time.Time) {
	w.and("NOT v.barred AND v.licence_until <> '' AND v.licence_until <= ?", today.AddDate(0, 0, licenceDays).Format("2006-01-02"))
}

// LicencesDue counts the vendors of which a licence ends soon or has ended: those
// that VendorPage lists in the state «ending».
func (s *Store) LicencesDue(ctx context.Context, actor org.Actor) (int64, error) {
	if err := readsVendors(actor); err != nil {
		return 0, err
	}
	var w where
	w.ending(s.todayAt())
	var n int64
	_, err := s.reads().one(ctx, []any{&n}, "SELECT count(*) FROM vendor v"+w.sql(), w.args...)
	return n, err
}

// countAgreements adds to a page of vendors what is in force today.
func (s *Store) countAgreements(ctx context.Context, list []view.VendorLine, today string) error {
	at, ids := map[string]int{}, make([]string, len(list))
	for i, v := range list {
		at[v.ID], ids[i] = i, v.ID
	}
	if len(ids) == 0 {
		return nil
	}
	return s.reads().rows(ctx, func(r *sql.Rows) error {
		var id, until string
		var n int64
		err := r.Scan(&id, &n, &until)
		list[at[id]].InForce, list[at[id]].Until = n, org.Date(until)
		return err
	}, "SELECT g.vendor_id, count(*), max(g.until_day) FROM agreement g WHERE "+inForce+" AND g.vendor_id IN ? GROUP BY g.vendor_id", today, today, ids)
}

func vendorMissing() *errs.Error {
	return errs.New(errs.NotFound, "vendor.not_found", "没有找到该单位。", "No such vendor.")
}

// Vendor gives one vendor with its agreements.
func (s *Store) Vendor(ctx context.Context, actor org.Actor, id string) (view.Vendor, error) {
	var out view.Vendor
	if err := readsVendors(actor); err != nil {
		return out, err
	}
	err := s.Read(ctx, func(x *Tx) error {
		all, err := x.Vendors(id)
		if err != nil {
			return err
		}
		v, ok := all[id]
		if !ok {
			return vendorMissing()
		}
		out.Vendor = v
		return nil
	})
	if err != nil {
		return out, err
	}
	var w where
	w.and("g.vendor_id = ?", id)
	if out.Agreements, err = s.agreementLines(ctx, w, " ORDER BY g.until_day DESC, g.id LIMIT 500"); err != nil {
		return out, err
	}
	var ids []string
	for _, l := range out.Licences {
		ids = append(ids, l.VerifiedBy)
	}
	out.Names = map[string]string{}
	return out, s.lookNames(ctx, "person", ids, out.Names)
}

const agreementSelect = `SELECT g.id, g.number, g.number_key, g.vendor_id, v.name, g.state, g.level, g.services, g.from_day, g.until_day, g.signed_on,
	g.amendments, g.renewed_by FROM agreement g JOIN vendor v ON v.id = g.vendor_id`

func (s *Store) scanAgreementLine(r *sql.Rows, today time.Time) (a view.AgreementLine, key string, err error) {
	var services, amendments string
	var renewed text
	t := &a.Terms
	if err = r.Scan(&a.ID, &a.Number, &key, &a.Vendor.ID, &a.Vendor.Name, (*string)(&a.State), (*int)(&t.Level), &services, (*string)(&t.From),
		(*string)(&t.Until), (*string)(&a.SignedOn), &amendments, &renewed); err != nil {
		return a, key, err
	}
	var list []agreement.Amendment
	if err = fromJSON(amendments, &list); err != nil {
		return a, key, err
	}
	a.Amended, a.Renewed, a.Left = len(list), renewed != "", daysLeft(today, t.Until)
	return a, key, fromJSON(services, &t.Services)
}

// daysLeft counts the days from a day to the last one, 0 on that day itself.
func daysLeft(today time.Time, until org.Date) int {
	last, err := time.Parse("2006-01-02", string(until))
	if err != nil {
		return 0
	}
	return int(last.Sub(today).Hours() / 24)
}

// todayAt is today as days are counted from.
func (s *Store) todayAt() time.Time {
	y, m, d := s.now().In(organZone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (s *Store) agreementLines(ctx context.Context, w where, end string) ([]view.AgreementLine, error) {
	today := s.todayAt()
	var out []view.AgreementLine
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		a, _, err := s.scanAgreementLine(r, today)
		out = append(out, a)
		return err
	}, agreementSelect+w.sql()+end, w.args...)
	return out, err
}

// due narrows to the agreements of a word of view.Dues.
func (w *where) due(word string, today time.Time) error {
	w.and("g.state IN ('signed', 'suspended') AND g.renewed_by IS NULL")
	if word == "over" {
		w.and("g.until_day < ?", today.Format("2006-01-02"))
		return nil
	}
	days, err := strconv.Atoi(word)
	if err != nil || days < 0 || days > 3650 {
		return errs.InvalidField("due", "到期范围应为 over、7、30 或 90。", "What is due is over, 7, 30 or 90.")
	}
	w.and("g.until_day >= ? AND g.until_day <= ?", today.Format("2006-01-02"), today.AddDate(0, 0, days).Format("2006-01-02"))
	return nil
}

// AgreementPage lists the agreements that the filter lets through.
func (s *Store) AgreementPage(ctx context.Context, actor org.Actor, f view.AgreementFilter) (view.AgreementPage, error) {
	var p view.AgreementPage
	if err := readsVendors(actor); err != nil {
		return p, err
	}
	today := s.todayAt()
	var w where
	if t := foldText(f.Text); t != "" {
		like := likePattern(t)
		w.and(`(g.number_key LIKE ? ESCAPE '\' OR v.name_key LIKE ? ESCAPE '\')`, like, like)
	}
	if f.Vendor != "" {
		w.and("g.vendor_id = ?", f.Vendor)
	}
	if f.State != "" {
		w.and("g.state = ?", string(f.State))
	}
	order := keyset{"g.number_key", "g.id", f.Cursor, f.Limit}
	if f.Due != "" {
		order.column = "g.until_day"
		if err := w.due(f.Due, today); err != nil {
			return p, err
		}
	}
	var err error
	p.Rows, p.Next, p.Prev, err = keysetPage(ctx, s.reads(), order, agreementSelect, w,
		func(r *sql.Rows) (view.AgreementLine, string, string, error) {
			a, key, err := s.scanAgreementLine(r, today)
			if f.Due != "" {
				key = string(a.Terms.Until)
			}
			return a, key, a.ID, err
		})
	return p, err
}

// AgreementsDue counts what ends soon or has ended, for who keeps agreements.
func (s *Store) AgreementsDue(ctx context.Context, actor org.Actor) (view.AgreementDue, error) {
	if err := readsVendors(actor); err != nil {
		return nil, err
	}
	today := s.todayAt()
	out := view.AgreementDue{}
	for _, word := range view.Dues() {
		var w where
		if err := w.due(word, today); err != nil {
			return nil, err
		}
		var n int64
		if _, err := s.reads().one(ctx, []any{&n}, "SELECT count(*) FROM agreement g"+w.sql(), w.args...); err != nil {
			return nil, err
		}
		out[word] = n
	}
	return out, nil
}

// Agreement gives one agreement with what it refers to.
func (s *Store) Agreement(ctx context.Context, actor org.Actor, id string) (view.Agreement, error) {
	var out view.Agreement
	if err := readsVendors(actor); err != nil {
		return out, err
	}
	today := s.todayAt()
	out.Numbers, out.Names = map[string]string{}, map[string]string{}
	err := s.Read(ctx, func(x *Tx) error {
		all, err := x.Agreements(id)
		if err != nil {
			return err
		}
		a, ok := all[id]
		if !ok {
			return errs.New(errs.NotFound, "agreement.not_found", "没有找到该协议。", "No such agreement.")
		}
		out.Agreement, out.Left = a, daysLeft(today, a.TermsOn("9999-12-31").Until)
		vendors, err := x.Vendors(a.Vendor)
		if err != nil {
			return err
		}
		out.VendorName, out.Barred = vendors[a.Vendor].Name, vendors[a.Vendor].Barred
		others, err := x.Agreements(slices.DeleteFunc([]string{a.Renews, a.RenewedBy}, func(id string) bool { return id == "" })...)
		for _, o := range others {
			out.Numbers[o.ID] = o.Number
		}
		return err
	})
	if err != nil {
		return out, err
	}
	return out, s.lookNames(ctx, "person", []string{out.SignedBy}, out.Names)
}
