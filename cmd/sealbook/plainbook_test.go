package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sealbook/internal/demo"
)

// Rows that are on record and say other than the book are counted, told and
// listed in a file of their own; a dry run speaks of what would be.
func TestImportTellsWhatDiffers(t *testing.T) {
	t.Parallel()
	sh := runner{t, "baomi1", []string{"--data", sampleCopy(t)}}
	const head = "保密编号,介质类型,序列号,密级,使用部门,责任人\n"
	file := filepath.Join(t.TempDir(), "介质.csv")
	write := func(rows string) {
		if err := os.WriteFile(file, []byte(head+rows), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("TD-1,U盘,TDAA1111,机密,办公厅,测试甲\nTD-2,U盘,TDAA2222,机密,办公厅,测试甲\n")
	if code, got := sh.imports(file); code != exitOK || got.Registered != 2 || got.Differs != 0 || len(got.DiffersIn) != 0 {
		t.Fatalf("%d %+v", code, got)
	}
	write("TD-1,U盘,TDAA1111,机密,办公厅,测试乙\nTD-2,U盘,TDAA2222,秘密★10年,没有处,测试甲\nTD-3,U盘,TDAA3333,机密,没有处,测试甲\n")
	code, dry := sh.imports(file, "--dry-run")
	if code != exitOK || dry.Unchanged != 2 || dry.Differs != 2 || dry.Registered != 1 || len(dry.Notes) < 4 || len(dry.DiffersIn) != 0 {
		t.Fatalf("dry run: %d %+v", code, dry)
	}
	if n := dry.Notes[0]; n.Row != 2 || n.Field != "differs" || !strings.Contains(n.ZH, "责任人（台账：测试甲，文件：测试乙）") || !strings.Contains(n.EN, "keeper (book: 测试甲, file: 测试乙)") {
		t.Errorf("%+v", n)
	}
	environ := []string{"SEALBOOK_PASSWORD=" + demo.Password}
	_, said, _ := call(t, environ, append([]string{"import", "--dry-run", "--account=baomi1", file}, sh.where...)...)
	for _, want := range []string{"将登记 1，已在册 2", "1 would be registered, 2 are on record", "nothing is written", "2 of the unchanged rows differ", "注意 note"} {
		if !strings.Contains(said, want) {
			t.Errorf("the dry run does not say %q: %s", want, said)
		}
	}
	if strings.Contains(said, " 1 registered") {
		t.Errorf("the dry run speaks of what it did not do: %s", said)
	}
	code, got := sh.imports(file)
	if code != exitOK || got.Rows != 3 || got.Registered != 1 || got.Unchanged != 2 || got.Differs != 2 || len(got.DiffersIn) != 1 {
		t.Fatalf("%d %+v", code, got)
	}
	list, err := os.ReadFile(got.DiffersIn[0])
	if err != nil || filepath.Base(got.DiffersIn[0]) != "介质.differs.csv" {
		t.Fatal(got.DiffersIn, err)
	}
	for _, want := range []string{",2,TD-1,责任人,测试甲,测试乙,keeper,测试甲,测试乙", ",3,TD-2,使用部门,办公厅,没有处,department", "机密,秘密★10年"} {
		if !strings.Contains(string(list), want) {
			t.Errorf("the list has no %q: %s", want, list)
		}
	}
	if info, err := os.Stat(got.DiffersIn[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("anybody may read it: %v %v", info, err)
	}
	if _, again := sh.imports(file); again.Registered != 0 || again.Unchanged != 3 || again.Differs != 2 || again.DiffersIn[0] == got.DiffersIn[0] {
		t.Errorf("again: %+v", again)
	}
}

// The database is its owner's alone, whatever the umask and whoever made it
// readable, and so are the files that SQLite keeps beside it.
func TestTheDatabaseIsTheOwnersAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "book")
	if code, out, bad := call(t, nil, "init", "--json", "--organ=测试单位", "--data", dir); code != exitOK {
		t.Fatal(code, out, bad)
	}
	path := filepath.Join(dir, databaseFile)
	mode := func(name string) os.FileMode {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	if mode(dir) != 0o700 || mode(path) != 0o600 {
		t.Errorf("folder %o, database %o", mode(dir), mode(path))
	}
	if err := os.Chmod(path, 0o644); err != nil { // as an earlier version left it
		t.Fatal(err)
	}
	s := serve(t, "serve", "--data", dir)
	defer s.stop()
	c := &client{t: t, url: decodeLine[serveReady](t, s.ready).URL}
	c.post("/api/v1/session", map[string]string{"account": "nobody", "password": testPassword}, nil) // something is written
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if m := mode(name); m != 0o600 {
			t.Errorf("%s is %o", filepath.Base(name), m)
		}
	}
}

// The pages bear the name the organ was founded with, unless another is given;
// the log tells durations as people read them.
func TestServeKnowsTheOrgansName(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "book")
	code, out, bad := call(t, nil, "init", "--json", "--organ=云杉示范局", "--data", dir)
	if code != exitOK {
		t.Fatal(code, out, bad)
	}
	admin := decodeLine[initResult](t, out).Accounts[0]
	password := []string{"SEALBOOK_PASSWORD=" + testPassword}
	if code, out, bad := call(t, password, "user", "password", admin.Account, "--code", admin.Code, "--data", dir); code != exitOK {
		t.Fatal(code, out, bad)
	}
	for name, args := range map[string][]string{"云杉示范局": nil, "另一名称": {"--organ=另一名称", "--session-idle=5m"}} {
		s := serve(t, "serve", append([]string{"--data", dir}, args...)...)
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := (&http.Client{Jar: jar}).PostForm(decodeLine[serveReady](t, s.ready).URL+"/signin",
			url.Values{"account": {admin.Account}, "password": {testPassword}, "back": {"/"}})
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || !strings.Contains(string(page), name) {
			t.Errorf("no %q on %s, %v", name, page, err)
		}
		s.stop()
		if log := s.stderr.String(); !regexp.MustCompile(`"session_idle":"(15|5)m0s"`).MatchString(log) || strings.Contains(log, name) {
			t.Errorf("log: %s", log)
		}
	}
}

