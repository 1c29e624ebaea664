package auth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

func TestMain(m *testing.M) {
	// A login keeps its connection to IAM for the next login.
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}

var mockUser = auth.User{
	Name: mockapi.UserName, Password: mockapi.Password, DomainName: mockapi.DomainName, ProjectID: mockapi.ProjectID,
}

// configs returns the configs of the mock's IAM and of its ModelArts.
func configs(address *url.URL) (atIAM, atModelArts rest.Config) {
	config := rest.Config{MaxRetries: 1, RequestTimeout: 10 * time.Second, RetryWaitMin: time.Millisecond, RetryWaitMax: time.Millisecond}
	atIAM, atModelArts = config, config
	atIAM.Endpoint, atModelArts.Endpoint = address.JoinPath("v3"), address
	return atIAM, atModelArts
}

// readEvents requests a page with everything that a signature must cover.
func readEvents(ctx context.Context, t *testing.T, config rest.Config, credential rest.Credential) error {
	t.Helper()
	config.Credential = credential
	client := rest.New(config)
	t.Cleanup(client.CloseIdleConnections)
	return client.Get(ctx,
		[]string{"v2", mockapi.ProjectID, "training-jobs", mockapi.SampleJobID, "events"},
		url.Values{"pattern": {"a b/c~%*+é=&"}, "limit": {"100"}, "order": {"desc"}},
		http.Header{"X-Project-Id": {mockapi.ProjectID}},
		func([]byte) error { return nil })
}

func calls(service *mockapi.Service, method string) int {
	count := 0
	for _, request := range service.Requests() {
		if request.Method == method {
			count++
		}
	}
	return count
}

// concurrently calls read like the data sources of one run, which share a credential.
func concurrently(read func()) {
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(read)
	}
	readers.Wait()
}

func TestEveryCredentialIsAccepted(t *testing.T) {
	t.Parallel()
	byID := auth.User{ID: mockapi.UserID, Password: mockapi.Password, DomainID: mockapi.DomainID, ProjectName: mockapi.ProjectName}
	for name, credential := range map[string]func(rest.Config) rest.Credential{
		"token": func(rest.Config) rest.Credential { return auth.Token(mockapi.Token) },
		"access key": func(rest.Config) rest.Credential {
			return auth.AccessKey{Access: mockapi.AccessKeyID, Secret: mockapi.SecretKey}
		},
		"temporary access key": func(rest.Config) rest.Credential {
			return auth.AccessKey{Access: mockapi.TemporaryAccessKeyID, Secret: mockapi.TemporarySecretKey, SecurityToken: mockapi.SecurityToken}
		},
		"user by name":                    func(c rest.Config) rest.Credential { return auth.NewLogin(mockUser, c) },
		"user by id, project by its name": func(c rest.Config) rest.Credential { return auth.NewLogin(byID, c) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			atIAM, atModelArts := configs(mockapitest.Serve(t, mockapi.New(mockapi.Config{})))
			if err := readEvents(t.Context(), t, atModelArts, credential(atIAM)); err != nil {
				t.Error(err)
			}
		})
	}
}

// Many data sources share a password, and accounts are locked after some wrong ones.
func TestWrongCredentialsAreSentOnce(t *testing.T) {
	t.Parallel()
	wrong := mockUser
	wrong.Password = "wrong-password"
	for name, test := range map[string]struct {
		credential func(rest.Config) rest.Credential
		want       string
	}{
		"token": {func(rest.Config) rest.Credential { return auth.Token("wrong-token") }, "ModelArts.0203"},
		"secret key": {func(rest.Config) rest.Credential {
			return auth.AccessKey{Access: mockapi.AccessKeyID, Secret: "wrong-secret"}
		}, "APIGW.0301"},
		"password": {func(c rest.Config) rest.Credential { return auth.NewLogin(wrong, c) },
			"Logging in as user " + mockapi.UserName + " at "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := mockapi.New(mockapi.Config{})
			atIAM, atModelArts := configs(mockapitest.Serve(t, service))
			credential := test.credential(atIAM)
			read := func() {
				err := readEvents(t.Context(), t, atModelArts, credential)
				if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "wrong-") {
					t.Errorf("got %v, want an error with %q and no secret", err, test.want)
				}
			}
			if name == "password" {
				concurrently(read)
			} else {
				read()
			}
			if got := len(service.Requests()); got != 1 {
				t.Errorf("took %d requests", got)
			}
		})
	}
}

