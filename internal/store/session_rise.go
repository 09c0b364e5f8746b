package store

// SessionForUpdate loads and locks an open session by its id; false for one that
// is unknown or has ended.
func (x *Tx) SessionForUpdate(id string) (Session, bool, error) {
	q := sessionSelect + " WHERE s.id = ? AND s.ended IS NULL"
	if lock := x.dialect.forUpdate(); lock != "" && !x.readOnly {
		q += lock + " OF s"
	}
	return oneSession(x.first, q, id)
}

// RaiseSession writes what more was given for an open session and gives it the
// token with the hash of v: the one it had opens nothing any more (ASVS 5.0
// 7.2.4).
func (x *Tx) RaiseSession(v Session) error {
	x.state.sessionsChanged = true
	_, err := x.do("UPDATE session SET token_hash = ?, given = ?, must = ?, proved = ?, seen = ?, expires = ? WHERE id = ? AND ended IS NULL",
		v.TokenHash, v.Given, v.Must, v.Proved, v.Seen, v.Expires, v.ID)
	return err
}

// SetSessionMust writes what the holder of an open session has to do first.
func (x *Tx) SetSessionMust(id, must string) error {
	x.state.sessionsChanged = true
	_, err := x.do("UPDATE session SET must = ? WHERE id = ? AND ended IS NULL", must, id)
	return err
}
