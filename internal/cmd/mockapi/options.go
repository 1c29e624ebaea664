package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

type options struct {
	listen   string
	job      string
	events   int
	faults   []mockapi.Fault
	lifetime time.Duration
}

func parseOptions(arguments []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("mockapi", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.listen, "listen", "127.0.0.1:0", "loopback `address` to listen on; port 0 takes a free one")
	flags.StringVar(&o.job, "job", "", "`id` of a job to add to the sample job "+mockapi.SampleJobID)
	flags.IntVar(&o.events, "events", 0, "`number` of events of the job that -job adds")
	flags.DurationVar(&o.lifetime, "for", time.Hour, "`duration` after which the service stops by itself")
	flags.Func("fault", faultUsage(), func(text string) error {
		fault, err := parseFault(text)
		o.faults = append(o.faults, fault)
		return err
	})
	if err := flags.Parse(arguments); err != nil {
		return options{}, err
	}
	switch {
	case flags.NArg() > 0:
		return options{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.events < 0:
		return options{}, errors.New("-events must be 0 or more")
	case o.events > 0 && o.job == "":
		return options{}, errors.New("-events needs -job, the id of the job that gets them")
	case o.lifetime <= 0:
		return options{}, errors.New("-for must be more than 0")
	}
	return o, nil
}

func faultUsage() string {
	var usage strings.Builder
	usage.WriteString("`fault` to switch on, by name or as name:every=3,times=2; may be given again.\n" +
		"Settings: on (events, tokens, projects), offset, skip, every, times, retry_after, page_size, total, status, body. Names:")
	for _, kind := range mockapi.FaultKinds() {
		usage.WriteString("\n  " + string(kind))
	}
	return usage.String()
}
