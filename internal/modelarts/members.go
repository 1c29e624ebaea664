package modelarts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
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
	names := knownNames{known: known}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string) // a decoder accepts nothing else as a name
		if err := names.add(name); err != nil {
			return err
		}
		if err := read(name); err != nil {
			return err
		}
	}
	_, err := decoder.Token()
	return err
}

// knownNames are the names of one object. Which of the known ones it has so far is a set of bits.
type knownNames struct {
	known []string
	seen  uint
}

func (n *knownNames) add(name string) error {
	i := slices.Index(n.known, name)
	if i < 0 {
		if i = slices.IndexFunc(n.known, func(k string) bool { return strings.EqualFold(k, name) }); i >= 0 {
			return fmt.Errorf("the name is %q instead of %q", name, n.known[i])
		}
		return nil
	}
	if n.seen&(1<<i) != 0 {
		return fmt.Errorf("the name %q is there twice", name)
	}
	n.seen |= 1 << i
	return nil
}

var eventNames = []string{"message", "level", "time", "source"}

// checkEventNames checks the names of the objects in a list, which must be valid JSON. A text is a name if a colon follows.
func checkEventNames(list []byte) error {
	depth, index, names := 0, -1, knownNames{known: eventNames}
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case '[', '{':
			depth++
			if depth == 2 {
				index++
				names.seen = 0
			}
		case ']', '}':
			depth--
		case '"':
			end := textEnd(list, i)
			if depth == 2 && isName(list[end:]) {
				if err := names.addJSON(list[i:end]); err != nil {
					return fmt.Errorf("events[%d]: %w", index, err)
				}
			}
			i = end - 1
		}
	}
	return nil
}

// textEnd is the index behind a text that begins with the quote at an index.
func textEnd(list []byte, quote int) int {
	i := quote + 1
	for list[i] != '"' {
		if list[i] == '\\' {
			i++
		}
		i++
	}
	return i + 1
}

func isName(behind []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(behind, " \t\r\n"), []byte(":"))
}

// addJSON takes a name as it is written. Almost all are written like a known name, which costs no memory.
func (n *knownNames) addJSON(text []byte) error {
	written := text[1 : len(text)-1]
	if i := slices.IndexFunc(n.known, func(k string) bool { return k == string(written) }); i >= 0 {
		return n.add(n.known[i])
	}
	var name string
	if err := json.Unmarshal(text, &name); err != nil {
		return err
	}
	return n.add(name)
}

// otherMembers has the folded names of a body's undocumented members. They must be unique, because an empty member that reports an error must
// not hide another one.
type otherMembers map[string]bool

// check returns an error if the name is there twice or the member reports an error.
func (o otherMembers) check(name string, value json.RawMessage) error {
	if o[fold(name)] {
		return fmt.Errorf("the name %.40q is there twice", name)
	}
	o[fold(name)] = true
	return checkNoError(name, value)
}

// read takes an undocumented member of a page.
func (o otherMembers) read(decoder *json.Decoder, name string) error {
	var value json.RawMessage
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	return o.checkPage(name, value)
}

// checkPage also returns an error if the member says that there are further pages.
func (o otherMembers) checkPage(name string, value json.RawMessage) error {
	if err := o.check(name, value); err != nil {
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
)

// checkNoMore returns an error if a member says that there are further pages.
func checkNoMore(name string, value json.RawMessage) error {
	if moreNamePattern.MatchString(name) && !rest.IsEmpty(value) {
		return fmt.Errorf("the page says that there is more: %.40q is %.40s", name, value)
	}
	return nil
}

// Package rest finds the names that the API and IAM give to the parts of an error. These are the names that others use: a gateway may put
// its own error next to an empty list.
var (
	errorNamePattern   = regexp.MustCompile(`(?i)^(err|errors?|fault|exception)([_-]?(code|msg|messages?|text|info|details?|desc|description|reason|type))?$`)
	successNamePattern = regexp.MustCompile(`(?i)^(is[_-]?)?(success|successful|succeeded|complete|ok)$`)
)

// checkNoError returns [rest.ErrErrorBody] if a member reports an error.
func checkNoError(name string, value json.RawMessage) error {
	isError := errorNamePattern.MatchString(name) && !rest.IsEmpty(value)
	isFailure := successNamePattern.MatchString(name) && string(value) == "false"
	if isError || isFailure {
		return fmt.Errorf("%w: %.40q is %.40s", rest.ErrErrorBody, name, value)
	}
	return nil
}
