package framework

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"2022-11-26T16:01:36.964+08:00": 1669449696964,
		"2022-11-26T08:01:36Z":          1669449696000,
		"1669449696964":                 1669449696964,
		"0":                             0,
		"1970-01-01T00:00:00Z":          0,
		"253402214400000":               253402214400000,
		"9999-12-31T00:00:00Z":          253402214400000,
	} {
		if got, err := ParseTime(text); err != nil || got.UnixMilli() != want {
			t.Errorf("%q: got %s, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"":                     "RFC 3339",
		"yesterday":            "RFC 3339",
		"2022-11-26":           "RFC 3339",
		"2022-11-26T16:01:36":  "RFC 3339",
		"2022-11-26 16:01:36Z": "RFC 3339",
		"2022-02-30T00:00:00Z": "RFC 3339",
		"1969-12-31T23:59:59Z": "from 1970 to 9999-12-30",
		"-1":                   "RFC 3339",
		"+1669449696964":       "RFC 3339",
		"1669449696964.5":      "RFC 3339",
		"253402214400001":      "from 1970 to 9999-12-30",
		"9999-12-31T00:00:01Z": "from 1970 to 9999-12-30",
		"99999999999999999999": "RFC 3339",
		"1669449696":           `in milliseconds that is "1669449696000"`,
	} {
		if got, err := ParseTime(text); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `"`+text+`"`) {
			t.Errorf("%q: got %s, %v, want an error with the value and %q", text, got, err, want)
		}
	}
}

// In Terraform 1.5 plantimestamp() is the zero time in the validation, and timeadd() moves it by less than 300 years.
func TestValidationAcceptsTheZeroTimeAndTimesAroundIt(t *testing.T) {
	t.Parallel()
	for text, accepted := range map[string]bool{
		"0001-01-01T00:00:00Z":  true,
		"0000-12-31T00:00:00Z":  true,
		"-0001-01-02T00:00:00Z": true,
		"-0291-09-21T00:12:44Z": true,
		"0293-04-11T23:47:16Z":  true,
		"1000-01-01T00:00:00Z":  false,
		"1969-12-31T23:59:59Z":  false,
		"0001-01-01":            false,
		"-0001":                 false,
		"2022-11-26T16:01:36Z":  true,
		"yesterday":             false,
	} {
		var got validator.StringResponse
		Time()[0].ValidateString(t.Context(), validator.StringRequest{ConfigValue: types.StringValue(text)}, &got)
		if got.Diagnostics.HasError() == accepted {
			t.Errorf("%q: got %v, want accepted %t", text, got.Diagnostics, accepted)
		}
	}
}

// An accepted time is within the bounds of the API, and does not change if it is formatted and parsed again.
func FuzzParseTime(f *testing.F) {
	for _, text := range []string{
		"", "0", "1769846400000", "1769846400", "253402300799999", "253402300800000", "-1", "+1", "2026-01-31T08:00:00Z",
		"2026-01-31T08:00:00.123456789+14:00", "2026-02-30T08:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "2026-01-31t08:00:00z",
		"\x00", "2026-01-31T24:00:00Z", "99999999999999999999999",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := ParseTime(text)
		if err != nil {
			return
		}
		if parsed.Before(modelarts.EarliestTime) || parsed.After(modelarts.LatestTime) {
			t.Errorf("%q is %s", text, parsed)
		}
		if again, err := ParseTime(parsed.Format(time.RFC3339Nano)); err != nil || !again.Equal(parsed) {
			t.Errorf("%q is %s, which reads as %s (%v)", text, parsed, again, err)
		}
	})
}
