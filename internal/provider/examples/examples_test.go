package examples_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	testconfig "github.com/hashicorp/terraform-plugin-testing/config"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

const examples = "../../../examples"

// exampleOrSkip returns an example. It skips the test if the CLI is too old for it.
func exampleOrSkip(t *testing.T, name string) string {
	t.Helper()
	config := exampleFile(t, name)
	since := acctest.Since{}
	if strings.Contains(config, `ephemeral "`) {
		since = acctest.EphemeralResources
	}
	if strings.Contains(config, `action "`) {
		since = acctest.Actions
	}
	since.OrSkip(t)
	return config
}

// exampleGates are the examples that an error event closes, with what a user is then told of the sample job.
var exampleGates = map[string]string{
	"gate/postcondition.tf": "Training job " + mockapi.SampleJobID + " does not pass. Errors: 1. Events of an unknown level: 0. Events: 27. " +
		"The latest error: 2022-11-26T16:03:41+08:00 Job Training job failed.",
	"gate/completed-without-errors.tf":      "The latest: 2022-11-26T16:03:41+08:00 Error Job Training job failed.",
	"gate/completed-postcondition.tf":       "Training job " + mockapi.SampleJobID + " does not pass. Errors: 1.",
	"gate/several-jobs.tf":                  "The latest: 2022-11-26T16:03:41+08:00 Error Job Training job failed.",
	"gate/ephemeral.tf":                     "The latest: 2022-11-26T16:03:41+08:00 Error Job Training job failed.",
	"gate/window.tf":                        "Training job " + mockapi.SampleJobID + ": the events of the last day are not conclusive. Events: 0. Events of an unknown level: 0.",
	"terraform-test/main.tf":                "Training job " + mockapi.SampleJobID + " does not pass. Errors: 1.",
	"terraform-test-ephemeral/gate/main.tf": "The latest: 2022-11-26T16:03:41+08:00 Error Job Training job failed.",
	"ephemeral-resources/modelarts_training_job_events/ephemeral-resource.tf": "The latest: 2022-11-26T16:03:41+08:00 Error Job Training job failed.",
	"ephemeral-resources/modelarts_training_job_events/precondition.tf":       "The latest: 2022-11-26T16:03:41+08:00 Error Job Training job failed.",
}

// exampleJobGates are the examples that close unless the job has completed, with what a user is told of the sample job, which has failed.
var exampleJobGates = map[string]string{
	"gate/completed.tf":                exampleFailedJob,
	"gate/completed-without-errors.tf": exampleFailedJob,
	"gate/several-jobs.tf":             exampleFailedJob,
	"gate/completed-postcondition.tf":  "Training job " + mockapi.SampleJobID + " has not completed. Its phase is Failed.",
	"ephemeral-resources/modelarts_training_job/ephemeral-resource.tf": exampleFailedJob,
	"ephemeral-resources/modelarts_training_job/require-phases.tf":     exampleFailedJob,
	"data-sources/modelarts_training_job/postcondition.tf":             "The training job has not completed.",
}

const exampleFailedJob = "is in the phase Failed (secondary phase Failed). This gate accepts only Completed."

