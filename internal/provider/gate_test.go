package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

var levelsType = tftypes.List{ElementType: tftypes.String}

func levels(elements ...tftypes.Value) tftypes.Value {
	return tftypes.NewValue(levelsType, append([]tftypes.Value{}, elements...))
}

func gate(more object) object {
	config := sampleJob(more)
	if _, set := config["fail_on_levels"]; !set {
		config["fail_on_levels"] = levels(text("Error"))
	}
	return config
}

// atRequest is a change before the n-th request of events is answered.
func atRequest(n int32, change func(*mockapi.Service)) func(*mockapi.Service) {
	var requests atomic.Int32
	return func(service *mockapi.Service) {
		if requests.Add(1) == n {
			change(service)
		}
	}
}

func TestGateIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config             object
		attribute, message string
	}{
		"without levels": {object{"fail_on_levels": levels()}, "fail_on_levels", "must contain at least 1 elements, got: 0"},
		"with null": {
			object{"fail_on_levels": levels(text("Error"), tftypes.NewValue(tftypes.String, nil))},
			"fail_on_levels", "This attribute contains a null value.",
		},
		"with a word that is no level": {
			object{"fail_on_levels": levels(text("Error"), text("Fatal"))},
			"fail_on_levels[1]", `must be one of: ["Info" "Error" "Warning"], got: "Fatal"`,
		},
		"in another case": {
			object{"fail_on_levels": levels(text("ERROR"))},
			"fail_on_levels[0]", `must be one of: ["Info" "Error" "Warning"], got: "ERROR"`,
		},
		"where the filter leaves its level out": {
			object{"level": text("Warning")}, "fail_on_levels",
			"It is to fail on `Error`, and `level` lets only events of the level `Warning` in. Leave `level` out, or name the same level in both.",
		},
		"where the filter leaves one of its levels out": {
			object{"level": text("Error"), "fail_on_levels": levels(text("Error"), text("Info"))}, "fail_on_levels",
			"It is to fail on `Info`, and `level` lets only events of the level `Error` in. Leave `level` out, or name the same level in both.",
		},
		"where the filter leaves one of its levels out and another is unknown": {
			object{"level": text("Error"), "fail_on_levels": levels(unknown(tftypes.String), text("Info"))}, "fail_on_levels",
			"It is to fail on `Info`, and `level` lets only events of the level `Error` in. Leave `level` out, or name the same level in both.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			_, diagnostics := configured(t, service).open(t.Context(), t, gate(test.config))
			got := onlyDiagnostic(t, diagnostics)
			if place := attributeName(t, got.Attribute); place != test.attribute || !strings.Contains(got.Detail, test.message) {
				t.Errorf("got %s on %s, want %s on %s", got.Detail, place, test.message, test.attribute)
			}
			if len(service.Requests()) > 0 {
				t.Error("the service was asked")
			}
		})
	}
}

// Terraform validates again before it opens. A gate must not rely on that.
func TestOpenRefusesAGateThatCouldNeverClose(t *testing.T) {
	t.Parallel()
	listType := tftypes.List{ElementType: tftypes.String}
	levels := func(elements ...tftypes.Value) object {
		return object{"fail_on_levels": tftypes.NewValue(listType, elements)}
	}
	for name, arguments := range map[string]object{
		"another level in the filter": {"level": text("Warning")},
		"no level":                    levels(),
		"a null level":                levels(text("Error"), tftypes.NewValue(tftypes.String, nil)),
		"an unknown level":            levels(unknown(tftypes.String)),
		"unknown levels":              {"fail_on_levels": unknown(listType)},
		"a level in another case":     levels(text("error")),
		"no level of the API":         levels(text("Error"), text("Fatal")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			p := configured(t, service)
			response, err := p.server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
				TypeName: eventsType,
				Config:   dynamic(t, p.ephemeralType, gate(arguments)),
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := onlyDiagnostic(t, response.Diagnostics).Summary; got != "Gate that cannot close" {
				t.Errorf("got %q", got)
			}
			if len(service.Requests()) > 0 {
				t.Error("the service was asked")
			}
		})
	}
}

// attributeName is a path as people write it.
func attributeName(t *testing.T, path *tftypes.AttributePath) string {
	t.Helper()
	var name strings.Builder
	for _, step := range path.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			name.WriteString(string(step))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&name, "[%d]", step)
		default:
			t.Fatalf("a step that no path of this provider has: %s", path)
		}
	}
	return name.String()
}

