// Package mockapitest serves handlers to tests.
package mockapitest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// Serve starts a server on a free loopback port and returns its base URL. The server stops at the end of the test. The default Content-Type
// of answers is JSON.
func Serve(tb testing.TB, handler http.Handler) *url.URL {
	tb.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		handler.ServeHTTP(w, r)
	}))
	tb.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		tb.Fatal(err)
	}
	return address
}
