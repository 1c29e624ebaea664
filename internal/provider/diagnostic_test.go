package provider_test

import (
	"regexp"
	"strings"
	"testing"
)

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

// accProjectRule is what a project id must be.
const accProjectRule = `it must be 1 to 64 letters, digits and hyphens`
