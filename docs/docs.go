// Package docs holds the user guide with its pictures, which the product serves
// under /help.
package docs

import "embed"

// FS has guide.zh.md and guide.en.md. A line «<!-- topic: NAME -->» stands above
// each section that pages lead to. The pictures are those that the guides name,
// made by `make screens`; a test holds the two lists together.
//
//go:embed guide.zh.md guide.en.md
//go:embed screens/home-??-1366.png screens/record-store-??-1366.png screens/labels-??-1366.png
//go:embed screens/station-issue-??-1366.png screens/overview-??-1366.png
var FS embed.FS
