package store

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
)

// payloadMap turns a payload into what a leaf holds: the values encoding/json
// would write, under the same names, without going through text. Reading the
// leaf back with encoding/json gives the payload again.
func payloadMap(p event.Payload) (map[string]any, error) {
	v, err := plain(reflect.ValueOf(p))
	if err != nil {
		return nil, errs.Wrap(fmt.Errorf("store: %s: %w", p.EventType(), err), "store.payload")
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, errs.Wrap(fmt.Errorf("store: %s is no object", p.EventType()), "store.payload")
	}
	return m, nil
}

var (
	timeType          = reflect.TypeFor[time.Time]()
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()
)

func plain(v reflect.Value) (any, error) {
	t := v.Type()
	if t == timeType {
		return v.Interface().(time.Time).UTC().Format(time.RFC3339Nano), nil
	}
	if t.Implements(textMarshalerType) {
		b, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		return string(b), err
	}
	switch t.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, nil
		}
		return plain(v.Elem())
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			e, err := plain(v.Index(i))
			if err != nil {
				return nil, err
			}
			list[i] = e
		}
		return list, nil
	case reflect.Map:
		return plainMap(v)
	case reflect.Struct:
		return plainStruct(v)
	default:
		return nil, fmt.Errorf("a value of type %s has no place in the history", t)
	}
}

func plainMap(v reflect.Value) (any, error) {
	m := make(map[string]any, v.Len())
	for it := v.MapRange(); it.Next(); {
		if it.Key().Kind() != reflect.String {
			return nil, fmt.Errorf("a key of type %s has no place in the history", it.Key().Type())
		}
		e, err := plain(it.Value())
		if err != nil {
			return nil, err
		}
		m[it.Key().String()] = e
	}
	return m, nil
}

func plainStruct(v reflect.Value) (any, error) {
	fields := fieldsOf(v.Type())
	m := make(map[string]any, len(fields))
	for _, f := range fields {
		x := v.Field(f.index)
		if (f.omitEmpty && isEmpty(x)) || (f.omitZero && x.IsZero()) {
			continue
		}
		e, err := plain(x)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		if e == nil {
			continue // the history knows no null; reading gives nil again
		}
		m[f.name] = e
	}
	return m, nil
}

type jsonField struct {
	name                string
	index               int
	omitEmpty, omitZero bool
}

var fieldCache sync.Map // reflect.Type → []jsonField

// fieldsOf reads the json tags of a struct once.
func fieldsOf(t reflect.Type) []jsonField {
	if f, ok := fieldCache.Load(t); ok {
		return f.([]jsonField)
	}
	var out []jsonField
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("json")
		if !sf.IsExported() || tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if name == "" {
			name = sf.Name
		}
		out = append(out, jsonField{
			name: name, index: i,
			omitEmpty: strings.Contains(options, "omitempty"), omitZero: strings.Contains(options, "omitzero"),
		})
	}
	fieldCache.Store(t, out)
	return out
}

// isEmpty is what encoding/json takes for empty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}
