package mockapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

var errorAnswersHaveStatusAndCodeCases = map[string]struct {
	method string
	path   string
	change func(http.Header)
	status int
	code   string
}{
	"token missing":          {change: func(h http.Header) { h.Del("X-Auth-Token") }, status: 401, code: "ModelArts.0201"},
	"token empty":            {change: func(h http.Header) { h.Set("X-Auth-Token", "") }, status: 401, code: "ModelArts.0201"},
	"token wrong":            {change: func(h http.Header) { h.Set("X-Auth-Token", "other") }, status: 401, code: "ModelArts.0203"},
	"token twice":            {change: func(h http.Header) { h.Add("X-Auth-Token", mockapi.Token) }, status: 401, code: "ModelArts.0203"},
	"project wrong":          {path: "/v2/other/training-jobs/" + mockapi.SampleJobID + "/events", status: 403, code: "ModelArts.0210"},
	"job unknown":            {path: "/v2/" + mockapi.ProjectID + "/training-jobs/other/events", status: 400, code: "ModelArts.2775"},
	"job with encoded slash": {path: "/v2/" + mockapi.ProjectID + "/training-jobs/a%2Fb/events", status: 400, code: "ModelArts.2775"},
	"job with a slash":       {path: "/v2/" + mockapi.ProjectID + "/training-jobs/a/b/events", status: 404, code: "APIGW.0101"},
	"job empty":              {path: "/v2/" + mockapi.ProjectID + "/training-jobs//events", status: 404, code: "APIGW.0101"},
	"encoded separator":      {path: "/v2/" + mockapi.ProjectID + "/training-jobs%2F" + mockapi.SampleJobID + "/events", status: 404, code: "APIGW.0101"},
	"trailing slash":         {path: samplePath + "/", status: 404, code: "APIGW.0101"},
	"other version":          {path: strings.Replace(samplePath, "/v2/", "/v1/", 1), status: 404, code: "APIGW.0101"},
	"other path":             {path: "/", status: 404, code: "APIGW.0101"},
	"other method":           {method: http.MethodPost, status: 405, code: "APIGW.0101"},
	"language unknown":       {change: func(h http.Header) { h.Set("X-Language", "de-de") }, status: 400, code: "ModelArts.2764"},
	"language twice":         {change: func(h http.Header) { h["X-Language"] = []string{"en-us", "zh-cn"} }, status: 400, code: "ModelArts.2764"},
	"query not decodable":    {path: samplePath + "?pattern=%zz", status: 400, code: "ModelArts.50004000"},

	"details without a token":     {path: jobPath, change: func(h http.Header) { h.Del("X-Auth-Token") }, status: 401, code: "ModelArts.0201"},
	"details of another project":  {path: "/v2/other/training-jobs/" + mockapi.SampleJobID, status: 403, code: "ModelArts.0210"},
	"details of an unknown job":   {path: "/v2/" + mockapi.ProjectID + "/training-jobs/other", status: 400, code: "ModelArts.2775"},
	"details of a job without id": {path: "/v2/" + mockapi.ProjectID + "/training-jobs/", status: 404, code: "APIGW.0101"},
	"details below other version": {path: strings.Replace(jobPath, "/v2/", "/v1/", 1), status: 404, code: "APIGW.0101"},
	"details by another method":   {path: jobPath, method: http.MethodDelete, status: 405, code: "APIGW.0101"},
	"details with a parameter":    {path: jobPath + "?limit=1", status: 400, code: "ModelArts.2764"},
	"details with a wrong query":  {path: jobPath + "?a=%zz", status: 400, code: "ModelArts.50004000"},
}

func TestErrorAnswersHaveStatusAndCode(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	for name, test := range errorAnswersHaveStatusAndCodeCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := test.path
			if path == "" {
				path = samplePath
			}
			r := request(t, server.URL+path)
			if test.method != "" {
				r.Method = test.method
			}
			if test.change != nil {
				test.change(r.Header)
			}
			response, body := send(t, server, r)
			var refused struct {
				Code    string `json:"error_code"`
				Message string `json:"error_msg"`
			}
			if err := json.Unmarshal([]byte(body), &refused); err != nil {
				t.Fatalf("%v in %s", err, body)
			}
			if response.StatusCode != test.status || refused.Code != test.code || refused.Message == "" {
				t.Errorf("status %d, %s, want %d with %s and a message", response.StatusCode, body, test.status, test.code)
			}
		})
	}
}

func TestInvalidParameterIsNamed(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	tests := []struct{ query, parameter string }{
		{"page=1", "page"},
		{"Limit=1", "Limit"},
		{"limit=10&limit=10", "limit"},
		{"limit=", "limit"},
		{"limit=0", "limit"},
		{"limit=101", "limit"},
		{"limit=ten", "limit"},
		{"limit=1.5", "limit"},
		{"limit=%2B5", "limit"},
		{"limit=99999999999999999999", "limit"},
		{"offset=-1", "offset"},
		{"offset=-0", "offset"},
		{"offset=x", "offset"},
		{"order=", "order"},
		{"order=ASC", "order"},
		{"level=info", "level"},
		{"level=Debug", "level"},
		{"source=K8s", "source"},
		{"source=Node", "source"},
		{"pattern=", "pattern"},
		{"pattern=" + strings.Repeat("%C3%BF", 257), "pattern"},
		{"start_time=1669449696964", "start_time"},
		{"end_time=1669449696964", "end_time"},
		{"start_time=&end_time=1669449696964", "start_time"},
		{"start_time=2022-11-26T16:01:36Z&end_time=1669449696964", "start_time"},
		{"start_time=-1&end_time=1669449696964", "start_time"},
		{"start_time=1669449696964&end_time=now", "end_time"},
		{"start_time=1669449696965&end_time=1669449696964", "start_time"},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			t.Parallel()
			response, body := send(t, server, request(t, server.URL+samplePath+"?"+test.query))
			for _, want := range []string{`"ModelArts.2764"`, "Invalid parameter " + test.parameter + ":"} {
				if response.StatusCode != http.StatusBadRequest || !strings.Contains(body, want) {
					t.Errorf("status %d, %s, want 400 with %s", response.StatusCode, body, want)
				}
			}
		})
	}
}

func TestParametersAtBoundsAreAccepted(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	for _, query := range []string{
		"limit=1", "limit=100", "offset=0", "order=asc", "order=desc", "level=Warning", "source=Task",
		"pattern=" + strings.Repeat("%C3%BF", 256), "start_time=5&end_time=5", "start_time=0&end_time=0",
	} {
		get(t, server, samplePath+"?"+query)
	}
	for _, language := range []string{"en-us", "zh-cn"} {
		r := request(t, server.URL+samplePath)
		r.Header.Set("X-Language", language)
		if response, body := send(t, server, r); response.StatusCode != http.StatusOK {
			t.Errorf("X-Language %s: status %d, %s", language, response.StatusCode, body)
		}
	}
}
