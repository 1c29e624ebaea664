package rest

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// meaning is a decoded text, byte by byte, with the part of the original text that each byte comes from.
type meaning struct {
	bytes []byte
	// from and to are the bounds of that part.
	from, to []int
}

func (m *meaning) add(from, to int, text ...byte) {
	for _, b := range text {
		m.bytes, m.from, m.to = append(m.bytes, b), append(m.from, from), append(m.to, to)
	}
}

// keep adds a part of another *meaning.
func (m *meaning) keep(other *meaning, first, end int) {
	m.bytes = append(m.bytes, other.bytes[first:end]...)
	m.from = append(m.from, other.from[first:end]...)
	m.to = append(m.to, other.to[first:end]...)
}

func newMeaning(size int) *meaning {
	return &meaning{make([]byte, 0, size), make([]int, 0, size), make([]int, 0, size)}
}

// hide marks the part of the text that the bytes from first to end come from.
func (m *meaning) hide(hidden []bool, first, end int) {
	for i := m.from[first]; i < m.to[end-1]; i++ {
		hidden[i] = true
	}
}

// plain is a text without any decoding.
func plain(text string) *meaning {
	result := newMeaning(len(text))
	for i := range len(text) {
		result.add(i, i+1, text[i])
	}
	return result
}

// spellings returns the meaning itself and, if it contains plus signs, with spaces instead: a URL writes a space as a plus sign. Secrets
// are indexed in the same spellings.
func (m *meaning) spellings() []*meaning {
	if !bytes.Contains(m.bytes, []byte("+")) {
		return []*meaning{m}
	}
	spaced := &meaning{bytes.ReplaceAll(m.bytes, []byte("+"), []byte(" ")), m.from, m.to}
	return []*meaning{m, spaced, spaced.withoutSpace()}
}

// withoutSpace removes white space.
func (m *meaning) withoutSpace() *meaning {
	result := newMeaning(len(m.bytes))
	for i := 0; i < len(m.bytes); {
		r, size := utf8.DecodeRune(m.bytes[i:])
		if !unicode.IsSpace(r) {
			result.keep(m, i, i+size)
		}
		i += size
	}
	return result
}

// escapes are the escape sequences of URLs, HTML and JSON. Each kind is decoded separately: a secret may contain something that looks like
// an escape of another kind. In JSON, two \u together are one character beyond the 16th bit.
var escapes = []*regexp.Regexp{
	regexp.MustCompile(`%[0-9a-fA-F]{2}`),
	regexp.MustCompile(`&#?[0-9a-zA-Z]{1,31};`),
	regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]`),
}

// maxDecodings bounds how often a text is decoded. A service behind a proxy may escape a text twice.
const maxDecodings = 3

// meanings returns a text and everything that it may decode to.
func meanings(text string) []*meaning {
	result := []*meaning{plain(text)}
	seen := map[string]bool{text: true}
	latest := result
	for range maxDecodings {
		var decoded []*meaning
		for _, m := range latest {
			for _, escape := range escapes {
				next := m.decode(escape)
				if !seen[string(next.bytes)] {
					seen[string(next.bytes)] = true
					decoded = append(decoded, next)
				}
			}
		}
		result = append(result, decoded...)
		latest = decoded
	}
	return result
}

// decode undoes one kind of escaping.
func (m *meaning) decode(escape *regexp.Regexp) *meaning {
	result := newMeaning(len(m.bytes))
	end := 0
	for _, found := range escape.FindAllIndex(m.bytes, -1) {
		result.keep(m, end, found[0])
		end = found[1]
		result.add(m.from[found[0]], m.to[end-1], unescape(string(m.bytes[found[0]:end]))...)
	}
	result.keep(m, end, len(m.bytes))
	return result
}

// unescape decodes what one of escapes matches.
func unescape(escape string) []byte {
	switch {
	case escape[0] == '&':
		return []byte(html.UnescapeString(escape))
	case escape[0] == '%':
		return []byte{byte(hexadecimal(escape[1:]) & 0xff)}
	case len(escape) == len(`\u0000\u0000`):
		return utf8.AppendRune(nil, utf16.DecodeRune(hexadecimal(escape[2:6]), hexadecimal(escape[8:])))
	case escape[1] == 'u':
		return utf8.AppendRune(nil, hexadecimal(escape[2:]))
	}
	return []byte(jsonEscapes.Replace(escape))
}

// The last pair drops the backslash before characters that stand for themselves.
var jsonEscapes = strings.NewReplacer(`\b`, "\b", `\f`, "\f", `\n`, "\n", `\r`, "\r", `\t`, "\t", `\\`, `\`, `\`, "")

func hexadecimal(digits string) rune {
	number, _ := strconv.ParseInt(digits, 16, 32) // the pattern lets only digits through
	return rune(number)
}

// A run of base64 is at least as long as the base64 of the shortest secret that is searched for.
var base64Pattern = regexp.MustCompile(`[0-9A-Za-z+/_-]{8,}`)

// fromBase64 decodes each run of characters that may be base64. Its first characters may not belong to the base64, so all four alignments are
// tried.
func (m *meaning) fromBase64() []*meaning {
	var results []*meaning
	for _, run := range base64Pattern.FindAllIndex(m.bytes, -1) {
		for alignment := range 4 {
			results = append(results, m.base64Bytes(run[0]+alignment, run[1]))
		}
	}
	return results
}

func (m *meaning) base64Bytes(from, to int) *meaning {
	result := newMeaning(max(0, to-from))
	var bits, held uint
	for i := from; i < to; i++ {
		bits, held = bits<<6|sextet(m.bytes[i]), held+6
		if held >= 8 {
			held -= 8
			// A byte is spread over two characters.
			result.add(m.from[i-1], m.to[i], byte(bits>>held&0xff))
		}
	}
	return result
}

// sextet returns the six bits of a character of base64, in either alphabet.
func sextet(character byte) uint {
	switch {
	case 'A' <= character && character <= 'Z':
		return uint(character - 'A')
	case 'a' <= character && character <= 'z':
		return uint(character-'a') + 26
	case '0' <= character && character <= '9':
		return uint(character-'0') + 52
	case character == '+' || character == '-':
		return 62
	}
	return 63
}