func TestGateIsAllowed(t *testing.T) {
	t.Parallel()
	p := newInProcess(t)
	for name, config := range map[string]object{
		"with every level":                        {"fail_on_levels": levels(text("Info"), text("Warning"), text("Error"))},
		"with a level twice":                      {"fail_on_levels": levels(text("Error"), text("Error"))},
		"with the filter's level":                 {"level": text("Error")},
		"with an unknown filter":                  {"level": unknown(tftypes.String)},
		"with unknown levels":                     {"level": text("Warning"), "fail_on_levels": unknown(levelsType)},
		"with an unknown level":                   {"level": text("Warning"), "fail_on_levels": levels(unknown(tftypes.String))},
		"with no levels, which makes it no gate":  {"level": text("Warning"), "fail_on_levels": tftypes.NewValue(levelsType, nil)},
		"with other filters, offset and language": {"source": text("Job"), "pattern": text("x"), "offset": number(1), "language": text("en-us")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			noDiagnostics(t, p.validateEphemeral(t, gate(config)))
		})
	}
}

func TestGate(t *testing.T) {
	t.Parallel()
	events := []mockapi.Event{
		{Level: "Info", Time: "2026-01-01T00:00:00Z", Source: "Job", Message: "one"},
		{Level: "warning", Time: "2026-01-01T00:00:01Z", Source: "Task", Message: "two"},
		{Level: "Critical", Time: "2026-01-01T00:00:02Z", Source: "K8S", Message: "three"},
		{Time: "2026-01-01T00:00:03Z", Message: "four"},
	}
	for name, test := range map[string]struct {
		config object
		closed bool
	}{
		"is open without an event of its level":              {nil, false},
		"is closed by an event of its level in another case": {object{"fail_on_levels": levels(text("Warning"))}, true},
		"is closed by one of its levels":                     {object{"fail_on_levels": levels(text("Error"), text("Info"))}, true},
		"is open where offset skips the event":               {object{"fail_on_levels": levels(text("Info")), "offset": number(1)}, false},
		"is closed where offset skips others": {
			object{"fail_on_levels": levels(text("Info")), "offset": number(3), "order": text("desc")}, true,
		},
		"is open where the source is another":  {object{"fail_on_levels": levels(text("Info")), "source": text("Task")}, false},
		"is open where the pattern is another": {object{"fail_on_levels": levels(text("Info")), "pattern": text("tw")}, false},
		"is open where the window is another": {object{
			"fail_on_levels": levels(text("Info")), "start_time": text("2026-01-01T00:00:01Z"), "end_time": text("2026-01-02T00:00:00Z"),
		}, false},
		"is closed within the window": {object{
			"fail_on_levels": levels(text("Info")), "start_time": text("2026-01-01T00:00:00Z"), "end_time": text("2026-01-01T00:00:00Z"),
		}, true},
		"is open without levels": {object{"fail_on_levels": tftypes.NewValue(levelsType, nil)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, events)
			for _, keep := range []tftypes.Value{tftypes.NewValue(tftypes.Number, nil), number(0), number(1), number(100)} {
				config := gate(test.config)
				config["max_events"] = keep
				result, diagnostics := configured(t, service).open(t.Context(), t, config)
				if !test.closed {
					noDiagnostics(t, diagnostics)
					continue
				}
				if got := onlyDiagnostic(t, diagnostics).Summary; got != "Training job has events that close this gate" {
					t.Errorf("got %q", got)
				}
				noResults(t, result)
			}
		})
	}
}

// What was there when the read began closes the gate, whatever the job writes meanwhile.
func TestGateIsClosedByAnErrorOfAJobThatWrites(t *testing.T) {
	t.Parallel()
	failure := accFailure("Error")
	early := mockapi.Event{Message: "Late news.", Level: "Info", Time: "2020-01-01T00:00:00Z", Source: "Job"}
	for name, change := range map[string]func(*mockapi.Service){
		"at the end":                     func(s *mockapi.Service) { s.Append(mockapi.SampleJobID, accFailure("Info")) },
		"at the beginning":               func(s *mockapi.Service) { s.Append(mockapi.SampleJobID, early) },
		"and removes from the beginning": func(s *mockapi.Service) { s.Remove(mockapi.SampleJobID, 0) },
	} {
		for _, order := range []string{"asc", "desc"} {
			for request := range int32(6) {
				t.Run(fmt.Sprintf("%s, %s, before request %d", name, order, request+1), func(t *testing.T) {
					t.Parallel()
					service := mockapi.New(mockapi.Config{BeforeEvents: atRequest(request+1, change)})
					service.AddJob(mockapi.SampleJobID, append(accQuiet(40), failure))
					_, diagnostics := configured(t, service).open(t.Context(), t, gate(object{"limit": number(10), "order": text(order)}))
					if got := onlyDiagnostic(t, diagnostics).Detail; !strings.Contains(got, failure.Message) {
						t.Errorf("got %s", got)
					}
				})
			}
		}
	}
}

