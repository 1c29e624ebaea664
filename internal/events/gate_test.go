package events_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

func levels(elements ...tftypes.Value) tftypes.Value {
	return tftypes.NewValue(acctest.TextsType, append([]tftypes.Value{}, elements...))
}

func gate(more acctest.Object) acctest.Object {
	config := acctest.SampleJob(more)
	if _, set := config["fail_on_levels"]; !set {
		config["fail_on_levels"] = levels(acctest.Text("Error"))
	}
	return config
}

var gateIsRefusedCases = map[string]struct {
	config             acctest.Object
	attribute, message string
}{
	"without levels": {acctest.Object{"fail_on_levels": levels()}, "fail_on_levels", "it must have at least one of `Info`, `Error` or `Warning`."},
	"with null": {
		acctest.Object{"level": acctest.Text("Error"), "fail_on_levels": levels(acctest.Text("Error"), tftypes.NewValue(tftypes.String, nil))},
		"fail_on_levels[1]", "it must not be null.",
	},
	"with a word that is no level": {
		acctest.Object{"fail_on_levels": levels(acctest.Text("Error"), acctest.Text("Fatal"))},
		"fail_on_levels[1]", "it must be `Info`, `Error` or `Warning` (case-sensitive), got \"Fatal\".",
	},
	"in another case": {
		acctest.Object{"fail_on_levels": levels(acctest.Text("ERROR"))},
		"fail_on_levels[0]", "it must be `Info`, `Error` or `Warning` (case-sensitive), got \"ERROR\".",
	},
	"where the filter leaves its level out": {
		acctest.Object{"level": acctest.Text("Warning")}, "fail_on_levels",
		"`fail_on_levels` contains `Error`, but `level = \"Warning\"` filters those events out. Remove `level`, or list the same level in both.",
	},
	"where the filter leaves one of its levels out": {
		acctest.Object{"level": acctest.Text("Error"), "fail_on_levels": levels(acctest.Text("Error"), acctest.Text("Info"))}, "fail_on_levels",
		"`fail_on_levels` contains `Info`, but `level = \"Error\"` filters those events out. Remove `level`, or list the same level in both.",
	},
	"where the filter leaves two of its levels out, once": {
		acctest.Object{"level": acctest.Text("Info"), "fail_on_levels": levels(acctest.Text("Error"), acctest.Text("Warning"))}, "fail_on_levels",
		"`fail_on_levels` contains `Error`, but `level = \"Info\"` filters those events out.",
	},
	"where the filter leaves one of its levels out and another is unknown": {
		acctest.Object{"level": acctest.Text("Error"), "fail_on_levels": levels(acctest.Unknown(tftypes.String), acctest.Text("Info"))}, "fail_on_levels",
		"`fail_on_levels` contains `Info`, but `level = \"Error\"` filters those events out. Remove `level`, or list the same level in both.",
	},
	"with an offset": {
		acctest.Object{"offset": acctest.Number(1)}, "offset", "`offset = 1` skips events, so that `fail_on_levels` does not see them. Remove `offset`.",
	},
	"which ignores levels and fails on none": {
		acctest.Object{"fail_on_levels": tftypes.NewValue(acctest.TextsType, nil), "ignore_unknown_levels": acctest.Boolean(true)}, "ignore_unknown_levels",
		"`ignore_unknown_levels` has no effect without `fail_on_levels`. Set `fail_on_levels`, or remove `ignore_unknown_levels`.",
	},
	"with a negative number of events": {acctest.Object{"min_events": acctest.Number(-1)}, "min_events", "it must be a whole number of at least 0 with at most 18 digits, got -1."},
	"with a line break in the pattern": {
		acctest.Object{"pattern": acctest.Text("failed\n")}, "pattern",
		"it contains a line break or a control character, got \"failed\\n\"; trimspace() removes a line break at the end.",
	},
	"with another line break in the pattern":  {acctest.Object{"pattern": acctest.Text("a\u2028b")}, "pattern", "it contains a line break"},
	"with a control character in the pattern": {acctest.Object{"pattern": acctest.Text("\x1b[31mError")}, "pattern", "a control character"},
}

func TestGateIsRefused(t *testing.T) {
	t.Parallel()

	for name, test := range gateIsRefusedCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			_, diagnostics := acctest.Configured(t, service).Open(t.Context(), t, gate(test.config))
			got := acctest.OnlyDiagnostic(t, diagnostics)
			if place := acctest.Place(t, got); place != test.attribute || !strings.Contains(got.Detail, test.message) {
				t.Errorf("got %s on %s, want %s on %s", got.Detail, place, test.message, test.attribute)
			}
			if len(service.Requests()) > 0 {
				t.Error("the service was asked")
			}
		})
	}
}

