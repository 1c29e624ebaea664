package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// Fifty concurrent data sources read from a service that accepts twenty requests a second. Every list is complete, and after the first
// 429 few requests exceed the limit.
func TestAccFiftyDataSourcesKeepToTheLimitOfAService(t *testing.T) {
	const dataSources, perSecond = 50, 20
	service := mockapi.New(mockapi.Config{RequestsPerSecond: perSecond})
	for i := range dataSources {
		service.AddJob(fmt.Sprintf("job-%d", i), mockapi.Generate(250))
	}
	loaded := &acctest.Service{Service: service, Endpoint: mockapitest.Serve(t, service).String()}
	got := acctest.ApplyOnce(t, loaded.Provider()+fmt.Sprintf(`
data "modelarts_training_job_events" "test" {
  count           = %d
  training_job_id = "job-${count.index}"
}

output "totals" { value = distinct(data.modelarts_training_job_events.test[*].total) }
output "events" { value = distinct([for job in data.modelarts_training_job_events.test : length(job.events)]) }
`, dataSources))
	if strings.Count(got.Output, "\n  250,\n") != 2 || !strings.Contains(got.Output, "Apply complete!") {
		t.Fatal(got.Output)
	}

	requests := service.Requests()
	var first time.Time
	refused, during, after := 0, 0, 0
	for _, request := range requests {
		if request.Status == http.StatusTooManyRequests {
			refused++
			if first.IsZero() {
				first = request.At
			}
		}
	}
	if first.IsZero() {
		t.Fatalf("none of %d requests was throttled: the load was none", len(requests))
	}
	for _, request := range requests {
		switch since := request.At.Sub(first); {
		case since > time.Second:
			after++
		case since > 0 && since < 950*time.Millisecond:
			during++
		}
	}
	// Each of the eight slots may have a request under way, and may send another before the client sees the 429.
	if during > 16 {
		t.Errorf("%d requests came in the second after the first 429, which asked for a second without requests", during)
	}
	// Of those that were sent after the first pause, a limit that is only found by running into it would have a third refused.
	if most := 8 + after/10; refused > most {
		t.Errorf("%d of %d requests were turned away, want at most %d", refused, len(requests), most)
	}
	t.Logf("%d requests, %d turned away", len(requests), refused)
}
