package framework

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// WholeNumber is the type of every number that a user sets, with its bounds. The framework's own type reports 1.5 as a defect of the
// provider, and the validators of the library have another style of errors.
type WholeNumber struct {
	basetypes.Int64Type

	Min, Max int64
}

// AtLeast is a whole number without an upper bound.
func AtLeast(least int64) WholeNumber { return WholeNumber{Min: least, Max: math.MaxInt64} }

// Between is a whole number from least to most.
func Between(least, most int64) WholeNumber { return WholeNumber{Min: least, Max: most} }

// Equal holds for the framework's type as well: its values are the values of this type.
func (t WholeNumber) Equal(other attr.Type) bool {
	_, ok := other.(WholeNumber)
	return ok || t.Int64Type.Equal(other)
}

func (t WholeNumber) String() string { return "wholeNumberType" }

// ValueFromTerraform returns an unknown value for a number that Validate rejects.
func (t WholeNumber) ValueFromTerraform(ctx context.Context, raw tftypes.Value) (attr.Value, error) {
	if _, ok := t.invalid(raw); ok {
		return basetypes.NewInt64Unknown(), nil
	}
	return t.Int64Type.ValueFromTerraform(ctx, raw)
}

// Validate rejects fractions and numbers out of bounds.
func (t WholeNumber) Validate(_ context.Context, raw tftypes.Value, at path.Path) diag.Diagnostics {
	number, ok := t.invalid(raw)
	if !ok {
		return nil
	}
	bounds := fmt.Sprintf("from %d to %d", t.Min, t.Max)
	if t.Max == math.MaxInt64 {
		bounds = fmt.Sprintf("of at least %d with at most 18 digits", t.Min)
	}
	return diag.Diagnostics{InvalidValue(at, "it must be a whole number "+bounds+", got "+number.Text('g', 15))}
}

func (t WholeNumber) invalid(raw tftypes.Value) (*big.Float, bool) {
	if !raw.IsKnown() || raw.IsNull() {
		return nil, false
	}
	var number *big.Float
	if err := raw.As(&number); err != nil {
		return nil, false // the framework reports values of another type
	}
	whole, accuracy := number.Int64()
	return number, accuracy != big.Exact || whole < t.Min || whole > t.Max
}