// Terraform validates again before it opens. A gate must not rely on that.
func TestOpenRefusesAGateThatCouldPassByMistake(t *testing.T) {
	t.Parallel()
	const neverFails, invalid = "Gate can never fail", "Invalid value"
	null := tftypes.NewValue(tftypes.String, nil)
	for name, test := range map[string]struct {
		arguments          acctest.Object
		attribute, summary string
	}{
		"another level in the filter": {acctest.Object{"level": acctest.Text("Warning")}, "fail_on_levels", neverFails},
		"no level":                    {acctest.Object{"fail_on_levels": levels()}, "fail_on_levels", invalid},
		"a null level":                {acctest.Object{"fail_on_levels": levels(acctest.Text("Error"), null)}, "fail_on_levels", invalid},
		"an unknown level":            {acctest.Object{"fail_on_levels": levels(acctest.Unknown(tftypes.String))}, "fail_on_levels", invalid},
		"unknown levels":              {acctest.Object{"fail_on_levels": acctest.Unknown(acctest.TextsType)}, "fail_on_levels", invalid},
		"a level in another case":     {acctest.Object{"fail_on_levels": levels(acctest.Text("error"))}, "fail_on_levels", invalid},
		"no level of the API":         {acctest.Object{"fail_on_levels": levels(acctest.Text("Error"), acctest.Text("Fatal"))}, "fail_on_levels", invalid},
		"an offset":                   {acctest.Object{"offset": acctest.Number(1)}, "offset", "Gate does not see every event"},
		"an unknown offset":           {acctest.Object{"offset": acctest.Unknown(tftypes.Number)}, "offset", invalid},
		"an unknown min_events":       {acctest.Object{"min_events": acctest.Unknown(tftypes.Number)}, "min_events", invalid},
		"a negative min_events":       {acctest.Object{"min_events": acctest.Number(-1)}, "min_events", invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			p := acctest.Configured(t, service)
			_, diagnostics := p.OpenUnvalidated(t.Context(), t, gate(test.arguments))
			got := acctest.OnlyDiagnostic(t, diagnostics)
			if place := acctest.Place(t, got); got.Summary != test.summary || place != test.attribute {
				t.Errorf("got %q on %s", got.Summary, place)
			}
			if len(service.Requests()) > 0 {
				t.Error("the service was asked")
			}
		})
	}
}

func TestGateIsAllowed(t *testing.T) {
	t.Parallel()
	p := acctest.New(t)
	for name, config := range map[string]acctest.Object{
		"with every level":                       {"fail_on_levels": levels(acctest.Text("Info"), acctest.Text("Warning"), acctest.Text("Error"))},
		"with a level twice":                     {"fail_on_levels": levels(acctest.Text("Error"), acctest.Text("Error"))},
		"with the filter's level":                {"level": acctest.Text("Error")},
		"with an unknown filter":                 {"level": acctest.Unknown(tftypes.String)},
		"with unknown levels":                    {"level": acctest.Text("Warning"), "fail_on_levels": acctest.Unknown(acctest.TextsType)},
		"with an unknown level":                  {"level": acctest.Text("Warning"), "fail_on_levels": levels(acctest.Unknown(tftypes.String))},
		"with no levels, which makes it no gate": {"level": acctest.Text("Warning"), "fail_on_levels": tftypes.NewValue(acctest.TextsType, nil)},
		"with other filters and language":        {"source": acctest.Text("Job"), "pattern": acctest.Text("x"), "language": acctest.Text("en-us")},
		"with an offset of 0":                    {"offset": acctest.Number(0)},
		"with an unknown offset":                 {"offset": acctest.Unknown(tftypes.Number)},
		"with an offset and unknown levels":      {"offset": acctest.Number(1), "fail_on_levels": acctest.Unknown(acctest.TextsType)},
		"with an offset and no levels":           {"offset": acctest.Number(1), "fail_on_levels": tftypes.NewValue(acctest.TextsType, nil)},
		"with an unknown number of events":       {"min_events": acctest.Unknown(tftypes.Number)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.NoDiagnostics(t, p.ValidateEphemeral(t, gate(config)))
		})
	}
}

const hasLevels, hasUnknownLevel, hasFewEvents = "Training job has events of a level that this gate does not accept", "Training job has events of an unknown level",
	"Training job has too few events"

var knownEvents = []mockapi.Event{
	{Level: "Info", Time: "2026-01-01T00:00:00Z", Source: "Job", Message: "one"},
	{Level: " warning\u200b", Time: "2026-01-01T00:00:01Z", Source: "Task", Message: "two"},
}

var (
	eventWithoutLevel = mockapi.Event{Time: "2026-01-01T00:00:03Z", Message: "four"}
)

