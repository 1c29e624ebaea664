package provider_test

import (
	"os"
	"runtime"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// resources are what a process may lose bit by bit.
type resources struct {
	goroutines, descriptors int
	heap                    uint64
}

func inUse(t *testing.T) resources {
	t.Helper()
	runtime.GC()
	runtime.GC() // the second one frees what finalizers held
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	descriptors, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Logf("descriptors are not counted: %v", err)
	}
	return resources{runtime.NumGoroutine(), len(descriptors), memory.HeapAlloc}
}

// Not parallel: whatever else runs in the process would be counted.
func TestFiveHundredReadsLeaveNothingBehind(t *testing.T) {
	service := mockapi.New(mockapi.Config{})
	service.AddJob("long", mockapi.Generate(15))
	p := acctest.Configured(t, service)
	severalPages := acctest.Object{"training_job_id": acctest.Text("long"), "limit": acctest.Number(10)}
	read := func(times int) {
		for i := range times {
			switch i % 4 {
			case 0:
				p.FailsToRead(t, acctest.Object{"training_job_id": acctest.Text("no-such-job")})
			case 1:
				_, diagnostics := p.Open(t.Context(), t, severalPages)
				acctest.NoDiagnostics(t, diagnostics)
			default:
				p.MustRead(t, severalPages)
			}
			service.ResetRequests()
		}
	}
	read(50) // connections and caches are there then
	before := inUse(t)
	read(500)
	after := inUse(t)
	if after.goroutines > before.goroutines+2 || after.descriptors > before.descriptors+2 || after.heap > before.heap+2<<20 {
		t.Errorf("from %+v to %+v", before, after)
	}
}
