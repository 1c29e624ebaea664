package rest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

func redactor(secrets ...string) *Client {
	return New(Config{Endpoint: &url.URL{Scheme: "https", Host: "service"}, Credential: listedSecrets(secrets)})
}

type listedSecrets []string

func (listedSecrets) Authorize(context.Context, *http.Request) error { return nil }

func (s listedSecrets) Secrets() []string { return s }

func quotedAsJSON(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return strings.Trim(string(encoded), `"`)
}

func TestRedactRemovesSecretsInEveryForm(t *testing.T) {
	t.Parallel()
	const secret = `pa"ss\<&>/wörd+= 100%`
	for name, test := range map[string]struct{ text, want string }{
		"as it is":                    {"say " + secret + "!", "say [redacted]!"},
		"JSON":                        {`{"a":"` + quotedAsJSON(secret) + `"}`, `{"a":"[redacted]"}`},
		"JSON in JSON":                {`{"a":"` + quotedAsJSON(quotedAsJSON(secret)) + `"}`, `{"a":"[redacted]"}`},
		"JSON with escaped slashes":   {strings.ReplaceAll(quotedAsJSON(secret), "/", `\/`), "[redacted]"},
		"JSON in ASCII":               {strings.ReplaceAll(quotedAsJSON(secret), "ö", `\u00f6`), "[redacted]"},
		"HTML":                        {"<p>" + html.EscapeString(secret) + "</p>", "<p>[redacted]</p>"},
		"query":                       {"?a=" + url.QueryEscape(secret) + "&b=c", "?a=[redacted]&b=c"},
		"path":                        {"/a/" + url.PathEscape(secret), "/a/[redacted]"},
		"URL-encoded twice":           {"?a=" + url.QueryEscape(url.PathEscape(secret)) + "&b=c", "?a=[redacted]&b=c"},
		"URL in HTML":                 {html.EscapeString("?" + url.QueryEscape(secret)), "?[redacted]"},
		"broken by white space":       {"a: pa\"ss\\<\n &>/w\u00a0örd+=\r\n\t100%", "a: [redacted]"},
		"broken by white space, JSON": {`"pa\"ss\\\u003c\r\n\t\f\u0026\u003e/wörd+= 100%"`, `"[redacted]"`},
		"twice":                       {"a " + secret + " b " + secret + " c", "a [redacted] b [redacted] c"},
		"part of eight characters":    {"..." + secret[:8] + "...", "...[redacted]..."},
		"part of seven characters":    {"..." + secret[:7] + "...", "..." + secret[:7] + "..."},
		"beginning at the end":        {"cut: " + secret[:6], "cut: [redacted]"},
		"too little to tell":          {"cut: " + secret[:5], "cut: " + secret[:5]},
		"base64":                      {"Bearer " + base64.StdEncoding.EncodeToString([]byte(secret)), "Bearer [redacted]=="},
		"base64 for URLs":             {base64.RawURLEncoding.EncodeToString([]byte(secret)), "[redacted]"},
		"base64 in lines":             {strings.Join(chunks(base64.StdEncoding.EncodeToString([]byte("user:"+secret)), 8), "\n"), "dXNlcj[redacted]"},
		"signature":                   {"Signature=0123456789abcdef", "Signature=[redacted]"},
		"signature in a URL":          {"Signature%3d0123456789abcdef", "Signature%3d[redacted]"},
		"signature in a URL, twice":   {"Signature%253D0123456789abcdef", "Signature%253D[redacted]"},
		"nothing":                     {"100% wörds & <tags> \\n +1 aGVsbG8gd29ybGQ=", "100% wörds & <tags> \\n +1 aGVsbG8gd29ybGQ="},
		"no UTF-8":                    {"\xff" + secret + "\xfe", "\xff[redacted]\xfe"},
	} {
		if got := redactor(secret).Redact(test.text); got != test.want {
			t.Errorf("%s: %q became %q, want %q", name, test.text, got, test.want)
		}
	}
}

