package demo

import (
	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
)

// The departments bear the names that the sample ledgers use, so that an import
// into the sample organ finds them.
var departments = []struct {
	name, key string
	rooms     []string
}{
	{"办公厅", "bgt", []string{"101", "102", "保密室"}},
	{"宣传部", "xcb", []string{"201", "202"}},
	{"组织部", "zzb", []string{"203", "204"}},
	{"社会服务部", "shb", []string{"301", "302"}},
	{"参政议政部", "czb", []string{"303", "304"}},
	{"研究室", "yjs", []string{"401", "402"}},
	{"机关党委", "jgw", []string{"403", "404"}},
	{"财务处", "cwc", []string{"405", "406"}},
}

type member struct {
	login, name, department, title string
	clearance                      level.Level
	seats                          []org.Seat
	bound                          []string // departments of the bound seats
}

const top = level.TopSecret

var members = []member{
	{"baomi1", "赵甲", "办公厅", "保密办主任", top, []org.Seat{org.SecrecyOffice}, nil},
	{"baomi2", "钱乙", "办公厅", "保密办专员", top, []org.Seat{org.SecrecyOffice}, nil},
	{"leader", "孙丙", "办公厅", "分管领导", top, []org.Seat{org.Leader}, nil},
	{"group1", "李丁", "办公厅", "领导小组组长", top, []org.Seat{org.LeadingGroup}, nil},
	{"group2", "周戊", "研究室", "领导小组成员", top, []org.Seat{org.LeadingGroup}, nil},
	{"tech", "吴己", "办公厅", "技术员", top, []org.Seat{org.Technician}, nil},
	{"witness1", "郑庚", "办公厅", "见证人", top, []org.Seat{org.Witness}, nil},
	{"witness2", "王辛", "机关党委", "见证人", top, []org.Seat{org.Witness}, nil},
	{"officer1", "冯壬", "办公厅", "资产管理员", top, []org.Seat{org.AssetOfficer}, []string{"办公厅", "宣传部", "组织部"}},
	{"officer2", "陈癸", "研究室", "资产管理员", top, []org.Seat{org.AssetOfficer}, []string{"社会服务部", "参政议政部", "研究室", "机关党委", "财务处"}},
	{"head.bgt", "褚子", "办公厅", "主任", top, []org.Seat{org.DepartmentHead}, []string{"办公厅"}},
	{"head.xcb", "卫丑", "宣传部", "部长", top, []org.Seat{org.DepartmentHead}, []string{"宣传部"}},
	{"head.zzb", "蒋寅", "组织部", "部长", top, []org.Seat{org.DepartmentHead}, []string{"组织部"}},
	{"head.shb", "沈卯", "社会服务部", "部长", top, []org.Seat{org.DepartmentHead}, []string{"社会服务部"}},
	{"head.czb", "韩辰", "参政议政部", "部长", top, []org.Seat{org.DepartmentHead}, []string{"参政议政部"}},
	{"head.yjs", "杨巳", "研究室", "主任", top, []org.Seat{org.DepartmentHead}, []string{"研究室"}},
	{"head.jgw", "朱午", "机关党委", "书记", top, []org.Seat{org.DepartmentHead}, []string{"机关党委"}},
	{"head.cwc", "秦未", "财务处", "处长", top, []org.Seat{org.DepartmentHead}, []string{"财务处"}},
	{"keeper1", "尤申", "办公厅", "干事", top, nil, nil},
	{"keeper2", "许酉", "宣传部", "干事", top, nil, nil},
	{"keeper3", "何戌", "宣传部", "干事", level.Secret, nil, nil},
	{"keeper4", "吕亥", "组织部", "干事", top, nil, nil},
	{"keeper5", "施东", "社会服务部", "干事", top, nil, nil},
	{"keeper6", "张南", "参政议政部", "干事", top, nil, nil},
	{"keeper7", "孔西", "研究室", "干事", top, nil, nil},
	{"keeper8", "曹北", "机关党委", "干事", level.Secret, nil, nil},
	{"keeper9", "严中", "财务处", "干事", level.Secret, nil, nil},
	{"keeper10", "华䶮", "财务处", "干事", level.Confidential, nil, nil},
}

// founders are the three administrators, in the order of app.Found.
var founders = []struct {
	login, name string
	seat        org.Seat
}{
	{"sysadmin", "金管系", org.SystemAdmin},
	{"secadmin", "魏管安", org.SecurityAdmin},
	{"auditor", "陶管审", org.Auditor},
}

