package faults_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

// hostileTexts are what a variable, a file or another provider may put where a plain word is expected.
var hostileTexts = []string{
	"../../admin", "a/b", "..", ".", "%2e%2e%2f", "%", "%00", "a%0d%0aHost: elsewhere", "a\r\nHost: elsewhere", "a\nb", "\x00", "a\x00b", `"`, "'",
	"`", "${x}", "a b", "a?b=c", "a#b", "a&level=Info", "a;b", "训练", "🚂", "\u202edeliaf\u2066", "\u200b", "\ufeff", "\x1b[2J", "<script>", "; DROP TABLE",
}

// An id becomes a part of a path, so no other than a plain one gets that far.
func TestHostileIDsAreRefusedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	p := acctest.Configured(t, service)
	for _, hostile := range hostileTexts {
		for _, argument := range []string{"training_job_id", "project_id"} {
			_, diagnostics := p.Read(t.Context(), t, acctest.SampleJob(acctest.Object{argument: acctest.Text(hostile)}))
			refused := acctest.OnlyDiagnostic(t, diagnostics)
			if refused.Summary != "Invalid value" || !refused.Attribute.Equal(tftypes.NewAttributePath().WithAttributeName(argument)) {
				t.Errorf("%s %q: got %q at %s", argument, hostile, refused.Summary, refused.Attribute)
			}
			if strings.ContainsFunc(refused.Detail, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%s %q: %q is not fit for a terminal", argument, hostile, refused.Detail)
			}
		}
	}
	if requests := service.Requests(); len(requests) > 0 {
		t.Errorf("%d requests, the first for %s", len(requests), requests[0].Path)
	}
}

// A pattern may be any text on one line, and finds just the message that holds it.
func TestHostilePatternsArriveAsTheyAre(t *testing.T) {
	t.Parallel()
	oneLine := slices.DeleteFunc(slices.Clone(hostileTexts), func(text string) bool { return strings.ContainsFunc(text, unicode.IsControl) })
	for _, hostile := range oneLine {
		service := mockapi.New(mockapi.Config{})
		service.AddJob("job", []mockapi.Event{{Message: "before " + hostile + " behind"}, {Message: "another"}})
		state, diagnostics := acctest.Configured(t, service).Read(t.Context(), t, acctest.Object{"training_job_id": acctest.Text("job"), "pattern": acctest.Text(hostile)})
		acctest.NoDiagnostics(t, diagnostics)
		if !state["total"].Equal(acctest.Number(1)) {
			t.Errorf("%q: found %s", hostile, state["total"])
		}
		for _, request := range service.Requests() {
			if got := request.Query["pattern"]; len(got) != 1 || got[0] != hostile || request.Query.Has("b") || request.Query.Has("level") {
				t.Errorf("%q: sent %q", hostile, request.Query)
			}
		}
	}
}

// Texts of the service are neither shortened nor cleaned. Whoever prints them must do so.
func TestHostileMessagesReachTheStateAsTheyAre(t *testing.T) {
	t.Parallel()
	messages := append([]string{strings.Repeat("long ", 20_000)}, hostileTexts...)
	events := make([]mockapi.Event, len(messages))
	for i, message := range messages {
		events[i] = mockapi.Event{Message: message, Level: message, Time: message, Source: message}
	}
	service := mockapi.New(mockapi.Config{})
	service.AddJob("job", events)
	state, diagnostics := acctest.Configured(t, service).Read(t.Context(), t, acctest.Object{"training_job_id": acctest.Text("job")})
	acctest.NoDiagnostics(t, diagnostics)
	var list []tftypes.Value
	if err := state["events"].As(&list); err != nil || len(list) != len(messages) {
		t.Fatalf("got %d events of %d, %v", len(list), len(messages), err)
	}
	found := map[string]bool{}
	for _, event := range list {
		var fields map[string]tftypes.Value
		if err := event.As(&fields); err != nil {
			t.Fatal(err)
		}
		var message string
		if err := fields["message"].As(&message); err != nil || !fields["time"].Equal(acctest.Text(message)) {
			t.Errorf("%v: the fields of %.40q differ", err, message)
		}
		found[message] = true
	}
	for _, message := range messages {
		if !found[message] {
			t.Errorf("%.40q did not arrive", message)
		}
	}
}
