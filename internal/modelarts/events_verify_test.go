package modelarts_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// fixed answers with a body. Further offsets get an empty page, unless the body has an offset.
func fixed(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if offset := r.URL.Query().Get("offset"); offset != "0" && !strings.Contains(body, `"offset"`) {
			fmt.Fprint(w, `{"total":1,"events":[]}`)
			return
		}
		fmt.Fprint(w, body)
	})
}

var (
	windowStart = time.Date(2022, time.November, 26, 8, 0, 0, 0, time.UTC)
	withWindow  = func(q *modelarts.EventsQuery) { q.StartTime, q.EndTime = windowStart, windowStart.Add(time.Hour) }
	withLevel   = func(q *modelarts.EventsQuery) { q.Level = "Error" }
	withSource  = func(q *modelarts.EventsQuery) { q.Source = "K8S" }
)

var responseThatContradictsRequestIsAnErrorCases = []struct {
	name string
	set  func(*modelarts.EventsQuery)
	body string
	// want is a part of the error; empty: there is no error.
	want string
}{
	{"order", nil, `{"total":0,"order":"desc","events":[]}`, `its order is "desc" instead of "asc"`},
	{"order in another case", nil, `{"total":0,"order":"ASC","events":[]}`, ``},
	{"order of null", nil, `{"total":0,"order":null,"events":[]}`, ``},
	{"offset", nil, `{"total":0,"offset":50,"events":[]}`, `it is for offset 50 instead of 0`},
	{"offset as a string", nil, `{"total":0,"offset":"50","events":[]}`, `it is for offset 50 instead of 0`},

	{"level", withLevel, `{"total":1,"events":[{"level":"Info"}]}`, `events[0]: its level is "Info" instead of "Error"`},
	{"no level", withLevel, `{"total":1,"events":[{"level":"Error"},{}]}`, `events[1]: it has no level, instead of "Error"`},
	{"level in another case", withLevel, `{"total":1,"events":[{"level":" ERROR ","time":"2026-01-01T00:00:00Z"}]}`, ``},
	{"level that was not requested", nil, `{"total":1,"events":[{"level":"Fatal","time":"2026-01-01T00:00:00Z"}]}`, ``},
	{"source", withSource, `{"total":1,"events":[{"source":"Job"}]}`, `events[0]: its source is "Job" instead of "K8S"`},
	{"source of the sample", withSource, `{"total":1,"events":[{"source":"K8s","time":"2026-01-01T00:00:00Z"}]}`, ``},

	{"before the window", withWindow, `{"total":1,"events":[{"time":"2022-11-26T07:59:58Z"}]}`, `its time 2022-11-26T07:59:58Z is outside the window`},
	{"behind the window", withWindow, `{"total":1,"events":[{"time":"2022-11-26T17:00:02+08:00"}]}`, `is outside the window`},
	{"a second outside", withWindow, `{"total":1,"events":[{"time":"2022-11-26T17:00:01+08:00"}]}`, ``},
	{"no time", withWindow, `{"total":1,"events":[{}]}`, `it has no time`},
	{"unreadable time", withWindow, `{"total":1,"events":[{"time":"yesterday"}]}`, `its time "yesterday" is not RFC 3339`},
	{"start of the window", withWindow, `{"total":0,"start_time":"2022-11-26T08:00:02Z","events":[]}`, `its start_time is "2022-11-26T08:00:02Z" instead of 2022-11-26T08:00:00Z`},
	{"end of the window", withWindow, `{"total":0,"end_time":"","start_time":"2022-11-26T16:00:00+08:00","events":[]}`, ``},
	{"unreadable end of the window", withWindow, `{"total":0,"end_time":"tomorrow","events":[]}`, `its end_time is "tomorrow"`},
	{"window in milliseconds", withWindow, `{"total":0,"start_time":1669449600000,"end_time":"1669453200000","events":[]}`, ``},
	{"other window in milliseconds", withWindow, `{"total":0,"start_time":1669449602000,"events":[]}`, `its start_time is "1669449602000"`},
	{"window that was not requested", nil, `{"total":0,"start_time":"1970-01-01T08:00:00+08:00","events":[]}`, ``},
}

func TestResponseThatContradictsRequestIsAnError(t *testing.T) {
	t.Parallel()
	for _, test := range responseThatContradictsRequestIsAnErrorCases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			query := jobQuery()
			if test.set != nil {
				test.set(&query)
			}
			list, err := newClient(t, fixed(test.body)).TrainingJobEvents(t.Context(), query, -1)
			if test.want == "" {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			if !errors.Is(err, modelarts.ErrOtherResponse) || !strings.Contains(err.Error(), test.want) || list != nil {
				t.Errorf("got %v, %v, want %q", list, err, test.want)
			}
			if _, ok := errors.AsType[*rest.ResponseError](err); !ok {
				t.Errorf("%v has no request id", err)
			}
		})
	}
}
