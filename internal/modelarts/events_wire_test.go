package modelarts

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

func TestDecodePageReadsAllCountFormats(t *testing.T) {
	t.Parallel()
	number := func(n int64) eventlist.Count { return eventlist.Count{Number: n, Known: true} }
	for body, want := range map[string]eventlist.Count{
		`{"events":[],"total":27}`:            number(27),
		`{"events":[],"total":"27"}`:          number(27),
		`{"events":[],"total":45.0}`:          number(45),
		`{"events":[],"total":4.5e1}`:         number(45),
		`{"events":[],"total":0}`:             number(0),
		`{"events":null,"total":0}`:           {Number: 0, Known: true},
		`{"events":null,"total":"0"}`:         {Number: 0, Known: true},
		`{"events":[],"total":null}`:          {},
		`{"events":[]}`:                       {},
		" \n{\"events\" : [ ], \"new\":{}}\n": {},
		`{"events":[{"message":"level","level":"Level\\","x":{"Level":1,"level":2}},{"level":"\"Level\":"}]}`: {},
		`{"events":[],"has_more":false,"next_marker":null,"next":"","links":{"self":"/","next":null}}`:        {},
		`{"events":[],"is_success":true,"errors":[],"error_message":"","err_code":0,"error_count":7}`:         {},
	} {
		if page, err := decodePage([]byte(body)); err != nil || page.Total != want {
			t.Errorf("%s: got %+v, %v", body, page, err)
		}
	}
}

// The list reader decides what an unreadable count means.
func TestDecodePageMarksUnreadableCount(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`-1`, `1.5`, `"many"`, `1e400`, `true`, `""`, `[]`, `{"a":1}`, `99999999999999999999`, `"99999999999999999999"`, `"NaN"`} {
		for _, name := range []string{"total", "limit", "offset"} {
			page, err := decodePage([]byte(`{"events":[],"` + name + `":` + text + `}`))
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]eventlist.Count{"total": page.Total, "limit": page.Limit, "offset": page.offset}
			if got[name] != (eventlist.Count{Unreadable: true}) {
				t.Errorf("%s %s: got %+v", name, text, got[name])
			}
		}
	}
}

var decodePageRejectsOtherContentCases = map[string]string{
	"":                                     "empty",
	"  \n":                                 "empty",
	"null":                                 "not a JSON object",
	"{}":                                   `no list named "events"`,
	`{"total":0}`:                          `no list named "events"`,
	`{"events":null}`:                      `no list named "events"`,
	`{"events":null,"total":1}`:            `no list named "events"`,
	`{"events":null,"total":"many"}`:       `no list named "events"`,
	`[]`:                                   "not a page",
	`"events"`:                             "not a page",
	`{"events":{}}`:                        "not a page",
	`{"events":[1]}`:                       "not a page",
	`{"events":[null]}`:                    "events: [0]: null is not a JSON object",
	`{"events":[{"message":1}]}`:           "not a page",
	`{"events":[],"events":[]}`:            "twice",
	`{"events":null,"events":[]}`:          "twice",
	`{"events":[]}{"events":[]}`:           "goes on",
	`{"events":[]} <!-- proxy -->`:         "goes on",
	"{\"events\":[{\"level\":\"\xff\"}]}":  "not UTF-8",
	`{"EVENTS":[]}`:                        `the name is "EVENTS" instead of "events"`,
	`{"eventſ":[]}`:                        `the name is "eventſ" instead of "events"`,
	`{"events":[],"Events":[{}]}`:          `the name is "Events" instead of "events"`,
	`{"new":1,"events":[],"NEW":2}`:        `the name "NEW" is there twice`,
	`{"events":[],"Total":0}`:              `the name is "Total" instead of "total"`,
	`{"events":[{"Level":"Error"}]}`:       `the name is "Level" instead of "level"`,
	`{"events":[{"level":"","level":""}]}`: `the name "level" is there twice`,
	`{"events":[{},{"x":[{"level":"}"}],"\u006cevel":"","level":""}]}`: `events: [1]: the name "level" is there twice`,
	`{"events":[{"a\\\"":{"Level":1},"LEVEL" :null}]}`:                 `events: [0]: the name is "LEVEL" instead of "level"`,
	`{"events":[],"has_more":true}`:                                    `there is more: "has_more" is true`,
	`{"events":[],"hasMore":"true"}`:                                   `there is more: "hasMore" is "true"`,
	`{"events":[],"truncated":true}`:                                   `there is more: "truncated" is true`,
	`{"events":[],"isTruncated":1}`:                                    `there is more: "isTruncated" is 1`,
	`{"events":[],"next_marker":"abc"}`:                                `there is more: "next_marker" is "abc"`,
	`{"events":[],"links":{"next":"/2"}}`:                              `there is more: "next" is "/2"`,
	`{"events":[],"page_info":{"next_marker":7}}`:                      `there is more: "next_marker" is 7`,
	`{"events":[],"errors":[{"code":"X.1"}]}`:                          `the body is an error: "errors" is [{"code":"X.1"}]`,
	`{"events":[],"error_message":"Denied"}`:                           `the body is an error: "error_message" is "Denied"`,
	`{"events":[],"errMsg":"Denied"}`:                                  `the body is an error: "errMsg" is "Denied"`,
	`{"events":[],"err_code":7}`:                                       `the body is an error: "err_code" is 7`,
	`{"events":[],"fault":{"code":1}}`:                                 `the body is an error: "fault" is {"code":1}`,
	`{"events":[],"is_success":false}`:                                 `the body is an error: "is_success" is false`,
	`{"events":[],"complete":false}`:                                   `the body is an error: "complete" is false`,
	"<html></html>":                                                    "not a page",
}

func TestDecodePageRejectsOtherContent(t *testing.T) {
	t.Parallel()
	for body, want := range decodePageRejectsOtherContentCases {
		page, err := decodePage([]byte(body))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %+v, %v, want an error with %q", body, page, err, want)
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: would be tried again", body)
		}
	}
}

func TestDecodePageReportsTruncatedBody(t *testing.T) {
	t.Parallel()
	whole := `{"total":1,"events":[{"message":"训练","level":"Info"}]}`
	for end := 1; end < len(whole); end++ {
		if _, err := decodePage([]byte(whole[:end])); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: got %v", whole[:end], err)
		}
	}
}
