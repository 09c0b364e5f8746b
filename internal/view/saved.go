package view

import "sealbook/internal/domain/setting"

// Saved is a kept view of the asset list as its reader sees it.
type Saved struct {
	setting.Saved
	OwnerName string
	Mine      bool
}
