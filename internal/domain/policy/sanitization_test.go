package policy

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var classified = map[string]string{"S": "confidential", "J": "secret", "T": "top_secret"}

// answer writes a row the way the table does.
func answer(r Row) string {
	join := func(alternatives [][]Step) string {
		var out []string
		for _, all := range alternatives {
			var steps []string
			for _, s := range all {
				if s.Limit != "" {
					s.Code += "(" + s.Limit + ")"
				}
				steps = append(steps, s.Code)
			}
			out = append(out, strings.Join(steps, "+"))
		}
		return strings.Join(out, "|")
	}
	if !r.Allowed() {
		return r.OK
	}
	return strings.Join([]string{r.OK, join(r.Methods), join(r.Verify), strconv.Itoa(r.Witness), r.Approve}, " ")
}

// expected finds the answer by reading the table line by line, as a person
// would: the line that names the level first, then the one for all.
func expected(lines [][]string, media, code, outcome string) string {
	for _, line := range lines {
		if line[0] == media && line[3] == "=" {
			return expected(lines, strings.TrimPrefix(line[4], "as "), code, outcome)
		}
	}
	seats := map[string]string{"secoffice": "secrecy_office", "leader": "leader", "group": "leading_group"}
	for _, level := range []string{code, "*"} {
		for _, line := range lines {
			if line[0] != media || !slices.Contains(strings.Split(line[1], "|"), level) ||
				!slices.Contains(strings.Split(line[2], "|"), outcome) {
				continue
			}
			if line[3] == "N" {
				return "N"
			}
			methods := strings.Replace(line[4], "as type", "D4", 1)
			return strings.Join([]string{line[3], methods, strings.Replace(line[5], "none", "", 1), line[6], seats[line[7]]}, " ")
		}
	}
	return "no row"
}

func TestEveryRowOfTheSanitizationTable(t *testing.T) {
	lines, err := readCSV(sanitizationCSV, "media,level,outcome,ok,methods,verify,witness,approve,basis")
	if err != nil || len(lines) != 58 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	media := map[string]bool{}
	for _, line := range lines {
		media[line[0]] = true
	}
	if len(media) != 22 {
		t.Errorf("%d media", len(media))
	}
	answered := 0
	for m := range media {
		for code, level := range classified {
			for _, outcome := range outcomes {
				row, ok := Lookup(m, level, outcome)
				got := answer(row)
				if !ok {
					got = "no row"
				} else if row.Media != m || row.Outcome != outcome || row.Basis == "" {
					t.Errorf("%s %s %s: %+v", m, level, outcome, row)
				} else {
					answered++
				}
				if want := expected(lines, m, code, outcome); got != want {
					t.Errorf("%s %s %s: got %q, want %q", m, level, outcome, got, want)
				}
			}
		}
	}
	if answered < 200 {
		t.Errorf("only %d answers", answered)
	}
}

// Written by hand from the page, one case per reading rule.
func TestReadingTheTable(t *testing.T) {
	for _, c := range []struct{ media, level, outcome, want string }{
		{"hdd", "confidential", "SAME", "Y C1|P1 VF 0 secrecy_office"},
		{"hdd", "secret", "SAME", "Y P1|C1 VF+VS 1 secrecy_office"},
		{"hdd", "top_secret", "SAME", "A P1 VF+VS 1 leading_group"},
		{"hdd", "top_secret", "UP", "Y C1|P1 VF 0 leading_group"}, // a row for all levels
		{"hdd", "secret", "LEAVE", "N"},
		{"hdd", "top_secret", "DESTROY", "Y D4|P3+D1|D2 VR+VA 2 leading_group"},
		{"hdd", "confidential", "DESTROY", "Y D4|P3+D1|D2 VR|VA 2 leader"},
		{"portable_hdd", "top_secret", "SAME", "A P1 VF+VS 1 leading_group"}, // copied from hdd
		{"portable_hdd", "secret", "UNCL", "N"},
		{"optical_rw", "secret", "DESTROY", "Y D4|D3|D1|D2 VR|VA 2 leader"},
		{"ssd_nvme", "confidential", "SAME", "Y P1|P2+C2 VS 0 secrecy_office"},
		{"ssd_nvme", "top_secret", "SAME", "N"},
		{"ssd_nvme", "secret", "DESTROY", "Y D4|D1(2mm)|D2 VR+VA 2 leader"},
		{"ram", "secret", "LEAVE", "Y V1  0 secrecy_office"}, // nothing to verify
		{"ram", "top_secret", "LEAVE", "A C1+V1 VF 1 leading_group"},
		{"computer_with_storage", "confidential", "LEAVE", "N"},
		{"computer_chassis", "top_secret", "LEAVE", "A R1+E1+V1+L1 VS 2 leading_group"},
		{"network_device", "top_secret", "UNCL", "N"},
		{"unreadable_or_failed_any", "secret", "SAME", "N"},
		{"unreadable_or_failed_any", "secret", "DESTROY", "Y D4 VR+VA 2 leader"},
		{"hdd", "unclassified", "UP", "Y C1|P1 VF 0 leading_group"}, // «*» is every level
	} {
		row, ok := Lookup(c.media, c.level, c.outcome)
		if got := answer(row); !ok || got != c.want {
			t.Errorf("%s %s %s: got %q (%v), want %q", c.media, c.level, c.outcome, got, ok, c.want)
		}
	}
}

