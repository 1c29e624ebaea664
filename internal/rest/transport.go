package rest

import (
	"log/slog"
	"net/http"
	"time"
)

// requestLogger writes one line per request, without the headers, which contain the credential, and without the query, which may contain
// search terms of users.
type requestLogger struct {
	log       *slog.Logger
	redactFor func(*http.Request) func(string) string
	next      http.RoundTripper
}

func (l *requestLogger) RoundTrip(request *http.Request) (*http.Response, error) {
	start := time.Now()
	response, err := l.next.RoundTrip(request)
	attrs := []slog.Attr{
		slog.String("method", request.Method),
		slog.String("host", request.URL.Host),
		slog.String("path", request.URL.EscapedPath()),
		slog.Duration("duration", time.Since(start)),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", l.redactFor(request)(err.Error())))
	} else {
		attrs = append(attrs,
			slog.Int("status", response.StatusCode),
			slog.String("request_id", requestID(response, "", l.redactFor(request))))
	}
	l.log.LogAttrs(request.Context(), slog.LevelDebug, "API request", attrs...)
	return response, err
}

// redirectRefuser makes a redirect an error: APIs send none, and Go would send the token in X-Auth-Token to any host that a redirect names.
type redirectRefuser struct {
	redactFor func(*http.Request) func(string) string
	next      http.RoundTripper
}

func (r *redirectRefuser) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.next.RoundTrip(request)
	if err != nil || response.StatusCode/100 != 3 {
		return response, err
	}
	response.Body.Close()
	return nil, newResponseError(response, nil, r.redactFor(request))
}