var inWindow = func(start, end string) acctest.Object {
	return acctest.Object{"fail_on_levels": levels(acctest.Text("Info")), "start_time": acctest.Text(start), "end_time": acctest.Text(end)}
}

var (
	noLevels                = tftypes.NewValue(acctest.TextsType, nil)
	warningLevel, infoLevel = levels(acctest.Text("Warning")), levels(acctest.Text("Info"))
)

var gateCases = map[string]struct {
	events []mockapi.Event
	config acctest.Object
	says   []string
}{
	"passes without an event of its level":            {knownEvents, nil, nil},
	"fails on an event of its level in another form":  {knownEvents, acctest.Object{"fail_on_levels": warningLevel}, []string{hasLevels}},
	"passes if the source is another":                 {knownEvents, acctest.Object{"fail_on_levels": infoLevel, "source": acctest.Text("Task")}, nil},
	"passes if the pattern is another":                {knownEvents, acctest.Object{"fail_on_levels": infoLevel, "pattern": acctest.Text("tw")}, nil},
	"passes if the window is another":                 {knownEvents, inWindow("2026-01-01T00:00:01Z", "2026-01-02T00:00:00Z"), nil},
	"fails within the window":                         {knownEvents, inWindow("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), []string{hasLevels}},
	"fails on an event without a level":               {append(knownEvents, eventWithoutLevel), nil, []string{hasUnknownLevel}},
	"fails without events":                            {nil, nil, []string{hasFewEvents}},
	"fails without events in the window":              {knownEvents, inWindow("2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"), []string{hasFewEvents}},
	"passes without events of a level":                {knownEvents, acctest.Object{"level": acctest.Text("Error")}, nil},
	"passes without events of a source":               {knownEvents, acctest.Object{"source": acctest.Text("K8S")}, nil},
	"passes without events of a pattern":              {knownEvents, acctest.Object{"pattern": acctest.Text("five")}, nil},
	"passes without events and levels":                {nil, acctest.Object{"fail_on_levels": noLevels}, nil},
	"may ignore an event without a level":             {append(knownEvents, eventWithoutLevel), acctest.Object{"ignore_unknown_levels": acctest.Boolean(true)}, nil},
	"needs as many events as it says":                 {knownEvents, acctest.Object{"min_events": acctest.Number(3)}, []string{hasFewEvents}},
	"needs no events if it says so":                   {nil, acctest.Object{"min_events": acctest.Number(0)}, nil},
	"needs events of a filter if that says so":        {knownEvents, acctest.Object{"level": acctest.Text("Error"), "min_events": acctest.Number(1)}, []string{hasFewEvents}},
	"needs events without levels if that says so":     {nil, acctest.Object{"fail_on_levels": noLevels, "min_events": acctest.Number(1)}, []string{hasFewEvents}},
	"counts the events that offset skips as matching": {knownEvents, acctest.Object{"fail_on_levels": noLevels, "offset": acctest.Number(2), "min_events": acctest.Number(2)}, nil},
}

func TestGate(t *testing.T) {
	t.Parallel()
	for name, test := range gateCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, test.events)
			for _, keep := range []tftypes.Value{tftypes.NewValue(tftypes.Number, nil), acctest.Number(0)} {
				config := gate(test.config)
				config["max_events"] = keep
				result, diagnostics := acctest.Configured(t, service).Open(t.Context(), t, config)
				var says []string
				for _, diagnostic := range diagnostics {
					says = append(says, diagnostic.Summary)
				}
				if !slices.Equal(says, test.says) {
					t.Errorf("got %q, want %q", says, test.says)
				}
				if len(test.says) > 0 {
					acctest.NoResults(t, result)
				}
			}
		})
	}
}

// Events that exist when the read begins close the gate, even if the job writes more during the read.
func TestGateIsClosedByAnErrorOfAJobThatWrites(t *testing.T) {
	t.Parallel()
	failure := acctest.Failure("Error")
	early := mockapi.Event{Message: "Late news.", Level: "Info", Time: "2020-01-01T00:00:00Z", Source: "Job"}
	for name, change := range map[string]func(*mockapi.Service){
		"at the end":                     func(s *mockapi.Service) { s.Append(mockapi.SampleJobID, acctest.Failure("Info")) },
		"at the beginning":               func(s *mockapi.Service) { s.Append(mockapi.SampleJobID, early) },
		"and removes from the beginning": func(s *mockapi.Service) { s.Remove(mockapi.SampleJobID, 0) },
	} {
		for _, order := range []string{"asc", "desc"} {
			for request := range 6 {
				t.Run(fmt.Sprintf("%s, %s, before request %d", name, order, request+1), func(t *testing.T) {
					t.Parallel()
					service := mockapi.New(mockapi.Config{BeforeEvents: acctest.AtRequest(request+1, change)})
					service.AddJob(mockapi.SampleJobID, append(acctest.Quiet(40), failure))
					_, diagnostics := acctest.Configured(t, service).Open(t.Context(), t, gate(acctest.Object{"limit": acctest.Number(10), "order": acctest.Text(order)}))
					if got := acctest.OnlyDiagnostic(t, diagnostics).Detail; !strings.Contains(got, failure.Message) {
						t.Errorf("got %s", got)
					}
				})
			}
		}
	}
}