func TestLoginIsSharedAndHappensOnFirstUse(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	atIAM, atModelArts := configs(mockapitest.Serve(t, service))
	login := auth.NewLogin(mockUser, atIAM)
	if got := len(service.Requests()); got > 0 {
		t.Fatalf("took %d requests before any was needed", got)
	}
	concurrently(func() {
		if err := readEvents(t.Context(), t, atModelArts, login); err != nil {
			t.Error(err)
		}
	})
	if got := calls(service, http.MethodPost); got != 1 {
		t.Errorf("logged in %d times", got)
	}
	if project, err := login.Project(t.Context()); err != nil || project != mockapi.ProjectID {
		t.Errorf("got the project %q, %v", project, err)
	}
}

func TestConcurrentRequestsRenewTheTokenOnce(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	atIAM, atModelArts := configs(mockapitest.Serve(t, service))
	login := auth.NewLogin(mockUser, atIAM)
	if err := readEvents(t.Context(), t, atModelArts, login); err != nil {
		t.Fatal(err)
	}
	service.ExpireTokens()
	concurrently(func() {
		if err := readEvents(t.Context(), t, atModelArts, login); err != nil {
			t.Error(err)
		}
	})
	if got := calls(service, http.MethodPost); got != 2 {
		t.Errorf("logged in %d times, want 2", got)
	}
}

func TestRejectedNewTokenIsNotRenewedAgain(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, Status: http.StatusUnauthorized, Body: `{"error_code":"ModelArts.0203"}`})
	atIAM, atModelArts := configs(mockapitest.Serve(t, service))
	err := readEvents(t.Context(), t, atModelArts, auth.NewLogin(mockUser, atIAM))
	if response, ok := errors.AsType[*rest.ResponseError](err); !ok || response.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %v", err)
	}
	if logins, reads := calls(service, http.MethodPost), calls(service, http.MethodGet); logins != 2 || reads != 2 {
		t.Errorf("took %d logins and %d reads, want 2 and 2", logins, reads)
	}
}

func TestErrorsOfALoginDoNotQuoteTheResponse(t *testing.T) {
	t.Parallel()
	token := http.Header{"X-Subject-Token": {"t"}}
	for name, test := range map[string]struct {
		response mockapi.Fault
		noToken  bool
	}{
		"error":             {mockapi.Fault{Status: http.StatusBadRequest, Body: `{"message":"you sent ` + mockapi.Password + `"}`}, false},
		"another status":    {mockapi.Fault{Status: http.StatusOK, Body: `you sent {"password":"` + mockapi.Password + `"}`}, true},
		"no token":          {mockapi.Fault{Status: http.StatusCreated, Body: `{"token":{"project":{"id":"p"}}}`}, true},
		"token, no JSON":    {mockapi.Fault{Status: http.StatusCreated, Body: mockapi.Password, Header: token}, true},
		"token, no project": {mockapi.Fault{Status: http.StatusCreated, Body: `{"token":{}}`, Header: token}, true},
		"project id":        {mockapi.Fault{Status: http.StatusCreated, Body: `{"token":{"project":{"id":"a/b"}}}`, Header: token}, true},
	} {
		service := mockapi.New(mockapi.Config{})
		test.response.Kind, test.response.On = mockapi.FaultRespond, mockapi.OnTokens
		service.Inject(test.response)
		atIAM, atModelArts := configs(mockapitest.Serve(t, service))
		err := readEvents(t.Context(), t, atModelArts, auth.NewLogin(mockUser, atIAM))
		if err == nil || errors.Is(err, auth.ErrNoToken) != test.noToken || strings.Contains(err.Error(), mockapi.Password) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLoginIsRetriedLikeEveryRequest(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnTokens, Times: 1})
	atIAM, atModelArts := configs(mockapitest.Serve(t, service))
	if err := readEvents(t.Context(), t, atModelArts, auth.NewLogin(mockUser, atIAM)); err != nil {
		t.Error(err)
	}
}

func TestOnlyARejectedLoginIsFinal(t *testing.T) {
	t.Parallel()
	for status, isFinal := range map[int]bool{http.StatusUnauthorized: true, http.StatusForbidden: true, http.StatusServiceUnavailable: false} {
		service := mockapi.New(mockapi.Config{})
		atIAM, atModelArts := configs(mockapitest.Serve(t, service))
		atIAM.MaxRetries = 0
		service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnTokens, Status: status, Times: 1})
		login := auth.NewLogin(mockUser, atIAM)
		if readEvents(t.Context(), t, atModelArts, login) == nil {
			t.Errorf("%d: got no error", status)
		}
		if err := readEvents(t.Context(), t, atModelArts, login); (err != nil) != isFinal {
			t.Errorf("%d: then got %v", status, err)
		}
		if got := calls(service, http.MethodPost); (got == 1) != isFinal {
			t.Errorf("%d: logged in %d times", status, got)
		}
	}
}

