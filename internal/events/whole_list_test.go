package events_test

import (
	"testing"
	"testing/synctest"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestListIsCompleteDespite(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]mockapi.Fault{
		"numbers as strings":            {{Kind: mockapi.FaultStringNumbers}},
		"a 429 for every third request": {{Kind: mockapi.FaultThrottle, Every: 3}},
		"every third body cut short":    {{Kind: mockapi.FaultCutBody, Every: 3}},
		"one internal error":            {{Kind: mockapi.FaultInternalError, Times: 1}},
		"one bad gateway":               {{Kind: mockapi.FaultBadGateway, Times: 1}},
		"one reset":                     {{Kind: mockapi.FaultReset, Times: 1}},
		"one reset in the body":         {{Kind: mockapi.FaultResetBody, Times: 1}},
		"no total":                      {{Kind: mockapi.FaultNoTotal}},
		"a total that is too low":       {{Kind: mockapi.FaultWrongTotal, Total: 10}},
		"pages of 50":                   {{Kind: mockapi.FaultClamp, PageSize: 50}},
		"pages of 50 that claim 100":    {{Kind: mockapi.FaultSilentClamp, PageSize: 50}},
		"unknown members":               {{Kind: mockapi.FaultUnknownFields}},
		"several faults together": {
			{Kind: mockapi.FaultStringNumbers}, {Kind: mockapi.FaultNoTotal}, {Kind: mockapi.FaultSilentClamp, PageSize: 50},
			{Kind: mockapi.FaultThrottle, Skip: 1, Times: 1}, {Kind: mockapi.FaultCutBody, Skip: 3, Times: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events := mockapi.Generate(250)
			for order, want := range map[string][]mockapi.Event{"asc": events, "desc": reversed(events)} {
				synctest.Test(t, func(t *testing.T) { // the waits before a retry cost no time
					service := mockapi.New(mockapi.Config{})
					service.AddJob(mockapi.SampleJobID, events)
					for _, fault := range faults {
						service.Inject(fault)
					}
					state := acctest.InMemory(t, service, nil).MustRead(t, acctest.SampleJob(acctest.Object{"order": acctest.Text(order)}))
					acctest.Expect(t, state, acctest.Object{
						"total": acctest.Number(250), "truncated": acctest.Boolean(false), "events": acctest.Events(want),
					})
				})
			}
		})
	}
}

// Such a total counts every event of the job. The list is read up to it.
func TestTotalAboveTheMatchesOfAFilterIsNoError(t *testing.T) {
	t.Parallel()
	want := matching(func(event mockapi.Event) bool { return event.Source == "Task" })
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 27})
	config := acctest.SampleJob(acctest.Object{"source": acctest.Text("Task"), "limit": acctest.Number(10)})
	state := service.Configured(t, nil).MustRead(t, config)
	acctest.Expect(t, state, acctest.Object{"total": acctest.Number(int64(len(want))), "events": acctest.Events(want)})
}
