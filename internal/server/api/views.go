package api

import (
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/view"
)

// ref is an id with the name to show for it.
type ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func refOf(r view.Ref) *ref {
	if r.ID == "" {
		return nil
	}
	return &ref{ID: r.ID, Name: r.Name}
}

// waiting is the signature that a request waits for.
type waiting struct {
	Verb       verbCode `json:"verb"`
	Seat       seatCode `json:"seat"`
	Department string   `json:"department,omitempty"`
	Person     string   `json:"person,omitempty"`
}

// AssetRow is one asset in a list.
type AssetRow struct {
	ID         string     `json:"id"`
	Num        int64      `json:"num" doc:"登记顺序号。Running number of registration."`
	Code       string     `json:"code" doc:"保密编号。"`
	Class      classCode  `json:"class"`
	Kind       string     `json:"kind"`
	Book       bookCode   `json:"book"`
	Name       string     `json:"name"`
	Serial     string     `json:"serial,omitempty"`
	Level      levelCode  `json:"level" doc:"decided 为 false 时尚未定密，此值没有意义。Nothing is said by it while decided is false."`
	Term       int        `json:"term,omitempty" doc:"保密期限（年）。Years."`
	Mark       string     `json:"mark,omitempty" doc:"机密★20年"`
	Decided    bool       `json:"decided" doc:"已定密。false：level 尚无意义，原台账密级见 claim。The level has been decided; false: level says nothing yet, what the old ledger says is in claim."`
	Life       lifeCode   `json:"life"`
	Department *ref       `json:"department,omitempty"`
	Room       *ref       `json:"room,omitempty"`
	Keeper     *ref       `json:"keeper,omitempty"`
	Host       *ref       `json:"host,omitempty" doc:"部件所在主机。Host of a part."`
	Holds      []holdCode `json:"holds" nullable:"false"`
	Waiting    *waiting   `json:"waiting,omitempty"`
	LabelDue   bool       `json:"label_due"`
	Changed    time.Time  `json:"changed"`
	Version    int64      `json:"version"`
}

func assetOf(a view.Asset) AssetRow {
	out := AssetRow{
		ID: a.ID, Num: a.Num, Code: a.Code, Class: classCode(a.Class), Kind: string(a.Kind), Book: bookCode(a.Book),
		Name: a.Name, Serial: a.Serial, Level: levelCode(a.Level.String()), Term: a.Term, Decided: a.Decided, Life: lifeCode(a.Life),
		Department: refOf(a.Department), Room: refOf(a.Room), Keeper: refOf(a.Keeper), Host: refOf(a.Host),
		Holds: make([]holdCode, 0, len(a.Holds)), LabelDue: a.LabelDue, Changed: a.Changed, Version: a.Version,
	}
	if a.Decided {
		out.Mark = level.Mark(a.Level, a.Term)
	}
	for _, h := range a.Holds {
		out.Holds = append(out.Holds, holdCode(h))
	}
	if w := a.Waiting; w.Verb != "" {
		out.Waiting = &waiting{Verb: verbCode(w.Verb), Seat: seatCode(w.Seat), Department: w.Department, Person: w.Person}
	}
	return out
}

func assetsOf(list []view.Asset) []AssetRow {
	out := make([]AssetRow, 0, len(list))
	for _, a := range list {
		out = append(out, assetOf(a))
	}
	return out
}

// record is all there is to see of one asset. Its actions, the last of its
// members, are written by writeActions.
type record struct {
	AssetRow
	Brand    string            `json:"brand,omitempty"`
	Model    string            `json:"model,omitempty"`
	Details  asset.Details     `json:"details"`
	Claim    *claim            `json:"claim,omitempty" doc:"导入台账所载、尚未办理确认的内容。What an imported ledger said and no command has confirmed."`
	Custody  custody           `json:"custody"`
	Marking  marking           `json:"marking"`
	High     levelCode         `json:"high_water,omitempty" doc:"最高曾存密级；首次定密之前没有。Highest level ever held; none before the first decision."`
	Content  *content          `json:"content,omitempty"`
	Network  string            `json:"network,omitempty"`
	Wireless string            `json:"wireless,omitempty"`
	Checked  *time.Time        `json:"checked,omitempty" doc:"上次保密技术检测。Last technical check."`
	Parts    []AssetRow        `json:"parts" nullable:"false"`
	Pairs    []AssetRow        `json:"pairs" nullable:"false"`
	Labels   []labelView       `json:"labels" nullable:"false"`
	Request  *request          `json:"request,omitempty" doc:"待签申请。The request that waits."`
	Names    map[string]string `json:"names" doc:"上文人员、部门、房间标识对应的名称。Names of the ids above."`
	Actions  []action          `json:"actions" nullable:"false" doc:"每种操作此刻可否办理，不可时说明原因。Every verb as it stands now: legal, or why not."`

	actions []asset.Action
	lang    string
	ready   []byte // encoded already
}

