package store

import (
	"context"
	"database/sql"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/setting"
	"sealbook/internal/view"
)

// Settings gives what the account has set for itself. An account without
// settings has none: the values' own methods say what then holds.
func (s *Store) Settings(ctx context.Context, account string) (setting.Values, error) {
	v := setting.Values{}
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var key, value string
		err := r.Scan(&key, &value)
		v[setting.Key(key)] = value
		return err
	}, "SELECT key, value FROM setting WHERE account_id = ?", account)
	return v, err
}

// SetSetting keeps one setting of the account, "" takes it back.
func (x *Tx) SetSetting(account string, key setting.Key, value string) error {
	if value == "" {
		_, err := x.do("DELETE FROM setting WHERE account_id = ? AND key = ?", account, string(key))
		return err
	}
	n, err := x.do("UPDATE setting SET value = ? WHERE account_id = ? AND key = ?", value, account, string(key))
	if err != nil || n == 1 {
		return err
	}
	_, err = x.do("INSERT INTO setting (account_id, key, value) VALUES "+marks(3, 1), account, string(key), value)
	return err
}

const savedColumns = "v.id, v.owner_id, v.department_id, v.name, v.query, v.sharing"

func scanSaved(v *setting.Saved, department *text) []any {
	return []any{&v.ID, &v.Owner, department, &v.Name, &v.Query, (*string)(&v.Sharing)}
}

// SavedViews lists the views the actor sees: his own, those of his department
// that are shared with it, and those shared with everybody who has business:
// an administrator sees none. Who may share is decided when he does.
func (s *Store) SavedViews(ctx context.Context, actor org.Actor) ([]view.Saved, error) {
	if actor.Admin() {
		return nil, nil
	}
	var list []view.Saved
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var v view.Saved
		var department text
		err := r.Scan(append(scanSaved(&v.Saved, &department), &v.OwnerName)...)
		v.Department = string(department)
		v.Mine = v.Owner == actor.Person
		list = append(list, v)
		return err
	}, "SELECT "+savedColumns+`, p.name FROM saved_view v JOIN person p ON p.id = v.owner_id
		WHERE v.owner_id = ? OR v.sharing = 'organ'
			OR v.sharing = 'department' AND v.department_id = (SELECT department_id FROM person WHERE id = ?)
		ORDER BY CASE WHEN v.owner_id = ? THEN 0 ELSE 1 END, v.name, v.id LIMIT 200`, actor.Person, actor.Person, actor.Person)
	return list, err
}

// SavedView loads one view, whosever it is.
func (x *Tx) SavedView(id string) (setting.Saved, bool, error) {
	var v setting.Saved
	var department text
	found, err := x.first(scanSaved(&v, &department), "SELECT "+savedColumns+" FROM saved_view v WHERE v.id = ?", id)
	v.Department = string(department)
	return v, found, err
}

// SavedOf finds the view of that name that the person has, "" if none, and
// counts how many others he has.
func (x *Tx) SavedOf(person, name string) (id string, others int, err error) {
	if _, err = x.first([]any{&others}, "SELECT count(*) FROM saved_view WHERE owner_id = ? AND name <> ?", person, name); err != nil {
		return "", 0, err
	}
	_, err = x.first([]any{&id}, "SELECT id FROM saved_view WHERE owner_id = ? AND name = ?", person, name)
	return id, others, err
}

// SaveView keeps a view, in place of the one with its id.
func (x *Tx) SaveView(v setting.Saved) error {
	n, err := x.do("UPDATE saved_view SET department_id = ?, query = ?, sharing = ? WHERE id = ?",
		text(v.Department), v.Query, string(v.Sharing), v.ID)
	if err != nil || n == 1 {
		return err
	}
	_, err = x.do("INSERT INTO saved_view (id, owner_id, department_id, name, query, sharing, created) VALUES "+marks(7, 1),
		v.ID, v.Owner, text(v.Department), v.Name, v.Query, string(v.Sharing), x.clock)
	return err
}

// DropView drops a view.
func (x *Tx) DropView(id string) error {
	_, err := x.do("DELETE FROM saved_view WHERE id = ?", id)
	return err
}
