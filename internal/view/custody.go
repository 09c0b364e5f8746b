package view

// MostPeriods is how many periods of custody, and how many holds that are over,
// a page or an answer tells of one asset.
const MostPeriods = 200
