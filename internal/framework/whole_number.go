package framework

import (
	"context"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// WholeNumber is the type of every number that a user sets. The framework's own type reports 1.5 as a defect of the provider.
type WholeNumber struct{ basetypes.Int64Type }

// Equal holds for the framework's type as well: its values are the values of this type.
func (t WholeNumber) Equal(other attr.Type) bool {
	_, ok := other.(WholeNumber)
	return ok || t.Int64Type.Equal(other)
}

func (t WholeNumber) String() string { return "wholeNumberType" }

// ValueFromTerraform returns an unknown value for a number that Validate rejects, so that no validator runs on it.
func (t WholeNumber) ValueFromTerraform(ctx context.Context, raw tftypes.Value) (attr.Value, error) {
	if _, ok := invalidWholeNumber(raw); ok {
		return basetypes.NewInt64Unknown(), nil
	}
	return t.Int64Type.ValueFromTerraform(ctx, raw)
}

// Validate rejects fractions and numbers of more than 64 bits.
func (t WholeNumber) Validate(_ context.Context, raw tftypes.Value, at path.Path) diag.Diagnostics {
	number, ok := invalidWholeNumber(raw)
	if !ok {
		return nil
	}
	return diag.Diagnostics{InvalidValue(at, "it must be a whole number of at most 18 digits, got "+number.Text('g', 15))}
}

func invalidWholeNumber(raw tftypes.Value) (*big.Float, bool) {
	if !raw.IsKnown() || raw.IsNull() {
		return nil, false
	}
	var number *big.Float
	if err := raw.As(&number); err != nil {
		return nil, false // the framework reports values of another type
	}
	_, accuracy := number.Int64()
	return number, accuracy != big.Exact
}
