// Command terraform-provider-modelarts is the provider plugin that Terraform starts.
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
	"syscall"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// The process ends after one run, and a long list creates much garbage in the framework, so Go's default of 100 % makes it slower. The limit
// bounds the heap, which a read of 100,000 events would otherwise grow to nine times the live size.
const (
	garbagePercent   = 800
	memoryLimitBytes = 1 << 30
)

// tuneCollector does not override the variables GOGC and GOMEMLIMIT.
func tuneCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimitBytes)
	}
}

// dropUnreadLogs turns the logs off if Terraform would drop them: neither of its variables asks for logs of providers. The plugin libraries
// ignore these variables and log each step at level TRACE. That took a seventh of a plan of few events.
func dropUnreadLogs() {
	if os.Getenv("TF_LOG") == "" && os.Getenv("TF_LOG_PROVIDER") == "" {
		os.Setenv("TF_LOG_SDK", "OFF")
		os.Setenv("TF_LOG_PROVIDER_MODELARTS", "OFF")
	}
}

// version is set by the linker at release.
var version = "dev"

func main() {
	forDebugger := flag.Bool("debug", false, "wait for a debugger and print the variable that makes Terraform use this process")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println("terraform-provider-modelarts", version)
		return
	}

	tuneCollector()
	if !*forDebugger { // its own terminal shows the logs
		dropUnreadLogs()
	}
	// net/http logs bytes that a service sends after a response, and these may repeat the credential.
	log.SetOutput(io.Discard)
	signals := []os.Signal{os.Interrupt}
	if !*forDebugger {
		// A canceled pipeline often sends SIGTERM to all processes. A second one ends the provider at once.
		signals = append(signals, syscall.SIGTERM)
	}
	interrupted, stop := signal.NotifyContext(context.Background(), signals...)
	context.AfterFunc(interrupted, stop)
	err := provider.Serve("registry.terraform.io/modelarts-contrib/modelarts", provider.New(interrupted, version), *forDebugger)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
