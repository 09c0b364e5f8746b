// Package web holds what the browser gets: templates, stylesheet, scripts and
// the texts of both languages. All of it is embedded; nothing is fetched from
// elsewhere (domain.md: networks without a way out).
package web

import "embed"

// FS has the folders pages and partials (html/template), static (as served) and
// locale (a file a feature: dotted key → text in each language).
//
//go:embed pages partials static locale
var FS embed.FS
