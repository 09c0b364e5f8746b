package main

import (
	"encoding/hex"
	"fmt"
	"strings"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// execute carries out one command for whoever acts. What has to be signed is
// put before him with its digest, and he proves himself for exactly that: with
// the password again, and with a fresh one-time code where he has one. A token
// signs nothing, and a security key only works at the page.
func execute(env *Env, b *book, actor org.Actor, c app.Command) (app.Outcome, error) {
	out, err := b.app.Execute(env.Context, actor, c, "")
	r, sign := app.RequiredBy(err)
	if !sign || actor.Only != nil {
		return out, err
	}
	digest := hex.EncodeToString(r.Digest[:])
	fmt.Fprintf(env.Stderr, "签署 Sign: %s\n内容摘要 Digest: %s %s %s %s\n", app.VerbOf(c), digest[:4], digest[4:8], digest[8:12], digest[12:16])
	given, err := again(env, b, actor)
	if err != nil {
		return out, err
	}
	_, proof, err := b.auth.Prove(env.Context, given)
	if err != nil {
		return out, err
	}
	if err := proof.Bind(digest, r.Statement.At); err != nil {
		return out, err
	}
	actor.Proof = &proof
	return b.app.Execute(env.Context, actor, c, "")
}

// again asks for what proves the actor, from the environment or at the terminal.
func again(env *Env, b *book, actor org.Actor) (auth.Given, error) {
	g := auth.Given{Account: actor.Account, Addr: shellAddr}
	f, err := b.auth.FactorsOf(env.Context, actor.Account)
	if err != nil {
		return g, err
	}
	if len(f.Keys) > 0 && !f.Code {
		return g, errs.New(errs.Invalid, "cli.key", "该账号以安全密钥签署，请在页面上办理。", "This account signs with a security key; do it on the page.")
	}
	var ok bool
	if g.Password, ok = env.Password(); !ok {
		if g.Password, err = env.ask("口令 Password: ", errNoPassword); err != nil {
			return g, err
		}
	}
	if f.Code { // the one of the sign-in was used up there
		if g.Code, err = env.ask("新的动态口令 A fresh one-time code: ", errNoFreshCode); err != nil {
			return g, err
		}
		g.Code = strings.TrimSpace(g.Code)
	}
	return g, nil
}

var errNoFreshCode = errs.New(errs.Unauthenticated, "cli.totp",
	"签署需要新的动态口令：请在终端或标准输入中给出。", "Signing needs a fresh one-time code: give it at the terminal or on standard input.")
