package auth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
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
			err := readEvents(t.Context(), t, atModelArts, test.credential(atIAM))
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "wrong-") {
				t.Errorf("got %v, want an error with %q and no secret", err, test.want)
			}
			if got := len(service.Requests()); got != 1 {
				t.Errorf("took %d requests", got)
			}
		})
	}
}

func TestSignatureWithAWrongClockIsRejected(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{Now: func() time.Time { return time.Now().Add(20 * time.Minute) }})
	_, atModelArts := configs(mockapitest.Serve(t, service))
	err := readEvents(t.Context(), t, atModelArts, auth.AccessKey{Access: mockapi.AccessKeyID, Secret: mockapi.SecretKey})
	if err == nil || !strings.Contains(err.Error(), "behind the service's") {
		t.Errorf("got %v, want what the clock is off by", err)
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

// Many data sources share a password, and accounts are locked after some wrong ones.
func TestConcurrentRequestsSendAWrongPasswordOnce(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	atIAM, atModelArts := configs(mockapitest.Serve(t, service))
	wrong := mockUser
	wrong.Password = "wrong-password"
	login := auth.NewLogin(wrong, atIAM)
	concurrently(func() {
		if readEvents(t.Context(), t, atModelArts, login) == nil {
			t.Error("got no error")
		}
	})
	if got := len(service.Requests()); got != 1 {
		t.Errorf("took %d requests", got)
	}
}

func TestErrorsOfALoginDoNotQuoteTheAnswer(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]mockapi.Fault{
		"another status":    {Status: http.StatusOK, Body: `you sent {"password":"` + mockapi.Password + `"}`},
		"no token":          {Status: http.StatusCreated, Body: `{"token":{"project":{"id":"p"}}}`},
		"token, no JSON":    {Status: http.StatusCreated, Body: mockapi.Password, Header: http.Header{"X-Subject-Token": {"t"}}},
		"token, no project": {Status: http.StatusCreated, Body: `{"token":{}}`, Header: http.Header{"X-Subject-Token": {"t"}}},
	} {
		service := mockapi.New(mockapi.Config{})
		answer.Kind, answer.On = mockapi.FaultRespond, mockapi.OnTokens
		service.Inject(answer)
		atIAM, atModelArts := configs(mockapitest.Serve(t, service))
		err := readEvents(t.Context(), t, atModelArts, auth.NewLogin(mockUser, atIAM))
		if !errors.Is(err, auth.ErrNoToken) || strings.Contains(err.Error(), mockapi.Password) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLoginErrorsNeverHoldThePassword(t *testing.T) {
	t.Parallel()
	service := mockapi.New(mockapi.Config{})
	service.Inject(mockapi.Fault{
		Kind: mockapi.FaultRespond, On: mockapi.OnTokens, Status: http.StatusBadRequest, Body: `{"message":"you sent ` + mockapi.Password + `"}`,
	})
	atIAM, atModelArts := configs(mockapitest.Serve(t, service))
	err := readEvents(t.Context(), t, atModelArts, auth.NewLogin(mockUser, atIAM))
	if err == nil || strings.Contains(err.Error(), mockapi.Password) {
		t.Errorf("got %v", err)
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

func newProjectService() *mockapi.Service {
	return mockapi.New(mockapi.Config{Projects: []mockapi.Project{
		{ID: "a1", Name: "one"}, {ID: "b2", Name: "twice"}, {ID: "b3", Name: "twice"},
	}})
}

func findProject(t *testing.T, service *mockapi.Service, name string) (*auth.NamedProject, string, error) {
	t.Helper()
	atIAM, _ := configs(mockapitest.Serve(t, service))
	atIAM.Credential = auth.AccessKey{Access: mockapi.AccessKeyID, Secret: mockapi.SecretKey}
	project := auth.NewNamedProject(name, atIAM)
	id, err := project.ID(t.Context())
	return project, id, err
}

func TestProjectIsLookedUpOnce(t *testing.T) {
	t.Parallel()
	service := newProjectService()
	project, id, err := findProject(t, service, "one")
	if err != nil || id != "a1" {
		t.Errorf("got %q, %v", id, err)
	}
	if again, err := project.ID(t.Context()); err != nil || again != "a1" || len(service.Requests()) != 1 {
		t.Errorf("again got %q, %v after %d requests", again, err, len(service.Requests()))
	}
}

func TestConcurrentCallersLookUpTheProjectOnce(t *testing.T) {
	t.Parallel()
	service := newProjectService()
	atIAM, _ := configs(mockapitest.Serve(t, service))
	atIAM.Credential = auth.Token(mockapi.Token)
	project := auth.NewNamedProject("one", atIAM)
	concurrently(func() {
		if id, err := project.ID(t.Context()); err != nil || id != "a1" {
			t.Errorf("got %q, %v", id, err)
		}
	})
	if got := len(service.Requests()); got != 1 {
		t.Errorf("took %d requests", got)
	}
}

func TestProjectKeepsTheErrorOfTheSecondRequest(t *testing.T) {
	t.Parallel()
	service := newProjectService()
	service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnProjects, Skip: 1, Status: http.StatusForbidden})
	if _, _, err := findProject(t, service, "none"); err == nil || errors.Is(err, auth.ErrNoProject) || !strings.Contains(err.Error(), "403") {
		t.Errorf("got %v", err)
	}
}

func TestProjectLookupIsRepeatedAfterAFailure(t *testing.T) {
	t.Parallel()
	service := newProjectService()
	service.Inject(mockapi.Fault{Kind: mockapi.FaultUnavailable, On: mockapi.OnProjects, Times: 2})
	project, _, err := findProject(t, service, "one")
	if err == nil {
		t.Fatal("got no error")
	}
	if id, err := project.ID(t.Context()); err != nil || id != "a1" {
		t.Errorf("then got %q, %v", id, err)
	}
}

func TestProjectAnswerWithoutAListIsAnError(t *testing.T) {
	t.Parallel()
	service := newProjectService()
	service.Inject(mockapi.Fault{Kind: mockapi.FaultNoEvents, On: mockapi.OnProjects})
	if _, _, err := findProject(t, service, "one"); err == nil || !strings.Contains(err.Error(), "not a list of projects") {
		t.Errorf("got %v", err)
	}
}

func TestProjectErrorListsTheProjects(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		target error
		wants  []string
	}{
		"twice": {auth.ErrSeveralProjects, []string{`have this name: "twice" (b2)`, `"twice" (b3)`}},
		"none":  {auth.ErrNoProject, []string{"Existing projects: ", `"one" (a1)`, `"twice" (b2)`, `"eu-de" (` + mockapi.ProjectID + `)`}},
	} {
		t.Run(name+" lists what there is", func(t *testing.T) {
			t.Parallel()
			_, _, err := findProject(t, newProjectService(), name)
			if !errors.Is(err, test.target) {
				t.Fatalf("got %v", err)
			}
			for _, want := range test.wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in %v", want, err)
				}
			}
		})
	}
}