// Users copy the examples, so each file has to work as it stands. What it does not say comes from the environment, as it would there.
func TestAccEveryExampleRuns(t *testing.T) {
	const accessKey, secretKey, password = "EXAMPLEACCESSKEY0001", "example-secret-key", "replace-this"
	service := mockapi.New(mockapi.Config{
		Users: []mockapi.User{{Name: "events-reader", Password: password, DomainName: "example-account"}},
		AccessKeys: []mockapi.AccessKey{
			{Access: accessKey, Secret: secretKey},
			{Access: mockapi.TemporaryAccessKeyID, Secret: mockapi.TemporarySecretKey, SecurityToken: mockapi.SecurityToken},
		},
	})
	url := mockapitest.Serve(t, service).String()
	withToken := map[string]string{"HW_AUTH_TOKEN": mockapi.Token, "HW_PROJECT_ID": mockapi.ProjectID}
	environments := map[string]map[string]string{
		"authentication/token.tf":      {"HW_AUTH_TOKEN": mockapi.Token},
		"authentication/access-key.tf": {"HW_SECRET_KEY": secretKey},
		"authentication/temporary-access-key.tf": {
			"HW_ACCESS_KEY": mockapi.TemporaryAccessKeyID, "HW_SECRET_KEY": mockapi.TemporarySecretKey, "HW_SECURITY_TOKEN": mockapi.SecurityToken,
		},
		"authentication/password.tf":    {"HW_USER_PASSWORD": password},
		"authentication/clouds-yaml.tf": {"OS_CLIENT_CONFIG_FILE": atService(t, "authentication/clouds.yaml", url)},
	}
	// The examples' regions would lead to the cloud.
	atTest := fmt.Sprintf("provider \"modelarts\" {\n  endpoint = %[1]q\n  auth_url = %[1]q\n", url)
	names := slices.DeleteFunc(exampleNames(t), func(name string) bool { return slices.Contains(examplesWithFolder, name) })
	for _, name := range names {
		environment, special := environments[name]
		if !special {
			environment = withToken
		}
		t.Run(name, func(t *testing.T) {
			config := exampleOrSkip(t, name)
			// An error closes the gates; the other examples have something to show of one.
			service.SetPhases(mockapi.SampleJobID, "Completed")
			service.AddJob(mockapi.SampleJobID, mockapi.Sample())
			if _, isGate := exampleGates[name]; isGate || name == "actions/modelarts_follow_training_job/trigger.tf" {
				service.AddJob(mockapi.SampleJobID, []mockapi.Event{exampleEvent("Info", time.Now())})
			}
			t.Setenv("MODELARTS_ENDPOINT", url)
			for variable, value := range environment {
				t.Setenv(variable, value)
			}
			// A check's data source is in every plan.
			acctest.Runs(t, strings.Replace(config, `provider "modelarts" {`, atTest, 1), exampleVariables(config), name == "gate/check.tf")
		})
	}
	if len(names) < len(environments)+len(exampleGates) {
		t.Errorf("found only %d examples", len(names))
	}
}

func TestAccEveryGateExampleClosesOnAnError(t *testing.T) {
	service := acctest.NewService(t)
	service.SetPhases(mockapi.SampleJobID, "Completed")
	exampleAt(t, service)
	for name, says := range exampleGates {
		t.Run(name, func(t *testing.T) {
			exampleCloses(t, exampleOrSkip(t, name), says)
		})
	}
}

func TestAccEveryJobGateExampleClosesUnlessCompleted(t *testing.T) {
	service := acctest.NewService(t)
	service.AddJob(mockapi.SampleJobID, acctest.Quiet(1))
	exampleAt(t, service)
	for name, says := range exampleJobGates {
		t.Run(name, func(t *testing.T) {
			exampleCloses(t, exampleOrSkip(t, name), says)
		})
	}
}

func TestAccActionExampleBlocksTheDeploymentUnlessCompleted(t *testing.T) {
	config := exampleOrSkip(t, "actions/modelarts_follow_training_job/trigger.tf")
	service := acctest.NewService(t)
	workspace := acctest.NewWorkspace(t, service.Provider()+config)
	t.Setenv("TF_VAR_training_job_id", mockapi.SampleJobID)
	workspace.Apply(t).Must(t, 1, "16:03:41 Error Job Training job failed.", "Ended: Failed after 1m32s, 1 error, 0 warnings")
	workspace.MustHave(t)
	service.SetPhases(mockapi.SampleJobID, "Completed")
	service.AddJob(mockapi.SampleJobID, acctest.Quiet(3))
	workspace.Apply(t).Must(t, 0, "Actions: 1 invoked.")
}