// One second fills several pages, and its oldest event disappears before each request.
func TestGateStaysClosedWhereTheListNeverStandsStill(t *testing.T) {
	t.Parallel()
	written := 0
	event := func() mockapi.Event {
		written++
		return mockapi.Event{Message: fmt.Sprint("News ", written), Level: "Info", Time: "2020-01-01T00:00:00Z"}
	}
	service := mockapi.New(mockapi.Config{BeforeEvents: func(s *mockapi.Service) {
		s.Remove(mockapi.SampleJobID, 0)
		s.Append(mockapi.SampleJobID, event())
	}})
	service.AddJob(mockapi.SampleJobID, nil)
	for range 350 {
		service.Append(mockapi.SampleJobID, event())
	}
	provider := configured(t, service)
	result, diagnostics := provider.open(t.Context(), t, gate(nil))
	if got := onlyDiagnostic(t, diagnostics).Summary; got != "List of events keeps changing" {
		t.Errorf("got %q", got)
	}
	noResults(t, result)
}

// A service may count more than a filter lets in: the rows have to show that the list is cut.
func TestGateStaysClosedWhereAPageIsEmptyInTheMiddle(t *testing.T) {
	t.Parallel()
	for name, filter := range map[string]object{
		"of the whole list": nil,
		"of a source":       {"source": text("Job")},
		"of a pattern":      {"pattern": text("Training")},
		"of a window":       {"start_time": text("2024-01-01T00:00:00Z"), "end_time": text("2031-01-01T00:00:00Z")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, append(accQuiet(90), accFailure("Error")))
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Get("offset") == "0" {
					service.ServeHTTP(w, r)
					return
				}
				fmt.Fprint(w, `{"total": 91, "limit": 10, "events": []}`)
			})
			config := gate(filter)
			config["limit"] = number(10)
			result, diagnostics := configured(t, handler).open(t.Context(), t, config)
			if got := onlyDiagnostic(t, diagnostics).Summary; got != "List of events incomplete" && got != "List of events keeps changing" {
				t.Errorf("got %q", got)
			}
			noResults(t, result)
		})
	}
}

func TestClosedGateHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for name, credential := range map[string]object{
		"token":      {"token": text(mockapi.Token)},
		"access key": {"access_key": text(mockapi.AccessKeyID), "secret_key": text(mockapi.SecretKey)},
		"temporary access key": {
			"access_key": text(mockapi.TemporaryAccessKeyID), "secret_key": text(mockapi.TemporarySecretKey), "security_token": text(mockapi.SecurityToken),
		},
		"password": {"user_name": text(mockapi.UserName), "domain_name": text(mockapi.DomainName), "password": text(mockapi.Password)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := text(mockapitest.Serve(t, mockapi.New(mockapi.Config{})).String())
			credential["endpoint"], credential["project_id"] = url, text(mockapi.ProjectID)
			if name != "token" {
				credential["auth_url"] = url
			}
			p := newInProcess(t)
			noDiagnostics(t, p.configure(t, credential))
			result, diagnostics := p.open(t.Context(), t, gate(nil))
			said := fmt.Sprint(*onlyDiagnostic(t, diagnostics), result)
			if !strings.Contains(said, "Training job failed.") {
				t.Fatalf("got %s", said)
			}
			if accSecrets.MatchString(said) {
				t.Errorf("a secret is in %s", said)
			}
		})
	}
}

func TestGateRefusesAWindowThatEndsBeforeItStarts(t *testing.T) {
	t.Parallel()
	refused := onlyDiagnostic(t, newInProcess(t).validateEphemeral(t, gate(object{
		"start_time": text("2026-01-02T00:00:00Z"), "end_time": text("2026-01-01T00:00:00Z"),
	})))
	if refused.Summary != "Window ends before it starts" {
		t.Errorf("got %q", refused.Summary)
	}
}
