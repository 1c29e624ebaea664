package faults_test

import (
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

func TestAccGateStaysClosedWhereTheEventsCannotBeRead(t *testing.T) {
	t.Parallel()
	test := breaks["page cut in the middle"]
	for _, gate := range acctest.Gates {
		t.Run(gate.Kind, func(t *testing.T) {
			t.Parallel()
			service := newFragile(t)
			workspace := acctest.NewWorkspace(t, service.config(gate.Config))
			test.strike(service)
			workspace.Apply(t).Must(t, 1, test.says)
			workspace.MustHave(t)
		})
	}
}

func TestAccEphemeralGateFailsIfEventsCannotBeReadAgain(t *testing.T) {
	t.Parallel()
	test := breaks["service down"]
	service := newFragile(t)
	workspace := acctest.NewWorkspace(t, service.config(acctest.Ephemeral))
	workspace.SavePlan(t)
	test.strike(service)
	workspace.ApplyPlan(t).Must(t, 1, test.says)
	workspace.MustHave(t)
}
