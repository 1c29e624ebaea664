package modelarts_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// erratic is a service that returns correct rows of a list. Random bytes decide how many, which numbers it reports, and whether it answers
// at all.
type erratic struct {
	events int64
	moods  []byte

	mu       sync.Mutex
	requests int
	// lied is true if a response hid the size of the list.
	lied bool
}

func (m *erratic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	mood := byte(255)
	if m.requests < len(m.moods) {
		mood = m.moods[m.requests]
	}
	m.requests++
	response := m.page(mood, r.URL.Query())
	switch mood {
	case 0:
		panic(http.ErrAbortHandler)
	case 1, 2, 3, 4, 5:
		w.WriteHeader([]int{429, 500, 502, 503, 504}[mood-1])
		return
	case 6:
		response = response[:len(response)/2]
	case 7:
		response = []byte("<html>")
	case 8:
		w.WriteHeader(http.StatusForbidden)
	}
	_, _ = w.Write(response) // the client may have disconnected
}

func (m *erratic) page(mood byte, query url.Values) []byte {
	offset, _ := strconv.ParseInt(query.Get("offset"), 10, 64)
	limit, _ := strconv.ParseInt(query.Get("limit"), 10, 64)
	rows := min(limit, max(0, m.events-offset))
	page := map[string]any{"total": m.events, "limit": limit, "offset": offset}
	switch {
	case mood >= 16 && mood < 32: // a page of another size that the service reports
		limit = min(limit, int64(mood-15))
		rows, page["limit"] = min(rows, limit), limit
	case mood >= 32 && mood < 48:
		delete(page, "total")
		m.lied = true
	case mood >= 48 && mood < 64:
		page["total"], m.lied = mood-48, true
	case mood >= 64 && mood < 80:
		rows, m.lied = min(rows, int64(mood-64)), true
	}
	events := []map[string]any{}
	for place := offset; place < offset+rows; place++ {
		at := time.Unix(place, 0).UTC().Format(time.RFC3339)
		events = append(events, map[string]any{"message": fmt.Sprint(place), "time": at})
	}
	page["events"] = events
	body, err := json.Marshal(page)
	if err != nil {
		panic(err)
	}
	return body
}

// A read ends with an error or with consecutive rows from the offset on. It returns all rows if the service did not hide the size.
func FuzzRead(f *testing.F) {
	var current atomic.Pointer[erratic]
	service := rest.New(rest.Config{
		Endpoint:   mockapitest.Serve(f, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { current.Load().ServeHTTP(w, r) })),
		MaxRetries: 3, RetryWaitMin: time.Microsecond, RetryWaitMax: time.Microsecond,
	})
	f.Cleanup(service.CloseIdleConnections)
	client := modelarts.New(service, nil)

	f.Add(uint16(250), uint8(100), uint16(0), false, []byte{})
	f.Add(uint16(250), uint8(7), uint16(3), true, []byte{255, 1, 20, 0, 6, 255, 40})
	f.Add(uint16(10), uint8(3), uint16(20), false, []byte{50, 64, 64})
	f.Add(uint16(300), uint8(100), uint16(0), false, []byte{66, 20, 49, 7, 8})
	f.Fuzz(func(t *testing.T, events uint16, limit uint8, offset uint16, descending bool, moods []byte) {
		erratic := &erratic{events: int64(events % 500), moods: moods[:min(len(moods), 50)]}
		current.Store(erratic)
		query := modelarts.EventsQuery{
			ProjectID: "p", TrainingJobID: "j", Limit: int64(limit%100) + 1, Offset: int64(offset % 600),
		}
		if descending {
			query.Order = modelarts.OrderDescending
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		list, err := client.TrainingJobEvents(ctx, query, -1)
		if errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("still reading after %d requests", erratic.requests)
		}
		if err == nil {
			checkRows(t, erratic, query, list)
		}
	})
}

func checkRows(t *testing.T, service *erratic, query modelarts.EventsQuery, list *eventlist.List) {
	t.Helper()
	want := max(0, service.events-query.Offset)
	if got := int64(len(list.Events)); !service.lied && got != want || got > want {
		t.Fatalf("got %d events, and there are %d", got, want)
	}
	first := query.Offset
	if query.Order == modelarts.OrderDescending {
		first = int64(len(list.Events)) - 1
	}
	for i, event := range list.Events {
		place := first + int64(i)
		if query.Order == modelarts.OrderDescending {
			place = first - int64(i)
		}
		if *event.Message != fmt.Sprint(place) {
			t.Fatalf("event %d is %s, want %d", i, *event.Message, place)
		}
	}
}
