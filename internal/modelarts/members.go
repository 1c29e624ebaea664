package modelarts

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// readMembers calls read for each member of an object; read takes the member's value from the decoder. A known name in another case is an
// error, and so is a known name that occurs twice. encoding/json would accept "EVENTS" for "events", and use the last of two members with
// the same name.
func readMembers(decoder *json.Decoder, known []string, read func(name string) error) error {
	switch start, err := decoder.Token(); {
	case err != nil:
		return err
	case start == nil:
		return errors.New("null is not a JSON object")
	case start != json.Delim('{'):
		return fmt.Errorf("%.40v is not a JSON object", start)
	}
	seen := make([]bool, len(known))
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string) // a decoder accepts nothing else as a name
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, name) })
		if i >= 0 {
			if name != known[i] {
				return fmt.Errorf("the name is %q instead of %q", name, known[i])
			}
			if seen[i] {
				return fmt.Errorf("the name %q is there twice", name)
			}
			seen[i] = true
		}
		if err := read(name); err != nil {
			return err
		}
	}
	_, err := decoder.Token()
	return err
}

// readText returns nil for null.
func readText(decoder *json.Decoder, name string) (*string, error) {
	token, err := decoder.Token()
	if err != nil || token == nil {
		return nil, err
	}
	text, ok := token.(string)
	if !ok {
		return nil, fmt.Errorf("%s is %.40v, not a text", name, token)
	}
	return &text, nil
}

func skipValue(decoder *json.Decoder) error {
	var value json.RawMessage
	return decoder.Decode(&value)
}

// otherMembers has the folded names of a page's undocumented members. They must be unique, because an empty member that reports an error must
// not hide another one.
type otherMembers map[string]bool

func (o otherMembers) read(decoder *json.Decoder, name string) error {
	if o[fold(name)] {
		return fmt.Errorf("the name %.40q is there twice", name)
	}
	o[fold(name)] = true
	var value json.RawMessage
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	var inner map[string]json.RawMessage
	if slices.Contains(moreContainers, name) && json.Unmarshal(value, &inner) == nil {
		for name, value := range inner {
			if err := checkNoMore(name, value); err != nil {
				return err
			}
		}
	}
	return checkNoMore(name, value)
}

// fold maps names that encoding/json considers equal to one text. Both steps are necessary: a long s is a lower case letter, and a Kelvin sign
// an upper case letter.
func fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// The API has no such members. A service that sends one may have further pages elsewhere.
var (
	moreNamePattern = regexp.MustCompile(`(?i)^((has|is)_?)?(more|next|truncated|incomplete|partial)`)
	moreContainers  = []string{"links", "page_info"}
	// noMore has the values that mean that the list ends here.
	noMore = []string{"null", "false", "0", `""`, "{}", "[]"}
)

// checkNoMore returns an error if a member says that there are further pages.
func checkNoMore(name string, value json.RawMessage) error {
	if moreNamePattern.MatchString(name) && !slices.Contains(noMore, string(value)) {
		return fmt.Errorf("the page says that there is more: %.40q is %.40s", name, value)
	}
	return nil
}