func TestKeysAndTokensAreSecrets(t *testing.T) {
	t.Parallel()
	if got := auth.Token("t").Secrets(); !slices.Equal(got, []string{"t"}) {
		t.Errorf("token: got %q", got)
	}
	if got := (auth.AccessKey{Access: "ak", Secret: "sk", SecurityToken: "st"}).Secrets(); !slices.Equal(got, []string{"sk", "st"}) {
		t.Errorf("access key: got %q", got)
	}
}

func TestPasswordAndEveryTokenAreSecrets(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	atIAM, atModelArts := configs(mockapitest.Serve(t, service))
	login := auth.NewLogin(mockUser, atIAM)
	want := []string{mockapi.Password}
	for range 2 {
		if err := readEvents(t.Context(), t, atModelArts, login); err != nil {
			t.Fatal(err)
		}
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		if err := login.Authorize(t.Context(), request); err != nil {
			t.Fatal(err)
		}
		want = append(want, request.Header.Get("X-Auth-Token"))
		service.ExpireTokens()
	}
	got := login.Secrets()
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) || want[0] == "" || len(slices.Compact(want)) != 3 {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A request to IAM that hangs delays other callers, but no longer than their own contexts allow.
func TestWaitingForIAMEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, newCall := range map[string]func(rest.Config) func(context.Context) error{
		"a login": func(atIAM rest.Config) func(context.Context) error {
			login := auth.NewLogin(mockUser, atIAM)
			return func(ctx context.Context) error {
				_, err := login.Project(ctx)
				return err
			}
		},
		"a project lookup": func(atIAM rest.Config) func(context.Context) error {
			project := auth.NewNamedProject("one", atIAM)
			return func(ctx context.Context) error {
				_, err := project.ID(ctx)
				return err
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arrived := make(chan struct{}, 1)
			atIAM, _ := configs(mockapitest.Serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // the server notices the end of a request only after its body
				arrived <- struct{}{}
				<-r.Context().Done()
			})))
			call := newCall(atIAM)
			hanging, release := context.WithCancel(t.Context())
			ended := make(chan error)
			go func() { ended <- call(hanging) }()
			<-arrived

			cause := errors.New("the user went away")
			waiting, cancel := context.WithCancelCause(t.Context())
			cancel(cause)
			if err := call(waiting); !errors.Is(err, cause) || errors.As(err, new(*auth.IAMError)) {
				t.Errorf("the waiting call got %v", err)
			}
			release()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("the hanging call got %v", err)
			}
		})
	}
}

func TestErrorSaysWhetherTheCredentialIsToBlame(t *testing.T) {
	t.Parallel()
	type causes struct{ rejection, forbiddenLookup, unavailable bool }
	for _, test := range []struct {
		status int
		login  bool
		want   causes
	}{
		{status: 401, login: true, want: causes{rejection: true}},
		{status: 401, want: causes{rejection: true}},
		{status: 403, login: true, want: causes{rejection: true}},
		{status: 403, want: causes{rejection: true, forbiddenLookup: true}},
		{status: 404},
		{status: 429, want: causes{unavailable: true}},
		{status: 500, want: causes{unavailable: true}},
		{status: 504, login: true, want: causes{unavailable: true}},
	} {
		err := &auth.IAMError{Login: test.login, Err: fmt.Errorf("a reason: %w", &rest.ResponseError{StatusCode: test.status})}
		if got := (causes{err.IsRejection(), err.IsForbiddenLookup(), err.IsUnavailable()}); got != test.want {
			t.Errorf("%d, login %t: got %+v, want %+v", test.status, test.login, got, test.want)
		}
	}
	noResponse := &auth.IAMError{Err: errors.New("no response")}
	if noResponse.IsRejection() || noResponse.IsForbiddenLookup() || noResponse.IsUnavailable() {
		t.Error("an error without a response has a cause")
	}
}

func TestCredentialsNeverPrintTheirSecrets(t *testing.T) {
	t.Parallel()
	atIAM, _ := configs(&url.URL{Scheme: "https", Host: "127.0.0.1"})
	for _, credential := range []any{
		auth.Token("the-secret"),
		auth.AccessKey{Access: "ak", Secret: "the-secret", SecurityToken: "the-secret"},
		auth.NewLogin(auth.User{Name: "me", Password: "the-secret"}, atIAM),
		auth.User{Name: "me", Password: "the-secret"},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			if text := fmt.Sprintf(verb, credential); strings.Contains(text, "the-secret") {
				t.Errorf("%T with %s is %s", credential, verb, text)
			}
		}
	}
}
