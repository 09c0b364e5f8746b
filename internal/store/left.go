package store

import (
	"database/sql"

	"sealbook/internal/domain/org"
)

// HandedTo lists what others have handed to the person and has not been ended,
// of whatever days.
func (x *Tx) HandedTo(person string) ([]org.Handed, error) {
	if err := x.flush(); err != nil {
		return nil, err
	}
	var out []org.Handed
	err := x.each(func(r *sql.Rows) error {
		var h org.Handed
		err := r.Scan(&h.Person, &h.Delegation)
		out = append(out, h)
		return err
	}, "SELECT person_id, id FROM delegation WHERE to_id = ? AND NOT ended ORDER BY person_id, id", person)
	return out, err
}

// AccountsOf lists the accounts of the person that are not closed.
func (x *Tx) AccountsOf(person string) (ids []string, err error) {
	if err := x.flush(); err != nil {
		return nil, err
	}
	err = x.each(scanInto(&ids), "SELECT id FROM account WHERE person_id = ? AND state <> 'closed' ORDER BY id", person)
	return ids, err
}
