package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"time"

	"sealbook/internal/bench/ceiling"
	"sealbook/internal/importer"
)

// ledgerRow is one row of an organ's ledger, the same for both sides. Names and
// serials are drawn so that a fragment of two characters or three letters finds
// a few dozen among 100,000.
type ledgerRow struct {
	code, department, room, kind, brand, model, serial, level, scope, keeper, start string
}

// The characters are heavenly stems, branches, elements and the like: names
// that nobody bears.
const (
	surnames = "甲乙丙丁戊己庚辛壬癸"
	given    = "子丑寅卯辰巳午未申酉戌亥金木水火土日月星云雷电风雨山川河海江湖松竹梅兰菊春夏秋冬东南西北中天地玄黄宇宙洪荒盈昃列张寒来暑往"
	letters  = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
)

var makes = [...]struct{ kind, brand, model string }{
	{"U盘", "虚构牌", "U32"}, {"移动硬盘", "样例牌", "H1T"}, {"光盘", "虚构牌", "R47"}, {"U盘", "样例牌", "K64"}, {"交换机", "虚构牌", "SW24"},
}

// rowOf makes the row of a running number; the number alone decides what it says.
func rowOf(n int, departments []string) ledgerRow {
	r := rand.New(rand.NewPCG(18, uint64(n))) //nolint:gosec // no secret
	pick := func(s []rune) rune { return s[r.IntN(len(s))] }
	m := makes[r.IntN(len(makes))]
	department := departments[r.IntN(len(departments))]
	serial := make([]byte, 12)
	for i := range serial {
		serial[i] = letters[r.IntN(len(letters))]
	}
	return ledgerRow{
		code: fmt.Sprintf("JM-B-%07d", n), department: department, room: department + "库房", kind: m.kind, brand: m.brand, model: m.model,
		serial: string(serial), level: []string{"秘密", "机密"}[r.IntN(2)], scope: "本部门",
		keeper: string([]rune{pick([]rune(surnames)), pick([]rune(given)), pick([]rune(given))}),
		start:  time.Date(2016, 1, 1+r.IntN(3600), 0, 0, 0, 0, time.UTC).Format("2006-01-02"),
	}
}

// sheetOf writes rows as the file an asset officer would bring.
func sheetOf(rows []ledgerRow) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"保密编号", "使用部门", "房间", "类型", "品牌", "型号", "序列号", "密级", "知悉范围", "责任人", "启用时间"}) // into memory
	for _, r := range rows {
		_ = w.Write([]string{r.code, r.department, r.room, r.kind, r.brand, r.model, r.serial, r.level, r.scope, r.keeper, r.start})
	}
	w.Flush()
	return b.Bytes()
}

// ceilingRows are the same rows as the ceiling keeps them.
func ceilingRows(rows []ledgerRow, life string, o importer.Options, now time.Time) []ceiling.Asset {
	out := make([]ceiling.Asset, len(rows))
	for i, r := range rows {
		department, room := o.Departments[r.department], o.Rooms[r.room]
		out[i] = ceiling.Asset{
			ID: ceiling.NewID(), Code: r.code, Class: "medium", Kind: r.kind, Name: r.brand + " " + r.model, Serial: r.serial, Brand: r.brand,
			Model: r.model, Level: 2, Term: 20, Scope: r.scope, Life: life, DepartmentID: &department, Department: r.department,
			RoomID: &room, Room: r.room, Keeper: r.keeper, Details: `{"start_date":"` + r.start + `"}`, Since: now, Changed: now, Version: 1,
		}
	}
	return out
}
