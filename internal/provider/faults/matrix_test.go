package faults_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"go.uber.org/goleak"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// The job of the matrix.
const (
	matrixJob    = "matrix-job"
	matrixEvents = 45
	matrixLimit  = 10
)

// matrixPages are the offsets of its pages: each begins with the last event of a second of which the page before shows all events.
var matrixPages = []int{0, 8, 14, 20, 26, 32, 38}

// Bounds of each cell: three attempts that hang, each followed by a wait, and twice what reading 16 MiB of a body takes with the race
// detector.
const (
	matrixRetries        = 2
	matrixRequestTimeout = 5 * time.Second
	matrixRetryAfter     = 3 * time.Second
	matrixMaxTime        = (matrixRetries + 1) * (matrixRequestTimeout + matrixRetryAfter)
	matrixMaxAllocated   = 128 << 20
)

// wholeList is the outcome of a read that succeeds. Any other is the summary of the error.
const wholeList = "complete list"

// positions are the offsets of the pages that a fault strikes, schedules how often it does so; 0 is for good.
var (
	positions = [...]int{matrixPages[0], matrixPages[3], matrixPages[6]}
	schedules = [...]int{1, 0}
)

// outcomes has a row a position, and a column a schedule.
type outcomes [len(positions)][len(schedules)]string

// TestFaultMatrix reads a list while a fault strikes one of its pages. The clock is the bubble's: what waits costs nothing.
// It is not parallel, since it counts what is allocated and which goroutines are left.
func TestFaultMatrix(t *testing.T) {
	pages := map[int]string{}
	for _, offset := range positions {
		pages[offset] = rightPage(t, offset)
	}
	cells, ran := 0, 0
	var table matrixTable
	for _, row := range matrixRows() {
		for _, concurrent := range row.concurrency() {
			got := row.want
			for i, offset := range positions {
				if !row.strikes(offset, concurrent) {
					continue
				}
				for j, times := range schedules {
					c := matrixCell{faultRow: row, page: pages[offset], offset: offset, times: times, concurrent: concurrent}
					cells++
					t.Run(c.String(), func(t *testing.T) {
						ran++
						if got[i][j] = c.run(t); got[i][j] != row.want[i][j] {
							t.Errorf("got %q, want %q", got[i][j], row.want[i][j])
						}
					})
				}
			}
			if concurrent == 1 {
				table.add(row.name, got)
			}
		}
	}
	t.Log("\n" + table.String())
	if ran == cells { // or else -run chose some of them
		checkMatrixDocument(t, "fault matrix", table.String())
	}
}

func TestFaultMatrixHasEveryFaultOfTheMock(t *testing.T) {
	t.Parallel()
	there := map[mockapi.FaultKind]bool{}
	for _, row := range matrixRows() {
		if row.fault != nil {
			there[row.fault(rightPage(t, 0)).Kind] = true
		}
	}
	for _, kind := range mockapi.FaultKinds() {
		if !there[kind] {
			t.Errorf("no row has %s", kind)
		}
	}
}

// matrixCell is one read.
type matrixCell struct {
	faultRow
	page          string
	offset, times int
	concurrent    int64
}

func (c matrixCell) String() string {
	schedule := "for good"
	if c.times > 0 {
		schedule = "once"
	}
	return fmt.Sprintf("%s at %d %s with %d at a time", c.name, c.offset, schedule, c.concurrent)
}

func (c matrixCell) run(t *testing.T) (outcome string) {
	t.Helper()
	started := time.Now()
	synctest.Test(t, func(t *testing.T) { outcome = c.read(t) })
	if took := time.Since(started); took > matrixMaxTime {
		t.Errorf("took %s of real time", took)
	}
	return outcome
}

