package rest_test

import (
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"plain":                 {"Training job failed.", "Training job failed."},
		"another script":        {"训练作业失败 🚂", "训练作业失败 🚂"},
		"lines":                 {" one\r\n\ttwo\u2028three ", "one two three"},
		"escape sequence":       {"\x1b[2J\x1b]0;title\x07", "�[2J�]0;title�"},
		"control of eight bits": {"\u009b31m", "�31m"},
		"direction":             {"\u202eevil\u2066", "�evil�"},
		"invisible":             {"a\u200bb\u00ad\ufeffc", "a�b��c"},
		"no UTF-8":              {"a\xffb", "a�b"},
		"exactly as long":       {strings.Repeat("é", 40), strings.Repeat("é", 40)},
		"too long":              {strings.Repeat("é", 41), strings.Repeat("é", 40) + "…"},
	} {
		if got := rest.PrintableLine(test.text, 40); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestSentenceEndsWithOneFullStop(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"Failed": "Failed.", "Failed.": "Failed.", "Failed...\n": "Failed.", "a\x1bb": "a�b."} {
		if got := rest.PrintableSentence(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