// One second fills several pages, and its oldest event disappears before each request.
func TestGateFailsIfTheListKeepsChanging(t *testing.T) {
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
	provider := acctest.Configured(t, service)
	result, diagnostics := provider.Open(t.Context(), t, gate(nil))
	if got := acctest.OnlyDiagnostic(t, diagnostics).Summary; got != "List of events keeps changing" {
		t.Errorf("got %q", got)
	}
	acctest.NoResults(t, result)
}

// A service may count more than a filter lets in: the rows have to show that the list is cut.
func TestGateStaysClosedWhereAPageIsEmptyInTheMiddle(t *testing.T) {
	t.Parallel()
	for name, filter := range map[string]acctest.Object{
		"of the whole list": nil,
		"of a source":       {"source": acctest.Text("Job")},
		"of a pattern":      {"pattern": acctest.Text("Training")},
		"of a window":       {"start_time": acctest.Text("2024-01-01T00:00:00Z"), "end_time": acctest.Text("2031-01-01T00:00:00Z")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, append(acctest.Quiet(90), acctest.Failure("Error")))
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Get("offset") == "0" {
					service.ServeHTTP(w, r)
					return
				}
				fmt.Fprint(w, `{"total": 91, "limit": 10, "events": []}`)
			})
			config := gate(filter)
			config["limit"] = acctest.Number(10)
			result, diagnostics := acctest.Configured(t, handler).Open(t.Context(), t, config)
			if got := acctest.OnlyDiagnostic(t, diagnostics).Summary; got != "List of events incomplete" && got != "List of events keeps changing" {
				t.Errorf("got %q", got)
			}
			acctest.NoResults(t, result)
		})
	}
}

func TestClosedGateHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for name, credential := range map[string]acctest.Object{
		"token":      {"token": acctest.Text(mockapi.Token)},
		"access key": {"access_key": acctest.Text(mockapi.AccessKeyID), "secret_key": acctest.Text(mockapi.SecretKey)},
		"temporary access key": {
			"access_key": acctest.Text(mockapi.TemporaryAccessKeyID), "secret_key": acctest.Text(mockapi.TemporarySecretKey), "security_token": acctest.Text(mockapi.SecurityToken),
		},
		"password": {"user_name": acctest.Text(mockapi.UserName), "domain_name": acctest.Text(mockapi.DomainName), "password": acctest.Text(mockapi.Password)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := acctest.Text(mockapitest.Serve(t, mockapi.New(mockapi.Config{})).String())
			credential["endpoint"], credential["project_id"] = url, acctest.Text(mockapi.ProjectID)
			if name != "token" {
				credential["auth_url"] = url
			}
			p := acctest.New(t)
			acctest.NoDiagnostics(t, p.Configure(t, credential))
			result, diagnostics := p.Open(t.Context(), t, gate(nil))
			said := fmt.Sprint(*acctest.OnlyDiagnostic(t, diagnostics), result)
			if !strings.Contains(said, "Training job failed.") {
				t.Fatalf("got %s", said)
			}
			if acctest.Secrets.MatchString(said) {
				t.Errorf("a secret is in %s", said)
			}
		})
	}
}

// A training job may write the secret of its owner into an event.
func TestClosedGateRedactsSecretsInEvents(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.AddJob(mockapi.SampleJobID, []mockapi.Event{{Level: "Error", Message: "logged in with " + mockapi.Token}})
	_, diagnostics := acctest.Configured(t, service).Open(t.Context(), t, gate(acctest.Object{"fail_on_levels": acctest.Texts("Error", "Error")}))
	said := acctest.OnlyDiagnostic(t, diagnostics).Detail
	if acctest.Secrets.MatchString(said) || !strings.Contains(said, "has 1 event of these levels: Error.") || !strings.Contains(said, "[redacted]") {
		t.Errorf("got %s", said)
	}
}

func TestGateRefusesAWindowThatEndsBeforeItStarts(t *testing.T) {
	t.Parallel()
	refused := acctest.OnlyDiagnostic(t, acctest.New(t).ValidateEphemeral(t, gate(acctest.Object{
		"start_time": acctest.Text("2026-01-02T00:00:00Z"), "end_time": acctest.Text("2026-01-01T00:00:00Z"),
	})))
	if refused.Summary != "Time range ends before it starts" {
		t.Errorf("got %q", refused.Summary)
	}
}
