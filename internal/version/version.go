// Package version holds what the build stamps into the binary.
package version

import "runtime"

// Version and Commit are set by the Makefile with -ldflags "-X …". A plain
// `go build` leaves them at these values, which say so.
var (
	Version = "dev"
	Commit  = "unknown"
)

// Info is what `sealbook version --json` prints.
type Info struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// Get returns the build's Info.
func Get() Info {
	return Info{Version: Version, Commit: Commit, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
}

// String is the one-line form: "sealbook 0.1.0 (abc1234) go1.26 linux/amd64".
func (i Info) String() string {
	return "sealbook " + i.Version + " (" + i.Commit + ") " + i.Go + " " + i.OS + "/" + i.Arch
}
