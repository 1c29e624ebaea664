package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

// Terraform configures a provider before it reads. A client of the protocol that does not must get an error, not the end of the process.
func TestUnconfiguredProviderFails(t *testing.T) {
	t.Parallel()
	job := acctest.SampleJob(nil)
	for name, call := range map[string]func(p acctest.Provider) []*tfprotov6.Diagnostic{
		"data source of events": func(p acctest.Provider) []*tfprotov6.Diagnostic { return second(p.Read(t.Context(), t, job)) },
		"data source of a job": func(p acctest.Provider) []*tfprotov6.Diagnostic {
			return second(p.For(acctest.JobType).Read(t.Context(), t, job))
		},
		"data source of jobs": func(p acctest.Provider) []*tfprotov6.Diagnostic {
			return second(p.For(acctest.JobsType).Read(t.Context(), t, nil))
		},
		"ephemeral resource of events": func(p acctest.Provider) []*tfprotov6.Diagnostic { return second(p.Open(t.Context(), t, job)) },
		"ephemeral resource of a job": func(p acctest.Provider) []*tfprotov6.Diagnostic {
			return second(p.For(acctest.JobType).Open(t.Context(), t, job))
		},
		"action": func(p acctest.Provider) []*tfprotov6.Diagnostic {
			return second(p.For(acctest.FollowType).Invoke(t.Context(), t, job))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := acctest.OnlyDiagnostic(t, call(acctest.New(t))); got.Summary != "Provider not configured" {
				t.Errorf("got %s: %s", got.Summary, got.Detail)
			}
		})
	}
}

func second[T any](_ T, diagnostics []*tfprotov6.Diagnostic) []*tfprotov6.Diagnostic {
	return diagnostics
}
