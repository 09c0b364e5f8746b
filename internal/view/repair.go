package view

import (
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
)

// RepairLine is one row of the board of repair orders.
type RepairLine struct {
	ID, Number string
	Asset      Ref // named by its code
	Title      string
	Vendor     Ref // named for who reads vendors only
	State      repair.State
	OnSite     bool
	Due        org.Date // by which it is back, "" where it is not out
	Overdue    bool
	Version    int64
}

// RepairFilter narrows the board. Zero fields do not filter.
type RepairFilter struct {
	State  repair.State
	Open   bool // without those that have ended
	Cursor string
	Limit  int
}

// RepairPage is a page of the board: what is out first, by the day it is due, so
// that what is overdue stands on top.
type RepairPage struct {
	Rows       []RepairLine
	Next, Prev string
}

// Repair is one order with what it speaks of.
type Repair struct {
	repair.Order
	Code, Title string            // of the asset
	VendorName  string            // for who reads vendors only
	Numbers     map[string]string // of agreements, by id, for the same
	Names       map[string]string // of persons of ours and, for the same, of the vendor's, by id
	Codes       map[string]string // of parts, by id, as far as the reader may see them
	Overdue     bool
	Unaccounted []string // ids of storage taken out that is not in our custody
}
