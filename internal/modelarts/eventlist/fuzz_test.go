package eventlist

import (
	"testing"
	"time"
)

// Times have any format. A time that cannot be parsed is never the latest.
func FuzzLatestTime(f *testing.F) {
	for _, at := range []string{"", "2022-11-26T16:03:41+08:00", "2022-11-26T16:03:41.999999999Z", "9999-12-31T23:59:60Z", "1669449696964", "\x00"} {
		f.Add(at, "2022-11-26T08:03:41Z")
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		var summary Summary
		for _, at := range []*string{&first, &second, nil} {
			summary.Add(Event{Time: at})
		}
		a, aErr := time.Parse(time.RFC3339, first)
		b, bErr := time.Parse(time.RFC3339, second)
		latest := summary.LatestOfAny()[0].Time
		switch {
		case aErr != nil && bErr != nil:
			if latest != nil {
				t.Errorf("of %q, %q and none the latest is not the last, but %q", first, second, *latest)
			}
		case bErr == nil && (aErr != nil || !a.After(b)):
			if latest != &second {
				t.Errorf("%q is not the latest of it and %q", second, first)
			}
		case latest != &first:
			t.Errorf("%q is not the latest of it and %q", first, second)
		}
	})
}
