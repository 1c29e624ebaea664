// The provider's program, which Terraform starts.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// A provider lives for one run, and a long list makes much garbage on its way through the framework: with the collector at Go's own
// 100 %, 10,000 events take a third more time. The limit keeps 100,000 from growing to nine times what they need.
const (
	garbagePercent   = 800
	memoryLimitBytes = 1 << 30
)

// tuneCollector leaves alone what the user's environment says.
func tuneCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimitBytes)
	}
}

// version is set by the linker at release.
var version = "dev"

func main() {
	forDebugger := flag.Bool("debug", false, "wait for a debugger and print how Terraform finds the provider")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println("terraform-provider-modelarts", version)
		return
	}

	tuneCollector()
	// net/http prints there what a service sends behind an answer, which may be the credential that it was sent.
	log.SetOutput(io.Discard)
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := providerserver.Serve(context.Background(), provider.New(interrupted, version), providerserver.ServeOpts{
		Address: "registry.terraform.io/modelarts-contrib/modelarts",
		Debug:   *forDebugger,
	})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
