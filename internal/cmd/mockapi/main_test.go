package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// startProgram runs the program until stop, which returns its error.
func startProgram(t *testing.T, arguments ...string) (baseURL, printed string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stdout, written := io.Pipe()
	var stderr strings.Builder
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, arguments, written, &stderr)
		written.CloseWithError(err)
		ended <- err
	}()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	stop = func() error {
		cancel()
		return <-ended
	}
	return strings.TrimSuffix(line, "\n"), stderr.String(), stop
}

// get sends a request for a job, or for its events.
func get(t *testing.T, baseURL, path string) *http.Response {
	t.Helper()
	url := baseURL + "/v2/" + mockapi.ProjectID + "/training-jobs/" + path
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Auth-Token", mockapi.Token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}

// The last request hangs, because it must not delay the end of the program.
func TestProgramServesJobsUntilStopped(t *testing.T) {
	t.Parallel()
	baseURL, _, stop := startProgram(t, "-job", "long:events=250", "-job", "two:name=my-job,events=9,phases=Pending+Completed",
		"-fault", "hang_body:on=events,skip=3")
	for _, want := range []struct{ path, name, phase, total string }{
		{path: mockapi.SampleJobID, name: mockapi.SampleJobName, phase: "Failed"},
		{path: "long", name: mockapi.JobName, phase: "Running"},
		{path: "two", name: "my-job", phase: "Pending"},
		{path: "two", name: "my-job", phase: "Completed"},
		{path: "two", name: "my-job", phase: "Completed"},
		{path: mockapi.SampleJobID + "/events", total: "27"},
		{path: "long/events", total: "250"},
		{path: "two/events", total: "9"},
	} {
		var got struct {
			Metadata struct{ Name string }
			Status   struct{ Phase string }
			Total    json.Number
		}
		err := json.NewDecoder(get(t, baseURL, want.path).Body).Decode(&got)
		if err != nil || got.Metadata.Name != want.name || got.Status.Phase != want.phase || got.Total.String() != want.total {
			t.Errorf("got %+v and %v, want %+v", got, err, want)
		}
	}
	hanging := get(t, baseURL, "long/events")
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
	if body, err := io.ReadAll(hanging.Body); err == nil {
		t.Errorf("the last response is complete: %d bytes", len(body))
	}
}

func TestProgramPrintsVariablesForShell(t *testing.T) {
	t.Parallel()
	baseURL, printed, stop := startProgram(t)
	got := map[string]string{}
	for line := range strings.Lines(printed) {
		if export, found := strings.CutPrefix(strings.TrimPrefix(line, "# "), "export "); found {
			name, value, _ := strings.Cut(strings.TrimSpace(export), "=")
			got[name] = value
		}
	}
	for name, want := range map[string]string{
		"MODELARTS_ENDPOINT": baseURL, "HW_AUTH_URL": baseURL + "/v3", "HW_PROJECT_ID": mockapi.ProjectID, "HW_AUTH_TOKEN": mockapi.Token,
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q, in\n%s", name, got[name], want, printed)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

func TestProgramStopsAfterLifetime(t *testing.T) {
	t.Parallel()
	if err := run(t.Context(), []string{"-for", "1ms"}, io.Discard, io.Discard); err != nil {
		t.Errorf("stopped with %v", err)
	}
}
