package label

// A reader finds a code by its three finder patterns: black, white, black,
// white, black in widths 1:1:3:1:1, along a row and down a column. Data can
// happen to look like that too, closely enough for a reader's tolerance of half
// a width; some readers then take the wrong three and read nothing, however
// well the label is printed (about one symbol in 400, measured with ZXing's
// algorithm). Such symbols are not printed: see NewToken.

// misleading reports whether something beside the three finder patterns could
// be taken for one. It is stricter than the readers known: it asks for a row
// and a column that cross in the middle, and not that their sizes agree.
func misleading(symbol [][]bool) bool {
	for y, row := range symbol {
		for _, r := range finderLike(row) {
			for _, x := range [2]int{(r[0] + r[1] - 1) / 2, (r[0] + r[1]) / 2} {
				if !inFinder(x, y) && crosses(column(symbol, x), y) {
					return true
				}
			}
		}
	}
	return false
}

// inFinder reports whether a module belongs to one of the three true patterns,
// which are 7 modules wide.
func inFinder(x, y int) bool {
	const far = Modules - 7
	return x < 7 && y < 7 || x >= far && y < 7 || x < 7 && y >= far
}

func column(symbol [][]bool, x int) []bool {
	c := make([]bool, len(symbol))
	for y := range symbol {
		c[y] = symbol[y][x]
	}
	return c
}

// crosses reports whether the middle of something finder-like covers a place.
func crosses(line []bool, at int) bool {
	for _, r := range finderLike(line) {
		if r[0] <= at && at < r[1] {
			return true
		}
	}
	return false
}

// finderLike lists the middles, from and to, of what looks like a finder
// pattern along a line.
func finderLike(line []bool) [][2]int {
	var edges []int // where a run begins, and the end
	for i := range line {
		if i == 0 || line[i] != line[i-1] {
			edges = append(edges, i)
		}
	}
	edges = append(edges, len(line))
	var found [][2]int
	for k := 0; k+5 < len(edges); k++ {
		if line[edges[k]] && looksLike(edges[k:k+6]) {
			found = append(found, [2]int{edges[k+2], edges[k+3]})
		}
	}
	return found
}

// looksLike holds five runs against 1:1:3:1:1, each within half its width.
func looksLike(edges []int) bool {
	total := edges[5] - edges[0]
	for i := range 5 {
		width := 1
		if i == 2 {
			width = 3
		}
		// In sevenths of the whole, doubled, to stay with whole numbers.
		off := 2 * (7*(edges[i+1]-edges[i]) - width*total)
		if max(off, -off) >= width*total {
			return false
		}
	}
	return true
}
