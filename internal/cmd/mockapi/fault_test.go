package main

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestFaultsAreParsed(t *testing.T) {
	t.Parallel()
	tests := map[string]mockapi.Fault{
		"throttle": {Kind: mockapi.FaultThrottle},
		"throttle:skip=1,every=3,times=2,retry_after=1": {
			Kind: mockapi.FaultThrottle, Skip: 1, Every: 3, Times: 2, RetryAfter: "1",
		},
		"throttle:on=events":                     {Kind: mockapi.FaultThrottle, On: mockapi.OnEvents},
		"throttle:on=tokens":                     {Kind: mockapi.FaultThrottle, On: mockapi.OnTokens},
		"throttle:on=projects":                   {Kind: mockapi.FaultThrottle, On: mockapi.OnProjects},
		"drip_body:offset=98,times=1":            {Kind: mockapi.FaultDripBody, Offset: new(98), Times: 1},
		"clamp:page_size=50":                     {Kind: mockapi.FaultClamp, PageSize: 50},
		"wrong_total:total=-1":                   {Kind: mockapi.FaultWrongTotal, Total: -1},
		`respond:status=403,body={"code":"a=b"}`: {Kind: mockapi.FaultRespond, Status: 403, Body: `{"code":"a=b"}`},
		`respond:body={"events":[],"total":0,"status":1}`: {
			Kind: mockapi.FaultRespond, Body: `{"events":[],"total":0,"status":1}`,
		},
		"respond:header=Age: 900000,header=x-a:b,body=": {
			Kind: mockapi.FaultRespond, Header: http.Header{"Age": {"900000"}, "X-A": {"b"}},
		},
	}
	for text, want := range tests {
		if got, err := parseFault(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v and %v, want %+v", text, got, err, want)
		}
	}
}

func TestEveryFaultKindIsParsed(t *testing.T) {
	t.Parallel()
	for _, kind := range mockapi.FaultKinds() {
		if got, err := parseFault(string(kind) + ":page_size=1"); err != nil || got.Kind != kind {
			t.Errorf("%s: got %+v and %v", kind, got, err)
		}
	}
}

func TestInvalidFaultFlagIsRejected(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                   `unknown fault ""`,
		"flood":              `unknown fault "flood"`,
		"throttle:":          `unknown setting ""`,
		"throttle:often=1":   `unknown setting "often"`,
		"throttle:on=users":  `setting on: "users" is not one of events, job, search, tokens, projects`,
		"throttle:every":     `setting every: "" is not an integer`,
		"throttle:every=x":   `setting every: "x" is not an integer`,
		"throttle:every=-1":  `fault throttle: skip, every and times must be 0 or more`,
		"throttle:offset=-1": `fault throttle: the offset must be 0 or more`,
		"throttle:offset=x":  `setting offset: "x" is not an integer`,
		"respond:header=Age": `setting header: "Age" is not of the form Name: value`,
		"clamp":              `fault clamp: the page size must be 1 or more`,
	} {
		if _, err := parseFault(text); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}
