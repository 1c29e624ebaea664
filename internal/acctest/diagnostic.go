package acctest

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Diagnostic is one error, white space folded since Terraform wraps lines.
type Diagnostic struct {
	// Address is the address of the data source, or "provider". It is empty without Terraform.
	Address string
	// Attribute is the argument that Terraform quotes from the configuration, or that the provider names. It is empty for a block.
	Attribute       string
	Summary, Detail string
}

func diagnosticOf(t *testing.T, diagnostics []*tfprotov6.Diagnostic) Diagnostic {
	t.Helper()
	diagnostic := OnlyDiagnostic(t, diagnostics)
	return Diagnostic{Attribute: Place(t, diagnostic), Summary: Fold(diagnostic.Summary), Detail: Fold(diagnostic.Detail)}
}

var diagnosticPattern = regexp.MustCompile(`(?s)^(.+?)\n\n  (?:with (.+?),\n  )?on .+? in .+?:\n +[0-9]+: (.+?)\n\n(.*)$`)

// ParseDiagnostic takes the one error out of what Terraform printed.
func ParseDiagnostic(t *testing.T, failure error) Diagnostic {
	t.Helper()
	parts := strings.Split(failure.Error(), "\nError: ")[1:] // the text before it is from the test library
	if len(parts) != 1 {
		t.Fatalf("%d errors instead of one: %s", len(parts), failure)
	}
	match := diagnosticPattern.FindStringSubmatch(parts[0])
	if match == nil {
		t.Fatalf("this error has another form: %s", failure)
	}
	result := Diagnostic{Address: match[2], Summary: Fold(match[1]), Detail: Fold(match[4])}
	if attribute, _, found := strings.Cut(match[3], "="); found {
		result.Attribute = strings.TrimSpace(attribute)
	}
	// The whole address has the registry and the namespace, which TF_ACC_PROVIDER_HOST and _NAMESPACE change.
	if strings.HasPrefix(result.Address, "provider[") {
		result.Address = "provider"
	}
	return result
}

// Fold makes one space of all white space: Terraform wraps lines.
func Fold(text string) string { return strings.Join(strings.Fields(text), " ") }

// SameDiagnostic expects each part of the error to be the same.
func SameDiagnostic(t *testing.T, got, want Diagnostic) {
	t.Helper()
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// ProjectIDRule is what a project id must be.
const ProjectIDRule = `it must be 1 to 64 letters, digits and hyphens`
