package store

// sure reports whether the name of an object that was loaded is the one it has
// when the transaction commits: it is locked, or nobody else writes. On Postgres
// one that was only read is locked with what is written last, and compared; had
// somebody renamed it meanwhile, the transaction is repeated.
func (x *Tx) sure(kind, id string, locked bool, version int64) bool {
	if locked || x.ahead == nil {
		return true
	}
	return x.put("SELECT sealbook_one(count(*), ?) FROM (SELECT 1 FROM "+kind+" WHERE id = ? AND version = ?"+x.dialect.forShare()+") AS same",
		kind, id, version) == nil
}
