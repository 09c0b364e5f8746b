package store

import (
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// postgresConns is the size of the pool: with more, the server's own locks cost
// more than the waiting saves.
const postgresConns = 8

// openPostgres opens the pool. GORM's own prepared statements stay off: pgx
// keeps them per connection, and both together make transactions twice as dear.
func openPostgres(address string) (*gorm.DB, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	// Times come back in UTC whatever the server's zone is.
	c.RuntimeParams["timezone"] = "UTC"
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "sealbook"
	}
	db := stdlib.OpenDB(*c)
	db.SetMaxOpenConns(postgresConns)
	db.SetMaxIdleConns(postgresConns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: db}), gormConfig())
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return g, nil
}
