package asset

import (
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
)

// Verb is what a command does; it is the last element of the command's URL.
type Verb string

// The verbs of this package (domain.md §4).
const (
	VerbRegister    Verb = "register"
	VerbVoid        Verb = "void"
	VerbCorrect     Verb = "correct"
	VerbClassify    Verb = "classify"
	VerbUpgrade     Verb = "upgrade"
	VerbDowngrade   Verb = "downgrade"
	VerbLabel       Verb = "label" // read-back of an applied label
	VerbPrint       Verb = "print" // a label is printed or copied
	VerbVoidLabel   Verb = "void-label"
	VerbCheck       Verb = "check"
	VerbIssue       Verb = "issue"
	VerbReturn      Verb = "return"
	VerbHandOver    Verb = "hand-over"
	VerbMove        Verb = "move"
	VerbPair        Verb = "pair"
	VerbUnpair      Verb = "unpair"
	VerbTakeOut     Verb = "take-out"
	VerbPutIn       Verb = "put-in"
	VerbRepair      Verb = "repair"
	VerbCloseRepair Verb = "close-repair"
	VerbLoad        Verb = "load"
	VerbClear       Verb = "clear"
	VerbFreeze      Verb = "freeze"
	VerbUnfreeze    Verb = "unfreeze"
	VerbReportLost  Verb = "report-lost"
	VerbLend        Verb = "lend" // always refused: use.no-lending

	// What may be done with the request that waits on an asset.
	VerbApprove  Verb = "approve"
	VerbAccept   Verb = "accept"
	VerbRefuse   Verb = "refuse"
	VerbWithdraw Verb = "withdraw"
	VerbLapse    Verb = "lapse" // due work only
)

// Command asks for one deed on one asset.
type Command struct {
	Asset   string // id
	Verb    Verb
	Version int64  // the version the actor saw; 0 does not compare
	Args    Args   // what the verb needs
	Request string // for approve, accept, refuse, withdraw: which request the actor saw
}

// Args are the inputs of all verbs; Spec.Fields says which of them a verb reads.
type Args struct {
	Person     string        `json:"person,omitempty"`     // receiver
	Department string        `json:"department,omitempty"` // id
	Room       string        `json:"room,omitempty"`       // id
	Level      *level.Level  `json:"level,omitempty"`
	Term       int           `json:"term,omitempty"` // years
	Scope      string        `json:"scope,omitempty"`
	Basis      string        `json:"basis,omitempty"`
	Special    string        `json:"special,omitempty"` // basis for a term above the cap
	Other      string        `json:"other,omitempty"`   // id of the asset to pair with
	Part       string        `json:"part,omitempty"`    // id of the part to take out or put in
	Use        string        `json:"use,omitempty"`
	Network    Network       `json:"network,omitempty"`
	Wireless   Wireless      `json:"wireless,omitempty"`
	Token      string        `json:"token,omitempty"`     // of a label
	Reference  string        `json:"reference,omitempty"` // order or paper
	Reason     string        `json:"reason,omitempty"`
	Correct    *Correction   `json:"correct,omitempty"`
	Repair     *RepairAsk    `json:"repair,omitempty"`
	Condition  PartCondition `json:"condition,omitempty"` // of a part that is taken out
	As         string        `json:"as,omitempty"`        // on whose behalf, where several delegated seats fit; not kept in a request
}

// Correction changes descriptive fields; nil leaves a field as it is.
type Correction struct {
	Serial       *string           `json:"serial,omitempty"`
	Brand        *string           `json:"brand,omitempty"`
	Model        *string           `json:"model,omitempty"`
	Kind         *Kind             `json:"kind,omitempty"` // within the class
	Name         *string           `json:"name,omitempty"`
	FixedAssetNo *string           `json:"fixed_asset_no,omitempty"`
	Use          *string           `json:"use,omitempty"`
	OS           *string           `json:"os,omitempty"`
	OSInstalled  *string           `json:"os_installed,omitempty"`
	MAC          *string           `json:"mac,omitempty"`
	Optical      *string           `json:"optical,omitempty"`
	Capacity     *string           `json:"capacity,omitempty"`
	Supplier     *string           `json:"supplier,omitempty"`
	PurchaseDate *string           `json:"purchase_date,omitempty"`
	StartDate    *string           `json:"start_date,omitempty"`
	Notes        *string           `json:"notes,omitempty"`
	Extra        map[string]string `json:"extra,omitempty"` // "" removes the field
}

// Registration asks for a new asset, with the parts inside it, as drafts.
type Registration struct {
	ID         string
	Code       string
	Class      Class
	Kind       Kind
	Serial     string
	Brand      string
	Model      string
	Book       Book
	Department string // id, "" while unknown (secrecy office only)
	Room       string
	Network    Network
	Wireless   Wireless
	Details    Details
	Claim      Claim
	Source     string // "" typed; else the import it came from
	Sheet      int    `json:",omitempty"` // of the imported file, from 1; 0 where it has none
	Row        int    `json:",omitempty"` // of the sheet as Excel counts, 0 when typed
	Parts      []PartSpec
}

// PartSpec is one part inside a host that is being registered.
type PartSpec struct {
	ID     string
	Code   string
	Class  Class
	Kind   Kind
	Serial string
	Brand  string
	Model  string
}

var verbTexts = map[Verb]errs.Text{
	VerbRegister:    errs.T("登记", "register"),
	VerbVoid:        errs.T("作废草稿", "void draft"),
	VerbCorrect:     errs.T("更正", "correct entry"),
	VerbClassify:    errs.T("定密", "classify"),
	VerbUpgrade:     errs.T("提高密级", "upgrade marking"),
	VerbDowngrade:   errs.T("降低密级", "downgrade marking"),
	VerbLabel:       errs.T("粘贴标签（扫码回读）", "apply label (read back)"),
	VerbPrint:       errs.T("打印标签", "print label"),
	VerbVoidLabel:   errs.T("作废标签", "void label"),
	VerbCheck:       errs.T("保密技术检测", "technical check"),
	VerbIssue:       errs.T("发放", "issue"),
	VerbReturn:      errs.T("归还", "return"),
	VerbHandOver:    errs.T("交接", "hand over"),
	VerbMove:        errs.T("变更存放地点或用途", "move or change use"),
	VerbPair:        errs.T("登记连接", "pair"),
	VerbUnpair:      errs.T("解除连接", "unpair"),
	VerbTakeOut:     errs.T("拆出部件", "take out a part"),
	VerbPutIn:       errs.T("装入部件", "put in a part"),
	VerbRepair:      errs.T("申请维修", "repair"),
	VerbCloseRepair: errs.T("维修结单", "close repair"),
	VerbLoad:        errs.T("存入涉密文件", "load"),
	VerbClear:       errs.T("清理", "clear"),
	VerbFreeze:      errs.T("冻结", "freeze"),
	VerbUnfreeze:    errs.T("解除冻结", "unfreeze"),
	VerbReportLost:  errs.T("报告丢失", "report lost"),
	VerbLend:        errs.T("借出", "lend"),
	VerbApprove:     errs.T("同意", "approve"),
	VerbAccept:      errs.T("签收", "accept"),
	VerbRefuse:      errs.T("不同意", "refuse"),
	VerbWithdraw:    errs.T("撤回", "withdraw"),
	VerbLapse:       errs.T("逾期失效", "lapse"),
}

// Text returns the verb's name in both languages.
func (v Verb) Text() errs.Text { return verbTexts[v] }
