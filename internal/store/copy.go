package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"sealbook/internal/errs"
)

// copyFrom is the number of new rows from which Postgres takes them as a stream.
const copyFrom = 50

// copyIn writes new rows of one table by COPY, on the connection and in the
// transaction of x: no statement of thousands of parameters has to be made,
// sent and planned. Constraints and triggers count as for any INSERT.
func (x *Tx) copyIn(table, columns string, rows [][]any) error {
	if err := x.ahead.settle(x.ctx); err != nil {
		return err
	}
	names := strings.Split(columns, ", ")
	source := pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return plainValues(x.dialect.bind(rows[i])) })
	return translate(x.session.Raw(func(dc any) error {
		c, ok := dc.(*stdlib.Conn)
		if !ok {
			return errs.Wrap(fmt.Errorf("store: %T is no connection to Postgres", dc), "store.copy")
		}
		_, err := c.Conn().CopyFrom(context.WithoutCancel(x.ctx), pgx.Identifier{table}, names, source)
		return err
	}))
}

// plainValues does what database/sql does for the arguments of a statement.
func plainValues(row []any) ([]any, error) {
	for i, v := range row {
		if of, ok := v.(driver.Valuer); ok {
			plain, err := of.Value()
			if err != nil {
				return nil, err
			}
			row[i] = plain
		}
	}
	return row, nil
}
