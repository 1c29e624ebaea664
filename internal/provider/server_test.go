package provider_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// The library drops the events of an action after a stop, and Terraform takes that for success.
func TestStopReturnsAfterTheLastEventOfAnAction(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := mockapi.New(mockapi.Config{})
		service.SetPhases("running", "Running")
		p, served := configured(t, service)
		var stopped atomic.Bool
		completed := false
		for event := range invoke(t, p, served) {
			switch event := event.Type.(type) {
			case tfprotov6.ProgressInvokeActionEventType:
				go func() {
					_, _ = served.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
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
	synctest.Test(t, func(t *testing.T) {
		p, served := configured(t, mockapi.New(mockapi.Config{}))
		events := invoke(t, p, served)
		started := time.Now()
		if _, err := served.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil || time.Since(started) > time.Minute {
			t.Errorf("got %v after %s", err, time.Since(started))
		}
		for range events { // the action ends, and its goroutine with it
		}
	})
}

func TestStopWithoutActionsReturnsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, served := configured(t, mockapi.New(mockapi.Config{}))
		started := time.Now()
		if _, err := served.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil || time.Since(started) > 0 {
			t.Errorf("got %v after %s", err, time.Since(started))
		}
	})
}

// configured returns a configured server of the provider. It ends with the bubble.
func configured(t *testing.T, handler http.Handler) (acctest.Provider, tfprotov6.ProviderServer) {
	t.Helper()
	memory := mockapitest.NewMemory()
	httpServer := &http.Server{Handler: handler, ReadHeaderTimeout: time.Hour}
	t.Cleanup(func() {
		httpServer.Close()
		synctest.Wait()
	})
	go func() { _ = httpServer.Serve(memory) }()
	served, err := provider.NewServer(provider.NewDialing(t.Context(), "test", memory.DialContext)())
	if err != nil {
		t.Fatal(err)
	}
	p := acctest.Serving(t, served)
	acctest.NoDiagnostics(t, p.Configure(t, acctest.Object{
		"endpoint":   acctest.Text("http://" + mockapitest.MemoryAddress),
		"project_id": acctest.Text(mockapi.ProjectID),
		"token":      acctest.Text(mockapi.Token),
	}))
	return p, served
}

func invoke(t *testing.T, p acctest.Provider, served tfprotov6.ProviderServer) func(func(tfprotov6.InvokeActionEvent) bool) {
	t.Helper()
	objectType := p.ActionType(acctest.FollowType)
	values := map[string]tftypes.Value{}
	for name, attributeType := range objectType.AttributeTypes {
		values[name] = tftypes.NewValue(attributeType, nil)
	}
	values["training_job_id"] = acctest.Text("running")
	config, err := tfprotov6.NewDynamicValue(objectType, tftypes.NewValue(objectType, values))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := served.(tfprotov6.ActionServer).InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{ActionType: acctest.FollowType, Config: &config})
	if err != nil {
		t.Fatal(err)
	}
	return stream.Events
}