type claim struct {
	Level      string `json:"level,omitempty"`
	Term       int    `json:"term,omitempty"`
	Scope      string `json:"scope,omitempty"`
	Department string `json:"department,omitempty"`
	Room       string `json:"room,omitempty"`
	Status     string `json:"status,omitempty"`
	Host       string `json:"host,omitempty"`
	Keeper     string `json:"keeper,omitempty"`
}

type custody struct {
	Holder string    `json:"holder"`
	Since  time.Time `json:"since"`
}

type marking struct {
	Scope   string `json:"scope,omitempty" doc:"知悉范围。"`
	Basis   string `json:"basis,omitempty" doc:"定密依据。"`
	Version int    `json:"version"`
}

type content struct {
	Level   levelCode  `json:"level"`
	Since   time.Time  `json:"since"`
	ClearBy *time.Time `json:"clear_by,omitempty"`
}

type request struct {
	ID    string     `json:"id"`
	Verb  verbCode   `json:"verb"`
	By    string     `json:"by"`
	At    time.Time  `json:"at"`
	Due   *time.Time `json:"due,omitempty"`
	Args  asset.Args `json:"args"`
	Steps []step     `json:"steps" nullable:"false"`
}

type step struct {
	Seat       seatCode   `json:"seat"`
	Department string     `json:"department,omitempty"`
	Person     string     `json:"person,omitempty"`
	Signed     string     `json:"signed,omitempty"`
	For        string     `json:"for,omitempty"`
	At         *time.Time `json:"at,omitempty"`
}

type labelView struct {
	Token   string     `json:"token"`
	Number  int        `json:"number"`
	State   string     `json:"state" enum:"printed,applied,replaced,void"`
	Marking int        `json:"marking"`
	Copies  int        `json:"copies" doc:"输出到纸上的次数：打印次数，或取出文件的次数（取较大者）。How often it was put on paper: prints, or fetched files where those are more."`
	Fetched int        `json:"fetched" doc:"取出含该标签的文件的次数；仅在设备记录中统计。How often files with it were fetched; counted in the asset's record only."`
	Job     string     `json:"job,omitempty"`
	Reason  string     `json:"reason,omitempty"`
	Code    string     `json:"code"`
	Mark    string     `json:"mark,omitempty"`
	Printed *time.Time `json:"printed,omitempty"`
	Applied *time.Time `json:"applied,omitempty"`
}

func labelOf(l asset.Label) labelView {
	return labelView{
		Token: l.Token, Number: l.Number, State: string(l.State), Marking: l.Marking, Copies: l.Times(), Fetched: l.Fetched, Job: l.Job,
		Reason: l.Reason, Code: l.Shows.Code, Mark: l.Shows.Mark, Printed: when(l.Printed), Applied: when(l.Applied),
	}
}

// action is one verb as it stands for the actor now.
type action struct {
	Verb   verbCode `json:"verb"`
	Text   string   `json:"text"`
	Legal  bool     `json:"legal"`
	Fields []input  `json:"fields" nullable:"false"`
	Why    *reason  `json:"why,omitempty"`
}

type input struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
	Text     string `json:"text"`
}

type reason struct {
	Code     string   `json:"code"`
	Detail   string   `json:"detail"`
	Rule     string   `json:"rule,omitempty"`
	Articles []string `json:"articles,omitempty"`
	Missing  []string `json:"missing,omitempty"`
}

// when is nil for a moment that never was.
func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func recordOf(r view.Record, actions []asset.Action, lang string) record {
	s := r.State
	out := record{
		AssetRow: assetOf(r.Asset), Brand: s.Brand, Model: s.Model, Details: s.Details,
		Custody: custody{Holder: string(s.Custody.Holder), Since: s.Custody.Since},
		Marking: marking{Scope: s.Marking.Scope, Basis: s.Marking.Basis, Version: s.Marking.Version},
		Network: string(s.Network), Wireless: string(s.Wireless), Checked: when(s.Checked),
		Parts: assetsOf(r.Parts), Pairs: assetsOf(r.Pairs), Labels: make([]labelView, 0, len(r.Labels)),
		Names: r.Names, actions: actions, lang: lang,
	}
	if out.Names == nil {
		out.Names = map[string]string{}
	}
	if s.HighWaterKnown() {
		out.High = levelCode(s.HighWater.String())
	}
	if s.Claim != (asset.Claim{}) {
		c := claim(s.Claim)
		out.Claim = &c
	}
	if s.Content.Holding() {
		out.Content = &content{Level: levelCode(s.Content.Level.String()), Since: s.Content.Since, ClearBy: when(s.Content.ClearBy)}
	}
	for _, l := range r.Labels {
		out.Labels = append(out.Labels, labelOf(l))
	}
	if q := s.Request; q != nil {
		out.Request = &request{ID: q.ID, Verb: verbCode(q.Verb), By: q.By, At: q.At, Due: when(q.Due), Args: q.Args, Steps: []step{}}
		for _, st := range q.Steps {
			out.Request.Steps = append(out.Request.Steps, step{
				Seat: seatCode(st.Seat), Department: st.Department, Person: st.Person, Signed: st.Signed, For: st.For, At: when(st.At),
			})
		}
	}
	return out
}
