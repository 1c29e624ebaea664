package modelarts

import (
	"log/slog"
	"net/http"
	"time"
)

// authorizer stands outside the logger, so that what is logged is what was sent, and inside the retries, so that
// each attempt is authorized anew.
type authorizer struct {
	credential Credential
	userAgent  string
	next       http.RoundTripper
}

func (a *authorizer) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context()) // a RoundTripper must not change its request
	if a.userAgent != "" {
		request.Header.Set("User-Agent", a.userAgent)
	}
	if err := a.credential.Authorize(request); err != nil {
		return nil, err
	}
	return a.next.RoundTrip(request)
}

// requestLogger writes one line a request. Headers hold the credential and queries may hold what users search
// for, so neither is logged.
type requestLogger struct {
	log    *slog.Logger
	redact func(string) string
	next   http.RoundTripper
}

func (l *requestLogger) RoundTrip(request *http.Request) (*http.Response, error) {
	start := time.Now()
	response, err := l.next.RoundTrip(request)
	attrs := []slog.Attr{
		slog.String("method", request.Method),
		slog.String("path", request.URL.EscapedPath()),
		slog.Duration("duration", time.Since(start)),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", l.redact(err.Error())))
	} else {
		attrs = append(attrs,
			slog.Int("status", response.StatusCode),
			slog.String("request_id", response.Header.Get(requestIDHeader)))
	}
	l.log.LogAttrs(request.Context(), slog.LevelDebug, "ModelArts request", attrs...)
	return response, err
}

// refuseRedirect leaves a redirect as the answer: the API has none, and Go would send X-Auth-Token along to
// whatever host it names.
func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
