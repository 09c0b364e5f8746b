package pages

import (
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

func (s *set) sampleAsset() view.Asset {
	return view.Asset{
		ID: "sample", Code: "YP-2026-00001", Class: asset.Computer, Kind: "desktop", Book: asset.Classified, Name: s.t("components.name"), Serial: "SAMPLE-0001",
		Level: level.Secret, Term: 20, Decided: true, Life: asset.InUse, Department: view.Ref{ID: "sample", Name: s.t("components.department")},
		Room: view.Ref{Name: s.t("components.room")}, Keeper: view.Ref{Name: s.t("components.person")},
		Waiting: view.Waiting{Verb: asset.VerbHandOver, Seat: org.Receiver}, Changed: sampleTime,
	}
}

var sampleTime = time.Date(2026, 11, 23, 6, 5, 0, 0, time.UTC)

func (s *set) sampleInputs() []input {
	level := selection("level", s.t("col.level"), s.levels(false)).choose("secret")
	level.Hint = s.t("hint.term")
	return []input{
		{Name: "text", Kind: "text", Label: s.t("detail.name"), Value: s.t("components.name"), Required: true},
		{Name: "wrong", Kind: "text", Label: s.t("detail.serial"), Value: "?", Err: s.t("components.wrong")}, level,
		{Name: "term", Kind: "number", Label: s.t("components.number"), Value: "20"}, {Name: "date", Kind: "date", Label: s.t("components.date"), Value: "2026-11-23"},
		{Name: "notes", Kind: "area", Label: s.t("detail.notes"), Value: s.t("components.text")},
		{
			Name: "person", Kind: "picker", Label: s.t("components.picker"), Source: "/pick/persons", Placeholder: s.t("pick.persons"), Query: s.t("components.person"), Searched: true,
			Choices: []choice{{ID: "1", Name: s.t("components.person"), More: s.t("components.department"), Chosen: true}, {ID: "2", Name: s.t("components.person") + " 2", More: s.t("components.department")}},
		},
	}
}

func (s *set) sampleRequest() *request {
	return &request{
		Verb: asset.VerbHandOver, By: s.t("components.person"), At: sampleTime, Due: sampleTime.AddDate(0, 0, 3), Waited: s.t("asked.days", s.number(3)),
		Facts: []fact{{Label: s.t("record.room"), Value: s.t("components.room")}},
		Steps: []step{
			{State: "signed", Seat: s.head(org.DepartmentHead.Text()), Name: s.t("components.person"), At: sampleTime},
			{State: "next", Seat: s.head(org.Witness.Text())}, {State: "later", Seat: s.head(org.Receiver.Text())},
		},
	}
}

func (s *set) sampleCharts() []chart {
	places := []view.PlaceCount{
		{Department: view.Ref{ID: "a", Name: s.t("components.department")}, Level: level.TopSecret, Decided: true, Count: 4},
		{Department: view.Ref{ID: "a", Name: s.t("components.department")}, Level: level.Secret, Decided: true, Count: 31},
		{Department: view.Ref{ID: "a", Name: s.t("components.department")}, Level: level.Confidential, Decided: true, Count: 17},
		{Department: view.Ref{ID: "b", Name: s.t("components.department") + " 2"}, Decided: true, Count: 12},
		{Department: view.Ref{ID: "b", Name: s.t("components.department") + " 2"}, Count: 5},
	}
	var months []view.MonthFlow
	for i := range 12 {
		months = append(months, view.MonthFlow{Month: sampleTime.AddDate(0, i-11, 0), In: int64(i * i % 7), Out: int64(i % 3)})
	}
	return []chart{s.placesChart(places), s.flowChart(months)}
}
