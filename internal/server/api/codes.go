package api

import (
	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// The codes of the domain as they stand in JSON. Each brings its list of values
// into the document from the domain's own table.
type (
	levelCode    string
	lifeCode     string
	classCode    string
	kindCode     string
	bookCode     string
	holdCode     string
	seatCode     string
	verbCode     string
	networkCode  string
	wirelessCode string
)

func enum[T ~string](doc string, values []T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: doc}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	s.PrecomputeMessages()
	return s
}

func levels() []string {
	var out []string
	for _, l := range level.All() {
		out = append(out, l.String())
	}
	return out
}

func allVerbs() []asset.Verb {
	out := []asset.Verb{asset.VerbRegister, asset.VerbPrint, asset.VerbVoidLabel}
	for _, s := range asset.Specs() {
		out = append(out, s.Verb)
	}
	return out
}

func allSeats() []org.Seat {
	return append(org.Grantable(), org.Keeper, org.Receiver, org.Giver)
}

// Schema is the list of values in the document.
func (levelCode) Schema(huma.Registry) *huma.Schema { return enum("密级。Level.", levels()) }

// Schema is the list of values in the document.
func (lifeCode) Schema(huma.Registry) *huma.Schema {
	return enum("生命状态。State of life.", asset.Lives())
}

// Schema is the list of values in the document.
func (classCode) Schema(huma.Registry) *huma.Schema { return enum("类别。Class.", asset.Classes()) }

// Schema is the list of values in the document, of all classes: which go with
// one is said by the refusal of another.
func (kindCode) Schema(huma.Registry) *huma.Schema {
	var kinds []asset.Kind
	for _, c := range asset.Classes() {
		kinds = append(kinds, asset.KindsOf(c)...)
	}
	return enum("类型，须属于所填类别。Kind, of the class given.", kinds)
}

// Schema is the list of values in the document.
func (bookCode) Schema(huma.Registry) *huma.Schema {
	return enum("台账。Book.", []asset.Book{asset.Classified, asset.Unclassified})
}

// Schema is the list of values in the document.
func (holdCode) Schema(huma.Registry) *huma.Schema {
	return enum("管控。Hold: why business stops.", []asset.HoldKind{
		asset.HoldIncident, asset.HoldDiscrepancy, asset.HoldFrozen, asset.HoldOverdueClear, asset.HoldOverdueReturn, asset.HoldLabelPending,
	})
}

// Schema is the list of values in the document.
func (seatCode) Schema(huma.Registry) *huma.Schema { return enum("职责。Seat.", allSeats()) }

// Schema is the list of values in the document.
func (verbCode) Schema(huma.Registry) *huma.Schema { return enum("操作。Verb.", allVerbs()) }

// Schema is the list of values in the document.
func (networkCode) Schema(huma.Registry) *huma.Schema {
	return enum("网络属性。Network attribute.", []asset.Network{
		asset.NetworkNone, asset.NetworkClassified, asset.NetworkInternal, asset.NetworkInternet,
	})
}

// Schema is the list of values in the document.
func (wirelessCode) Schema(huma.Registry) *huma.Schema {
	return enum("无线部件。Wireless parts.", []asset.Wireless{asset.WirelessAbsent, asset.WirelessRemoved, asset.WirelessPresent})
}
