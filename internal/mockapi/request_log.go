package mockapi

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// Request is one entry of the request log.
type Request struct {
	Method string
	// Path is the escaped path.
	Path   string
	Query  url.Values
	Header http.Header
	Body   string
	// At is the time of arrival.
	At time.Time
	// Status is the HTTP status of the answer; 0: there is no answer, or not yet.
	Status int
}

type requestLog struct {
	mu      sync.Mutex
	arrived int
	entries []*Request
}

// begin records the request and assigns an id: the number of the request in 32 hexadecimal digits.
func (l *requestLog) begin(w http.ResponseWriter, r *http.Request, body []byte) wire.Exchange {
	entry := &Request{
		Method: r.Method,
		Path:   r.URL.EscapedPath(),
		Query:  r.URL.Query(),
		Header: r.Header.Clone(),
		Body:   string(body),
		At:     time.Now(),
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.arrived++
	l.entries = append(l.entries, entry)

	requestID := fmt.Sprintf("%032x", l.arrived)
	w.Header().Set("X-Request-Id", requestID)
	return wire.Exchange{W: w, R: r, Body: body, RequestID: requestID, Record: func(status int) {
		l.mu.Lock()
		defer l.mu.Unlock()
		entry.Status = status
	}}
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	requests := make([]Request, len(l.entries))
	for i, entry := range l.entries {
		requests[i] = *entry
		requests[i].Query = cloneValues(entry.Query)
		requests[i].Header = entry.Header.Clone()
	}
	return requests
}

func cloneValues(values url.Values) url.Values { return url.Values(http.Header(values).Clone()) }

func (l *requestLog) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = nil
}
