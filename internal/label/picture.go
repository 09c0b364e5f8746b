package label

import "math"

// PxPerMM is the scale of the picture of a sheet: A4 is 336 px wide, and the
// places of 38×21 mm are large enough to be clicked on.
const PxPerMM = 1.6

// Place is where one label goes on the picture of its sheet, in px from the
// upper left corner. N counts from 1, row by row.
type Place struct {
	N          int
	X, Y, W, H float64
}

// Places gives the picture of one page of the stock: its size and its places.
func Places(s Stock) (w, h float64, list []Place) {
	px := func(mm float64) float64 { return math.Round(mm*PxPerMM*10) / 10 }
	for i := range s.PerPage() {
		x, y := s.Corner(i)
		list = append(list, Place{N: i + 1, X: px(x), Y: px(y), W: px(s.Label[0]), H: px(s.Label[1])})
	}
	return px(s.Page[0]), px(s.Page[1]), list
}
