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
	jobs     []job
	faults   []mockapi.Fault
	lifetime time.Duration
}

func parseOptions(arguments []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("mockapi", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.listen, "listen", "127.0.0.1:0", "loopback `address` to listen on; port 0 selects a free port")
	flags.Usage = func() {
		fmt.Fprint(stderr, introduction)
		flags.PrintDefaults()
	}
	flags.Func("job", jobUsage, func(text string) error {
		added, err := parseJob(text)
		o.jobs = append(o.jobs, added)
		return err
	})
	flags.DurationVar(&o.lifetime, "for", time.Hour, "`duration` after which the service stops")
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
	case o.lifetime <= 0:
		return options{}, errors.New("-for must be more than 0")
	}
	return o, nil
}

const introduction = `Usage: mockapi [flags]

Serves a mock of ModelArts and of IAM on a loopback address. Prints its base URL, and on standard error the variables for a shell.

  endpoint               the base URL
  auth_url               the base URL with /v3
  project_id             ` + mockapi.ProjectID + `
  project_name           ` + mockapi.ProjectName + `
  training_job_id        ` + mockapi.SampleJobID + ` (a job that has failed)
  training_job_name      ` + mockapi.SampleJobName + `

It accepts one of these credentials:

  token                  ` + mockapi.Token + `
  access_key             ` + mockapi.AccessKeyID + `
    secret_key           ` + mockapi.SecretKey + `
  access_key (temporary) ` + mockapi.TemporaryAccessKeyID + `
    secret_key           ` + mockapi.TemporarySecretKey + `
    security_token       ` + mockapi.SecurityToken + `
  user_name              ` + mockapi.UserName + `
    password             ` + mockapi.Password + `
    domain_name          ` + mockapi.DomainName + `

Flags:

`

func faultUsage() string {
	var usage strings.Builder
	usage.WriteString("`fault` to inject, as a name or name:every=3,times=2; may be repeated.\n" +
		"Settings: on (events, job, search, tokens, projects), offset, skip, every, times, retry_after, page_size, total, status, header, body.\n" +
		"A comma ends a value. The value of body is the rest of the text, so body must come last:\n" +
		"  respond:status=403,header=X-Request-Id: r1,body={\"error_code\":\"X.1\",\"error_msg\":\"No.\"}\n" +
		"Names:")
	for _, kind := range mockapi.FaultKinds() {
		usage.WriteString("\n  " + string(kind))
	}
	return usage.String()
}
