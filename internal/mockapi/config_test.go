package mockapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

func TestEmptyFieldsOfCredentialsTakeTheConstants(t *testing.T) {
	t.Parallel()
	config := mockapi.Config{
		Users:      []mockapi.User{{Password: "other-password"}},
		AccessKeys: []mockapi.AccessKey{{SecurityToken: "other-security-token"}},
	}
	_, server := startWith(t, config)
	logIn(t, server, strings.Replace(passwordLogin, mockapi.Password, "other-password", 1))
	iamError(t, server, loginRequest(t, server, passwordLogin), http.StatusUnauthorized)
	key := mockapi.AccessKey{Access: mockapi.AccessKeyID, Secret: mockapi.SecretKey, SecurityToken: "other-security-token"}
	wantStatus(t, server, signedRequest(t, server.URL+samplePath, "", time.Now(), key), http.StatusOK)
	if config.Users[0].Name != "" || config.AccessKeys[0].Access != "" {
		t.Errorf("the caller's configuration was changed: %+v", config)
	}
}

func TestGivenAccessKeysReplaceTheDefaults(t *testing.T) {
	t.Parallel()
	own := mockapi.AccessKey{Access: "MOCKAKOWN", Secret: "own-secret"}
	_, server := startWith(t, mockapi.Config{AccessKeys: []mockapi.AccessKey{own}})
	wantStatus(t, server, signedRequest(t, server.URL+samplePath, "", time.Now(), own), http.StatusOK)
	gatewayRefusal(t, server, signedRequest(t, server.URL+samplePath, "", time.Now(), permanent))
}

func TestOtherAuthorizationsAreNoSignatures(t *testing.T) {
	t.Parallel()
	_, server := start(t)
	r := request(t, server.URL+samplePath)
	r.Header.Set("Authorization", "Bearer x")
	wantStatus(t, server, r, http.StatusOK)
	r.Header.Del("X-Auth-Token")
	wantRefusal(t, server, r, http.StatusUnauthorized, "ModelArts.0201")
}

func TestARequestThatWasNotReceivedHasNoBody(t *testing.T) {
	t.Parallel()
	recorder := httptest.NewRecorder()
	mockapi.New(mockapi.Config{}).ServeHTTP(recorder, request(t, "http://service.example.com"+samplePath))
	if recorder.Code != http.StatusOK {
		t.Errorf("status %d, %s", recorder.Code, recorder.Body)
	}
}
