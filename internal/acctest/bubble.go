package acctest

import (
	"io"
	"log"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// InBubble runs a test with the fake clock of testing/synctest, and with a provider that reads from a service without retries.
func InBubble(t *testing.T, service http.Handler, typeName string, test func(t *testing.T, p Provider)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		memory := mockapitest.NewMemory()
		server := &http.Server{Handler: service, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Hour}
		t.Cleanup(func() {
			server.Close()
			synctest.Wait()
		})
		go func() { _ = server.Serve(memory) }()
		p := Of(t, provider.NewDialing(t.Context(), "test", memory.DialContext)()).For(typeName)
		NoDiagnostics(t, p.Configure(t, Object{
			"endpoint":    Text("http://" + mockapitest.MemoryAddress),
			"project_id":  Text(mockapi.ProjectID),
			"token":       Text(mockapi.Token),
			"max_retries": Number(0),
		}))
		test(t, p)
	})
}
