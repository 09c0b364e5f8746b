package api

import (
	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/repair"
)

// The codes of repair orders as they stand in JSON.
type (
	repairStateCode string
	repairVerbCode  string
	conditionCode   string
	findingCode     string
)

// Schema is the list of values in the document.
func (repairStateCode) Schema(huma.Registry) *huma.Schema {
	return enum("维修单状态。State of the order.", asset.RepairStages())
}

// Schema is the list of values in the document.
func (repairVerbCode) Schema(huma.Registry) *huma.Schema {
	var list []repair.Verb
	for _, s := range repair.Specs() {
		list = append(list, s.Verb)
	}
	return enum("维修单操作。Verb of an order.", list)
}

// Schema is the list of values in the document.
func (conditionCode) Schema(huma.Registry) *huma.Schema {
	return enum("部件状况。Condition of a part.", asset.PartConditions())
}

// Schema is the list of values in the document.
func (findingCode) Schema(huma.Registry) *huma.Schema {
	return enum("复检发现。What was found.", []repair.FindingKind{
		repair.FoundWireless, repair.FoundNetwork, repair.FoundSystem, repair.FoundMissing, repair.FoundAdded, repair.FoundSeal,
	})
}
