package main

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// result is one line of `go test -bench`.
type result struct {
	// measured is the benchmark and what tells it from others of its kind.
	measured, events, latency string
	// pageAfterPage is set where requests were made one at a time.
	pageAfterPage bool
	// units are the values by their units, such as ns/op.
	units map[string]float64
}

var (
	linePattern = regexp.MustCompile(`^Benchmark(\S+?)(?:-[0-9]+)?\s+[0-9]+\t(.+)$`)
	wordPattern = regexp.MustCompile(`\B[A-Z]`)
)

func parse(line string) (result, bool) {
	match := linePattern.FindStringSubmatch(line)
	if match == nil {
		return result{}, false
	}
	name, pairs, _ := strings.Cut(match[1], "/")
	parsed := result{measured: strings.ToLower(wordPattern.ReplaceAllString(name, " $0")), units: map[string]float64{}}
	for pair := range strings.SplitSeq(pairs, "/") {
		switch key, value, _ := strings.Cut(pair, "="); key {
		case "":
		case "events":
			parsed.events = value
		case "latency":
			parsed.latency = value
		case "concurrent":
			parsed.pageAfterPage = value == "1"
		default:
			parsed.measured += ", " + key + " " + value
		}
	}
	values := strings.Fields(match[2])
	for pair := range slices.Chunk(values, 2) {
		value, err := strconv.ParseFloat(pair[0], 64)
		if err != nil || len(pair) != 2 {
			return result{}, false
		}
		parsed.units[pair[1]] = value
	}
	return parsed, true
}

type row struct {
	result
	// before are the values of reading page after page, where that was measured.
	before map[string]float64
}

type benchTable struct{ rows []row }

// add expects the page-after-page half of a row first.
func (t *benchTable) add(r result) {
	if n := len(t.rows) - 1; n >= 0 && t.rows[n].pageAfterPage && t.rows[n].sameRow(r) {
		t.rows[n] = row{result: r, before: t.rows[n].before}
		return
	}
	added := row{result: r}
	if r.pageAfterPage {
		added.before, added.units = r.units, nil
	}
	t.rows = append(t.rows, added)
}

func (r result) sameRow(other result) bool {
	return r.measured == other.measured && r.events == other.events && r.latency == other.latency
}

func (t *benchTable) write(w io.Writer) {
	writeRow(w, "measured", "events", "latency", "page after page", "time", "times as fast", "requests", "allocated", "allocations", "live heap")
	writeRow(w, "---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:")
	for _, r := range t.rows {
		before, now := r.before["ns/op"], r.units["ns/op"]
		ratio := ""
		if before > 0 && now > 0 {
			ratio = fmt.Sprintf("%.1f", before/now)
		}
		requests := count(r.units["requests"])
		if sequential := count(r.before["requests"]); sequential != "" && sequential != requests {
			requests = sequential + " / " + requests
		}
		writeRow(w, r.measured, r.events, r.latency, duration(before), duration(now), ratio, requests,
			short(r.units["B/op"], "B"), short(r.units["allocs/op"], ""), short(r.units["live-B"], "B"))
	}
}

func writeRow(w io.Writer, cells ...string) {
	fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
}

// count is empty for what was not measured, like duration and short.
func count(value float64) string {
	if value == 0 {
		return ""
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

func duration(nanoseconds float64) string {
	if nanoseconds == 0 {
		return ""
	}
	digit := math.Pow(10, math.Floor(math.Log10(nanoseconds))-2)
	return time.Duration(math.Round(nanoseconds/digit) * digit).String()
}

func short(value float64, unit string) string {
	if value == 0 {
		return ""
	}
	prefixes := []string{"", "k", "M", "G"}
	thousands := min(len(prefixes)-1, int(math.Log10(max(1, value))/3))
	scaled := value / math.Pow(1000, float64(thousands))
	decimals := 2 - int(math.Log10(scaled))
	return strings.TrimSpace(strconv.FormatFloat(scaled, 'f', max(0, decimals), 64) + " " + prefixes[thousands] + unit)
}
