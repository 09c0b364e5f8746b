package pages

// chart is a picture of figures with the table it was drawn from. It is drawn in
// units of its own box; the stylesheet gives it its size and colours.
type chart struct {
	ID, Title, What string
	Width, Height   int
	Bars            []bar
	Words           []word
	Axis            int // where the columns stand or the rows begin
	Legend          []legend
	Head            []string
	Rows            []chartRow
	Open            bool // the table is shown
}

// bar is one piece; Fill names its pattern, Text says what it stands for, Href is
// the list of it.
type bar struct {
	X, Y, W, H       int
	Fill, Text, Href string
}

// word is a text beside the bars. Anchor is start, middle or end.
type word struct {
	X, Y                int
	Anchor, Class, Text string
}

// legend is a pattern, its meaning and its sum, with the list of that.
type legend struct{ Fill, Text, Sum, Href string }

// chartRow is a line of the table; a cell may open the list behind it.
type chartRow struct {
	Name  link
	Cells []link
}

// series is one kind of figure over all places.
type series struct {
	Fill, Name string
	Values     []int64
	Hrefs      []string // of the lists behind the values, or none
	All        string   // the list behind their sum, or none
}

// href is the list behind a value, "" where there is none, or nothing in it.
func (x series) href(i int) string {
	if i >= len(x.Hrefs) || x.Values[i] == 0 {
		return ""
	}
	return x.Hrefs[i]
}

// The patterns that partials/chart.html defines, the darkest first.
var fills = []string{"p1", "p2", "p3", "p4", "p5"}

const (
	chartWidth = 640
	lineHeight = 26
	nameWidth  = 150
	topRoom    = 22
	baseRoom   = 24
	barsHeight = 150
)

// tabled starts a chart with the table and the legend of the series.
func (s *set) tabled(id, title, what string, names []link, list []series) chart {
	c := chart{ID: id, Title: s.t(title), What: s.t(what), Width: chartWidth, Head: []string{""}}
	for _, x := range list {
		sum := int64(0)
		for _, v := range x.Values {
			sum += v
		}
		c.Head = append(c.Head, x.Name)
		l := legend{Fill: x.Fill, Text: x.Name, Sum: s.number(sum)}
		if sum > 0 {
			l.Href = x.All
		}
		c.Legend = append(c.Legend, l)
	}
	for i, n := range names {
		row := chartRow{Name: n}
		for _, x := range list {
			row.Cells = append(row.Cells, link{Text: s.number(x.Values[i]), Href: x.href(i)})
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}