func TestAccExampleGateWaitsForTheEnd(t *testing.T) {
	service := acctest.NewService(t)
	exampleAt(t, service)
	config := strings.NewReplacer(`"2h"`, `"1500ms"`, "wait_for_end    = true", "wait_for_end = true\npoll_interval = \"1s\"").
		Replace(exampleOrSkip(t, "gate/completed-without-errors.tf"))
	service.SetPhases(mockapi.SampleJobID, "Running")
	exampleCloses(t, config, "the time limit timeouts.open (1.5s) was exceeded.")
}

// These gates must also fail if nothing is known of the model.
func TestAccEveryGateExampleFailsIfItCannotTell(t *testing.T) {
	service := acctest.NewService(t)
	service.SetPhases(mockapi.SampleJobID, "Completed")
	exampleAt(t, service)
	for name := range exampleGates {
		for what, events := range map[string][]mockapi.Event{
			"no events":        nil,
			"an unknown level": {exampleEvent("Info", time.Now()), exampleEvent("Fatal", time.Now())},
		} {
			t.Run(name+", "+what, func(t *testing.T) {
				config := exampleOrSkip(t, name)
				service.AddJob(mockapi.SampleJobID, events)
				exampleCloses(t, config, "raining job "+mockapi.SampleJobID)
			})
		}
	}
}

// A gate with a default would check that job if a pipeline forgets to name one.
func TestNoExampleGateHasADefaultJob(t *testing.T) {
	t.Parallel()
	defaults := regexp.MustCompile(`(?s)variable "training_job_(?:id|name)" \{[^}]*\bdefault\b`)
	for _, name := range exampleNames(t) {
		if name != "demo/main.tf" && defaults.MatchString(exampleFile(t, name)) {
			t.Errorf("%s has one", name)
		}
	}
}

func TestAccPostconditionExampleMessage(t *testing.T) {
	config := exampleOrSkip(t, "gate/postcondition.tf")
	const rejects = "Training job " + mockapi.SampleJobID + " does not pass. "
	for name, test := range map[string]struct {
		config string
		events []mockapi.Event
		says   string
	}{
		"an error without anything": {
			config, []mockapi.Event{{Level: "Error"}}, rejects + "Errors: 1. Events of an unknown level: 0. Events: 1. The latest error:",
		},
		"a filter that excludes the errors": {
			strings.Replace(config, "max_events ", "level = \"Info\"\nmax_events ", 1), nil,
			rejects + "Errors: not known. Events of an unknown level: not known. Events: 0. The latest error:",
		},
		"a message with control characters": {
			config, []mockapi.Event{{Level: "Error", Message: "a\x1b[2J\u009b31m\r\n\u202eb\u2066\u200b::error::c##vso[x]"}}, "The latest error: a [2J 31m b ::error::c#vso[x]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			service := acctest.NewService(t)
			service.AddJob(mockapi.SampleJobID, test.events)
			exampleAt(t, service)
			exampleCloses(t, test.config, test.says)
		})
	}
}

func TestAccPreconditionExampleClosesOnTooManyWarnings(t *testing.T) {
	config := exampleOrSkip(t, "ephemeral-resources/modelarts_training_job_events/precondition.tf")
	service := acctest.NewService(t)
	service.AddJob(mockapi.SampleJobID, slices.Repeat([]mockapi.Event{exampleEvent("Warning", time.Now())}, 4))
	exampleAt(t, service)
	exampleCloses(t, config, "The training job has more than three warnings.")
}

func TestAccWindowExampleLooksAtTheLastDay(t *testing.T) {
	config := exampleOrSkip(t, "gate/window.tf")
	service := acctest.NewService(t)
	exampleAt(t, service)
	now := time.Now()
	oldError := exampleEvent("Error", now.Add(-25*time.Hour))

	service.AddJob(mockapi.SampleJobID, []mockapi.Event{oldError, exampleEvent("Info", now.Add(-time.Hour))})
	acctest.Runs(t, config, exampleVariables(config), false)

	service.AddJob(mockapi.SampleJobID, []mockapi.Event{oldError, exampleEvent("Error", now.Add(-23*time.Hour))})
	exampleCloses(t, config, "Training job "+mockapi.SampleJobID+" reports errors within the last day: 1.")

	// Days after the plan, or by a clock that is ahead of this machine's.
	service.AddJob(mockapi.SampleJobID, []mockapi.Event{exampleEvent("Error", now.Add(100*24*time.Hour))})
	exampleCloses(t, config, "Training job "+mockapi.SampleJobID+" reports errors within the last day: 1.")
}

