package api

import (
	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/domain/agreement"
)

// The codes of vendors and agreements as they stand in JSON.
type (
	serviceCode        string
	licenceCode        string
	documentCode       string
	requirementCode    string
	agreementStateCode string
)

// Schema is the list of values in the document.
func (serviceCode) Schema(huma.Registry) *huma.Schema {
	return enum("服务。Service.", agreement.Services())
}

// Schema is the list of values in the document.
func (licenceCode) Schema(huma.Registry) *huma.Schema {
	return enum("保密资质种类。Kind of licence.", agreement.LicenceKinds())
}

// Schema is the list of values in the document.
func (documentCode) Schema(huma.Registry) *huma.Schema {
	return enum("证件种类。Kind of document.", agreement.Documents())
}

// Schema is the list of values in the document.
func (requirementCode) Schema(huma.Registry) *huma.Schema {
	return enum("保密要求。Requirement.", agreement.Requirements())
}

// Schema is the list of values in the document.
func (agreementStateCode) Schema(huma.Registry) *huma.Schema {
	return enum("协议状态。State of the agreement.", []agreement.State{agreement.Draft, agreement.Signed, agreement.Suspended, agreement.Terminated})
}
