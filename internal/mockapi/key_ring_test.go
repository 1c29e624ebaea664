package mockapi_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

var (
	permanent = mockapi.AccessKey{Access: mockapi.AccessKeyID, Secret: mockapi.SecretKey}
	temporary = mockapi.AccessKey{
		Access: mockapi.TemporaryAccessKeyID, Secret: mockapi.TemporarySecretKey, SecurityToken: mockapi.SecurityToken,
	}
)

func startWithConfig(t *testing.T, config mockapi.Config) (*mockapi.Service, *httptest.Server) {
	t.Helper()
	service := mockapi.New(config)
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	return service, server
}

// signatureOf signs a canonical request.
func signatureOf(secret, date, canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("SDK-HMAC-SHA256\n" + date + "\n" + hex.EncodeToString(sum[:])))
	return hex.EncodeToString(mac.Sum(nil))
}

// signedRequest returns a signed GET. The path must not end with a slash or contain escaped characters.
func signedRequest(t *testing.T, url, body string, at time.Time, key mockapi.AccessKey) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	date := at.UTC().Format("20060102T150405Z")
	r.Header.Set("X-Sdk-Date", date)
	if key.SecurityToken != "" {
		r.Header.Set("X-Security-Token", key.SecurityToken)
	}
	sum := sha256.Sum256([]byte(body))
	canonical := strings.Join([]string{
		"GET", r.URL.Path + "/", r.URL.RawQuery, "host:" + r.Host, "x-sdk-date:" + date, "",
		"host;x-sdk-date", hex.EncodeToString(sum[:]),
	}, "\n")
	r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+key.Access+
		", SignedHeaders=host;x-sdk-date, Signature="+signatureOf(key.Secret, date, canonical))
	return r
}

// gatewayRefusal expects a 401 with the code APIGW.0301, and returns its message.
func gatewayRefusal(t *testing.T, server *httptest.Server, r *http.Request) string {
	t.Helper()
	response, body := send(t, server, r)
	var refused struct {
		Code      string `json:"error_code"`
		Message   string `json:"error_msg"`
		RequestID string `json:"request_id"`
	}
	if err := json.Unmarshal([]byte(body), &refused); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if response.StatusCode != http.StatusUnauthorized || refused.Code != "APIGW.0301" ||
		refused.RequestID == "" || refused.RequestID != response.Header.Get("X-Request-Id") {
		t.Errorf("status %d, %s, want a 401 of the gateway", response.StatusCode, body)
	}
	return refused.Message
}

// wantRefusal expects an error answer in the service's own format.
func wantRefusal(t *testing.T, server *httptest.Server, r *http.Request, status int, code string) {
	t.Helper()
	response, body := send(t, server, r)
	refused, _ := decode(t, body).(map[string]any)
	if response.StatusCode != status || refused["error_code"] != code || len(refused) != 2 {
		t.Errorf("status %d, %s, want %d with %s", response.StatusCode, body, status, code)
	}
}

func wantStatus(t *testing.T, server *httptest.Server, r *http.Request, want int) string {
	t.Helper()
	response, body := send(t, server, r)
	if response.StatusCode != want {
		t.Fatalf("%s %s: status %d, %s, want %d", r.Method, r.URL.Path, response.StatusCode, body, want)
	}
	return body
}

func TestSignatureAuthorizesEventsAndProjects(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	for _, key := range []mockapi.AccessKey{permanent, temporary} {
		for _, path := range []string{samplePath, samplePath + "?limit=1&offset=2", "/v3/projects", "/v3/projects?name=eu-de"} {
			wantStatus(t, server, signedRequest(t, server.URL+path, "", time.Now(), key), http.StatusOK)
		}
	}
	login := loginRequest(t, server, passwordLogin)
	login.Header.Set("Authorization", "SDK-HMAC-SHA256 is not looked at")
	wantStatus(t, server, login, http.StatusCreated)
}

