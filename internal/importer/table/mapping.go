package table

import (
	"strconv"

	"sealbook/internal/errs"
	"sealbook/internal/importer/sheet"
)

// Column says what one column holds. Field is a name of the vocabulary, Extra to
// keep it under its header text, or Ignore.
type Column struct {
	Index  int    `json:"index"` // from 0
	Header string `json:"header"`
	Field  string `json:"field"`
}

// Mapping says what every column of a table holds. A user may change the fields
// and send it back as JSON.
type Mapping struct {
	Format  string   `json:"format"`
	Columns []Column `json:"columns"`
}

// Guess maps the columns by their header texts. Of two columns that mean one
// field the surer keeps it; the other takes the field's stand-in or stays extra.
func Guess(t *Table) Mapping {
	v := t.Vocabulary
	m := Mapping{Format: v.Format}
	best := map[string]int{} // field → column
	hits := make([]found, len(t.Columns))
	for i := range t.Columns {
		f, ok := v.matchAny(t.heading.tries[i])
		if !ok {
			continue
		}
		hits[i] = f
		if old, taken := best[f.field]; !taken || hits[old].rank > f.rank {
			best[f.field] = i
		}
	}
	for i, h := range t.Columns {
		c := Column{Index: i, Header: h}
		f := hits[i].field
		def, _ := v.Field(f)
		switch {
		case f == Ignore || f != "" && (best[f] == i || def.Repeats):
			c.Field = f
		case f != "" && def.Instead != "":
			if _, taken := best[def.Instead]; !taken {
				c.Field = def.Instead
				best[def.Instead] = i
			}
		}
		m.Columns = append(m.Columns, c)
	}
	return m
}

// Validate checks a mapping against the table: known fields, columns that exist,
// no column and no field twice, and the required ones there. Columns that it
// leaves out are kept as extra by Complete.
func (m Mapping) Validate(t *Table) error {
	e := sheet.Place{File: t.File, Sheet: t.Sheet}.Error(errs.Invalid, "import.mapping",
		"列的对应关系有误，请按提示修改。", "the column mapping is wrong; mend it as told.")
	bad := e
	seenColumn, seenField := map[int]bool{}, map[string]bool{}
	for _, c := range m.Columns {
		name := "columns." + strconv.Itoa(c.Index)
		if c.Index < 0 || c.Index >= len(t.Columns) {
			bad = bad.WithField(name, "没有第 "+strconv.Itoa(c.Index+1)+" 列。", "there is no column "+strconv.Itoa(c.Index+1)+".")
			continue
		}
		letter := sheet.ColumnName(c.Index)
		if seenColumn[c.Index] {
			bad = bad.WithField(name, letter+" 列出现两次。", "column "+letter+" is there twice.")
		}
		seenColumn[c.Index] = true
		if c.Field == Extra || c.Field == Ignore {
			continue
		}
		f, ok := t.Vocabulary.Field(c.Field)
		if !ok {
			bad = bad.WithField(name, letter+" 列：没有字段「"+c.Field+"」。", "column "+letter+": there is no field \""+c.Field+"\".")
			continue
		}
		if seenField[c.Field] && !f.Repeats {
			bad = bad.WithField(name, "字段「"+f.Text.ZH+"」对应了两列。", "the field \""+f.Text.EN+"\" has two columns.")
		}
		seenField[c.Field] = true
	}
	for _, group := range t.Vocabulary.Required {
		if zh, en, missing := t.Vocabulary.missing(group, seenField); missing {
			bad = bad.WithField("columns", "缺少列："+zh+"。", "a column is missing: "+en+".")
		}
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

func (v *Vocabulary) missing(group []string, seen map[string]bool) (zh, en string, missing bool) {
	for _, name := range group {
		if seen[name] {
			return "", "", false
		}
		f, _ := v.Field(name)
		if zh != "" {
			zh, en = zh+" 或 ", en+" or "
		}
		zh, en = zh+f.Text.ZH, en+f.Text.EN
	}
	return zh, en, true
}

// Complete returns the mapping with a column for every column of the table, in
// order; what it did not name is extra. Header texts come from the table.
func (m Mapping) Complete(t *Table) Mapping {
	fields := map[int]string{}
	for _, c := range m.Columns {
		fields[c.Index] = c.Field
	}
	out := Mapping{Format: t.Vocabulary.Format}
	for i, h := range t.Columns {
		out.Columns = append(out.Columns, Column{i, h, fields[i]})
	}
	return out
}