func TestRedactFindsASecretInASCIIJSON(t *testing.T) {
	t.Parallel()
	for secret, escaped := range map[string]string{
		"pässword": `p\u00e4ssword`, "pass密word": `pass\u5bc6word`, "pass🔑word": `pass\ud83d\udd11word`,
	} {
		if got := redactor(secret).Redact(`"` + escaped + `"`); got != `"[redacted]"` {
			t.Errorf("%s became %s", escaped, got)
		}
	}
}

func chunks(text string, length int) []string {
	var result []string
	for ; len(text) > length; text = text[length:] {
		result = append(result, text[:length])
	}
	return append(result, text)
}

func TestRedactKnowsEveryCharacterOfBase64(t *testing.T) {
	t.Parallel()
	const common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	for text, encoding := range map[string]*base64.Encoding{
		common + "+/" + common + "//": base64.StdEncoding, common + "-_" + common + "__": base64.URLEncoding,
	} {
		secret, err := encoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := redactor(string(secret)).Redact(text); got != redacted {
			t.Errorf("%s became %s", text, got)
		}
	}
}

func TestRedactFindsUserAndPasswordInBase64(t *testing.T) {
	t.Parallel()
	for _, password := range []string{"hunter2", "correct horse", "pässwörd"} {
		for _, user := range []string{"", "a", "ab", "abc", "someone@example.com"} {
			encoded := base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
			got := redactor(password).Redact("Authorization: Basic " + encoded)
			rest, _ := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.TrimPrefix(got, "Authorization: Basic "), "="))
			if !strings.Contains(got, redacted) || strings.Contains(string(rest), password[1:]) {
				t.Errorf("%s of %s:%s became %s", encoded, user, password, got)
			}
		}
	}
}

func TestRedactFindsShortSecrets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ secret, text, want string }{
		{"hunter2", "hunter2", "[redacted]"},
		{"hunter2", "password: hun\nter2.", "password: [redacted]."},
		{"hunter", "password: hun\nter.", "password: [redacted]."},
		{"hunter", base64.StdEncoding.EncodeToString([]byte("me:hunter")), "bWU6[redacted]"},
		{"pw", "pw", "[redacted]"},
		{"%", "100%", "100[redacted]"},
		{"hunt", "do not hun\nt", "do not hun\nt"}, // five characters or fewer appear by chance
	} {
		if got := redactor(test.secret).Redact(test.text); got != test.want {
			t.Errorf("%q in %q: got %q, want %q", test.secret, test.text, got, test.want)
		}
	}
}

// The end of the secret and the beginning of its escaped form look like an escape sequence together.
func TestRedactFindsASecretNextToItsEscapedForm(t *testing.T) {
	t.Parallel()
	if got := redactor("abcde%a").Redact("abcde%aabcde%25a"); got != "[redacted][redacted]" {
		t.Errorf("got %q", got)
	}
}

// growing is a credential that renews its token.
type growing struct {
	anonymous
	secrets []string
}

func (g *growing) Secrets() []string { return g.secrets }

func TestRedactKnowsANewSecret(t *testing.T) {
	t.Parallel()
	credential := &growing{secrets: []string{"first-token"}}
	client := New(Config{Endpoint: &url.URL{Scheme: "https", Host: "service"}, Credential: credential})
	for _, token := range []string{"first-token", "second-token"} {
		credential.secrets = append(credential.secrets, token)
		if got := client.Redact(token); got != redacted {
			t.Errorf("%s became %s", token, got)
		}
	}
}

func TestRedactWithSecretsLikeThePlaceholder(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"redacted", "[redacted]", "red", "d", "ted][red", "signature"} {
		client := redactor(secret)
		once := client.Redact("It is redacted: " + secret + secret + "; Signature=0123456789")
		if again := client.Redact(once); again != once {
			t.Errorf("%q: %q became %q", secret, once, again)
		}
	}
}

// showsSecret reports whether a text contains eight consecutive characters of a secret.
func showsSecret(text, secret string) bool {
	const most = 8
	characters := []rune(secret)
	for i := 0; i+most <= len(characters); i++ {
		if strings.Contains(text, string(characters[i:i+most])) {
			return true
		}
	}
	return false
}

