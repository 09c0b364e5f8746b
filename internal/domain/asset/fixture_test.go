package asset_test

import (
	"errors"

	"sealbook/internal/errs"
)

func asError(err error) *errs.Error {
	var e *errs.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
