package rest

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
)

// renewal is a credential whose renewals fail with an error, if there is one.
type renewal struct {
	anonymous
	err error
}

func (r renewal) Renew(context.Context, *http.Request) error { return r.err }

func TestRenewedProofHasAllItsRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &script{steps: []step{{status: 503}, {status: 401}, {status: 503}}}
		client := newScriptedClient(service, func(c *Config) { c.MaxRetries, c.Credential = 1, renewal{} })
		if err := ask(t.Context(), client); err != nil {
			t.Error(err)
		}
	})
}

// unproven is a credential without a proof.
type unproven struct {
	anonymous
	err error
}

func (u unproven) Authorize(context.Context, *http.Request) error { return u.err }

func TestErrorOfTheCredentialIsFinal(t *testing.T) {
	t.Parallel()
	service := &script{}
	failed := errors.New("no proof")
	client := newScriptedClient(service, func(c *Config) { c.MaxRetries, c.Credential = 1, unproven{err: failed} })
	if err := ask(t.Context(), client); !errors.Is(err, failed) || len(service.asked) != 0 {
		t.Errorf("got %v after %d requests", err, len(service.asked))
	}
}

// A renewal may succeed later, so the credential is not rejected for good.
func TestFailedRenewalIsTheErrorOfTheRequest(t *testing.T) {
	t.Parallel()
	service := &script{steps: []step{{status: 401}}}
	failed := errors.New("no new proof")
	client := newScriptedClient(service, func(c *Config) { c.Credential = renewal{err: failed} })
	if err := ask(t.Context(), client); !errors.Is(err, failed) || len(service.asked) != 1 {
		t.Errorf("got %v after %d requests", err, len(service.asked))
	}
	if err := ask(t.Context(), client); err != nil {
		t.Errorf("then got %v", err)
	}
}
