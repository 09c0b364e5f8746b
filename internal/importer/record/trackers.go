package record

import (
	"slices"
	"strings"

	"sealbook/internal/importer/table"
	"sealbook/internal/importer/value"
)

// The exports of other trackers. Headers are those of the published samples and
// of the programs' full exports; what has no home here stays extra.
var (
	SnipeIT = tracker("snipe-it", map[string]string{
		Name: "name assetname", Code: "assettag", Kind: "category", Brand: "manufacturer", Model: "model",
		Serial: "serial serialnumber", Supplier: "supplier", PurchaseDate: "purchasedate purchased", Room: "location defaultlocation",
		Notes: "assetnotes notes", Status: "status", Keeper: "checkedouttoname checkedout",
		KeeperFirst: "checkedouttofirstname", KeeperLast: "checkedouttolastname",
	}, func(h []string) bool {
		return slices.Contains(h, "assettag") && (slices.Contains(h, "checkouttype") || slices.Contains(h, "modelnumber") ||
			slices.Contains(h, "modelno") || slices.Contains(h, "assetnotes") || slices.Contains(h, "checkedout"))
	}, nil)

	Shelf = tracker("shelf", map[string]string{
		Name: "title", Code: "assetid sequentialid qrid", Kind: "category", Brand: "brand manufacturer", Model: "assetmodel model",
		Serial: "serialnumber serial", PurchaseDate: "purchasedate", Room: "location", Keeper: "custodian", Notes: "description",
		Supplier: "supplier vendor", Status: "status",
	}, func(h []string) bool {
		return slices.Contains(h, "title") && (slices.Contains(h, "custodian") || slices.Contains(h, "bookable") || slices.Contains(h, "valuation"))
	}, shelfName)

	Homebox = tracker("homebox", map[string]string{
		Name: "hbname", Code: "hbassetid", Room: "hblocation", Brand: "hbmanufacturer", Model: "hbmodelnumber", Serial: "hbserialnumber",
		Supplier: "hbpurchasefrom", PurchaseDate: "hbpurchasetime hbpurchasedate", Notes: "hbnotes",
	}, func(h []string) bool {
		return slices.ContainsFunc(h, func(s string) bool { return strings.HasPrefix(s, "hb") }) && slices.Contains(h, "hbname")
	}, nil)
)

func tracker(format string, words map[string]string, recognise func([]string) bool, trim func(string) string) *table.Vocabulary {
	v := table.Vocabulary{
		Format: format, Recognise: recognise, Trim: trim,
		Identity: []string{Code, Serial}, Required: [][]string{{Code, Serial, Name}},
	}
	for _, f := range append(ledgerFields(), field(KeeperFirst, "责任人名", "keeper's first name", ""), field(KeeperLast, "责任人姓", "keeper's last name", "")) {
		// A tracker's header means what the tracker means by it, nothing else;
		// the field can still be chosen by hand.
		f.Words, f.Instead = strings.Fields(words[f.Name]), ""
		v.Fields = append(v.Fields, f)
	}
	return table.NewExact(v)
}

// shelfName takes the name out of «cf: Serial number,type:text».
func shelfName(header string) string {
	h := strings.TrimSpace(value.Code(header))
	if !strings.HasPrefix(strings.ToLower(h), "cf:") {
		return header
	}
	name, _, _ := strings.Cut(h[3:], ",")
	return strings.TrimSpace(name)
}

// order is how the format writes dates with the year last: Snipe-IT exports in
// the American order.
func order(format string) value.Order {
	if format == SnipeIT.Format {
		return value.MonthDayYear
	}
	return value.Unordered
}