func TestRedactedTextShowsNoPartOfASecret(t *testing.T) {
	t.Parallel()
	encodings := []func(string) string{
		func(s string) string { return s },
		quotedAsJSON, html.EscapeString, url.QueryEscape, url.PathEscape,
		func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
		func(s string) string { return strings.Join(strings.Split(s, ""), " ") },
		func(s string) string { return base64.StdEncoding.EncodeToString([]byte("user:" + s)) },
	}
	decoders := []func(string) (string, error){
		func(s string) (string, error) { return s, nil },
		url.QueryUnescape, url.PathUnescape,
		func(s string) (string, error) { return html.UnescapeString(s), nil },
		func(s string) (string, error) { return strings.Join(strings.Fields(s), ""), nil },
	}
	// Few characters, so that parts of secrets repeat and touch what surrounds them.
	alphabet := rapid.StringOf(rapid.SampledFrom([]rune(`abd[]rect%2F+/\"&;<é `)))
	rapid.Check(t, func(t *rapid.T) {
		secrets := rapid.SliceOfN(alphabet, 1, 3).Draw(t, "secrets")
		client := redactor(secrets...)
		var text strings.Builder
		for range rapid.IntRange(1, 4).Draw(t, "pieces") {
			text.WriteString(alphabet.Draw(t, "between"))
			encode := rapid.SampledFrom(encodings).Draw(t, "encoding")
			text.WriteString(encode(rapid.SampledFrom(secrets).Draw(t, "secret")))
		}
		once := client.Redact(text.String())
		if again := client.Redact(once); again != once {
			t.Fatalf("%q became %q, then %q", text.String(), once, again)
		}
		for piece := range strings.SplitSeq(once, redacted) {
			for _, decode := range decoders {
				shown, err := decode(piece)
				for _, secret := range secrets {
					if err == nil && showsSecret(shown, secret) {
						t.Fatalf("%q became %q, which shows %q", text.String(), once, secret)
					}
				}
			}
		}
	})
}

func BenchmarkRedact(b *testing.B) {
	client := redactor(strings.Repeat("MIIDkgYJKoZIhvcNAQcCoIIDgzCCA38CAQEx", 16<<10/36))
	for name, text := range map[string]string{"request id": "5bd61eea9de24864a0f75fae966171b5", "page": strings.Repeat("a page of a proxy&amp; ", maxErrorBytes/22)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				client.Redact(text)
			}
		})
	}
}

// signing is a credential that signs each request anew.
type signing struct {
	anonymous
	signatures *atomic.Int64
}

func (s signing) Authorize(_ context.Context, request *http.Request) error {
	sum := sha256.Sum256([]byte{byte(s.signatures.Add(1))})
	request.Header.Set("Authorization", "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature="+hex.EncodeToString(sum[:]))
	return nil
}

// echo is a service that quotes a request.
type echo func(authorization, signature string) *http.Response

func (e echo) RoundTrip(request *http.Request) (*http.Response, error) {
	authorization := request.Header.Get("Authorization")
	_, signature, _ := strings.Cut(authorization, "Signature=")
	response := e(authorization, signature)
	response.Request = request
	return response, nil
}

