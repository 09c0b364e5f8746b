package ledger

import (
	"strconv"

	"sealbook/internal/errs"
)

// fault is an error on its way out of the codec: each level adds its place, so
// that the user reads where in the leaf it is.
type fault struct {
	kind  errs.Kind
	code  string
	text  errs.Text
	place string // "d.keeper", "byte 17"
}

// in puts the fault below the key.
func (f *fault) in(key string) *fault {
	if f.place == "" {
		f.place = key
	} else {
		f.place = key + "." + f.place
	}
	return f
}

func (f *fault) err() error {
	zh, en := "账册事件格式有误", "The ledger event is malformed"
	if f.place != "" {
		zh, en = zh+"（"+f.place+"）", en+" ("+f.place+")"
	}
	return errs.New(f.kind, f.code, zh+"："+f.text.ZH, en+": "+f.text.EN)
}

// valueFault: a value that has no place in a leaf.
func valueFault(zh, en string) *fault {
	return &fault{kind: errs.Invalid, code: "ledger.value", text: errs.T(zh, en)}
}

// fieldFault: a field of the leaf that is missing, unknown or out of range.
func fieldFault(zh, en string) *fault {
	return &fault{kind: errs.Invalid, code: "ledger.field", text: errs.T(zh, en)}
}

// syntaxFault: bytes at the offset that Encode would never write.
func syntaxFault(offset int, zh, en string) *fault {
	return &fault{kind: errs.Invalid, code: "ledger.syntax", text: errs.T(zh, en), place: "byte " + strconv.Itoa(offset)}
}

func tooLarge() *fault {
	limit := strconv.Itoa(MaxLeaf)
	return &fault{
		kind: errs.TooLarge, code: "ledger.size",
		text: errs.T("超过"+limit+"字节上限，请缩短内容。", "it is over the limit of "+limit+" bytes; shorten the content."),
	}
}

func tooDeep() *fault {
	return valueFault("嵌套过深。", "it is nested too deeply.")
}
