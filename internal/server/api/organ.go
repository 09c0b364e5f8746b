package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

type departmentView struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Parent  string `json:"parent,omitempty"`
	Path    string `json:"path" doc:"自上而下的名称。Names from the top."`
	Depth   int    `json:"depth"`
	Closed  bool   `json:"closed"`
	Version int64  `json:"version"`
}

type departmentInput struct {
	Name    string `json:"name" minLength:"1" maxLength:"100"`
	Parent  string `json:"parent,omitempty" maxLength:"64"`
	Closed  bool   `json:"closed,omitempty"`
	Version int64  `json:"version,omitempty" doc:"所见版本；不一致则拒绝。The version that was seen; refused when it differs."`
}

type roomView struct {
	ID             string    `json:"id"`
	Name           string    `json:"name"`
	Department     string    `json:"department,omitempty"`
	DepartmentName string    `json:"department_name,omitempty"`
	Level          levelCode `json:"level" doc:"适用的最高密级。Highest level it is fitted for."`
	Closed         bool      `json:"closed"`
	Version        int64     `json:"version"`
}

type roomInput struct {
	Name       string    `json:"name" minLength:"1" maxLength:"100"`
	Department string    `json:"department,omitempty" maxLength:"64"`
	Level      levelCode `json:"level"`
	Closed     bool      `json:"closed,omitempty"`
	Version    int64     `json:"version,omitempty"`
}

// changing is a change of the record with the id; the body is the whole record.
type changing[T any] struct {
	Keyed
	ID   string `path:"id" maxLength:"64"`
	Body T
}

type creating[T any] struct {
	Keyed
	Body T
}

type rowsOf[T any] struct {
	Body struct {
		Rows []T `json:"rows" nullable:"false"`
	}
}

func rows[V, T any](list []V, of func(V) T) *rowsOf[T] {
	out := &rowsOf[T]{}
	out.Body.Rows = make([]T, 0, len(list))
	for _, v := range list {
		out.Body.Rows = append(out.Body.Rows, of(v))
	}
	return out
}

// organ registers departments and rooms.
func (s *server) organ() {
	huma.Register(s.api, op("departments", http.MethodGet, "/departments", "部门树", "departments, parents first"),
		func(ctx context.Context, _ *struct{}) (*rowsOf[departmentView], error) {
			list, err := s.App.Store().Departments(ctx, who(ctx))
			if err != nil {
				return nil, err
			}
			return rows(list, departmentOf), nil
		})
	huma.Register(s.api, status(op("department-add", http.MethodPost, "/departments", "新增部门", "enter a department"), http.StatusCreated),
		func(ctx context.Context, in *creating[departmentInput]) (*outcomeAnswer, error) {
			return s.setDepartment(ctx, "", in.Body, in.Key)
		})
	huma.Register(s.api, op("department-set", http.MethodPut, "/departments/{id}", "修改部门", "change a department"),
		func(ctx context.Context, in *changing[departmentInput]) (*outcomeAnswer, error) {
			return s.setDepartment(ctx, in.ID, in.Body, in.Key)
		})
	huma.Register(s.api, op("rooms", http.MethodGet, "/rooms", "房间", "rooms"),
		func(ctx context.Context, _ *struct{}) (*rowsOf[roomView], error) {
			list, err := s.App.Store().Rooms(ctx, who(ctx))
			if err != nil {
				return nil, err
			}
			return rows(list, roomOf), nil
		})
	huma.Register(s.api, status(op("room-add", http.MethodPost, "/rooms", "新增房间", "enter a room"), http.StatusCreated),
		func(ctx context.Context, in *creating[roomInput]) (*outcomeAnswer, error) {
			return s.setRoom(ctx, "", in.Body, in.Key)
		})
	huma.Register(s.api, op("room-set", http.MethodPut, "/rooms/{id}", "修改房间", "change a room"),
		func(ctx context.Context, in *changing[roomInput]) (*outcomeAnswer, error) {
			return s.setRoom(ctx, in.ID, in.Body, in.Key)
		})
}

func (s *server) setDepartment(ctx context.Context, id string, in departmentInput, key string) (*outcomeAnswer, error) {
	return s.answer(ctx, app.SetDepartment{Department: org.Department{
		ID: id, Name: in.Name, Parent: in.Parent, Closed: in.Closed, Version: in.Version,
	}}, key)
}

func (s *server) setRoom(ctx context.Context, id string, in roomInput, key string) (*outcomeAnswer, error) {
	l, err := level.Parse(string(in.Level))
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, app.SetRoom{Room: org.Room{
		ID: id, Name: in.Name, Department: in.Department, Level: l, Closed: in.Closed, Version: in.Version,
	}}, key)
}

// answer carries out a command and answers with its outcome.
func (s *server) answer(ctx context.Context, c app.Command, key string) (*outcomeAnswer, error) {
	out, err := s.execute(ctx, c, key)
	if err != nil {
		return nil, err
	}
	return answer(out), nil
}
