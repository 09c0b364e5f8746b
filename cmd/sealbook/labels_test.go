package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sealbook/internal/labeltest"
	"sealbook/labels"
)

// printJob is the record of a job as the API gives it.
type printJob struct {
	ID, Stock string
	Start     int
	Labels    int
	Items     []struct{ Token, Code, State string }
}

// prints calls `labels` and gives the PDF and the job on record.
func (s runner) prints(c *client, args ...string) (labelsResult, []byte, printJob) {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "labels.pdf")
	code, out, bad := s.run(append([]string{"labels", "-o", file}, args...)...)
	if code != exitOK {
		s.t.Fatalf("labels %v: %d %s%s", args, code, out, bad)
	}
	res := decodeLine[labelsResult](s.t, out)
	pdf, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	var job printJob
	if status := c.get("/api/v1/labels/jobs/"+res.Job, &job); status != http.StatusOK {
		s.t.Fatalf("job %s: %d", res.Job, status)
	}
	return res, pdf, job
}

// decodeSheet reads every code of the printed sheet in its place and compares
// it with the token on record.
func decodeSheet(t *testing.T, res labelsResult, pdf []byte, job printJob) {
	t.Helper()
	stock, ok := labels.Find(job.Stock)
	pages := labeltest.Pages(t, pdf)
	if !ok || len(pages) != res.Pages || res.Labels != len(job.Items) || res.Labels != job.Labels {
		t.Fatalf("%+v; %d pages rendered, %d labels on record", res, len(pages), len(job.Items))
	}
	right := 0
	for i, it := range job.Items {
		at := job.Start - 1 + i
		got, err := labeltest.Decode(labeltest.Cell(pages[at/stock.PerPage()], stock, at%stock.PerPage()))
		if err != nil || got != it.Token {
			t.Errorf("%s, label %d (%s): read %q (%v), on record %q", job.Stock, i+1, it.Code, got, err, it.Token)
			continue
		}
		right++
	}
	t.Logf("%s: %d of %d decoded", job.Stock, right, len(job.Items))
}

// Every label of the sample organ, printed beside the running server on every
// sheet, is read back from the pixels of a 203-dpi printer.
func TestEveryLabelOfEverySheetIsReadBack(t *testing.T) {
	t.Parallel()
	dir := sampleCopy(t)
	s := serve(t, "demo", "--data", dir)
	t.Cleanup(s.stop)
	c := office(t, decodeLine[demoReady](t, s.ready).URL)
	want := -len(c.list("hold=frozen")) // on hold, nothing gets a label
	for _, a := range c.assets() {
		if a.Mark != "" && a.Life != "lost" {
			want++
		}
	}
	for _, stock := range []string{"a4-70x37", "a4-38x21", "roll-50x30", "roll-60x40"} {
		t.Run(stock, func(t *testing.T) {
			t.Parallel()
			sh := runner{t, "baomi1", []string{"--data", dir}}
			began := time.Now()
			res, pdf, job := sh.prints(c, "--all", "--sheet="+stock)
			t.Logf("%+v after %s", res, time.Since(began).Round(time.Millisecond))
			if res.Labels != want || want < 200 || job.Stock != stock {
				t.Errorf("%d labels, %d assets can bear one", res.Labels, want)
			}
			decodeSheet(t, res, pdf, job)
		})
	}
}

