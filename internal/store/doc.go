// Package store keeps everything that lasts, on SQLite or Postgres, behind one
// set of functions. It is the only package that knows GORM and SQL.
//
// Writing goes through Write: it locks and loads, a pure function of the domain
// decides, Append puts the events into the history and folds them into the rows
// of the state tables, all in one transaction. Reading goes through queries that
// take the actor and apply his scope in SQL.
//
// Both databases have the same numbered migrations (package migrations) and the
// same code here; what differs is in the methods of dialect, each with a test on
// both.
package store
