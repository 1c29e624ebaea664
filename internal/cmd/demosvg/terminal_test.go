package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestStylesOfOutput(t *testing.T) {
	t.Parallel()
	plain, bad := style{}, style{foreground: red, bold: true}
	for name, test := range map[string]struct {
		output string
		want   []line
	}{
		"plain text":              {"a\nb", []line{{{"a", plain}}, {{"b", plain}}}},
		"an empty line":           {"a\n\nb\n", []line{{{"a", plain}}, nil, {{"b", plain}}}},
		"a style over line ends":  {"\x1b[1m\x1b[31ma\nb\x1b[0m c\n", []line{{{"a", bad}}, {{"b", bad}, {" c", plain}}}},
		"two styles in one code":  {"\x1b[1;31ma\x1b[mb\n", []line{{{"a", bad}, {"b", plain}}}},
		"codes without an effect": {"a\x1b[0m\x1b[0mb\n", []line{{{"ab", plain}}}},
		"space at the end":        {"a \x1b[31m \x1b[0m\r\n", []line{{{"a", plain}}}},
		"space at the start":      {"  a\n", []line{{{"  a", plain}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := parse(test.output)
			for i := range got {
				if len(got[i]) == 0 {
					got[i] = nil
				}
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestLongLinesAreWrapped(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("é", columns)
	for name, test := range map[string]struct{ output, want string }{
		"as long as a row":     {full, full},
		"longer":               {full + "ab", full + "\nab"},
		"of three rows":        {full + full + "a", full + "\n" + full + "\na"},
		"where a style begins": {full + "\x1b[31mab", full + "\nab"},
		"within a style":       {"a\x1b[31m" + full, "a" + strings.TrimSuffix(full, "é") + "\né"},
		"empty":                {"\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := texts(wrapped(parse(test.output))); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
