package app

import (
	"reflect"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/view"
)

// Every field that narrows a list is told in the record of an export; one added
// to the filter later must not be forgotten here.
func TestEveryFilterIsTold(t *testing.T) {
	secret := level.Secret
	full := reflect.ValueOf(&view.AssetFilter{Life: []asset.Life{asset.InUse, asset.Lost}, Level: &secret}).Elem()
	for i := range full.NumField() {
		name := full.Type().Field(i).Name
		if name == "Sort" || name == "Desc" || name == "Cursor" || name == "Limit" || name == "Told" {
			continue // they change the order or the columns, not what is in
		}
		one := reflect.New(full.Type()).Elem()
		switch f := one.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		default:
			f.Set(full.Field(i))
		}
		if got := narrowing(one.Interface().(view.AssetFilter)); len(got) != 1 {
			t.Errorf("%s is told as %v", name, got)
		}
	}
	if got := narrowing(view.AssetFilter{Text: "钱示例", Life: []asset.Life{asset.InUse, asset.Lost}}); got["text"] != "true" || got["life"] != "in_use,lost" {
		t.Errorf("got %v", got)
	}
}
