package importer

import (
	"context"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
)

// ForOrgan gives the options with the organ's departments and rooms, by name. A
// name that two of them bear is left out: the row then keeps it as written.
func ForOrgan(ctx context.Context, a *app.App, actor org.Actor) (Options, error) {
	o := Options{Departments: map[string]string{}, Rooms: map[string]string{}, Twice: map[string]bool{}}
	departments, err := a.Store().Departments(ctx, actor)
	if err != nil {
		return o, err
	}
	twice := map[string]bool{}
	for _, d := range departments {
		if _, taken := o.Departments[d.Name]; taken {
			twice[d.Name] = true
		}
		if !d.Closed {
			o.Departments[d.Name] = d.ID
		}
	}
	for name := range twice {
		delete(o.Departments, name)
		o.Twice[name] = true
	}
	rooms, err := a.Store().Rooms(ctx, actor)
	if err != nil {
		return o, err
	}
	twice = map[string]bool{}
	for _, r := range rooms {
		if _, taken := o.Rooms[r.Name]; taken {
			twice[r.Name] = true
		}
		if !r.Closed {
			o.Rooms[r.Name] = r.ID
		}
	}
	for name := range twice {
		delete(o.Rooms, name)
		o.Twice[name] = true
	}
	return o, nil
}
