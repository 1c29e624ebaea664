package provider_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

var followed = acctest.Object{"training_job_id": acctest.Text("running")}

// The library drops the events of an action after a stop, and Terraform takes that for success.
func TestStopReturnsAfterTheLastEventOfAnAction(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.SetPhases("running", "Running")
	acctest.InBubble(t, service, acctest.FollowType, func(t *testing.T, p acctest.Provider) {
		var stopped atomic.Bool
		completed := false
		for event := range p.Events(t.Context(), t, followed) {
			switch event := event.Type.(type) {
			case tfprotov6.ProgressInvokeActionEventType:
				go func() {
					_, _ = p.Server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
					stopped.Store(true)
				}()
			case tfprotov6.CompletedInvokeActionEventType:
				completed = true
				synctest.Wait()
				if stopped.Load() || len(event.Diagnostics) != 1 {
					t.Errorf("stopped: %t, diagnostics: %v", stopped.Load(), event.Diagnostics)
				}
			}
		}
		synctest.Wait()
		if !completed || !stopped.Load() {
			t.Errorf("completed: %t, stopped: %t", completed, stopped.Load())
		}
	})
}

// A stop must not hang if nobody takes the events.
func TestStopEndsWithoutTheLastEventOfAnAction(t *testing.T) {
	t.Parallel()
	acctest.InBubble(t, mockapi.New(mockapi.Config{}), acctest.FollowType, func(t *testing.T, p acctest.Provider) {
		events := p.Events(t.Context(), t, followed)
		stopsWithin(t, p, time.Minute)
		for range events { // the action ends, and its goroutine with it
		}
	})
}

func TestStopWithoutActionsReturnsAtOnce(t *testing.T) {
	t.Parallel()
	acctest.InBubble(t, mockapi.New(mockapi.Config{}), acctest.FollowType, func(t *testing.T, p acctest.Provider) { stopsWithin(t, p, 0) })
}

func stopsWithin(t *testing.T, p acctest.Provider, most time.Duration) {
	t.Helper()
	started := time.Now()
	if _, err := p.Server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil || time.Since(started) > most {
		t.Errorf("got %v after %s", err, time.Since(started))
	}
}