func TestANamedLevelBeatsAllLevels(t *testing.T) {
	const head = "media,level,outcome,ok,methods,verify,witness,approve,basis\n"
	general, named := "disk,*,SAME,N,,,,,ORG 18\n", "disk,J,SAME,Y,C1,VF,0,secoffice,ORG 18\n"
	saved := table
	defer func() { table = saved }()
	for _, text := range []string{head + general + named, head + named + general} {
		var err error
		if table, err = parseSanitization(text); err != nil {
			t.Fatal(err)
		}
		if row, ok := Lookup("disk", "secret", "SAME"); !ok || row.OK != Yes {
			t.Errorf("secret: %+v", row)
		}
		if row, ok := Lookup("disk", "top_secret", "SAME"); !ok || row.OK != No {
			t.Errorf("top secret: %+v", row)
		}
	}
}

func TestNoRowMeansRefuse(t *testing.T) {
	for _, c := range [][3]string{
		{"tape", "secret", ""}, {"tape", "secret", "same"}, {"tape", "", "SAME"}, {"tape", "J", "SAME"}, {"tape", "*", "SAME"},
		{"hybrid_sshd", "secret", "UP"}, {"eeprom_fw", "top_secret", "SAME"}, {"keyboard_mouse", "secret", "SAME"},
	} {
		if row, ok := Lookup(c[0], c[1], c[2]); ok || row.Allowed() {
			t.Errorf("%v: %+v", c, row)
		}
	}
}

func TestAnUnknownMediumIsOnlyDestroyed(t *testing.T) {
	for code, level := range classified {
		for _, outcome := range outcomes {
			row, ok := Lookup("crystal", level, outcome)
			if ok != (outcome == DestroyOutcome) || row.Allowed() != ok {
				t.Errorf("%s %s: %+v, %v", level, outcome, row, ok)
			}
		}
		want := "Y D4 VR+VA 2 leader"
		if code == "T" {
			want = "Y D4 VR+VA 2 leading_group"
		}
		if row, _ := Lookup("crystal", level, DestroyOutcome); answer(row) != want {
			t.Errorf("%s: %q", level, answer(row))
		}
	}
	// The reason why it is D4: no other method is allowed for everything.
	for key, row := range table.rows {
		if key.outcome == DestroyOutcome && !row.AsType && row.Methods[0][0].Code != "D4" {
			t.Errorf("%v does not allow D4", key)
		}
	}
}

func TestAFailedMediumIsDestroyedAsItsType(t *testing.T) {
	for _, c := range []struct{ media, level, outcome, want string }{
		{"hdd", "confidential", "DESTROY", "Y D4|P3+D1|D2 VR+VA 2 leader"}, // VR+VA, not VR|VA
		{"hdd", "top_secret", "DESTROY", "Y D4|P3+D1|D2 VR+VA 2 leading_group"},
		{"usb_flash_sd", "secret", "DESTROY", "Y D4|D1(2mm)|D2 VR+VA 2 leader"},
		{"crystal", "top_secret", "DESTROY", "Y D4 VR+VA 2 leading_group"},
		{"monitor", "secret", "DESTROY", "Y D4 VR+VA 2 leader"},        // no row of its own
		{"drum_ribbon", "secret", "DESTROY", "Y D4|D2 VR+VA 2 leader"}, // two witnesses, not its own one
		{"hdd", "confidential", "SAME", "N"},
		{"ram", "secret", "LEAVE", "N"},
	} {
		row, ok := LookupFailed(c.media, c.level, c.outcome)
		if got := answer(row); !ok || got != c.want {
			t.Errorf("%s %s %s: got %q (%v), want %q", c.media, c.level, c.outcome, got, ok, c.want)
		}
	}
	if _, ok := LookupFailed("hdd", "secret", "GIVE"); ok {
		t.Error("an unknown outcome has a row")
	}
}