func TestRequestBodyIsVerified(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	r := signedRequest(t, server.URL+samplePath, "some body", time.Now(), permanent)
	wantStatus(t, server, r, http.StatusOK)
}

func TestSignatureErrorNamesTheCause(t *testing.T) {
	t.Parallel()
	withHeader := func(name, value string) func(http.Header) {
		return func(h http.Header) { h.Add(name, value) }
	}
	tests := map[string]struct {
		key    mockapi.AccessKey
		change func(http.Header)
		ago    time.Duration
		want   string
	}{
		"unknown key":    {key: mockapi.AccessKey{Access: "MOCKAKOTHER", Secret: "x"}, want: "the access key does not exist"},
		"wrong secret":   {key: mockapi.AccessKey{Access: mockapi.AccessKeyID, Secret: "x"}, want: "the signature does not match"},
		"slow clock":     {key: permanent, ago: time.Hour, want: "signature expired: X-Sdk-Date "},
		"fast clock":     {key: permanent, ago: -time.Hour, want: "signature expired: X-Sdk-Date "},
		"malformed":      {key: permanent, change: withHeader("Authorization", "x"), want: "Authorization was sent 2 times"},
		"and a token":    {key: permanent, change: withHeader("X-Auth-Token", mockapi.Token), want: "both a token and a signature"},
		"token missing":  {key: temporary, change: func(h http.Header) { h.Del("X-Security-Token") }, want: "X-Security-Token is missing"},
		"token wrong":    {key: temporary, change: func(h http.Header) { h.Set("X-Security-Token", "x") }, want: "does not belong to the access key"},
		"token twice":    {key: temporary, change: withHeader("X-Security-Token", "x"), want: "does not belong to the access key"},
		"token too much": {key: permanent, change: withHeader("X-Security-Token", "x"), want: "the access key is permanent"},
	}
	for name, test := range tests {
		for _, path := range []string{samplePath, "/v3/projects"} {
			t.Run(name+" "+path[:3], func(t *testing.T) {
				t.Parallel()
				_, server := start(t)
				r := signedRequest(t, server.URL+path, "", time.Now().Add(-test.ago), test.key)
				if test.change != nil {
					test.change(r.Header)
				}
				got := gatewayRefusal(t, server, r)
				if !strings.HasPrefix(got, "Incorrect IAM authentication information: ") || !strings.Contains(got, test.want) {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		}
	}
}

func TestFiveFailuresLockKeyForFiveMinutes(t *testing.T) {
	t.Parallel()
	clock := newClock()
	_, server := startWithConfig(t, mockapi.Config{Now: clock.now})
	url := server.URL + samplePath
	wrong := mockapi.AccessKey{Access: mockapi.AccessKeyID, Secret: "x"}
	fail := func(times int) {
		for range times {
			if got := gatewayRefusal(t, server, signedRequest(t, url, "", clock.now(), wrong)); strings.Contains(got, "locked") {
				t.Fatalf("locked too early: %s", got)
			}
		}
	}
	pass := func(key mockapi.AccessKey) {
		wantStatus(t, server, signedRequest(t, url, "", clock.now(), key), http.StatusOK)
	}
	wantLocked := func() {
		if got := gatewayRefusal(t, server, signedRequest(t, url, "", clock.now(), permanent)); !strings.Contains(got, "locked") {
			t.Errorf("got %q, want a locked key", got)
		}
	}

	fail(4)
	pass(permanent)
	fail(5)
	wantLocked()
	pass(temporary)
	clock.advance(5*time.Minute - time.Second)
	wantLocked()
	clock.advance(time.Second)
	fail(5)
	wantLocked()
	clock.advance(5 * time.Minute)
	pass(permanent)
}

func TestUnknownKeyIsLockedToo(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	var messages []string
	for range 6 {
		r := signedRequest(t, server.URL+samplePath, "", time.Now(), mockapi.AccessKey{Access: "MOCKAKOTHER", Secret: "x"})
		messages = append(messages, gatewayRefusal(t, server, r))
	}
	locked := func(message string) bool { return strings.Contains(message, "locked") }
	if slices.IndexFunc(messages, locked) != 5 {
		t.Errorf("got %q, want the sixth to be locked", messages)
	}
}

func TestProjectOfSignedRequestIsChecked(t *testing.T) {
	t.Parallel()
	_, server := startWithConfig(t, mockapi.Config{Projects: []mockapi.Project{{ID: "second", Name: "second-name"}}})
	tests := map[string]struct {
		path   string
		sent   []string
		status int
		code   string
	}{
		"right":             {mockapi.ProjectID, []string{mockapi.ProjectID}, 200, ""},
		"other in header":   {mockapi.ProjectID, []string{"second"}, 403, "ModelArts.0210"},
		"twice in header":   {mockapi.ProjectID, []string{mockapi.ProjectID, mockapi.ProjectID}, 403, "ModelArts.0210"},
		"empty in header":   {mockapi.ProjectID, []string{""}, 403, "ModelArts.0210"},
		"unknown in path":   {"third", []string{"third"}, 403, "ModelArts.0210"},
		"project with none": {"second", nil, 400, "ModelArts.2775"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := strings.Replace(samplePath, mockapi.ProjectID, test.path, 1)
			r := signedRequest(t, server.URL+path, "", time.Now(), permanent)
			r.Header["X-Project-Id"] = test.sent
			if test.status == http.StatusOK {
				wantStatus(t, server, r, http.StatusOK)
				return
			}
			wantRefusal(t, server, r, test.status, test.code)
		})
	}
}

func TestEmptyCredentialFieldsTakeDefaults(t *testing.T) {
	t.Parallel()
	config := mockapi.Config{
		Users:      []mockapi.User{{Password: "other-password"}},
		AccessKeys: []mockapi.AccessKey{{SecurityToken: "other-security-token"}},
	}
	_, server := startWithConfig(t, config)
	logIn(t, server, strings.Replace(passwordLogin, mockapi.Password, "other-password", 1))
	iamError(t, server, loginRequest(t, server, passwordLogin), http.StatusUnauthorized)
	key := mockapi.AccessKey{Access: mockapi.AccessKeyID, Secret: mockapi.SecretKey, SecurityToken: "other-security-token"}
	wantStatus(t, server, signedRequest(t, server.URL+samplePath, "", time.Now(), key), http.StatusOK)
	if config.Users[0].Name != "" || config.AccessKeys[0].Access != "" {
		t.Errorf("the caller's configuration was changed: %+v", config)
	}
}

func TestConfiguredAccessKeysReplaceDefaults(t *testing.T) {
	t.Parallel()
	own := mockapi.AccessKey{Access: "MOCKAKOWN", Secret: "own-secret"}
	_, server := startWithConfig(t, mockapi.Config{AccessKeys: []mockapi.AccessKey{own}})
	wantStatus(t, server, signedRequest(t, server.URL+samplePath, "", time.Now(), own), http.StatusOK)
	gatewayRefusal(t, server, signedRequest(t, server.URL+samplePath, "", time.Now(), permanent))
}

func TestOtherAuthorizationSchemeIsIgnored(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	r := request(t, server.URL+samplePath)
	r.Header.Set("Authorization", "Bearer x")
	wantStatus(t, server, r, http.StatusOK)
	r.Header.Del("X-Auth-Token")
	wantRefusal(t, server, r, http.StatusUnauthorized, "ModelArts.0201")
}

func TestRequestWithoutBodyIsAnswered(t *testing.T) {
	t.Parallel()
	recorder := httptest.NewRecorder()
	mockapi.New(mockapi.Config{}).ServeHTTP(recorder, request(t, "http://service.example.com"+samplePath))
	if recorder.Code != http.StatusOK {
		t.Errorf("status %d, %s", recorder.Code, recorder.Body)
	}
}
