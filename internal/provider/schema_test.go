package provider_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

// The names are the product: users' configurations hold them.
func TestSchemaNamesAreFixed(t *testing.T) {
	t.Parallel()
	p := acctest.New(t)
	for what, test := range map[string]struct {
		got  tftypes.Object
		want string
	}{
		"provider": {p.ProviderType, "access_key auth_url cacert_file cloud domain_id domain_name endpoint insecure max_concurrent_requests max_retries os_cloud " +
			"password project_id project_name region request_timeout secret_key security_token token user_id user_name"},
		"data source of events": {p.DataSourceType, "end_time error_count events info_count language latest_error latest_event level limit max_events offset " +
			"order other_count pattern project_id source start_time timeouts total training_job_id truncated warning_count"},
		"ephemeral resource of events": {p.EphemeralType, "end_time error_count events fail_on_levels ignore_unknown_levels info_count language latest_error latest_event level limit " +
			"max_events min_events offset order other_count pattern project_id source start_time timeouts total training_job_id truncated warning_count"},
		"data source of a job": {p.For(acctest.JobType).DataSourceType, "create_time description duration_ms ended kind name phase project_id restarts " +
			"running_records secondary_phase start_time succeeded task_statuses tasks timeouts training_job_id user_name workspace_id"},
		"data source of jobs": {
			p.For(acctest.JobsType).DataSourceType,
			"created_after created_before jobs max_jobs name name_contains order phases project_id timeouts truncated workspace_id",
		},
		"ephemeral resource of a job": {p.For(acctest.JobType).EphemeralType, "create_time description duration_ms ended kind name phase poll_interval project_id " +
			"require_phases restarts running_records secondary_phase start_time succeeded task_statuses tasks timeouts training_job_id user_name wait_for_end workspace_id"},
		"action": {p.ActionType(acctest.FollowType), "fail_on_levels language poll_interval project_id require_phases timeouts training_job_id"},
	} {
		if got := strings.Join(slices.Sorted(maps.Keys(test.got.AttributeTypes)), " "); got != test.want {
			t.Errorf("%s has %s, want %s", what, got, test.want)
		}
	}
}

func TestEverythingIsDescribedInMarkdown(t *testing.T) {
	t.Parallel()
	schemas, err := acctest.New(t).Server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]*tfprotov6.SchemaBlock{"provider": schemas.Provider.Block}
	for name, schema := range schemas.DataSourceSchemas {
		blocks["data."+name] = schema.Block
	}
	for name, schema := range schemas.EphemeralResourceSchemas {
		blocks["ephemeral."+name] = schema.Block
	}
	for name, action := range schemas.ActionSchemas {
		blocks["action."+name] = action.Schema.Block
	}
	for name, block := range blocks {
		if block.Description == "" || block.DescriptionKind != tfprotov6.StringKindMarkdown {
			t.Errorf("%s has no Markdown description", name)
		}
		describedInMarkdown(t, name, block.Attributes)
	}
}

func describedInMarkdown(t *testing.T, parent string, attributes []*tfprotov6.SchemaAttribute) {
	t.Helper()
	for _, attribute := range attributes {
		name := parent + "." + attribute.Name
		if attribute.Description == "" || attribute.DescriptionKind != tfprotov6.StringKindMarkdown {
			t.Errorf("%s has no Markdown description", name)
		}
		if attribute.NestedType != nil {
			describedInMarkdown(t, name, attribute.NestedType.Attributes)
		}
	}
}

func TestOnlySecretsAreSensitive(t *testing.T) {
	t.Parallel()
	schemas, err := acctest.New(t).Server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{"token", "secret_key", "security_token", "password"}
	for _, attribute := range schemas.Provider.Block.Attributes {
		if want := slices.Contains(secrets, attribute.Name); attribute.Sensitive != want {
			t.Errorf("%s: sensitive is %t", attribute.Name, attribute.Sensitive)
		}
	}
}

// The README's table of settings is written by hand.
func TestReadmeListsEverySetting(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := acctest.New(t).Server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, attribute := range schemas.Provider.Block.Attributes {
		_, variables, _ := strings.Cut(attribute.Description, " Environment: ")
		variables, _, _ = strings.Cut(variables, " (")
		row := strings.TrimRight("| `"+attribute.Name+"` | "+strings.TrimSuffix(variables, "."), " ") + " |"
		if !strings.Contains(string(readme), "\n"+row) {
			t.Errorf("README has no row that begins with %s", row)
		}
	}
}
