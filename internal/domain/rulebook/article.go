package rulebook

import (
	_ "embed" // the articles are data
	"fmt"
	"slices"
	"strconv"

	"sealbook/internal/errs"
)

// OrgArticle is one article of the organ's own secrecy regulation (the ORG n of a
// rule's basis): its gist in both languages and what the product does about it.
type OrgArticle struct {
	Number  int       // from 1
	Chapter string    // the chapter's Chinese name
	Text    errs.Text // the gist, not the wording
	Product string    // how the product serves it, in English
}

//go:embed articles.csv
var articlesCSV string

var articles = must(parseArticles(articlesCSV))

// Articles returns every article in order.
func Articles() []OrgArticle { return slices.Clone(articles) }

// Article returns article n of the regulation, and whether there is one.
func Article(n int) (OrgArticle, bool) {
	if n < 1 || n > len(articles) {
		return OrgArticle{}, false
	}
	return articles[n-1], true
}

// parseArticles reads article, chapter, zh, en, product; the numbers have to
// run from 1 without a gap.
func parseArticles(text string) ([]OrgArticle, error) {
	rows, err := readCSV(text, "article,chapter,zh,en,product")
	if err != nil {
		return nil, fmt.Errorf("articles.csv: %w", err)
	}
	list := make([]OrgArticle, 0, len(rows))
	for i, row := range rows {
		if row[0] != strconv.Itoa(i+1) {
			return nil, fmt.Errorf("articles.csv row %d: article %q, want %d", i+2, row[0], i+1)
		}
		for _, cell := range row {
			if cell == "" {
				return nil, fmt.Errorf("articles.csv row %d: empty cell", i+2)
			}
		}
		list = append(list, OrgArticle{Number: i + 1, Chapter: row[1], Text: errs.T(row[2], row[3]), Product: row[4]})
	}
	return list, nil
}
