package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// startProgram runs the program and returns its base URL and a function that stops it and returns its error.
func startProgram(t *testing.T, arguments ...string) (baseURL string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stdout, written := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, arguments, written, io.Discard)
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
	return strings.TrimSuffix(line, "\n"), stop
}

func eventsRequest(t *testing.T, baseURL, job string) *http.Request {
	t.Helper()
	return jobRequest(t, baseURL, job+"/events")
}

func jobRequest(t *testing.T, baseURL, job string) *http.Request {
	t.Helper()
	url := baseURL + "/v2/" + mockapi.ProjectID + "/training-jobs/" + job
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Auth-Token", mockapi.Token)
	return r
}

func TestProgramServesJobsUntilSignal(t *testing.T) {
	t.Parallel()
	baseURL, stop := startProgram(t, "-job", "long:events=250", "-job", "clean:events=12,errors=0", "-fault", "string_numbers")
	for job, want := range map[string]string{mockapi.SampleJobID: "27", "long": "250", "clean": "12"} {
		response, err := http.DefaultClient.Do(eventsRequest(t, baseURL, job))
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Total string }
		err = json.NewDecoder(response.Body).Decode(&page)
		response.Body.Close()
		if err != nil || page.Total != want {
			t.Errorf("%s: total %q and %v, want %q", job, page.Total, err, want)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

func TestProgramServesPhasesOfJob(t *testing.T) {
	t.Parallel()
	baseURL, stop := startProgram(t, "-job", "other", "-job", "two:phases=Pending+Completed")
	for _, want := range []struct{ job, phase string }{
		{mockapi.SampleJobID, "Failed"}, {"other", "Running"}, {"two", "Pending"}, {"two", "Completed"}, {"two", "Completed"},
	} {
		response, err := http.DefaultClient.Do(jobRequest(t, baseURL, want.job))
		if err != nil {
			t.Fatal(err)
		}
		var job struct{ Status struct{ Phase string } }
		err = json.NewDecoder(response.Body).Decode(&job)
		response.Body.Close()
		if err != nil || job.Status.Phase != want.phase {
			t.Errorf("%s: got %+v and %v, want %s", want.job, job, err, want.phase)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

func TestProgramServesNamesOfJobs(t *testing.T) {
	t.Parallel()
	baseURL, stop := startProgram(t, "-job", "other", "-job", "two:name=my-job,phases=Pending+Completed")
	for _, want := range []struct{ job, name string }{
		{mockapi.SampleJobID, mockapi.SampleJobName}, {"other", mockapi.JobName}, {"two", "my-job"}, {"two", "my-job"},
	} {
		response, err := http.DefaultClient.Do(jobRequest(t, baseURL, want.job))
		if err != nil {
			t.Fatal(err)
		}
		var job struct{ Metadata struct{ Name string } }
		err = json.NewDecoder(response.Body).Decode(&job)
		response.Body.Close()
		if err != nil || job.Metadata.Name != want.name {
			t.Errorf("%s: got %+v and %v, want %s", want.job, job, err, want.name)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

func TestHangingRequestDoesNotBlockShutdown(t *testing.T) {
	t.Parallel()
	baseURL, stop := startProgram(t, "-fault", "hang_body")
	response, err := http.DefaultClient.Do(eventsRequest(t, baseURL, mockapi.SampleJobID))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
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

func TestInvalidArgumentsAreRejected(t *testing.T) {
	t.Parallel()
	for arguments, want := range map[string]string{
		"-listen 0.0.0.0:0":   "not a loopback address",
		"-listen :0":          "not a loopback address",
		"-listen 127.0.0.1":   "missing port",
		"-job a:events=-1":    "not an integer of 0 or more",
		"-for 0s":             "-for must be more than 0",
		"-fault flood":        `unknown fault "flood"`,
		"extra":               `unexpected argument "extra"`,
		"-listen 192.0.2.1:0": "not a loopback address",
	} {
		err := run(t.Context(), strings.Fields(arguments), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", arguments, err, want)
		}
	}
}

func TestHelpListsFaultsAndSettings(t *testing.T) {
	t.Parallel()
	var help strings.Builder
	if err := run(t.Context(), []string{"-help"}, io.Discard, &help); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v", err)
	}
	for _, want := range []string{
		mockapi.ProjectID, mockapi.ProjectName, mockapi.SampleJobID, mockapi.SampleJobName, mockapi.JobName, mockapi.Token, mockapi.AccessKeyID, mockapi.SecretKey,
		mockapi.TemporaryAccessKeyID, mockapi.TemporarySecretKey, mockapi.SecurityToken, mockapi.UserName, mockapi.Password,
		mockapi.DomainName, "/v3", "errors=0",
	} {
		if !strings.Contains(help.String(), want) {
			t.Errorf("no %s in\n%s", want, help.String())
		}
	}
	for _, kind := range mockapi.FaultKinds() {
		if !strings.Contains(help.String(), string(kind)) {
			t.Errorf("no %s in\n%s", kind, help.String())
		}
	}
}
