package provider

import (
	"testing"
	"time"
)

// What is taken as a time lies in the years that the API can write, and is sent just as it was meant.
func FuzzParseTime(f *testing.F) {
	for _, text := range []string{
		"", "0", "1769846400000", "1769846400", "253402300799999", "253402300800000", "-1", "+1", "2026-01-31T08:00:00Z",
		"2026-01-31T08:00:00.123456789+14:00", "2026-02-30T08:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "2026-01-31t08:00:00z",
		"\x00", "2026-01-31T24:00:00Z", "99999999999999999999999",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parseTime(text)
		if err != nil {
			return
		}
		millis := parsed.UnixMilli()
		if millis < 0 || time.UnixMilli(millis).UTC().Year() > 10_000 {
			t.Errorf("%q is %s", text, parsed)
		}
		if again, err := parseTime(parsed.Format(time.RFC3339Nano)); err != nil || !again.Equal(parsed) {
			t.Errorf("%q is %s, which reads as %s (%v)", text, parsed, again, err)
		}
	})
}
