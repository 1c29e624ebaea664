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

// exhausted is a credential with a number of proofs.
type exhausted struct {
	anonymous
	proofs int
	err    error
}

func (e *exhausted) Authorize(context.Context, *http.Request) error {
	if e.proofs == 0 {
		return e.err
	}
	e.proofs--
	return nil
}

func TestErrorOfTheCredentialIsFinal(t *testing.T) {
	t.Parallel()
	for _, proofs := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			service := &script{steps: []step{{status: 503}}}
			credential := &exhausted{proofs: proofs, err: errors.New("no proof")}
			client := newScriptedClient(service, func(c *Config) { c.MaxRetries, c.Credential = 1, credential })
			if err := ask(t.Context(), client); err == nil || err.Error() != "no proof" || len(service.asked) != proofs {
				t.Errorf("with %d proofs: got %v after %d requests", proofs, err, len(service.asked))
			}
		})
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
