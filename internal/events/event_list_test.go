package events

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
)

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
