package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Sizes in pixels. cellWidth is the advance of most monospaced fonts at fontSize; in the others textLength keeps the columns.
const (
	fontSize   = 13
	cellWidth  = 7.83
	lineHeight = 16
	padding    = 20
	barHeight  = 36
)

const (
	title       = "make demo"
	description = "A terminal in which make demo has read the 27 events of a training job from a mock of the service. The job failed, " +
		"so terraform apply of a gate ends in an error that names the job, the level and the latest event, and nothing is deployed."
)

// The window brings its own background, so it looks the same on a light and on a dark page.
const css = `text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;fill:#e6edf3;white-space:pre}` +
	`.bold{font-weight:bold}.faint{fill:#8b949e}.underline{text-decoration:underline}` +
	`.red{fill:#ff7b72}.green{fill:#56d364}.yellow{fill:#e3b341}.cyan{fill:#56d4dd}` +
	`.bar{fill:#8b949e;text-anchor:middle}`

func draw(lines []line) []byte {
	width := 2*padding + int(columns*cellWidth)
	height := barHeight + len(lines)*lineHeight + 2*padding
	var svg bytes.Buffer
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" aria-labelledby="title desc">`,
		width, height)
	fmt.Fprintf(&svg, "\n<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n<style>%s</style>\n", title, description, css)
	fmt.Fprintf(&svg, `<rect x="0.5" y="0.5" width="%d" height="%d" rx="9" fill="#0d1117" stroke="#30363d"/>`+"\n", width-1, height-1)
	fmt.Fprintf(&svg, `<path d="M1 %d V10 a9 9 0 0 1 9 -9 H%d a9 9 0 0 1 9 9 V%[1]d z" fill="#161b22"/>`+"\n", barHeight, width-10)
	for i, light := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&svg, `<circle cx="%d" cy="%d" r="6" fill="%s"/>`+"\n", padding+6+i*20, barHeight/2, light)
	}
	fmt.Fprintf(&svg, `<text class="bar" x="%d" y="%d">%s</text>`+"\n", width/2, barHeight/2+fontSize/3, title)
	fmt.Fprintf(&svg, `<g xml:space="preserve" transform="translate(%d %d)">`+"\n", padding, barHeight+padding)
	for i, line := range lines {
		drawLine(&svg, line, i*lineHeight+fontSize)
	}
	svg.WriteString("</g>\n</svg>\n")
	return svg.Bytes()
}

func drawLine(svg *bytes.Buffer, line line, y int) {
	text := line.text()
	fmt.Fprintf(svg, `<text y="%d"`, y)
	if text != "" {
		fmt.Fprintf(svg, ` textLength="%.2f"`, float64(utf8.RuneCountInString(text))*cellWidth)
	}
	svg.WriteString(">")
	for _, span := range line {
		if class := span.style.class(); class != "" {
			fmt.Fprintf(svg, `<tspan class="%s">%s</tspan>`, class, escaped(span.text))
		} else {
			svg.WriteString(escaped(span.text))
		}
	}
	svg.WriteString("</text>\n")
}

func (s style) class() string {
	var classes []string
	for _, class := range []struct {
		name string
		set  bool
	}{{string(s.foreground), s.foreground != ""}, {"bold", s.bold}, {"faint", s.faint}, {"underline", s.underline}} {
		if class.set {
			classes = append(classes, class.name)
		}
	}
	return strings.Join(classes, " ")
}

func escaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// textOf returns the lines that a picture shows, less the bar of the window.
func textOf(svg []byte) ([]string, error) {
	var picture struct {
		Lines []struct {
			Inner []byte `xml:",innerxml"`
		} `xml:"g>text"`
	}
	if err := xml.Unmarshal(svg, &picture); err != nil {
		return nil, fmt.Errorf("the picture is no SVG: %w", err)
	}
	lines := make([]string, len(picture.Lines))
	for i, line := range picture.Lines {
		text, err := characters(line.Inner)
		if err != nil {
			return nil, err
		}
		lines[i] = text
	}
	return lines, nil
}

func characters(fragment []byte) (string, error) {
	var text strings.Builder
	for decoder := xml.NewDecoder(bytes.NewReader(fragment)); ; {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF):
			return text.String(), nil
		case err != nil:
			return "", err
		}
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
		}
	}
}