// The unlabelled are those whose label was never printed; codes are printed as
// named; a used sheet is begun where it was left; a key is one job.
func TestLabelsChosenOnAUsedSheet(t *testing.T) {
	t.Parallel()
	dir := sampleCopy(t)
	s := serve(t, "demo", "--data", dir)
	defer s.stop()
	c := office(t, decodeLine[demoReady](t, s.ready).URL)
	sh := runner{t, "baomi1", []string{"--data", dir}}
	res, pdf, job := sh.prints(c, "--unlabelled", "--sheet=a4-38x21", "--start=64")
	if res.Labels == 0 || res.Copies != 0 || res.Pages != 2 {
		t.Errorf("unlabelled: %+v", res)
	}
	decodeSheet(t, res, pdf, job)
	code, out, _ := sh.run("labels", "--unlabelled", "--sheet=a4-38x21", "-o", filepath.Join(t.TempDir(), "x.pdf"))
	if none := decodeLine[labelsResult](t, out); code != exitOK || none.Labels != 0 || none.Job != "" {
		t.Errorf("unlabelled again: %d %+v", code, none)
	}
	codes := []string{job.Items[1].Code, job.Items[0].Code, "SF-PC-0001"}
	named := []string{"--sheet=roll-60x40", "--key=test", "--code", codes[0], codes[1], "--code", codes[2]}
	first, pdf, job := sh.prints(c, named...)
	decodeSheet(t, first, pdf, job)
	for i := range job.Items {
		if job.Items[i].Code != codes[[]int{0, 2, 1}[i]] && job.Items[i].Code != codes[i] {
			t.Errorf("label %d is %s, asked for %v", i+1, job.Items[i].Code, codes)
		}
	}
	if again, _, _ := sh.prints(c, named...); again != first || first.Labels != 3 || first.Copies != 3 {
		t.Errorf("the same key: %+v, then %+v", first, again)
	}
	var found struct {
		Record struct{ Code string }
		Stale  bool
	}
	if status := c.get("/api/v1/scan/"+job.Items[0].Token, &found); status != http.StatusOK || found.Record.Code != job.Items[0].Code || found.Stale {
		t.Errorf("scanned: %d %+v", status, found)
	}
}

// What is refused leaves neither file nor job.
func TestLabelsRefused(t *testing.T) {
	t.Parallel()
	dir := sampleCopy(t)
	s := serve(t, "demo", "--data", dir)
	defer s.stop()
	c := office(t, decodeLine[demoReady](t, s.ready).URL)
	var before, after struct{ Rows []printJob }
	c.get("/api/v1/labels/jobs?limit=500", &before)
	out := t.TempDir()
	file := "--output=" + filepath.Join(out, "x.pdf")
	for _, tc := range []struct {
		account, args, exits, code string
	}{
		{"baomi1", "--all --sheet=a9 " + file, "2", "input.invalid"},
		{"baomi1", "--all --sheet=a4-70x37 --start=25 " + file, "2", "input.invalid"},
		{"baomi1", "--all --unlabelled --sheet=a4-70x37 " + file, "2", "usage"},
		{"baomi1", "--sheet=a4-70x37 " + file, "2", "usage"},
		{"baomi1", "--all --sheet=a4-70x37", "2", "usage"},
		{"baomi1", "--all SF-PC-0001 --sheet=a4-70x37 " + file, "2", "input.invalid"},
		{"baomi1", "--code NONE --sheet=a4-70x37 " + file, "1", "asset.not_found"},
		{"baomi1", "--all --sheet=a4-70x37 -o " + filepath.Join(out, "no", "x.pdf"), "2", "output.unwritable"},
		{"keeper1", "--all --sheet=a4-70x37 " + file, "1", "flow.seat"},
	} {
		code, said, _ := runner{t, tc.account, []string{"--data", dir}}.run(append([]string{"labels"}, strings.Fields(tc.args)...)...)
		if e := decodeLine[jsonError](t, said).Error; string(rune('0'+code)) != tc.exits || e.Code != tc.code {
			t.Errorf("%s %s: exit %d, %+v", tc.account, tc.args, code, e)
		}
	}
	// Every code that is unknown is named, and how to say which assets are meant.
	for args, words := range map[string][]string{
		"--code NONE,SF-PC-0001,NADA --sheet=a4-70x37 " + file: {"NONE", "NADA"}, "--sheet=a4-70x37 " + file: {"--all", "--unlabelled", "--code"},
	} {
		_, said, _ := runner{t, "baomi1", []string{"--data", dir}}.run(append([]string{"labels"}, strings.Fields(args)...)...)
		for _, w := range words {
			if e := decodeLine[jsonError](t, said).Error; !strings.Contains(e.EN, w) || !strings.Contains(e.ZH, w) || strings.Contains(e.EN, "SF-PC-0001") {
				t.Errorf("%s: %q is not in %+v", args, w, e)
			}
		}
	}
	if c.get("/api/v1/labels/jobs?limit=500", &after); len(after.Rows) != len(before.Rows) || len(before.Rows) == 0 {
		t.Errorf("%d jobs on record, before %d", len(after.Rows), len(before.Rows))
	}
	if left, err := os.ReadDir(out); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
