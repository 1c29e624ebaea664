package events

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

func TestEventListsAreEqualWhereTheirEventsAre(t *testing.T) {
	t.Parallel()
	list := func(texts ...string) eventListValue {
		var events []eventlist.Event
		for _, text := range texts {
			events = append(events, eventlist.Event{Message: &text})
		}
		return newEventListValue(events)
	}
	same := list("a", "b")
	for name, test := range map[string]struct {
		other eventListValue
		want  bool
	}{
		"itself":          {same, true},
		"the same events": {list("a", "b"), true},
		"another event":   {list("a", "c"), false},
		"fewer events":    {list("a"), false},
		"no events":       {list(), false},
		"no list":         {eventListValue{}, false},
	} {
		if got := same.Equal(test.other); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
	if same.Equal(types.StringValue("a")) {
		t.Error("a text is a list of events")
	}
	if !(eventListValue{}).Equal(eventListValue{}) || !(eventListValue{}).IsNull() || list().IsNull() {
		t.Error("no list is null, and a list without events is not")
	}
}

func TestEventListBecomesEveryFormThatTheFrameworkAsksFor(t *testing.T) {
	t.Parallel()
	text := "a"
	value := newEventListValue([]eventlist.Event{{Message: &text}})
	asList, diags := value.ToListValue(t.Context())
	if diags.HasError() || len(asList.Elements()) != 1 {
		t.Fatalf("got %v, %v", asList, diags)
	}
	back, diags := newEventListType().ValueFromList(t.Context(), asList)
	if diags.HasError() || !back.Equal(value) {
		t.Errorf("got %v, %v", back, diags)
	}
	raw, err := value.ToTerraformValue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := newEventListType().ValueFromTerraform(t.Context(), raw); err != nil || !again.Equal(value) {
		t.Errorf("got %v, %v", again, err)
	}
	unknown, err := newEventListType().ValueFromTerraform(t.Context(), tftypes.NewValue(raw.Type(), tftypes.UnknownValue))
	if err != nil || !unknown.IsUnknown() {
		t.Errorf("got %v, %v", unknown, err)
	}
	if !value.Type(t.Context()).Equal(newEventListType()) || newEventListType().Equal(types.ListType{ElemType: eventType}) {
		t.Error("the type of a list of events is its own")
	}
}
