package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/docs"
	"sealbook/internal/errs"
)

type helpPage struct {
	Frame  frame
	Topics []link
	Topic  topic
}

// guide is the user guide in one language.
func guide(lang string) []topic {
	b, err := docs.FS.ReadFile("guide." + lang + ".md")
	if err != nil {
		panic("pages: " + err.Error())
	}
	return topics(string(b))
}

// helpOf names the topic of the guide that is about a page. The longest address
// that the path begins with decides.
var helpOf = map[string]string{
	"/": "home", "/assets": "find", "/assets/new": "register", "/assets/": "record", "/scan": "scan", "/labels": "labels",
	"/import": "import", "/overview": "overview", "/organ": "organ", "/vendors": "vendors", "/agreements": "vendors", "/accounts": "accounts", "/audit": "audit", "/seats": "audit",
	"/rules": "rules", "/policy": "rules", "/settings": "settings", "/password": "accounts", "/activate": "accounts", "/signin": "accounts",
	"/components": "words", "/help": "words",
}

// verbHelp names the topics of the forms.
var verbHelp = map[string]string{
	"classify": "register", "void": "register", "label": "labels", "issue": "issue", "return": "issue", "accept": "issue", "approve": "home",
	"refuse": "home", "withdraw": "home", "hand-over": "hand-over", "report-lost": "lost",
}

func helpTopic(path string) string {
	if strings.HasPrefix(path, "/assets/") {
		if _, verb, ok := strings.Cut(path, "/do/"); ok {
			if t := verbHelp[verb]; t != "" {
				return t
			}
			return "change"
		}
		if strings.Contains(path, "/labels/") {
			return "labels"
		}
	}
	best, longest := "find", 0
	for prefix, t := range helpOf {
		if len(prefix) > longest && (path == prefix || prefix != "/" && strings.HasPrefix(path, strings.TrimSuffix(prefix, "/")+"/")) {
			best, longest = t, len(prefix)
		}
	}
	return best
}

// help shows one section of the guide beside the list of all.
func (p *Pages) help(c echo.Context) error {
	s := p.of(c)
	name := c.Param("topic")
	if name == "" {
		name = s.guide[0].Name
	}
	out := helpPage{Frame: p.frame(c, "help.title")}
	for _, t := range s.guide {
		out.Topics = append(out.Topics, link{Text: t.Title, Href: "/help/" + t.Name, Current: t.Name == name})
		if t.Name == name {
			out.Topic = t
		}
	}
	if out.Topic.Name == "" {
		return errs.New(errs.NotFound, "help.not_found", "使用手册没有这一节。", "The guide has no such section.")
	}
	out.Frame.Title = s.t("help.of", out.Topic.Title)
	out.Frame.Help = ""
	return p.render(c, http.StatusOK, "help", out)
}
