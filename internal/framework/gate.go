package framework

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/gate"
)

// GateDiagnostics returns an error for each reason why a gate fails.
func GateDiagnostics(reasons []gate.Reason) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, reason := range reasons {
		diags.AddAttributeError(path.Root(reason.Argument), reason.Summary, reason.Detail)
	}
	return diags
}
