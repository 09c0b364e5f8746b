package store

import (
	"strconv"
	"strings"

	"sealbook/internal/domain/asset"
)

// Most documents in a row are small objects of texts. Reading them here takes a
// fifth of what encoding/json takes; whatever is out of the ordinary (a key that
// is not known here, a nested value, an escaped letter) is left to it.

// flat calls set for each member of {"key":"text","key":12}. It is false when the
// text is anything else, or set does not know the key.
func flat(s string, set func(key, value string, number bool) bool) bool {
	rest, ok := strings.CutPrefix(s, "{")
	if !ok {
		return false
	}
	if rest == "}" {
		return true
	}
	for {
		var key, value string
		if key, rest, ok = flatText(rest); !ok || !strings.HasPrefix(rest, ":") {
			return false
		}
		rest = rest[1:]
		number := !strings.HasPrefix(rest, `"`)
		if number {
			end := strings.IndexAny(rest, ",}")
			if end < 0 {
				return false
			}
			value, rest = rest[:end], rest[end:]
		} else if value, rest, ok = flatText(rest); !ok {
			return false
		}
		if !set(key, value, number) {
			return false
		}
		switch {
		case rest == "}":
			return true
		case !strings.HasPrefix(rest, ","):
			return false
		}
		rest = rest[1:]
	}
}

// flatText cuts a text in quotation marks off s.
func flatText(s string) (text, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", "", false
	}
	end := strings.IndexByte(s[1:], '"')
	if end < 0 {
		return "", "", false
	}
	text, rest = s[1:end+1], s[end+2:]
	return text, rest, strings.IndexByte(text, '\\') < 0
}

func readDetails(s string, d *asset.Details) error {
	if flat(s, func(key, value string, number bool) bool {
		switch key {
		case "name":
			d.Name = value
		case "fixed_asset_no":
			d.FixedAssetNo = value
		case "use":
			d.Use = value
		case "os":
			d.OS = value
		case "os_installed":
			d.OSInstalled = value
		case "mac":
			d.MAC = value
		case "optical":
			d.Optical = value
		case "capacity":
			d.Capacity = value
		case "supplier":
			d.Supplier = value
		case "purchase_date":
			d.PurchaseDate = value
		case "start_date":
			d.StartDate = value
		case "notes":
			d.Notes = value
		default:
			return false
		}
		return !number
	}) {
		return nil
	}
	*d = asset.Details{}
	return fromJSON(s, d)
}

func readClaim(s string, c *asset.Claim) error {
	if flat(s, func(key, value string, number bool) bool {
		switch key {
		case "term":
			n, err := strconv.Atoi(value)
			c.Term = n
			return number && err == nil
		case "level":
			c.Level = value
		case "scope":
			c.Scope = value
		case "department":
			c.Department = value
		case "room":
			c.Room = value
		case "status":
			c.Status = value
		case "host":
			c.Host = value
		default:
			return false
		}
		return !number
	}) {
		return nil
	}
	*c = asset.Claim{}
	return fromJSON(s, c)
}

func readShows(s string, t *asset.LabelText) error {
	if flat(s, func(key, value string, number bool) bool {
		switch key {
		case "code":
			t.Code = value
		case "name":
			t.Name = value
		case "department":
			t.Department = value
		case "mark":
			t.Mark = value
		case "level":
			t.Level = value
		default:
			return false
		}
		return !number
	}) {
		return nil
	}
	*t = asset.LabelText{}
	return fromJSON(s, t)
}
