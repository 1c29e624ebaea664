package mockapi_test

import (
	"net/http"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestRequestsAreLoggedInOrderWithTheirAnswers(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	get(t, server, samplePath+"?limit=7&order=desc")
	send(t, server, request(t, server.URL+"/a%2Fb"))

	requests := service.Requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests", len(requests))
	}
	first, second := requests[0], requests[1]
	if first.Method != http.MethodGet || first.Path != samplePath || first.Status != http.StatusOK {
		t.Errorf("first: %s %s, status %d", first.Method, first.Path, first.Status)
	}
	if first.Query.Encode() != "limit=7&order=desc" || first.Header.Get("X-Auth-Token") != mockapi.Token {
		t.Errorf("first: query %v, header %v", first.Query, first.Header)
	}
	if second.Path != "/a%2Fb" || second.Status != http.StatusNotFound || second.At.Before(first.At) {
		t.Errorf("second: %s, status %d, at %v after %v", second.Path, second.Status, second.At, first.At)
	}
}

func TestTheRequestLogIsACopy(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	get(t, server, samplePath+"?limit=7")
	spoilt := service.Requests()
	spoilt[0].Query["limit"][0] = "8"
	spoilt[0].Header.Set("X-Auth-Token", "other")
	kept := service.Requests()[0]
	if kept.Query.Get("limit") != "7" || kept.Header.Get("X-Auth-Token") != mockapi.Token {
		t.Errorf("query %v, header %v", kept.Query, kept.Header)
	}
}

func TestResetRequestsEmptiesTheLog(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	get(t, server, samplePath)
	service.ResetRequests()
	if got := service.Requests(); len(got) != 0 {
		t.Errorf("%d requests", len(got))
	}
	get(t, server, samplePath)
	if got := service.Requests(); len(got) != 1 {
		t.Errorf("%d requests after one more", len(got))
	}
}