// Accounts lists the sample accounts.
func Accounts() []Account {
	var out []Account
	for _, f := range founders {
		out = append(out, Account{Login: f.login, Password: Password, Seats: []string{string(f.seat)}, Name: f.name})
	}
	for _, m := range members {
		seats := []string{string(org.Keeper)}
		for _, s := range m.seats {
			seats = append(seats, string(s))
		}
		out = append(out, Account{Login: m.login, Password: Password, Seats: seats, Name: m.name})
	}
	return out
}

func (t *teller) organ() {
	for _, d := range departments {
		id := t.do("secadmin", app.SetDepartment{Department: org.Department{Name: d.name}}).ID
		t.departments[d.name] = id
		for _, r := range d.rooms {
			l := level.Secret
			if r == "保密室" || len(t.rooms[d.name]) == 0 {
				l = level.TopSecret
			}
			room := t.do("secadmin", app.SetRoom{Room: org.Room{Name: d.name + r, Department: id, Level: l}}).ID
			t.rooms[d.name] = append(t.rooms[d.name], room)
		}
		t.store[d.name] = t.do("secadmin", app.SetRoom{
			Room: org.Room{Name: d.name + "库房", Department: id, Level: level.TopSecret},
		}).ID
	}
}

// people enters the persons, their seats and their accounts, each administrator
// doing his own part.
func (t *teller) people() {
	today := t.app.Today(t.clock.Now())
	until := t.app.Today(t.clock.Now().AddDate(2, 0, 0))
	for _, m := range members {
		p := org.Person{
			Name: m.name, Department: t.departments[m.department], Title: m.title, Clearance: m.clearance,
			ClearanceUntil: until, TrainedOn: today, UndertakingOn: today,
		}
		id := t.do("secadmin", app.SetPerson{Person: p}).ID
		t.persons[m.login] = id
		for _, seat := range m.seats {
			bound := m.bound
			if len(bound) == 0 {
				bound = []string{""}
			}
			for _, d := range bound {
				t.do("secadmin", app.GrantSeat{Person: id, Grant: org.Grant{Seat: seat, Department: t.departments[d]}})
			}
		}
		acc := t.do("sysadmin", app.CreateAccount{Login: m.login, Person: id})
		if t.err != nil {
			return
		}
		t.accounts[m.login] = acc.ID
		other := t.do("secadmin", app.MoveAccount{Account: acc.ID, State: account.Active, Reason: "入职"})
		t.activate(m.login, acc.Secret+" "+other.Secret)
		t.keepers[m.department] = append(t.keepers[m.department], m.login)
	}
}

func (t *teller) activate(login, code string) {
	if t.err == nil {
		t.err = t.auth.Activate(t.ctx, login, code, firstPassword)
	}
}

// firstPassword is what everybody set when the story began.
const firstPassword = "Demo-Sealbook-2025-erstes"

// passwords has everybody change his: the story is longer than a password is good
// for, and nobody is to begin with one that has run out.
// passwordsLast has the security administrator let passwords last without an end
// while the organ tries the book out, and later take that back. The story is of many
// months, and to tell of everybody's passwords would take longer than all the rest.
// The period of administrators comes last: from then on his own has run out.
func (t *teller) passwordsLast(long bool) {
	reason := "试运行结束，恢复口令更换周期"
	if long {
		reason = "试运行期间暂不限口令更换周期"
	}
	for _, key := range []string{"password.max-days", "password.max-days.secret", "password.max-days.top-secret"} {
		raw := policy.Default().Values[key].Raw
		if long {
			raw = "0"
		}
		t.do("secadmin", app.SetPolicy{Key: key, Raw: raw, Reason: reason})
	}
}

func (t *teller) passwords() {
	for _, x := range Accounts() {
		actor := t.actor(x.Login)
		if t.err == nil {
			t.err = t.auth.ChangePassword(t.ctx, actor, auth.Given{Password: firstPassword}, x.Password)
		}
	}
}

func (t *teller) found() {
	admins := make([]app.Administrator, len(founders))
	for i, f := range founders {
		admins[i] = app.Administrator{Login: f.login, Name: f.name, Seat: f.seat}
	}
	codes, err := t.app.Found(t.ctx, Organ, admins)
	if err != nil {
		t.err = err
		return
	}
	for _, c := range codes {
		t.accounts[c.Login] = c.Account
		t.activate(c.Login, c.Code)
	}
}
