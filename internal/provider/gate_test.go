package provider_test

import (
	"fmt"
	"net/http"
	"slices"
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
			"`fail_on_levels` contains `Error`, but `level = \"Warning\"` filters those events out. Remove `level`, or list the same level in both.",
		},
		"where the filter leaves one of its levels out": {
			object{"level": text("Error"), "fail_on_levels": levels(text("Error"), text("Info"))}, "fail_on_levels",
			"`fail_on_levels` contains `Info`, but `level = \"Error\"` filters those events out. Remove `level`, or list the same level in both.",
		},
		"where the filter leaves one of its levels out and another is unknown": {
			object{"level": text("Error"), "fail_on_levels": levels(unknown(tftypes.String), text("Info"))}, "fail_on_levels",
			"`fail_on_levels` contains `Info`, but `level = \"Error\"` filters those events out. Remove `level`, or list the same level in both.",
		},
		"with an offset": {
			object{"offset": number(1)}, "offset", "`offset = 1` skips events, so that `fail_on_levels` does not see them. Remove `offset`.",
		},
		"with a negative number of events": {object{"min_events": number(-1)}, "min_events", "must be at least 0, got: -1"},
		"with a line break in the pattern": {
			object{"pattern": text("failed\n")}, "pattern",
			"it contains a line break or a control character, got \"failed\\n\"; trimspace() removes a line break at the end.",
		},
		"with another line break in the pattern":  {object{"pattern": text("a\u2028b")}, "pattern", "it contains a line break"},
		"with a control character in the pattern": {object{"pattern": text("\x1b[31mError")}, "pattern", "a control character"},
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
func TestOpenRefusesAGateThatCouldPassByMistake(t *testing.T) {
	t.Parallel()
	const neverFails, invalid = "Gate can never fail", "Invalid value"
	null := tftypes.NewValue(tftypes.String, nil)
	for name, test := range map[string]struct {
		arguments object
		summary   string
	}{
		"another level in the filter": {object{"level": text("Warning")}, neverFails},
		"no level":                    {object{"fail_on_levels": levels()}, neverFails},
		"a null level":                {object{"fail_on_levels": levels(text("Error"), null)}, neverFails},
		"an unknown level":            {object{"fail_on_levels": levels(unknown(tftypes.String))}, neverFails},
		"unknown levels":              {object{"fail_on_levels": unknown(levelsType)}, neverFails},
		"a level in another case":     {object{"fail_on_levels": levels(text("error"))}, neverFails},
		"no level of the API":         {object{"fail_on_levels": levels(text("Error"), text("Fatal"))}, neverFails},
		"an offset":                   {object{"offset": number(1)}, "Gate does not see every event"},
		"an unknown offset":           {object{"offset": unknown(tftypes.Number)}, invalid},
		"an unknown min_events":       {object{"min_events": unknown(tftypes.Number)}, invalid},
		"a negative min_events":       {object{"min_events": number(-1)}, invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			p := configured(t, service)
			response, err := p.server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
				TypeName: eventsType,
				Config:   dynamic(t, p.ephemeralType, gate(test.arguments)),
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := onlyDiagnostic(t, response.Diagnostics).Summary; got != test.summary {
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
		"with every level":                       {"fail_on_levels": levels(text("Info"), text("Warning"), text("Error"))},
		"with a level twice":                     {"fail_on_levels": levels(text("Error"), text("Error"))},
		"with the filter's level":                {"level": text("Error")},
		"with an unknown filter":                 {"level": unknown(tftypes.String)},
		"with unknown levels":                    {"level": text("Warning"), "fail_on_levels": unknown(levelsType)},
		"with an unknown level":                  {"level": text("Warning"), "fail_on_levels": levels(unknown(tftypes.String))},
		"with no levels, which makes it no gate": {"level": text("Warning"), "fail_on_levels": tftypes.NewValue(levelsType, nil)},
		"with other filters and language":        {"source": text("Job"), "pattern": text("x"), "language": text("en-us")},
		"with an offset of 0":                    {"offset": number(0)},
		"with an unknown offset":                 {"offset": unknown(tftypes.Number)},
		"with an offset and unknown levels":      {"offset": number(1), "fail_on_levels": unknown(levelsType)},
		"with an offset and no levels":           {"offset": number(1), "fail_on_levels": tftypes.NewValue(levelsType, nil)},
		"with an unknown number of events":       {"min_events": unknown(tftypes.Number)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			noDiagnostics(t, p.validateEphemeral(t, gate(config)))
		})
	}
}

func TestGate(t *testing.T) {
	t.Parallel()
	const closes, unknownLevel, few = "Training job has events that close this gate", "Training job has events of an unknown level",
		"Training job has too few events"
	known := []mockapi.Event{
		{Level: "Info", Time: "2026-01-01T00:00:00Z", Source: "Job", Message: "one"},
		{Level: " warning\u200b", Time: "2026-01-01T00:00:01Z", Source: "Task", Message: "two"},
	}
	critical := mockapi.Event{Level: "Critical", Time: "2026-01-01T00:00:02Z", Source: "K8S", Message: "three"}
	noLevel := mockapi.Event{Time: "2026-01-01T00:00:03Z", Message: "four"}
	window := func(start, end string) object {
		return object{"fail_on_levels": levels(text("Info")), "start_time": text(start), "end_time": text(end)}
	}
	noLevels := tftypes.NewValue(levelsType, nil)
	warning, info := levels(text("Warning")), levels(text("Info"))
	for name, test := range map[string]struct {
		events []mockapi.Event
		config object
		says   []string
	}{
		"passes without an event of its level":            {known, nil, nil},
		"fails on an event of its level in another form":  {known, object{"fail_on_levels": warning}, []string{closes}},
		"fails on one of its levels":                      {known, object{"fail_on_levels": levels(text("Error"), text("Info"))}, []string{closes}},
		"passes if the source is another":                 {known, object{"fail_on_levels": info, "source": text("Task")}, nil},
		"passes if the pattern is another":                {known, object{"fail_on_levels": info, "pattern": text("tw")}, nil},
		"passes if the window is another":                 {known, window("2026-01-01T00:00:01Z", "2026-01-02T00:00:00Z"), nil},
		"fails within the window":                         {known, window("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), []string{closes}},
		"passes without levels":                           {append(known, critical), object{"fail_on_levels": noLevels}, nil},
		"fails on an unknown level":                       {append(known, critical), nil, []string{unknownLevel}},
		"fails on an event without a level":               {append(known, noLevel), nil, []string{unknownLevel}},
		"fails on both and says both":                     {append(known, noLevel), object{"fail_on_levels": warning}, []string{closes, unknownLevel}},
		"may ignore unknown levels":                       {append(known, critical, noLevel), object{"ignore_unknown_levels": boolean(true)}, nil},
		"does not ignore them if that is false":           {append(known, critical), object{"ignore_unknown_levels": boolean(false)}, []string{unknownLevel}},
		"fails without events":                            {nil, nil, []string{few}},
		"fails without events in the window":              {known, window("2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"), []string{few}},
		"passes without events of a level":                {known, object{"level": text("Error")}, nil},
		"passes without events of a source":               {known, object{"source": text("K8S")}, nil},
		"passes without events of a pattern":              {known, object{"pattern": text("five")}, nil},
		"passes without events and levels":                {nil, object{"fail_on_levels": noLevels}, nil},
		"passes without events if that is allowed":        {nil, object{"min_events": number(0)}, nil},
		"fails with fewer events than it needs":           {known, object{"min_events": number(3)}, []string{few}},
		"passes with as many events as it needs":          {known, object{"min_events": number(2)}, nil},
		"needs events of a filter if that says so":        {known, object{"level": text("Error"), "min_events": number(1)}, []string{few}},
		"needs events without levels if that says so":     {nil, object{"fail_on_levels": noLevels, "min_events": number(1)}, []string{few}},
		"fails for too few events and for an event":       {known, object{"fail_on_levels": info, "min_events": number(3)}, []string{closes, few}},
		"counts the events that offset skips as matching": {known, object{"fail_on_levels": noLevels, "offset": number(2), "min_events": number(2)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, test.events)
			for _, keep := range []tftypes.Value{tftypes.NewValue(tftypes.Number, nil), number(0), number(1), number(100)} {
				config := gate(test.config)
				config["max_events"] = keep
				result, diagnostics := configured(t, service).open(t.Context(), t, config)
				var says []string
				for _, diagnostic := range diagnostics {
					says = append(says, diagnostic.Summary)
				}
				if !slices.Equal(says, test.says) {
					t.Errorf("got %q, want %q", says, test.says)
				}
				if len(test.says) > 0 {
					noResults(t, result)
				}
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

// A training job may write the secret of its owner into an event.
func TestClosedGateShowsNoSecretThatAnEventHolds(t *testing.T) {
	t.Parallel()
	leaked := "logged in with " + mockapi.Token
	for name, event := range map[string]mockapi.Event{
		"message": {Level: "Error", Message: leaked, Time: "2026-01-01T00:00:00Z"},
		"level":   {Level: mockapi.Token, Message: leaked, Time: "2026-01-01T00:00:00Z", Source: mockapi.Token},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			service.AddJob(mockapi.SampleJobID, []mockapi.Event{event})
			_, diagnostics := configured(t, service).open(t.Context(), t, gate(nil))
			said := onlyDiagnostic(t, diagnostics).Detail
			if accSecrets.MatchString(said) || !strings.Contains(said, "[redacted]") {
				t.Errorf("got %s", said)
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
