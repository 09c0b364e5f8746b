package pages

import (
	"strconv"
	"unicode"
)

// lying draws a line a place, the series one after the other in it.
func (s *set) lying(c chart, names []link, list []series) chart {
	most := int64(1)
	for i := range names {
		most = max(most, total(list, i))
	}
	c.Axis, c.Height = nameWidth, len(names)*lineHeight+4
	room := chartWidth - nameWidth - 60
	for i, n := range names {
		y := i*lineHeight + 2
		c.Words = append(c.Words, word{X: nameWidth - 8, Y: y + 16, Anchor: "end", Text: fitted(n.Text, 20)})
		x := nameWidth
		for _, v := range list {
			w := int(v.Values[i] * int64(room) / most)
			if v.Values[i] > 0 {
				c.Bars = append(c.Bars, bar{X: x, Y: y, W: max(w, 2), H: lineHeight - 6, Fill: v.Fill, Href: v.href(i), Text: n.Text + s.t("frame.colon") + v.Name + " " + s.number(v.Values[i])})
				x += max(w, 2)
			}
		}
		c.Words = append(c.Words, word{X: x + 6, Y: y + 16, Anchor: "start", Class: "sum", Text: s.number(total(list, i))})
	}
	return c
}

// columns draws a column a place: the series on top of each other, or beside.
func (s *set) columns(c chart, names []link, list []series, beside bool) chart {
	most := int64(1)
	for i := range names {
		if !beside {
			most = max(most, total(list, i))
			continue
		}
		for _, v := range list {
			most = max(most, v.Values[i])
		}
	}
	c.Axis, c.Height = topRoom+barsHeight, topRoom+barsHeight+baseRoom
	step := chartWidth / max(1, len(names))
	width := min(step*3/4, 56)
	if beside {
		width = min(step*3/8, 28)
	}
	every := (len(names) + 15) / 16 // no more names than there is room for
	for i, n := range names {
		middle := i*step + step/2
		if i%every == 0 {
			c.Words = append(c.Words, word{X: middle, Y: c.Axis + 17, Anchor: "middle", Text: n.Text})
		}
		x, y := middle-width/2, c.Axis
		if beside {
			x = middle - width*len(list)/2
		}
		for _, v := range list {
			h := int(v.Values[i] * barsHeight / most)
			if v.Values[i] > 0 {
				h = max(h, 2)
				c.Bars = append(c.Bars, bar{X: x, Y: y - h, W: width, H: h, Fill: v.Fill, Href: v.href(i), Text: n.Text + s.t("frame.colon") + v.Name + " " + s.number(v.Values[i])})
			}
			if beside {
				c.over(x+width/2, c.Axis-h, s, v.Values[i])
				x += width
			} else {
				y -= h
			}
		}
		if !beside {
			c.over(middle, y, s, total(list, i))
		}
	}
	return c
}

// over writes the figure over a column, unless there is nothing.
func (c *chart) over(x, y int, s *set, n int64) {
	if n > 0 {
		c.Words = append(c.Words, word{X: x, Y: y - 5, Anchor: "middle", Class: "sum", Text: s.number(n)})
	}
}

func total(list []series, i int) int64 {
	n := int64(0)
	for _, v := range list {
		n += v.Values[i]
	}
	return n
}

// fitted cuts a name to the width of that many Latin letters; a Chinese one is
// twice as wide.
func fitted(text string, width int) string {
	at := 0
	for i, r := range text {
		wide := 1
		if unicode.Is(unicode.Han, r) {
			wide = 2
		}
		if at += wide; at > width {
			return text[:i] + "…"
		}
	}
	return text
}

func year(y int) string { return strconv.Itoa(y) }
