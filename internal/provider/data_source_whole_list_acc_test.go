package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// Pages overlap by two events, which shows whether the list moved.
func TestAccJobOf250EventsComesBackWholeAndInOrder(t *testing.T) {
	t.Parallel()
	threePages := []string{"0", "98", "196"}
	for _, test := range []struct {
		name    string
		faults  []mockapi.Fault
		offsets []string
	}{
		{"from a service without faults", nil, threePages},
		{"from a service that sends strings", []mockapi.Fault{{Kind: mockapi.FaultStringNumbers}}, threePages},
		{"from a service that throttles every third request", []mockapi.Fault{{Kind: mockapi.FaultThrottle, Every: 3}}, threePages},
		{"from a service that cuts every third body short", []mockapi.Fault{{Kind: mockapi.FaultCutBody, Every: 3}}, threePages},
		// Nothing but a page that brings nothing new tells the end.
		{"from a service that leaves out total", []mockapi.Fault{{Kind: mockapi.FaultNoTotal}}, []string{"0", "98", "196", "248"}},
		{
			"from a service that clamps pages to 50 and says so",
			[]mockapi.Fault{{Kind: mockapi.FaultClamp, PageSize: 50}},
			[]string{"0", "48", "96", "144", "192", "240"},
		},
		{
			"from a service that clamps pages to 50 without a word",
			[]mockapi.Fault{{Kind: mockapi.FaultSilentClamp, PageSize: 50}},
			[]string{"0", "48", "96", "144", "192", "240"},
		},
		{
			"from a service that does all of it",
			[]mockapi.Fault{
				{Kind: mockapi.FaultStringNumbers}, {Kind: mockapi.FaultNoTotal}, {Kind: mockapi.FaultSilentClamp, PageSize: 50},
				{Kind: mockapi.FaultThrottle, Skip: 1, Times: 1}, {Kind: mockapi.FaultCutBody, Skip: 3, Times: 1},
			},
			[]string{"0", "48", "96", "144", "192", "240", "248"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			events := mockapi.Generate(250)
			service := accNewService(t, test.faults...)
			config := service.job(events, "count = 2", `order = ["asc", "desc"][count.index]`)
			var checks []statecheck.StateCheck
			for i, want := range [][]mockapi.Event{events, accReversed(events)} {
				address := fmt.Sprintf("%s[%d]", accAddress, i)
				checks = append(checks,
					statecheck.ExpectKnownValue(address, tfjsonpath.New("total"), knownvalue.Int64Exact(250)),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("truncated"), knownvalue.Bool(false)),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("events"), accList(want)),
				)
			}
			accApply(t, config, checks...)
			service.wasReadAt(t, test.offsets...)
		})
	}
}

func TestAccFaultThatPassesIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockapi.FaultKind{
		mockapi.FaultInternalError, mockapi.FaultBadGateway, mockapi.FaultReset, mockapi.FaultResetBody,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			service := accNewService(t, mockapi.Fault{Kind: kind, Times: 1})
			accApply(t, service.sample(), accNumber("total", 27), accEvents(mockapi.Sample()))
		})
	}
}

// Such a total counts every event of the job: nothing but a page that brings nothing new tells that no more of them match.
func TestAccTotalAboveTheMatchesOfAFilterCostsOneMoreRequest(t *testing.T) {
	t.Parallel()
	want := accMatching(func(event mockapi.Event) bool { return event.Source == "Task" })
	service := accNewService(t, mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 27})
	accApply(t, service.sample(`source = "Task"`, `limit = 10`), accNumber("total", len(want)), accEvents(want))
	service.wasReadAt(t, "0", "8", fmt.Sprint(len(want)-2))
}

func TestAccTotalThatIsTooLowCutsNothing(t *testing.T) {
	t.Parallel()
	service := accNewService(t, mockapi.Fault{Kind: mockapi.FaultWrongTotal, Total: 10})
	accApply(t, service.sample(`limit = 10`), accNumber("total", 27), accEvents(mockapi.Sample()))
}
