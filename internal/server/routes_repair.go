package server

import (
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
)

// repairRoutes are the rows of repair orders. Who sees an asset sees its orders.
func repairRoutes() []Route {
	out := []Route{
		{Method: get, Path: v1 + "/repairs", Permission: org.AssetRead},
		{Method: get, Path: v1 + "/repairs/:id", Permission: org.AssetRead},
	}
	for _, s := range repair.Specs() {
		out = append(out, Route{Method: post, Path: v1 + "/repairs/:id/" + string(s.Verb), Permission: org.AssetAct, Command: true})
	}
	return out
}
