package app

import (
	"context"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Administrator is one of the three the organ is founded with (REG 34).
type Administrator struct {
	Login string
	Name  string
	Seat  org.Seat
}

// Founded is an administrator's account with its activation code, shown once.
type Founded struct {
	Administrator
	Account string
	Code    string
}

// organFounded opens the ledger.
type organFounded struct {
	Organ string `json:"organ"`
}

// EventType names the payload in the ledger; the name never changes.
func (organFounded) EventType() string { return "organ.founded" }

// Founder is the name under which the founding is recorded: nobody has an
// account yet.
const Founder = "founder"

// Found opens an empty ledger with the organ's name and its three
// administrators, in one transaction. It is the only command without an actor,
// and it is refused as soon as anything at all is on record.
func (a *App) Found(ctx context.Context, organ string, admins []Administrator) ([]Founded, error) {
	if organ == "" {
		return nil, errs.InvalidField("organ", "请填写机关名称。", "Give the organ's name.")
	}
	if err := threeDistinct(admins); err != nil {
		return nil, err
	}
	var out []Founded
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		out = nil
		empty, err := tx.Empty()
		if err != nil {
			return err
		}
		if !empty {
			return errs.New(errs.Refused, "organ.founded", "本系统已经初始化，不能重复。", "The organ is founded already; this is done once.")
		}
		first := event.Of(organFounded{Organ: organ}, event.Subject{Kind: "organ", ID: tx.NewID()})
		first.At = tx.Now()
		if err := tx.Append(Founder, "", first); err != nil {
			return err
		}
		for _, x := range admins {
			f, err := a.foundOne(tx, x)
			if err != nil {
				return err
			}
			out = append(out, f)
		}
		return nil
	})
	return out, err
}

func threeDistinct(admins []Administrator) error {
	seen := map[org.Seat]bool{}
	for _, x := range admins {
		if x.Login == "" || x.Name == "" || !x.Seat.Admin() || seen[x.Seat] {
			return rulebook.Refuse("adm.three-distinct")
		}
		seen[x.Seat] = true
	}
	if len(seen) != 3 {
		return rulebook.Refuse("adm.three-distinct")
	}
	return nil
}

func (a *App) foundOne(tx *store.Tx, x Administrator) (Founded, error) {
	f := Founded{Administrator: x, Account: tx.NewID()}
	person, now := tx.NewID(), tx.Now()
	set := event.Of(org.PersonSet{Person: person, Title: x.Seat.Text().ZH, Status: org.Active},
		event.Subject{Kind: org.KindPerson, ID: person})
	set.Private = map[string]string{"name": x.Name}
	grant := org.Grant{ID: tx.NewID(), Seat: x.Seat, From: a.Today(now)}
	self := event.Subject{Kind: account.KindSubject, ID: f.Account}
	events := []event.Event{
		set,
		event.Of(org.SeatGranted{Person: person, Grant: grant}, event.Subject{Kind: org.KindPerson, ID: person}),
		event.Of(account.Created{Account: f.Account, Login: x.Login, Person: person}, self),
		event.Of(account.StateSet{Account: f.Account, State: account.Active, Reason: "founding"}, self),
		event.Of(account.SecretSet{Account: f.Account, What: "activation"}, self),
	}
	for i := range events {
		events[i].At = now
	}
	if err := tx.Append(Founder, "", events...); err != nil {
		return f, err
	}
	code, err := NewActivationCode()
	if err != nil {
		return f, err
	}
	f.Code = code
	return f, tx.SetActivation(f.Account, code, now.Add(ActivationLife))
}
