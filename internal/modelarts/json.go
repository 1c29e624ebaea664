package modelarts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"
)

// checkJSON accepts exactly one JSON value, which must be what the name says. The decoders therefore meet no syntax error. It returns
// io.ErrUnexpectedEOF for a truncated body, which cannot be detected on a connection without a Content-Length.
func checkJSON(body []byte, name string) error {
	var value json.RawMessage
	decoder := json.NewDecoder(bytes.NewReader(body))
	switch err := decoder.Decode(&value); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case errors.Is(err, io.EOF):
		return errors.New("the body is empty")
	case err != nil:
		return fmt.Errorf("the body is not a %s: %w", name, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("the body goes on after the %s", name)
	}
	if !utf8.Valid(body) { // checked last, because a truncated body may end in the middle of a character
		return errors.New("the body is not UTF-8")
	}
	return nil
}

// wholeNumber parses an integer of 0 or more.
func wholeNumber(text string) (number int64, ok bool) {
	number, ok = parseInteger(text)
	if !ok || number < 0 {
		return 0, false
	}
	return number, true
}

// parseInteger parses 45, and also 45.0 and 4.5e1 within the range in which a float is exact.
func parseInteger(text string) (number int64, ok bool) {
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return number, true
	}
	float, err := strconv.ParseFloat(text, 64)
	if err != nil || float != math.Trunc(float) || math.Abs(float) > 1<<53 {
		return 0, false
	}
	return int64(float), true
}
