package store

import (
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
)

// tables are the state tables of one transaction.
type tables struct {
	departments *table[org.Department]
	rooms       *table[org.Room]
	persons     *table[org.Person]
	accounts    *table[account.State]
	assets      *table[assetRow]
	jobs        *table[labelissue.Job]
	labels      *table[labelRow]
	vendors     *table[agreement.Vendor]
	agreements  *table[agreement.Agreement]
	orders      *table[repair.Order]

	all          []stateTable // in the order in which they are written
	items        []printItem
	stale        staleIndex
	organChanged bool // who may do what has to be read anew
	organNoted   bool

	sessionsChanged bool
}

func newTables(x *Tx) tables {
	t := tables{
		departments: newTable(x, &departmentKind), rooms: newTable(x, &roomKind), persons: newTable(x, &personKind),
		accounts: newTable(x, &accountKind), assets: newTable(x, &assetKind), jobs: newTable(x, &jobKind),
		labels: newTable(x, &labelKind), vendors: newTable(x, &vendorKind), agreements: newTable(x, &agreementKind),
		orders: newTable(x, &repairKind),
	}
	t.all = []stateTable{t.departments, t.rooms, t.persons, t.accounts, t.assets, t.jobs, t.labels, t.vendors, t.agreements, t.orders}
	return t
}

// of returns the table of a kind of subject; nil for one without rows.
func (t *tables) of(kind string) stateTable {
	switch kind {
	case org.KindDepartment:
		return t.departments
	case org.KindRoom:
		return t.rooms
	case org.KindPerson:
		return t.persons
	case account.KindSubject:
		return t.accounts
	case asset.KindSubject:
		return t.assets
	case labelissue.KindSubject:
		return t.jobs
	case asset.KindLabel:
		return t.labels
	case agreement.KindVendor:
		return t.vendors
	case agreement.KindAgreement:
		return t.agreements
	case asset.KindRepair:
		return t.orders
	default:
		return nil
	}
}