func TestThePolicyTightensTheReuseOfFlash(t *testing.T) {
	levels := map[string]string{"confidential": "confidential", "secret": "secret", "top_secret": "top-secret"}
	rank := map[string]int{"N": 0, "A": 1, "Y": 2}
	words := map[string]int{"no": 0, "approval": 1, "yes": 2}
	for _, media := range flashMedia {
		for level, suffix := range levels {
			plain, had := Lookup(media, level, "SAME")
			if byDefault, ok := Default().Sanitization(media, level, "SAME"); had && (!ok || byDefault.OK != plain.OK) {
				t.Errorf("%s %s: the default policy changes the table", media, level)
			}
			for word, most := range words {
				p, err := Default().Set("reuse.flash."+suffix, word)
				if err != nil {
					t.Fatal(err)
				}
				row, ok := p.Sanitization(media, level, "SAME")
				if ok != had || (ok && rank[row.OK] != min(most, rank[plain.OK])) {
					t.Errorf("%s %s %s: %+v, table %+v", media, level, word, row, plain)
				}
				other, _ := p.Sanitization(media, level, DestroyOutcome)
				if want, _ := Lookup(media, level, DestroyOutcome); !cmp.Equal(other, want) {
					t.Errorf("%s %s: destruction changed by %s", media, level, word)
				}
			}
		}
	}
	p, _ := Default().Set("reuse.flash.confidential", "no")
	if row, _ := p.Sanitization("hdd", "confidential", "SAME"); row.OK != Yes {
		t.Errorf("the flash policy reaches a hard disk: %+v", row)
	}
}

func TestNobodyChangesTheTable(t *testing.T) {
	row, _ := Lookup("hdd", "secret", "DESTROY")
	row.Methods[0][0].Code, row.Verify[0][0].Code = "X", "X"
	again, _ := Lookup("hdd", "secret", "DESTROY")
	if got := answer(again); got != "Y D4|P3+D1|D2 VR+VA 2 leader" {
		t.Error(got)
	}
}

func TestABrokenTableIsNotRead(t *testing.T) {
	const head = "media,level,outcome,ok,methods,verify,witness,approve,basis\n"
	const good = "disk,J,SAME,Y,C1,VF,0,secoffice,ORG 18\n"
	if _, err := parseSanitization(head + good); err != nil {
		t.Fatal(err)
	}
	for name, lines := range map[string]string{
		"level":              strings.Replace(good, ",J,", ",Q,", 1),
		"outcome":            strings.Replace(good, "SAME", "GIVE", 1),
		"answer":             strings.Replace(good, ",Y,", ",?,", 1),
		"method":             strings.Replace(good, "C1", "C9", 1),
		"no method":          strings.Replace(good, "C1", "", 1),
		"verification":       strings.Replace(good, "VF", "VZ", 1),
		"witness":            strings.Replace(good, ",0,", ",x,", 1),
		"negative witness":   strings.Replace(good, ",0,", ",-1,", 1),
		"approver":           strings.Replace(good, "secoffice", "cook", 1),
		"no approver":        strings.Replace(good, "secoffice", "", 1),
		"no basis":           strings.Replace(good, "ORG 18", "", 1),
		"refusal and method": strings.Replace(good, ",Y,", ",N,", 1),
		"row twice":          good + good,
		"copy of nothing":    "disk,*,*,=,as tape,,,,x\n",
		"copy over rows":     good + "disk,*,*,=,as disk,,,,x\n",
		"ragged":             "disk,J\n",
	} {
		if _, err := parseSanitization(head + lines); err == nil {
			t.Errorf("%s: read", name)
		}
	}
	if _, err := parseSanitization("media\n"); err == nil {
		t.Error("other header: read")
	}
}