func TestAccCheckExampleOnlyWarns(t *testing.T) {
	config := exampleOrSkip(t, "gate/check.tf")
	withoutEvents := acctest.NewService(t)
	withoutEvents.AddJob(mockapi.SampleJobID, nil)
	for name, test := range map[string]struct {
		service *acctest.Service
		says    string
	}{
		"of an error":             {acctest.NewService(t), "Warning: Check block assertion failed"},
		"of a job without events": {withoutEvents, "Warning: Check block assertion failed"},
		"of a service that fails": {acctest.NewService(t, mockapi.Fault{Kind: mockapi.FaultUnavailable}), "Warning: ModelArts is not available"},
	} {
		t.Run(name, func(t *testing.T) {
			exampleAt(t, test.service)
			got := acctest.Fold(acctest.ApplyOnce(t, config, "HW_MAX_RETRIES=0", "TF_VAR_training_job_id="+mockapi.SampleJobID).Output)
			if !strings.Contains(got, test.says) || !strings.Contains(got, "Apply complete! Resources: 1 added") {
				t.Errorf("it lacks %q, or the end of an apply:\n%s", test.says, got)
			}
		})
	}
}

// exampleAt leads the examples to the service, with its token.
func exampleAt(t *testing.T, service *acctest.Service) {
	t.Helper()
	t.Setenv("MODELARTS_ENDPOINT", service.Endpoint)
	t.Setenv("HW_PROJECT_ID", mockapi.ProjectID)
	t.Setenv("HW_AUTH_TOKEN", mockapi.Token)
}

func exampleCloses(t *testing.T, config, says string) {
	t.Helper()
	if got := acctest.FailsWith(t, config, exampleVariables(config)); !strings.Contains(got.Detail, says) {
		t.Errorf("a user is told %q, want %q in it", got.Detail, says)
	}
}

// exampleVariables are what a user has to set.
func exampleVariables(config string) testconfig.Variables {
	variables := testconfig.Variables{}
	for name, value := range map[string]string{"training_job_id": mockapi.SampleJobID, "training_job_name": mockapi.JobName} {
		if strings.Contains(config, `variable "`+name+`"`) {
			variables[name] = testconfig.StringVariable(value)
		}
	}
	if strings.Contains(config, `variable "training_job_ids"`) {
		variables["training_job_ids"] = testconfig.SetVariable(testconfig.StringVariable(mockapi.SampleJobID))
	}
	return variables
}

func exampleEvent(level string, at time.Time) mockapi.Event {
	return mockapi.Event{Message: "Made up for a gate.", Level: level, Time: at.Format(time.RFC3339), Source: "Job"}
}

// examplesWithFolder are configurations that need their folder. TestAccEphemeralTestExample... and TestAccPipelineDeploys... run them.
var examplesWithFolder = []string{"terraform-test-ephemeral/main.tf", "pipeline/deployment/main.tf"}

// exampleNames are the configurations' paths in the folder of examples, with slashes.
func exampleNames(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(examples, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".tf" {
			return err
		}
		name, err := filepath.Rel(examples, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// atService is a copy of an example's clouds.yaml that leads to the test's service.
func atService(t *testing.T, name, url string) string {
	t.Helper()
	content := strings.Replace(exampleFile(t, name), "https://iam.eu-de.otc.t-systems.com/v3", url, 1)
	folder := t.TempDir()
	acctest.WriteFile(t, folder, "clouds.yaml", content)
	return filepath.Join(folder, "clouds.yaml")
}

func exampleFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examples, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
