package modelarts_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// Without the flag -rapid.checks, the property test runs this number of schedules, the same ones each time.
var fewSchedules = map[string]string{"rapid.checks": "300", "rapid.seed": "20221126"}

// No call may leave a goroutine behind.
func TestMain(m *testing.M) {
	flag.Parse()
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		for name, value := range fewSchedules {
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
	}
	goleak.VerifyTestMain(m)
}