func (c matrixCell) read(t *testing.T) string {
	t.Helper()
	others := goleak.IgnoreCurrent()
	service := matrixService()
	if c.fault != nil {
		fault := c.fault(c.page)
		fault.Offset, fault.Times = &c.offset, c.times
		service.Inject(fault)
	}
	memory := mockapitest.NewMemory()
	c.serve(t, memory, service)
	p := acctest.Of(t, provider.NewDialing(t.Context(), "test", memory.DialContext)())
	acctest.NoDiagnostics(t, p.Configure(t, c.providerConfig()))

	before := allocatedBytes()
	started := time.Now()
	state, diagnostics := p.Read(t.Context(), t, acctest.Object{
		"training_job_id": acctest.Text(matrixJob), "limit": acctest.Number(matrixLimit),
	})
	took := time.Since(started)
	allocated := allocatedBytes() - before

	if took > matrixMaxTime {
		t.Errorf("took %s", took)
	}
	if allocated > matrixMaxAllocated {
		t.Errorf("allocated %d MiB", allocated>>20)
	}
	synctest.Wait()
	if err := goleak.Find(append(keptConnections(), others)...); err != nil {
		t.Error(err)
	}
	if len(diagnostics) > 0 {
		acctest.NoResults(t, state)
		return clearError(t, diagnostics, "training job "+matrixJob)
	}
	hasWholeList(t, state)
	return wholeList
}

// allocatedBytes is what was allocated so far by the whole process.
func allocatedBytes() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// serve ends with the test, and with it every connection: a goroutine that would be left then keeps the bubble from ending.
func (c matrixCell) serve(t *testing.T, memory *mockapitest.Memory, service http.Handler) {
	t.Helper()
	server := &http.Server{Handler: service, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	t.Cleanup(func() {
		server.Close()
		<-time.After(matrixMaxTime) // two ends of a TLS connection that take leave of each other at once wait for seconds
	})
	var listener net.Listener = memory
	if c.fault == nil {
		server.SetKeepAlivesEnabled(false) // a certificate is shown once a connection
		listener = tls.NewListener(memory, c.certificates())
	}
	go func() { _ = server.Serve(listener) }()
}

func (c matrixCell) providerConfig() acctest.Object {
	service := acctest.Service{Endpoint: "http://" + mockapitest.MemoryAddress}
	config := service.Settings(matrixSettings).With(acctest.Object{"max_concurrent_requests": acctest.Number(c.concurrent)})
	if c.fault == nil {
		config["endpoint"] = acctest.Text("https://" + mockapitest.MemoryAddress)
		config["cacert_file"] = acctest.Text(trustedCertificate().authority())
	}
	return config
}

var matrixSettings = acctest.Object{
	"max_retries": acctest.Number(matrixRetries), "request_timeout": acctest.Text(matrixRequestTimeout.String()),
}

// certificates shows the wrong certificate at the connection whose number is that of the page, because concurrent pages arrive in any
// order.
func (c matrixCell) certificates() *tls.Config {
	struck, shown := slices.Index(matrixPages, c.offset), 0
	wrong, right := untrustedCertificate(), trustedCertificate()
	turn := make(chan struct{}, 1)
	return &tls.Config{MinVersion: tls.VersionTLS13, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		turn <- struct{}{}
		defer func() { <-turn }()
		nth := shown
		shown++
		if nth == struck || nth > struck && c.times == 0 {
			return &wrong.Certificate, nil
		}
		return &right.Certificate, nil
	}}
}

// keptConnections are the goroutines of connections that wait for the next request, at both ends, and of the server. One that waits
// for a response is none of them.
func keptConnections() []goleak.Option {
	return []goleak.Option{
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreAnyFunction("net/http.(*Server).Serve"),
		goleak.IgnoreAnyFunction("net/http.(*conn).serve"),
		goleak.IgnoreAnyFunction("net/http.(*connReader).backgroundRead"),
	}
}

// clearError returns the summary of the only error, which must have these parts of a complete error.
func clearError(t *testing.T, diagnostics []*tfprotov6.Diagnostic, parts ...string) string {
	t.Helper()
	diagnostic := acctest.OnlyDiagnostic(t, diagnostics)
	for _, part := range append(parts, mockapi.ProjectID, "What happened: ", "What to do: ") {
		if !strings.Contains(diagnostic.Detail, part) {
			t.Errorf("%q is not in\n%s", part, diagnostic.Detail)
		}
	}
	if strings.Contains(diagnostic.Summary+diagnostic.Detail, mockapi.Token) {
		t.Error("the token is in the error")
	}
	return diagnostic.Summary
}

func hasWholeList(t *testing.T, state acctest.Object) {
	t.Helper()
	acctest.Expect(t, state, acctest.Object{
		"events": acctest.Events(mockapi.Generate(matrixEvents)), "total": acctest.Number(matrixEvents), "truncated": acctest.Boolean(false),
	})
}