// Labels overwrite nothing unless told to.
func TestLabelsDoNotOverwrite(t *testing.T) {
	t.Parallel()
	sh := runner{t, "baomi1", []string{"--data", sampleCopy(t)}}
	file := filepath.Join(t.TempDir(), "F.pdf")
	print := func(more ...string) (int, string) {
		code, out, _ := sh.run(append([]string{"labels", "--code", "SF-PC-0001", "--sheet", "a4-70x37", "-o", file}, more...)...)
		return code, out
	}
	if code, out := print(); code != exitOK || decodeLine[labelsResult](t, out).Labels != 1 {
		t.Fatalf("%d %s", code, out)
	}
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := print(); code != exitUsage || decodeLine[jsonError](t, out).Error.Code != "output.exists" {
		t.Errorf("%d %s", code, out)
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "mine" {
		t.Errorf("overwritten: %v", err)
	}
	if code, out := print("--force"); code != exitOK {
		t.Errorf("%d %s", code, out)
	}
	if b, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(b), "%PDF") {
		t.Errorf("not written: %v", err)
	}
}

// Every subcommand tells its use with an example that is one of its own, and
// every wrong use is told in Chinese as well as in English.
func TestHelpAndWrongUse(t *testing.T) {
	for _, c := range []string{
		"init", "serve", "demo", "import", "labels", "export", "version", "user",
		"user list", "user create", "user activate", "user suspend", "user close", "user password",
	} {
		code, out, _ := runWith(nil, append(strings.Fields(c), "--help")...)
		_, example, found := strings.Cut(out, "例 Example:")
		if code != exitOK || !found || !strings.Contains(example, "sealbook "+c) {
			t.Errorf("%s --help: %d %s", c, code, out)
		}
	}
	han := regexp.MustCompile(`\p{Han}`)
	for args, want := range map[string]string{
		"": "请写明子命令：", "user": "list, create, activate", "improt": "是否想写 \"import\"", "import": "缺少必需的参数：<file>", "import --account": "选项或参数有误", "labels --sheet=a4-70x37 -o x --account=x": "--all、--unlabelled、--code 之一",
		"labels --all --unlabelled --sheet=x -o x --account=x": "不能同时使用", "labels --start=z": "--start 须为整数",
		"export --format=pdf --account=x -o x": "--format 只能是", "serve --session-idle=soon": "须为时长", "serve --bogus": "没有选项 --bogus",
	} {
		code, _, bad := runWith(nil, strings.Fields(args)...)
		lines := strings.Split(bad, "\n")
		if code != exitUsage || len(lines) < 3 || !strings.Contains(lines[1], want) || han.MatchString(lines[2]) || !strings.Contains(lines[2], "--help") {
			t.Errorf("%q: %d %s", args, code, bad)
		}
	}
}
