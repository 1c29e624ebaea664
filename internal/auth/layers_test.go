package auth

import "testing"

func TestValueThatIsNotSetHasNoOrigin(t *testing.T) {
	t.Parallel()
	if origin := (value{}).origin; origin == fromBlock {
		t.Error("it comes from the provider block")
	}
}
