package main

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// columns is how wide the drawn terminal is, in characters.
const columns = 100

type colour string

// The colours that Terraform uses. Without one, the text has that of the window.
const (
	red    colour = "red"
	green  colour = "green"
	yellow colour = "yellow"
	cyan   colour = "cyan"
)

type style struct {
	foreground             colour
	bold, faint, underline bool
}

// span is text in one style.
type span struct {
	text  string
	style style
}

type line []span

func (l line) text() string {
	var text strings.Builder
	for _, span := range l {
		text.WriteString(span.text)
	}
	return text.String()
}

// escapePattern is a code that sets styles, with their numbers.
var escapePattern = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// parse turns a program's output into lines without white space at their ends, which nobody sees. A style lasts across line ends.
func parse(output string) []line {
	var lines []line
	var current style
	for text := range strings.Lines(output) {
		text = strings.TrimRight(text, "\r\n")
		var spans line
		for {
			code := escapePattern.FindStringSubmatchIndex(text)
			if code == nil {
				break
			}
			spans = spans.with(text[:code[0]], current)
			current = current.after(text[code[2]:code[3]])
			text = text[code[1]:]
		}
		lines = append(lines, spans.with(text, current).trimmed())
	}
	return lines
}

// with appends text, to the last span where that has its style.
func (l line) with(text string, style style) line {
	switch last := len(l) - 1; {
	case text == "":
		return l
	case last >= 0 && l[last].style == style:
		l[last].text += text
		return l
	}
	return append(l, span{text, style})
}

func (l line) trimmed() line {
	for len(l) > 0 {
		last := &l[len(l)-1]
		last.text = strings.TrimRight(last.text, " ")
		if last.text != "" {
			break
		}
		l = l[:len(l)-1]
	}
	return l
}

func (s style) after(codes string) style {
	for code := range strings.SplitSeq(codes, ";") {
		switch code {
		case "", "0":
			s = style{}
		case "1":
			s.bold = true
		case "2":
			s.faint = true
		case "4":
			s.underline = true
		case "31", "91":
			s.foreground = red
		case "32", "92":
			s.foreground = green
		case "33", "93":
			s.foreground = yellow
		case "36", "96":
			s.foreground = cyan
		}
	}
	return s
}

// wrapped breaks lines as a terminal does: after so many characters, wherever that is.
func wrapped(lines []line) []line {
	var result []line
	for _, whole := range lines {
		var row line
		room := columns
		for _, span := range whole {
			for span.text != "" {
				if room == 0 {
					result, row, room = append(result, row), nil, columns
				}
				head := prefix(span.text, room)
				row = row.with(head, span.style)
				room -= utf8.RuneCountInString(head)
				span.text = span.text[len(head):]
			}
		}
		result = append(result, row)
	}
	return result
}

func prefix(text string, runes int) string {
	for i := range text {
		if runes == 0 {
			return text[:i]
		}
		runes--
	}
	return text
}
