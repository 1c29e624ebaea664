package acctest

import "testing"

func TestFeaturesNeedAMinimumVersionOfTheCLI(t *testing.T) {
	t.Parallel()
	for cli, want := range map[version]bool{
		{"Terraform", 1, 9}: false, {"Terraform", 1, 10}: true, {"Terraform", 2, 0}: true,
		{"OpenTofu", 1, 10}: false, {"OpenTofu", 1, 11}: true,
	} {
		if got := EphemeralResources.isKnownTo(cli); got != want {
			t.Errorf("%+v: got %t, want %t", cli, got, want)
		}
	}
	for cli, want := range map[version]bool{
		{"Terraform", 1, 13}: false, {"Terraform", 1, 14}: true, {"OpenTofu", 1, 99}: false, {"OpenTofu", 2, 0}: false,
	} {
		if got := Actions.isKnownTo(cli); got != want {
			t.Errorf("actions with %+v: got %t, want %t", cli, got, want)
		}
	}
}
