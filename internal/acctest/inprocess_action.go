package acctest

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// FollowType is the name of the type of the action.
const FollowType = "modelarts_follow_training_job"

// ActionType is the schema of an action.
func (p Provider) ActionType(typeName string) tftypes.Object {
	return p.schemas.ActionSchemas[typeName].Schema.ValueType().(tftypes.Object)
}

// Invoke validates, plans and invokes an action, as Terraform does. It returns the progress messages.
func (p Provider) Invoke(ctx context.Context, t *testing.T, config Object) ([]string, []*tfprotov6.Diagnostic) {
	t.Helper()
	if diagnostics := p.ValidateAction(t, config); len(diagnostics) > 0 {
		return nil, diagnostics
	}
	planned, err := p.actions(t).PlanAction(ctx, &tfprotov6.PlanActionRequest{ActionType: p.typeName, Config: p.encodeAction(t, config)})
	if err != nil {
		t.Fatal(err)
	}
	NoDiagnostics(t, planned.Diagnostics)
	return p.InvokeUnvalidated(ctx, t, config)
}

// InvokeUnvalidated invokes without a validation. Terraform does not do so.
func (p Provider) InvokeUnvalidated(ctx context.Context, t *testing.T, config Object) ([]string, []*tfprotov6.Diagnostic) {
	t.Helper()
	stream, err := p.actions(t).InvokeAction(ctx, &tfprotov6.InvokeActionRequest{ActionType: p.typeName, Config: p.encodeAction(t, config)})
	if err != nil {
		t.Fatal(err)
	}
	var progress []string
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			return progress, event.Diagnostics
		}
	}
	t.Fatal("the action did not complete")
	return nil, nil
}

// ValidateAction validates an action.
func (p Provider) ValidateAction(t *testing.T, config Object) []*tfprotov6.Diagnostic {
	t.Helper()
	response, err := p.actions(t).ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{
		ActionType: p.typeName, Config: p.encodeAction(t, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

func (p Provider) actions(t *testing.T) tfprotov6.ActionServer {
	t.Helper()
	server, ok := p.Server.(tfprotov6.ActionServer)
	if !ok {
		t.Fatal("the provider has no actions")
	}
	return server
}

func (p Provider) encodeAction(t *testing.T, config Object) *tfprotov6.DynamicValue {
	t.Helper()
	return encode(t, p.ActionType(p.typeName), config)
}
