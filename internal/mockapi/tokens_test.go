package mockapi_test

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const (
	byName = `{"name": "` + mockapi.UserName + `", "domain": {"name": "` + mockapi.DomainName + `"}, "password": "` + mockapi.Password + `"}`
	byID   = `{"id": "` + mockapi.UserID + `", "password": "` + mockapi.Password + `"}`

	projectByName = `{"project": {"name": "eu-de", "domain": {"name": "` + mockapi.DomainName + `"}}}`
	projectByID   = `{"project": {"id": "` + mockapi.ProjectID + `"}}`
)

var (
	passwordLogin = withPassword(byName, projectByName)
	unscopedLogin = withPassword(byName, "")
)

func withPassword(user, scope string) string {
	return withScope(`{"methods": ["password"], "password": {"user": `+user+`}}`, scope)
}

func withScope(identity, scope string) string {
	if scope != "" {
		scope = `, "scope": ` + scope
	}
	return `{"auth": {"identity": ` + identity + scope + `}}`
}

// testClock advances only when advance is called.
type testClock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *testClock {
	return &testClock{at: time.Date(2024, time.March, 4, 23, 30, 0, 5000, time.FixedZone("", 3600))}
}

func (c *testClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *testClock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

func loginRequest(t *testing.T, server *httptest.Server, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/v3/auth/tokens", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// logIn returns a new token and the member token of the body.
func logIn(t *testing.T, server *httptest.Server, body string) (id string, about map[string]any) {
	t.Helper()
	response, answer := send(t, server, loginRequest(t, server, body))
	id = response.Header.Get("X-Subject-Token")
	if response.StatusCode != http.StatusCreated || id == "" {
		t.Fatalf("status %d, token %q, %s", response.StatusCode, id, answer)
	}
	whole, _ := decode(t, answer).(map[string]any)
	about, _ = whole["token"].(map[string]any)
	return id, about
}

// requestWith returns a request with the token, for the sample job's events or for another path.
func requestWith(t *testing.T, server *httptest.Server, token, path string) *http.Request {
	t.Helper()
	r := request(t, server.URL+cmp.Or(path, samplePath))
	r.Header.Set("X-Auth-Token", token)
	return r
}

// iamError expects an error answer in IAM's format, and returns its message.
func iamError(t *testing.T, server *httptest.Server, r *http.Request, status int) string {
	t.Helper()
	response, body := send(t, server, r)
	refused, _ := decode(t, body).(map[string]any)
	inner, _ := refused["error"].(map[string]any)
	message, _ := inner["message"].(string)
	want := map[string]any{"error": map[string]any{
		"code": float64(status), "message": message, "title": http.StatusText(status),
	}}
	if response.StatusCode != status || message == "" || !reflect.DeepEqual(refused, want) {
		t.Errorf("status %d, %s, want %d in IAM's format", response.StatusCode, body, status)
	}
	return message
}

func TestLoginReturnsTokenAndDetails(t *testing.T) {
	t.Parallel()
	_, server := startWithConfig(t, mockapi.Config{Now: newClock().now})
	id, about := logIn(t, server, passwordLogin)
	if !strings.HasPrefix(id, "mock-iam-token-000001-") || len(id) < 40 {
		t.Errorf("token %q", id)
	}
	want := decode(t, `{
		"issued_at": "2024-03-04T22:30:00.000005Z", "expires_at": "2024-03-05T22:30:00.000005Z", "methods": ["password"],
		"user": {"id": "`+mockapi.UserID+`", "name": "`+mockapi.UserName+`",
			"domain": {"id": "`+mockapi.DomainID+`", "name": "`+mockapi.DomainName+`"}},
		"project": {"id": "`+mockapi.ProjectID+`", "name": "eu-de",
			"domain": {"id": "`+mockapi.DomainID+`", "name": "`+mockapi.DomainName+`"}},
		"catalog": []}`)
	if !reflect.DeepEqual(any(about), want) {
		t.Errorf("got %v, want %v", about, want)
	}
	wantStatus(t, server, requestWith(t, server, id, ""), http.StatusOK)
}

func TestLoginByIDAndByName(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	domainID := func(text string) string {
		return strings.Replace(text, `{"name": "`+mockapi.DomainName, `{"id": "`+mockapi.DomainID, 1)
	}
	for _, user := range []string{byName, domainID(byName), byID} {
		for _, scope := range []string{projectByName, domainID(projectByName), projectByID} {
			id, _ := logIn(t, server, withPassword(user, scope))
			wantStatus(t, server, requestWith(t, server, id, ""), http.StatusOK)
		}
	}
}

func TestTokensAreUniqueAndDeterministic(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	_, other := start(t)
	first, _ := logIn(t, server, passwordLogin)
	second, _ := logIn(t, server, passwordLogin)
	again, _ := logIn(t, other, passwordLogin)
	if first == second || first != again {
		t.Errorf("got %s, then %s, and %s from another service", first, second, again)
	}
}

func TestWrongUserAndWrongPasswordHaveSameError(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	for _, user := range []string{
		strings.Replace(byName, mockapi.Password, "x", 1),
		strings.Replace(byID, mockapi.Password, "x", 1),
		strings.Replace(byName, mockapi.UserName, "x", 1),
		strings.Replace(byName, mockapi.DomainName, "x", 1),
		strings.Replace(byID, mockapi.UserID, "x", 1),
	} {
		r := loginRequest(t, server, withPassword(user, projectByID))
		if got := iamError(t, server, r, http.StatusUnauthorized); got != "The username or password is wrong." {
			t.Errorf("%s: %s", user, got)
		}
	}
}

func TestScopeMustBeOneProjectOfTheUser(t *testing.T) {
	t.Parallel()
	_, server := startWithConfig(t, mockapi.Config{
		Users: []mockapi.User{{}, {Name: "guest", ID: "guest-id", Password: "guest-password", DomainName: "elsewhere", DomainID: "elsewhere-id"}},
		Projects: []mockapi.Project{
			{ID: "a", Name: "twin"}, {ID: "b", Name: "twin"},
		},
	})
	twin := strings.Replace(projectByName, "eu-de", "twin", 1)
	for _, login := range []string{
		withPassword(byName, strings.Replace(projectByID, mockapi.ProjectID, "x", 1)),
		withPassword(byName, strings.Replace(projectByName, "eu-de", "x", 1)),
		withPassword(byName, strings.Replace(projectByName, mockapi.DomainName, "x", 1)),
		withPassword(byName, twin),
		withPassword(`{"id": "guest-id", "password": "guest-password"}`, projectByID),
	} {
		got := iamError(t, server, loginRequest(t, server, login), http.StatusUnauthorized)
		if got != "The scope is not exactly one project of the user." {
			t.Errorf("%s: %s", login, got)
		}
	}
}

func TestMalformedLoginIsRejected(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	for body, want := range map[string]string{
		``:                                     "EOF",
		`[]`:                                   "cannot unmarshal array",
		`{}`:                                   "identity is not",
		`{"auth": 1}`:                          "cannot unmarshal number",
		`{"user": "x"}`:                        `unknown field "user"`,
		passwordLogin + "x":                    "something follows",
		withScope(`{"methods": []}`, ""):       "identity is not",
		withScope(`{"methods": ["totp"]}`, ""): "identity is not",
		withScope(`{"methods": ["password"]}`, ""):                                           "identity is not",
		withScope(`{"methods": ["token", "password"], "password": {}}`, ""):                  "identity is not",
		withScope(`{"methods": ["token"], "token": {"id": "x"}}`, ""):                        `unknown field "token"`,
		withPassword(`{"id": "x"}`, ""):                                                      "identity.password.user has no password",
		withPassword(`{"password": "x"}`, ""):                                                "identity.password.user is neither",
		withPassword(`{"name": "x", "password": "x"}`, ""):                                   "identity.password.user is neither",
		withPassword(`{"id": "x", "name": "x", "password": "x"}`, ""):                        "identity.password.user is neither",
		withPassword(`{"id": "x", "password": "x", "domain": {"id": "x"}}`, ""):              "identity.password.user is neither",
		withPassword(`{"name": "x", "password": "x", "domain": {}}`, ""):                     "identity.password.user is neither",
		withPassword(`{"name": "x", "password": "x", "domain": {"id": "x","name":"x"}}`, ""): "identity.password.user is neither",
		withPassword(byID, `{}`):                                                             "scope has no project",
		withPassword(byID, `{"domain": {"id": "x"}}`):                                        `unknown field "domain"`,
		withPassword(byID, `{"project": {}}`):                                                "scope.project is neither",
		withPassword(byID, `{"project": {"name": "eu-de"}}`):                                 "scope.project is neither",
	} {
		got := iamError(t, server, loginRequest(t, server, body), http.StatusBadRequest)
		if !strings.HasPrefix(got, "The request is malformed: ") || !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}

func TestLoginMustBeJSONWithoutQuery(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	r := loginRequest(t, server, passwordLogin)
	r.URL.RawQuery = "name=x"
	iamError(t, server, r, http.StatusBadRequest)
	r = loginRequest(t, server, passwordLogin)
	r.Header.Set("Content-Type", "text/plain")
	iamError(t, server, r, http.StatusBadRequest)
	r = loginRequest(t, server, passwordLogin)
	r.Header.Set("Content-Type", "application/json;charset=utf8")
	wantStatus(t, server, r, http.StatusCreated)
}

func TestOversizedLoginIsMalformed(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	r := loginRequest(t, server, strings.Repeat(" ", 1<<20)+passwordLogin)
	iamError(t, server, r, http.StatusBadRequest)
}

func TestTokenExpiresAfterTokenUses(t *testing.T) {
	t.Parallel()
	_, server := startWithConfig(t, mockapi.Config{TokenUses: 2})
	id, _ := logIn(t, server, passwordLogin)
	for range 3 {
		wantStatus(t, server, requestWith(t, server, id, "/v3/projects"), http.StatusOK)
	}
	wantStatus(t, server, requestWith(t, server, id, ""), http.StatusOK)
	wantRefusal(t, server, requestWith(t, server, id, samplePath+"?limit=0"), http.StatusBadRequest, "ModelArts.2764")
	wantRefusal(t, server, requestWith(t, server, id, ""), http.StatusUnauthorized, "ModelArts.0202")
	iamError(t, server, requestWith(t, server, id, "/v3/projects"), http.StatusUnauthorized)

	renewed, _ := logIn(t, server, passwordLogin)
	wantStatus(t, server, requestWith(t, server, renewed, ""), http.StatusOK)
	for range 3 {
		wantStatus(t, server, requestWith(t, server, mockapi.Token, ""), http.StatusOK)
	}
}

func TestReplacedAnswerDoesNotCountTokenUse(t *testing.T) {
	t.Parallel()
	service, server := startWithConfig(t, mockapi.Config{TokenUses: 1})
	service.Inject(mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 3})
	id, _ := logIn(t, server, passwordLogin)
	for range 3 {
		wantStatus(t, server, requestWith(t, server, id, ""), http.StatusTooManyRequests)
	}
	wantStatus(t, server, requestWith(t, server, id, ""), http.StatusOK)
}

func TestExpireTokensExpiresIssuedTokens(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	before, _ := logIn(t, server, passwordLogin)
	service.ExpireTokens()
	after, _ := logIn(t, server, passwordLogin)
	wantRefusal(t, server, requestWith(t, server, before, ""), http.StatusUnauthorized, "ModelArts.0202")
	wantStatus(t, server, requestWith(t, server, after, ""), http.StatusOK)
	wantStatus(t, server, requestWith(t, server, mockapi.Token, ""), http.StatusOK)
}

func TestTokenExpiresAfter24Hours(t *testing.T) {
	t.Parallel()
	clock := newClock()
	_, server := startWithConfig(t, mockapi.Config{Now: clock.now})
	id, _ := logIn(t, server, passwordLogin)
	clock.advance(24*time.Hour - time.Second)
	wantStatus(t, server, requestWith(t, server, id, ""), http.StatusOK)
	clock.advance(time.Second)
	wantRefusal(t, server, requestWith(t, server, id, ""), http.StatusUnauthorized, "ModelArts.0202")
	wantStatus(t, server, requestWith(t, server, mockapi.Token, ""), http.StatusOK)
}

func TestUnscopedTokenCannotReadEvents(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	id, about := logIn(t, server, unscopedLogin)
	if _, has := about["project"]; has {
		t.Errorf("got the project %v", about["project"])
	}
	wantRefusal(t, server, requestWith(t, server, id, ""), http.StatusUnauthorized, "ModelArts.0207")
	wantStatus(t, server, requestWith(t, server, id, "/v3/projects"), http.StatusOK)
}

func TestTokenIsValidOnlyForItsProject(t *testing.T) {
	t.Parallel()
	_, server := startWithConfig(t, mockapi.Config{Projects: []mockapi.Project{{ID: "second", Name: "second-name"}}})
	second := strings.Replace(samplePath, mockapi.ProjectID, "second", 1)
	id, _ := logIn(t, server, withPassword(byID, `{"project": {"id": "second"}}`))
	wantRefusal(t, server, requestWith(t, server, id, ""), http.StatusForbidden, "ModelArts.0210")
	wantRefusal(t, server, requestWith(t, server, id, second), http.StatusBadRequest, "ModelArts.2775")
	wantRefusal(t, server, requestWith(t, server, mockapi.Token, second), http.StatusForbidden, "ModelArts.0210")
}

func TestLoginIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			id, _ := logIn(t, server, passwordLogin)
			send(t, server, requestWith(t, server, id, ""))
			send(t, server, requestWith(t, server, id, "/v3/projects"))
			send(t, server, signedRequest(t, server.URL+samplePath, "", time.Now(), permanent))
			service.ExpireTokens()
		})
	}
	running.Wait()
	if got := len(service.Requests()); got != 32 {
		t.Errorf("%d requests in the log, want 32", got)
	}
}
