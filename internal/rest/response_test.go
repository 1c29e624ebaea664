package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

var getAcceptsOnlyAFreshAnswerInJSONCases = map[string]struct {
	status int
	header http.Header
	body   string
	want   string // is part of the error; empty: no error
}{
	"JSON":                    {header: http.Header{"Content-Type": {"application/json;charset=UTF-8"}}},
	"JSON in upper case":      {header: http.Header{"Content-Type": {"Application/JSON"}}},
	"a type based on JSON":    {header: http.Header{"Content-Type": {"application/hal+json"}}},
	"text/json":               {header: http.Header{"Content-Type": {"text/json"}}},
	"XML":                     {header: http.Header{"Content-Type": {"application/xml"}}, want: `its Content-Type is "application/xml", not JSON`},
	"a text based on JSON":    {header: http.Header{"Content-Type": {"text/x+json"}}, want: `its Content-Type is "text/x+json", not JSON`},
	"no type":                 {header: http.Header{"Content-Type": nil}},
	"HTML":                    {header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, want: `its Content-Type is "text/html", not JSON`},
	"plain text":              {header: http.Header{"Content-Type": {"text/plain"}}, want: `its Content-Type is "text/plain", not JSON`},
	"five seconds old":        {header: http.Header{"Age": {"5"}}},
	"six seconds old":         {header: http.Header{"Age": {"6"}}, want: "comes from a cache: its Age is 6 s"},
	"old after a second hop":  {header: http.Header{"Age": {"0", "900000"}}, want: "comes from a cache: its Age is 900000 s"},
	"an age of many digits":   {header: http.Header{"Age": {"99999999999999999999"}}, want: `comes from a cache: its Age is "99999999999999999999"`},
	"an age that is no age":   {header: http.Header{"Age": {"soon"}}, want: `comes from a cache: its Age is "soon"`},
	"201":                     {status: 201, want: "201 Created, but only a 200 has the whole response"},
	"206":                     {status: 206, want: "206 Partial Content, but only a 200 has the whole response"},
	"226":                     {status: 226, want: "226 IM Used, but only a 200 has the whole response"},
	"299":                     {status: 299, want: "299, but only a 200 has the whole response"},
	"error_code":              {body: `{"error_code":"X.1"}`, want: "200 OK, X.1, but the body is an error"},
	"error_msg":               {body: `{"error_msg":"Denied."}`, want: "200 OK, but the body is an error: Denied"},
	"errorCode":               {body: `{"errorCode":"X.1","errorMsg":"Denied."}`, want: "200 OK, X.1, but the body is an error: Denied"},
	"ERROR_CODE":              {body: `{"ERROR_CODE":"X.1"}`, want: "200 OK, X.1, but the body is an error"},
	"error":                   {body: `{"error":{"code":401,"message":"Denied."}}`, want: "200 OK, 401, but the body is an error: Denied"},
	"error of another shape":  {body: `{"error":{"title":"Denied"}}`, want: `the body is an error: {"title":"Denied"}`},
	"error is true":           {body: `{"error":true}`, want: "the body is an error: true"},
	"code and message":        {body: `{"code":"X.1","message":"Denied."}`, want: "200 OK, X.1, but the body is an error: Denied"},
	"empty errors":            {body: `{"error_code":null,"error_msg":"","error":{}}`},
	"error is null":           {body: `{"error":null}`},
	"error is an empty text":  {body: `{"error":""}`},
	"error is false":          {body: `{"error":false}`},
	"error is an empty list":  {body: `{"error":[]}`},
	"error is 0":              {body: `{"error":0}`},
	"request_id by itself":    {body: `{"request_id":"5bd6"}`},
	"request_id of the error": {body: `{"error_code":"X.1","request_id":"5bd6"}`, want: "200 OK, X.1, but the body is an error"},
}

func TestGetAcceptsOnlyAFreshAnswerInJSON(t *testing.T) {
	t.Parallel()
	for name, test := range getAcceptsOnlyAFreshAnswerInJSONCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := faulty(mockapi.Fault{Kind: mockapi.FaultRespond, Status: test.status, Header: test.header, Body: test.body})
			err := get(t.Context(), newClient(t, service))
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q in it", err, test.want)
			}
			if got := len(service.Requests()); got != 1 {
				t.Errorf("took %d requests", got)
			}
		})
	}
}
