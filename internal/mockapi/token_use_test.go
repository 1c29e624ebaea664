package mockapi_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestATokenIsGoodForSoManyEventRequests(t *testing.T) {
	t.Parallel()
	_, server := startWith(t, mockapi.Config{TokenUses: 2})
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

func TestAFaultThatReplacesTheAnswerUsesUpNoToken(t *testing.T) {
	t.Parallel()
	service, server := startWith(t, mockapi.Config{TokenUses: 1})
	service.Inject(mockapi.Fault{Kind: mockapi.FaultThrottle, Times: 3})
	id, _ := logIn(t, server, passwordLogin)
	for range 3 {
		wantStatus(t, server, requestWith(t, server, id, ""), http.StatusTooManyRequests)
	}
	wantStatus(t, server, requestWith(t, server, id, ""), http.StatusOK)
}

func TestExpireTokensEndsThoseIssuedSoFar(t *testing.T) {
	t.Parallel()
	service, server := start(t)
	before, _ := logIn(t, server, passwordLogin)
	service.ExpireTokens()
	after, _ := logIn(t, server, passwordLogin)
	wantRefusal(t, server, requestWith(t, server, before, ""), http.StatusUnauthorized, "ModelArts.0202")
	wantStatus(t, server, requestWith(t, server, after, ""), http.StatusOK)
	wantStatus(t, server, requestWith(t, server, mockapi.Token, ""), http.StatusOK)
}

func TestATokenLives24Hours(t *testing.T) {
	t.Parallel()
	clock := newClock()
	_, server := startWith(t, mockapi.Config{Now: clock.now})
	id, _ := logIn(t, server, passwordLogin)
	clock.advance(24*time.Hour - time.Second)
	wantStatus(t, server, requestWith(t, server, id, ""), http.StatusOK)
	clock.advance(time.Second)
	wantRefusal(t, server, requestWith(t, server, id, ""), http.StatusUnauthorized, "ModelArts.0202")
	wantStatus(t, server, requestWith(t, server, mockapi.Token, ""), http.StatusOK)
}

func TestATokenWithoutAProjectOpensNoEvents(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	id, about := logIn(t, server, unscopedLogin)
	if _, has := about["project"]; has {
		t.Errorf("got the project %v", about["project"])
	}
	wantRefusal(t, server, requestWith(t, server, id, ""), http.StatusUnauthorized, "ModelArts.0207")
	wantStatus(t, server, requestWith(t, server, id, "/v3/projects"), http.StatusOK)
}

func TestATokenOpensTheProjectOfItsScopeAlone(t *testing.T) {
	t.Parallel()
	_, server := startWith(t, mockapi.Config{Projects: []mockapi.Project{{ID: "second", Name: "second-name"}}})
	second := strings.Replace(samplePath, mockapi.ProjectID, "second", 1)
	id, _ := logIn(t, server, withPassword(byID, `{"project": {"id": "second"}}`))
	wantRefusal(t, server, requestWith(t, server, id, ""), http.StatusForbidden, "ModelArts.0210")
	wantRefusal(t, server, requestWith(t, server, id, second), http.StatusBadRequest, "ModelArts.2775")
	wantRefusal(t, server, requestWith(t, server, mockapi.Token, second), http.StatusForbidden, "ModelArts.0210")
}

func TestLoginsReadsAndExpiryMayRunAtTheSameTime(t *testing.T) {
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
