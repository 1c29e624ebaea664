package provider_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	testconfig "github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

// TestMain keeps a developer's own credentials out. What a test needs of the environment it sets itself.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		prefix, _, _ := strings.Cut(name, "_")
		if slices.Contains([]string{"HW", "OS", "MODELARTS"}, prefix) {
			os.Unsetenv(name)
		}
	}
	// The examples name the provider by its address.
	os.Setenv("TF_ACC_PROVIDER_NAMESPACE", "modelarts-contrib")
	code := m.Run()
	os.RemoveAll(accBinaries)
	os.Exit(code)
}

var accFactories = map[string]func() (tfprotov6.ProviderServer, error){
	"modelarts": func() (tfprotov6.ProviderServer, error) {
		return providerserver.NewProtocol6WithError(provider.New(context.Background(), "test")())()
	},
}

// accService is a mock service that Terraform can reach.
type accService struct {
	*mockapi.Service
	endpoint string
}

func accNewService(t *testing.T, faults ...mockapi.Fault) *accService {
	t.Helper()
	service := accNewServiceWith(t, mockapi.Config{})
	for _, fault := range faults {
		service.Inject(fault)
	}
	return service
}

func accNewServiceWith(t *testing.T, config mockapi.Config) *accService {
	t.Helper()
	service := mockapi.New(config)
	return &accService{service, mockapitest.Serve(t, service).String()}
}

// provider is a block that leads to the service, with more settings.
func (s *accService) provider(settings ...string) string {
	return accProvider(append([]string{
		accArgument("endpoint", s.endpoint),
		accArgument("project_id", mockapi.ProjectID),
		accArgument("token", mockapi.Token),
	}, settings...)...)
}

// sample is a configuration that reads the sample job.
func (s *accService) sample(arguments ...string) string {
	return s.provider() + accSample(arguments...)
}

// job is a configuration that reads a job of these events, which the service gets.
func (s *accService) job(events []mockapi.Event, arguments ...string) string {
	const id = "job-of-the-test"
	s.AddJob(id, events)
	return s.provider() + accData(append(arguments, accArgument("training_job_id", id))...)
}

const accAddress = "data.modelarts_training_job_events.test"

func accProvider(settings ...string) string { return accBlock(`provider "modelarts"`, settings) }

func accData(arguments ...string) string {
	return accBlock(`data "modelarts_training_job_events" "test"`, arguments)
}

func accSample(arguments ...string) string {
	return accData(append(arguments, accArgument("training_job_id", mockapi.SampleJobID))...)
}

func accBlock(header string, lines []string) string {
	return header + " {\n  " + strings.Join(lines, "\n  ") + "\n}\n\n"
}

func accArgument(name, value string) string { return fmt.Sprintf("%s = %q", name, value) }

// accApply applies a configuration and checks the state. Terraform then finds nothing more to do, or the test fails.
func accApply(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	accSteps(t, resource.TestStep{Config: config, ConfigStateChecks: checks})
}

func accSteps(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: accFactories, Steps: steps})
}

// accFails runs a configuration that must fail with one error and leave no state.
func accFails(t *testing.T, config string) accDiagnostic {
	t.Helper()
	return accFailsWith(t, config, nil)
}

func accFailsWith(t *testing.T, config string, variables testconfig.Variables) accDiagnostic {
	t.Helper()
	var failure error
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: accFactories,
		Steps:                    []resource.TestStep{{Config: config, ConfigVariables: variables}},
		// Unlike ExpectError it gets the whole text, so that a test can say what must not be in it.
		ErrorCheck: func(err error) error { failure = err; return nil },
		// It is called only where there is a state.
		CheckDestroy: func(*terraform.State) error { return errors.New("the run that failed left a state") },
	})
	if failure == nil {
		t.Fatal("no error")
	}
	return accParse(t, failure)
}

// accDiagnostic is an error as Terraform prints it, white space folded since Terraform wraps lines.
type accDiagnostic struct {
	// address is that of the data source, or "provider".
	address string
	// attribute is the argument that Terraform quotes from the configuration, empty where it quotes a block.
	attribute       string
	summary, detail string
}

var accDiagnosticPattern = regexp.MustCompile(`(?s)^(.+?)\n\n  (?:with (.+?),\n  )?on .+? in .+?:\n +[0-9]+: (.+?)\n\n(.*)$`)

func accParse(t *testing.T, failure error) accDiagnostic {
	t.Helper()
	parts := strings.Split(failure.Error(), "\nError: ")[1:] // before it stands what the test library says
	if len(parts) != 1 {
		t.Fatalf("%d errors instead of one: %s", len(parts), failure)
	}
	match := accDiagnosticPattern.FindStringSubmatch(parts[0])
	if match == nil {
		t.Fatalf("this error has another form: %s", failure)
	}
	result := accDiagnostic{address: match[2], summary: accFold(match[1]), detail: accFold(match[4])}
	if attribute, _, found := strings.Cut(match[3], "="); found {
		result.attribute = strings.TrimSpace(attribute)
	}
	// The whole address has the registry and the namespace, which TF_ACC_PROVIDER_HOST and _NAMESPACE change.
	if strings.HasPrefix(result.address, "provider[") {
		result.address = "provider"
	}
	return result
}

func accFold(text string) string { return strings.Join(strings.Fields(text), " ") }

func accSame(t *testing.T, got, want accDiagnostic) {
	t.Helper()
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
