package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestFlagsAreParsed(t *testing.T) {
	t.Parallel()
	isBar := func(r rune) bool { return r == '|' } // between arguments, because a header contains a space
	for text, want := range map[string]options{
		"":                         {},
		"-listen|[::1]:80|-for|1m": {listen: "[::1]:80", lifetime: time.Minute},
		"-job|a|-job|b:events=0": {jobs: []job{
			{id: "a", events: mockapi.Generate(100)}, {id: "b", events: mockapi.Generate(0)},
		}},
		"-job|a:name=n,errors=3,events=10,phases=Pending+Running": {jobs: []job{
			{id: "a", name: "n", events: mockapi.GenerateWithErrors(10, 3), phases: []string{"Pending", "Running"}},
		}},
		"-fault|clamp:page_size=50|-fault|wrong_total:total=-1": {faults: []mockapi.Fault{
			{Kind: mockapi.FaultClamp, PageSize: 50}, {Kind: mockapi.FaultWrongTotal, Total: -1},
		}},
		"-fault|throttle:on=tokens,skip=1,every=3,times=2,retry_after=1": {faults: []mockapi.Fault{
			{Kind: mockapi.FaultThrottle, On: mockapi.OnTokens, Skip: 1, Every: 3, Times: 2, RetryAfter: "1"},
		}},
		"-fault|throttle:on=events|-fault|throttle:on=job|-fault|throttle:on=search|-fault|throttle:on=projects": {faults: []mockapi.Fault{
			{Kind: mockapi.FaultThrottle, On: mockapi.OnEvents}, {Kind: mockapi.FaultThrottle, On: mockapi.OnJob},
			{Kind: mockapi.FaultThrottle, On: mockapi.OnSearch}, {Kind: mockapi.FaultThrottle, On: mockapi.OnProjects},
		}},
		"-fault|drip_body:offset=98": {faults: []mockapi.Fault{{Kind: mockapi.FaultDripBody, Offset: new(98)}}},
		`-fault|respond:status=403,header=age: 9,header=x-a:b,body={"a":[],"b":"c=d"}`: {faults: []mockapi.Fault{
			{Kind: mockapi.FaultRespond, Status: 403, Header: http.Header{"Age": {"9"}, "X-A": {"b"}}, Body: `{"a":[],"b":"c=d"}`},
		}},
	} {
		if want.listen == "" {
			want.listen, want.lifetime = "127.0.0.1:0", time.Hour
		}
		if got, err := parseOptions(strings.FieldsFunc(text, isBar), io.Discard); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v and %v, want %+v", text, got, err, want)
		}
	}
}

func TestInvalidFlagsAreRejected(t *testing.T) {
	t.Parallel()
	stopped, stop := context.WithCancel(t.Context())
	stop() // a program that starts anyway ends at once
	for text, want := range map[string]string{
		"extra":                      `unexpected argument "extra"`,
		"-for 0s":                    "-for must be more than 0",
		"-listen 127.0.0.1":          "missing port",
		"-listen :0":                 "not a loopback address",
		"-listen 192.0.2.1:0":        "not a loopback address",
		"-job :events=1":             "the id is missing",
		"-job a:levels=1":            `unknown setting "levels"`,
		"-job a:events=-1":           `setting events: "-1" is not an integer of 0 or more`,
		"-job a:errors=x":            `setting errors: "x" is not an integer of 0 or more`,
		"-job a:events=1,errors=2":   "setting errors: 2 is more than the 1 events of the job",
		"-job a:name=":               "setting name: the name is empty",
		"-job a:phases=Running+":     `setting phases: "Running+" has an empty phase`,
		"-fault flood":               `unknown fault "flood"`,
		"-fault throttle:often=1":    `unknown setting "often"`,
		"-fault throttle:on=users":   `setting on: "users" is not one of events, job, search, tokens, projects`,
		"-fault throttle:every=x":    `setting every: "x" is not an integer`,
		"-fault throttle:every=-1":   "skip, every and times must be 0 or more",
		"-fault respond:header=Age":  `setting header: "Age" is not of the form Name: value`,
		"-fault clamp":               "the page size must be 1 or more",
		"-fault throttle -fault bad": `unknown fault "bad"`,
	} {
		if err := run(stopped, strings.Fields(text), io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}

func TestHelpListsCredentialsJobsAndFaults(t *testing.T) {
	t.Parallel()
	var help strings.Builder
	if err := run(t.Context(), []string{"-help"}, io.Discard, &help); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v", err)
	}
	wanted := []string{
		mockapi.ProjectID, mockapi.ProjectName, mockapi.SampleJobID, mockapi.SampleJobName, mockapi.Token, mockapi.AccessKeyID, mockapi.SecretKey,
		mockapi.TemporaryAccessKeyID, mockapi.TemporarySecretKey, mockapi.SecurityToken, mockapi.UserName, mockapi.Password, mockapi.DomainName,
	}
	for _, kind := range mockapi.FaultKinds() {
		wanted = append(wanted, string(kind))
	}
	for _, want := range wanted {
		if !strings.Contains(help.String(), want) {
			t.Errorf("no %s in\n%s", want, help.String())
		}
	}
}

func TestErrorsAreTheLastEvents(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"a:events=200,errors=2": "198 199", "a:events=98": "96", "a:errors=0": ""} {
		parsed, err := parseJob(text)
		if err != nil {
			t.Fatal(err)
		}
		var errorsAt []string
		for i, event := range parsed.events {
			if event.Level == "Error" {
				errorsAt = append(errorsAt, strconv.Itoa(i))
			}
		}
		if got := strings.Join(errorsAt, " "); got != want {
			t.Errorf("%s: the errors are %s, want %s", text, got, want)
		}
	}
}
