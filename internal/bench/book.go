package main

import (
	"context"
	"errors"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/config"
	"sealbook/internal/demo"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

// book is the product's own way to its data, opened in this process.
type book struct {
	store *store.Store
	app   *app.App
	auth  *auth.Service
}

func openBook(ctx context.Context, o store.Options) (*book, error) {
	s, err := store.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	au, err := auth.New(s, auth.Options{})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &book{store: s, app: app.New(s, app.Options{Answers: auth.CheckEnrolled}), auth: au}, nil
}

// found makes the schema and the sample organ with its accounts and assets.
func (b *book) found(ctx context.Context, clock *demo.Clock) error {
	if err := b.store.Migrate(ctx); err != nil {
		return err
	}
	_, err := demo.Build(ctx, b.app, b.auth, clock)
	return err
}

// actor signs an account of the sample organ in.
func (b *book) actor(ctx context.Context, login string) (org.Actor, error) {
	token, _, err := b.auth.Open(ctx, auth.Shell, login, demo.Password, "")
	if err != nil {
		return org.Actor{}, err
	}
	_, actor, err := b.auth.Resolve(ctx, token)
	if err != nil {
		return org.Actor{}, err
	}
	return actor, b.prove(ctx, &actor)
}

// prove has the account's person sign what he asks for from now on, as long as
// a proof lasts.
func (b *book) prove(ctx context.Context, actor *org.Actor) error {
	_, proof, err := b.auth.Prove(ctx, auth.Given{Account: actor.Account, Password: demo.Password})
	actor.Proof = &proof
	return err
}

// where turns a place of data into the options of the store. It holds a
// Postgres URL, or else the path of a file.
type where struct{ URL, Path string }

func (w where) options() store.Options { return store.Options{URL: w.URL, Path: w.Path} }

// configuration is what `sealbook serve` runs with when nothing is set, but for
// sessions that outlive a measurement.
func configuration() (config.Config, error) {
	sv := config.DefaultServing()
	sv.SessionIdle, sv.SessionMax = 2*time.Hour, 8*time.Hour
	return config.Build(config.Storage{}, config.DefaultLogging(), sv)
}