func answerOf(status int, header http.Header, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

func refusalThatSays(text string) *http.Response {
	return answerOf(http.StatusForbidden, http.Header{}, `{"error_code":"APIGW.0301","error_msg":"`+text+`"}`)
}

var quotedSignatures = map[string]echo{
	"in base64": func(authorization, _ string) *http.Response {
		return refusalThatSays(base64.StdEncoding.EncodeToString([]byte(authorization)))
	},
	"alone":              func(_, signature string) *http.Response { return refusalThatSays("got " + signature) },
	"after another name": func(_, signature string) *http.Response { return refusalThatSays("Signature: " + signature) },
	"on the next line":   func(_, signature string) *http.Response { return refusalThatSays("Signature=\\n" + signature) },
	"in lines": func(authorization, _ string) *http.Response {
		return refusalThatSays(strings.Join(chunks(authorization, 76), "\\n "))
	},
	"in JSON": func(_, signature string) *http.Response {
		return answerOf(http.StatusForbidden, http.Header{}, `{"Signature":"`+signature+`"}`)
	},
	"in the id of the request": func(_, signature string) *http.Response {
		return answerOf(http.StatusForbidden, http.Header{"X-Request-Id": {signature}}, "{}")
	},
	"in a redirect": func(_, signature string) *http.Response {
		return answerOf(http.StatusFound, http.Header{"Location": {"https://" + signature + ".example.com"}}, "")
	},
	"in a body that is not JSON": func(_, signature string) *http.Response {
		return answerOf(http.StatusForbidden, http.Header{}, "you sent "+signature)
	},
}

func TestSignatureIsRedactedInEveryForm(t *testing.T) {
	t.Parallel()
	for name, service := range quotedSignatures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			var sent []string
			client := New(Config{
				Endpoint: &url.URL{Scheme: "http", Host: "service"}, Credential: signing{signatures: &atomic.Int64{}},
				Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			})
			client.transport.RegisterProtocol("http", echo(func(authorization, signature string) *http.Response {
				sent = []string{signature, base64.StdEncoding.EncodeToString([]byte(authorization))[80:]}
				return service(authorization, signature)
			}))
			err := ask(t.Context(), client)
			if err == nil {
				t.Fatal("no error")
			}
			shown := err.Error() + log.String()
			for _, secret := range sent {
				if slices.ContainsFunc(chunks(secret, windowBytes), func(part string) bool { return len(part) == windowBytes && strings.Contains(shown, part) }) {
					t.Errorf("a part of the signature %s is in %s", secret, shown)
				}
			}
		})
	}
}

// A proxy may quote the header that opens it, even in the status line, which net/http makes an error. The user may be a token.
func TestCredentialOfTheProxyIsRedacted(t *testing.T) {
	t.Parallel()
	for name, user := range map[string]*url.Userinfo{
		"a password":       url.UserPassword("proxy-user", "s3cret of proxy"),
		"a short password": url.UserPassword("proxyuser", "abc12"),
		"little of both":   url.UserPassword("u", "abc"),
		"a token":          url.User("tok3n-0123456789abcdef"),
	} {
		for _, scheme := range []string{"http", "https"} {
			var log bytes.Buffer
			client := New(Config{
				Endpoint: &url.URL{Scheme: scheme, Host: "service.example.com"}, Dial: quotingProxy,
				Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			})
			client.transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", User: user, Host: "proxy.example.com"})
			err := ask(t.Context(), client)
			if err == nil {
				t.Fatal("no error")
			}
			password, _ := user.Password()
			sent := base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password))
			shown := err.Error() + log.String()
			if !strings.Contains(shown, "denied") || slices.ContainsFunc(chunks(sent, windowBytes), func(part string) bool {
				return len(part) == windowBytes && strings.Contains(shown, part)
			}) {
				t.Errorf("%s, %s: got %s", name, scheme, shown)
			}
		}
	}
}

// Otherwise a message would lack its permission or its host.
func TestUserOfTheProxyIsReadableIfThereIsAPassword(t *testing.T) {
	t.Parallel()
	client := redactor()
	client.transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", User: url.UserPassword("modelarts-ci", "s3cret of proxy"), Host: "proxy.example.com"})
	const text = "no permission modelarts:trainJob:get"
	if got := client.Redact(text); got != text {
		t.Errorf("got %q", got)
	}
}

// quotingProxy dials a proxy that refuses every request with the credential that it was sent.
func quotingProxy(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		request, err := http.ReadRequest(bufio.NewReader(theirs))
		if err != nil {
			return
		}
		sent := request.Header.Get("Proxy-Authorization")
		fmt.Fprintf(theirs, "HTTP/1.1 407 denied for %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\ndenied for %s", sent, len(sent)+11, sent)
	}()
	return ours, nil
}