func TestProjectErrorListsAtMostTwentyProjects(t *testing.T) {
	t.Parallel()
	for number, want := range map[int]string{
		0:  "and IAM lists no other",
		20: `"p20" (id20)`,
		21: `"p20" (id20), and 1 more`,
	} {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			t.Parallel()
			projects := []string{}
			for i := range number {
				projects = append(projects, fmt.Sprintf(`{"name":"p%d","id":"id%[1]d"}`, i+1))
			}
			service := newProjectService()
			service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnProjects,
				Body: `{"projects":[` + strings.Join(projects, ",") + `]}`})
			if _, _, err := findProject(t, service, "none"); !errors.Is(err, auth.ErrNoProject) || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("got %v, want the end %q", err, want)
			}
		})
	}
}

func TestProjectMustHaveTheNameAndAnID(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"is not another one":    `{"projects":[{"id":"x","name":"another"}]}`,
		"is not one without id": `{"projects":[{"name":"one"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := newProjectService()
			service.Inject(mockapi.Fault{Kind: mockapi.FaultRespond, On: mockapi.OnProjects, Body: body})
			if _, id, err := findProject(t, service, "one"); !errors.Is(err, auth.ErrNoProject) {
				t.Errorf("got %q, %v", id, err)
			}
		})
	}
}

func TestErrorSaysWhetherTheCredentialIsToBlame(t *testing.T) {
	t.Parallel()
	type causes struct{ refusal, forbiddenLookup, unavailable bool }
	for _, test := range []struct {
		status int
		login  bool
		want   causes
	}{
		{status: 401, login: true, want: causes{refusal: true}},
		{status: 401, want: causes{refusal: true}},
		{status: 403, login: true, want: causes{refusal: true}},
		{status: 403, want: causes{refusal: true, forbiddenLookup: true}},
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
	unanswered := &auth.IAMError{Err: errors.New("no answer")}
	if unanswered.IsRejection() || unanswered.IsForbiddenLookup() || unanswered.IsUnavailable() {
		t.Error("an error without an answer has a cause")
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
