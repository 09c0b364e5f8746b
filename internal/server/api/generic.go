package api

import "reflect"

func ptr[T any](v T) *T { return &v }

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }
