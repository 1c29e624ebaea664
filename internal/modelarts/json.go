package modelarts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// parseJSON returns the only JSON value of a body. The functions below accept only this value and parts of it, so that they meet no syntax
// error. It returns io.ErrUnexpectedEOF for a truncated body: without a Content-Length, HTTP does not detect that. The name says in errors
// what the body should be.
func parseJSON(body []byte, name string) (json.RawMessage, error) {
	var value json.RawMessage
	decoder := json.NewDecoder(bytes.NewReader(body))
	switch err := decoder.Decode(&value); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, err
	case errors.Is(err, io.EOF):
		return nil, errors.New("the body is empty")
	case err != nil:
		return nil, fmt.Errorf("the body is not a %s: %w", name, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the body goes on after the %s", name)
	}
	if !utf8.Valid(body) { // checked last, because a truncated body may end in the middle of a character
		return nil, errors.New("the body is not UTF-8")
	}
	return value, nil
}

// decodeFunc stores a JSON value. A null is treated as absent.
type decodeFunc func(value json.RawMessage) error

// members are the known members of an object, at most 64.
type members []member

type member struct {
	name   string
	decode decodeFunc
}

// decodeObject passes each known member to its function, and each other one to the function for others. A known name in another case is
// an error, and so is a known name that occurs twice. encoding/json would accept "EVENTS" for "events", and use the last of two members
// with the same name.
func decodeObject(value json.RawMessage, known members, other func(name string, value json.RawMessage) error) error {
	if isNull(value) {
		return errors.New("null is not a JSON object")
	}
	if value[0] != '{' {
		token, _ := json.NewDecoder(bytes.NewReader(value)).Token()
		return fmt.Errorf("%.40v is not a JSON object", token)
	}
	var seen uint64
	for quoted, value := range elements(value) {
		i, name, err := known.find(quoted)
		if err != nil {
			return err
		}
		if i < 0 {
			if err := other(name, value); err != nil {
				return err
			}
			continue
		}
		if seen&(1<<i) != 0 {
			return fmt.Errorf("the name %q is there twice", name)
		}
		seen |= 1 << i
		if err := known[i].decode(value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// find returns the index of the member with a name, or -1.
func (m members) find(quoted []byte) (i int, name string, err error) {
	for i := range m { // almost all names are known, and finding them so costs no memory
		if string(quoted[1:len(quoted)-1]) == m[i].name {
			return i, m[i].name, nil
		}
	}
	if name, err = unquote(quoted); err != nil {
		return 0, "", err
	}
	i = slices.IndexFunc(m, func(known member) bool { return strings.EqualFold(known.name, name) })
	if i >= 0 && m[i].name != name {
		return 0, "", fmt.Errorf("the name is %q instead of %q", name, m[i].name)
	}
	return i, name, nil
}

// elements returns the members of an object, each with its name in quotes, or the elements of a list.
func elements(value json.RawMessage) iter.Seq2[[]byte, json.RawMessage] {
	return func(yield func([]byte, json.RawMessage) bool) {
		isObject, rest := value[0] == '{', trimSpace(value[1:])
		for rest[0] != ']' && rest[0] != '}' {
			var name []byte
			if isObject {
				end := stringEnd(rest)
				name, rest = rest[:end], trimSpace(trimSpace(rest[end:])[len(":"):])
			}
			end := valueEnd(rest)
			if !yield(name, rest[:end]) {
				return
			}
			if rest = trimSpace(rest[end:]); rest[0] == ',' {
				rest = trimSpace(rest[1:])
			}
		}
	}
}

const jsonSpace = " \t\r\n"

func trimSpace(text []byte) []byte { return bytes.TrimLeft(text, jsonSpace) }

// valueEnd returns the index behind the value at the beginning of a text, which goes on.
func valueEnd(text []byte) int {
	switch text[0] {
	case '"':
		return stringEnd(text)
	case '{', '[':
	default:
		return bytes.IndexAny(text, ",]}"+jsonSpace)
	}
	depth := 0
	for i := 0; ; i++ {
		switch text[i] {
		case '"':
			i += stringEnd(text[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			depth--
			if depth == 0 {
				return i + 1
			}
		}
	}
}

// stringEnd returns the index behind the string at the beginning of a text.
func stringEnd(text []byte) int {
	for i := 1; ; i++ {
		switch text[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
}

// unquote returns the content of a string.
func unquote(quoted []byte) (string, error) {
	if !bytes.Contains(quoted, []byte(`\`)) {
		return string(quoted[1 : len(quoted)-1]), nil
	}
	var text string
	err := json.Unmarshal(quoted, &text)
	return text, err
}

// skip ignores a member.
func skip(string, json.RawMessage) error { return nil }

func isNull(value json.RawMessage) bool { return string(value) == "null" }
