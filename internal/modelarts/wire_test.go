package modelarts

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestDecodePageReadsCountsInEveryForm(t *testing.T) {
	t.Parallel()
	number := func(n int64) *int64 { return &n }
	for body, want := range map[string]*int64{
		`{"events":[],"total":27}`:            number(27),
		`{"events":[],"total":"27"}`:          number(27),
		`{"events":[],"total":0}`:             number(0),
		`{"events":[],"total":null}`:          nil,
		`{"events":[]}`:                       nil,
		" \n{\"events\" : [ ], \"new\":{}}\n": nil,
	} {
		page, err := decodePage([]byte(body))
		switch {
		case err != nil:
			t.Errorf("%s: %v", body, err)
		case (page.Total == nil) != (want == nil), want != nil && *page.Total != *want:
			t.Errorf("%s: total is %v, want %v", body, page.Total, want)
		}
	}
}

func TestDecodePageRefusesWhatIsNoPage(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                                    "empty",
		"  \n":                                "empty",
		"null":                                `no list named "events"`,
		"{}":                                  `no list named "events"`,
		`{"total":0}`:                         `no list named "events"`,
		`{"events":null,"total":0}`:           `no list named "events"`,
		`[]`:                                  "not a page",
		`"events"`:                            "not a page",
		`{"events":{}}`:                       "not a page",
		`{"events":[1]}`:                      "not a page",
		`{"events":[null]}`:                   "events[0] is null",
		`{"events":[{"message":1}]}`:          "not a page",
		`{"events":[]}{"events":[]}`:          "goes on",
		`{"events":[]} <!-- proxy -->`:        "goes on",
		"{\"events\":[{\"level\":\"\xff\"}]}": "not UTF-8",
		"<html></html>":                       "not a page",
		`{"events":[],"total":-1}`:            "-1 is not a number of records",
		`{"events":[],"total":1.5}`:           "1.5 is not a number of records",
		`{"events":[],"total":"many"}`:        "many is not a number of records",
		`{"events":[],"total":1e400}`:         "1e400 is not a number of records",
		`{"events":[],"limit":true}`:          "true is not a number of records",
	} {
		page, err := decodePage([]byte(body))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %+v, %v, want an error with %q", body, page, err, want)
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: would be tried again", body)
		}
	}
}

func TestDecodePageTellsABodyThatWasCut(t *testing.T) {
	t.Parallel()
	whole := `{"total":1,"events":[{"message":"m","level":"Info"}]}`
	for end := 1; end < len(whole); end++ {
		if _, err := decodePage([]byte(whole[:end])); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: got %v", whole[:end], err)
		}
	}
}
