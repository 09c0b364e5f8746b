package main

import "sealbook/internal/version"

func init() {
	register("version", "显示版本。Print the version.", func() any { return &versionCmd{} })
}

type versionCmd struct{}

// Run prints what the build stamped in.
func (*versionCmd) Run(env *Env) error {
	info := version.Get()
	return env.Print(info, info.String())
}
