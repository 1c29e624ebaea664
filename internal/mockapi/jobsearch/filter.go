package jobsearch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// The bounds of a filter in the documents.
const (
	maxValues = 10
	maxWindow = 31 * 24 * time.Hour
)

const (
	between = "between"
	like    = "like"
	in      = "in"
	not     = "not"
)

// operators has the operators that the mock accepts for a key. The reference does not say which ones go together; it shows like for names,
// between for times and in for phases and kinds. It knows more keys, but the mock's jobs do not have these properties.
var operators = map[string][]string{
	"id":       {in, not},
	"name":     {like, in, not},
	"kind":     {in, not},
	"phase":    {in, not},
	createTime: {between},
}

// filter is one condition. All conditions of a query must hold.
type filter struct {
	Key      string   `json:"key"`
	Operator string   `json:"operator"`
	Value    []string `json:"value"`

	from, to time.Time
}

func (f *filter) parse() *wire.Refusal {
	allowed, known := operators[f.Key]
	switch {
	case !known:
		return refusal("ModelArts.2807", "filter", fmt.Errorf("there is no key %q", f.Key))
	case !slices.Contains(allowed, f.Operator):
		return refusal("ModelArts.2808", "filter", fmt.Errorf("the operator of %s is %q, which is none of %s", f.Key, f.Operator, strings.Join(allowed, ", ")))
	case len(f.Value) > maxValues:
		return refusal("ModelArts.2809", "filter", fmt.Errorf("%s has %d values, more than %d", f.Key, len(f.Value), maxValues))
	case f.isEmpty():
		return nil
	case f.Operator == like && len(f.Value) != 1:
		return refusal("ModelArts.2809", "filter", fmt.Errorf("%s is like %d values instead of one", f.Key, len(f.Value)))
	case f.Operator == between:
		if err := f.parseWindow(); err != nil {
			return refusal("ModelArts.2809", "filter", fmt.Errorf("%s: %w", f.Key, err))
		}
	}
	return nil
}

// isEmpty reports whether the filter has no value. Such a filter matches every job, as it seems to do in the reference's example.
func (f *filter) isEmpty() bool {
	return !slices.ContainsFunc(f.Value, func(value string) bool { return value != "" })
}

func (f *filter) parseWindow() (err error) {
	if len(f.Value) != 2 {
		return fmt.Errorf("it has %d times instead of two", len(f.Value))
	}
	if f.from, err = time.Parse(time.RFC3339, f.Value[0]); err != nil {
		return err
	}
	if f.to, err = time.Parse(time.RFC3339, f.Value[1]); err != nil {
		return err
	}
	if f.from.After(f.to) {
		return errors.New("the first time is later than the second")
	}
	if length := f.to.Sub(f.from); length > maxWindow {
		return fmt.Errorf("a range of %s is longer than 31 days", length)
	}
	return nil
}

func (f *filter) matches(job Job) bool {
	if f.isEmpty() {
		return true
	}
	if f.Key == createTime {
		return !job.Details.CreateTime.Before(f.from) && !job.Details.CreateTime.After(f.to)
	}
	value := map[string]string{"id": job.ID, "name": job.Details.Name, "kind": "job", "phase": job.Details.Phase}[f.Key]
	switch f.Operator {
	case like:
		return strings.Contains(value, f.Value[0])
	case not:
		return !slices.Contains(f.Value, value)
	default:
		return slices.Contains(f.Value, value)
	}
}
