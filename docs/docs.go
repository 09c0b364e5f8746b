// Package docs holds the user guide, which the product serves under /help.
package docs

import "embed"

// FS has guide.zh.md and guide.en.md. A line «<!-- topic: NAME -->» stands above
// each section that pages lead to.
//
//go:embed guide.zh.md guide.en.md
var FS embed.FS
