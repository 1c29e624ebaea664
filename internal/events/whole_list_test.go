package events_test

import (
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestJobOf250EventsComesBackWholeAndInOrder(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		faults   []mockapi.Fault
		requests int
	}{
		{"from a service without faults", nil, 3},
		{"from a service that sends strings", []mockapi.Fault{{Kind: mockapi.FaultStringNumbers}}, 3},
		{"from a service that throttles every third request", []mockapi.Fault{{Kind: mockapi.FaultThrottle, Every: 3}}, 6},
		{"from a service that cuts every third body short", []mockapi.Fault{{Kind: mockapi.FaultCutBody, Every: 3}}, 6},
		// Without a total, the end is looked at twice.
		{"from a service that leaves out total", []mockapi.Fault{{Kind: mockapi.FaultNoTotal}}, 4},
		{
			"from a service that clamps pages to 50 and says so",
			[]mockapi.Fault{{Kind: mockapi.FaultClamp, PageSize: 50}},
			6,
		},
		{
			"from a service that clamps pages to 50 without a word",
			[]mockapi.Fault{{Kind: mockapi.FaultSilentClamp, PageSize: 50}},
			6,
		},
		{
			"from a service that does all of it",
			[]mockapi.Fault{
				{Kind: mockapi.FaultStringNumbers}, {Kind: mockapi.FaultNoTotal}, {Kind: mockapi.FaultSilentClamp, PageSize: 50},
				{Kind: mockapi.FaultThrottle, Skip: 1, Times: 1}, {Kind: mockapi.FaultCutBody, Skip: 3, Times: 1},
			},
			9,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			events := mockapi.Generate(250)
			for order, want := range map[string][]mockapi.Event{"asc": events, "desc": reversed(events)} {
				service := acctest.NewService(t, test.faults...)
				acctest.ReadInProcess(t, service.Job(events, acctest.Argument("order", order)),
					acctest.HasNumber("total", 250), truncated(false), acctest.Events(want))
				service.WasReadWithin(t, test.requests)
			}
		})
	}
}

func TestFaultThatPassesIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockapi.FaultKind{
		mockapi.FaultInternalError, mockapi.FaultBadGateway, mockapi.FaultReset, mockapi.FaultResetBody,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service := acctest.NewService(t, mockapi.Fault{Kind: kind, Times: 1})
			acctest.ReadInProcess(t, service.Sample(), acctest.HasNumber("total", 27), acctest.Events(mockapi.Sample()))
		})
	}
}

// Such a total counts every event of the job. The list is read up to it.
func TestTotalAboveTheMatchesOfAFilterIsNoError(t *testing.T) {
	t.Parallel()
	want := matching(func(event mockapi.Event) bool { return event.Source == "Task" })
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 27})
	acctest.ReadInProcess(t, service.Sample(`source = "Task"`, `limit = 10`), acctest.HasNumber("total", len(want)), acctest.Events(want))
	service.WasReadWithin(t, 7)
}

func TestTotalThatIsTooLowCutsNothing(t *testing.T) {
	t.Parallel()
	service := acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 10})
	acctest.ReadInProcess(t, service.Sample(`limit = 10`), acctest.HasNumber("total", 27), acctest.Events(mockapi.Sample()))
}
