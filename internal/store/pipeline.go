package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"sealbook/internal/errs"
)

// pipeline is how a writing transaction talks to Postgres. Most of a command's
// time goes into waiting for answers, so a statement whose answer nobody needs
// waits until one comes whose answer is needed, and they are sent together:
// BEGIN with the first SELECT, what was recorded with the COMMIT. The order
// stays, and after one that fails the server does none that follow.
type pipeline struct {
	session *sql.Conn
	queued  []statement
	beside  []statement // questions whose answers come with that to the next
}

type statement struct {
	query string
	args  []any
	fn    func(scanner) error // reads a row of the answer; nil: there is none
}

func newPipeline(c *sql.Conn) *pipeline {
	return &pipeline{session: c, queued: []statement{{query: "begin"}}}
}

// scanner is a row of an answer, of either driver.
type scanner interface{ Scan(dest ...any) error }

// later queues a statement, as the driver takes it.
func (p *pipeline) later(query string, args []any) {
	p.queued = append(p.queued, statement{query: query, args: args})
}

// settle sends what is queued.
func (p *pipeline) settle(ctx context.Context) error {
	if p == nil || len(p.queued)+len(p.beside) == 0 {
		return nil
	}
	return p.send(ctx)
}

// ask sends what is queued and the query, and calls fn for each row of its answer.
func (p *pipeline) ask(ctx context.Context, fn func(scanner) error, query string, args []any) error {
	p.queued = append(p.queued, statement{query, args, fn})
	return p.send(ctx)
}

// send sends everything and reads the answers.
func (p *pipeline) send(ctx context.Context) error {
	list := append(p.queued, p.beside...)
	p.queued, p.beside = nil, nil
	return p.raw(func(c *pgx.Conn) (err error) {
		b := &pgx.Batch{}
		for _, q := range list {
			args, err := plainValues(q.args)
			if err != nil {
				return err
			}
			b.Queue(q.query, args...)
		}
		answers := c.SendBatch(ctx, b)
		defer func() {
			if e := answers.Close(); err == nil {
				err = e
			}
		}()
		for _, q := range list {
			if q.fn != nil {
				if err := eachRow(answers, q.fn); err != nil {
					return err
				}
				continue
			}
			tag, err := answers.Exec()
			if err != nil {
				return err
			}
			if q.query == "commit" && tag.String() != "COMMIT" {
				return errors.New("store: the server rolled back: " + tag.String())
			}
		}
		return nil
	})
}

func eachRow(answers pgx.BatchResults, fn func(scanner) error) error {
	rows, err := answers.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (p *pipeline) raw(fn func(*pgx.Conn) error) error {
	return translate(p.session.Raw(func(dc any) error {
		c, ok := dc.(*stdlib.Conn)
		if !ok {
			return errs.Wrap(fmt.Errorf("store: %T is no connection to Postgres", dc), "store.pipeline")
		}
		return fn(c.Conn())
	}))
}

// commit sends what is left and ends the transaction. It is tied to no context:
// a COMMIT must not be cut off halfway.
func (p *pipeline) commit() error {
	p.beside = nil // nobody has asked for it after all
	p.later("commit", nil)
	return p.send(context.Background())
}

// rollback ends the transaction if it has begun; of a connection that is gone
// the server rolls back.
func (p *pipeline) rollback() {
	p.queued, p.beside = nil, nil
	_ = p.raw(func(c *pgx.Conn) error {
		if c.IsClosed() || c.PgConn().TxStatus() == 'I' {
			return nil
		}
		_, err := c.Exec(context.Background(), "rollback")
		return err
	})
}
