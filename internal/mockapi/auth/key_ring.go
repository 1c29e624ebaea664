package auth

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/signature"
)

const (
	failuresUntilLocked = 5
	lockTime            = 5 * time.Minute
)

// keyRing verifies signatures, and locks a key after too many failures.
type keyRing struct {
	now  func() time.Time
	keys map[string]AccessKey

	mu       sync.Mutex
	attempts map[string]attempts
}

// attempts counts the consecutive failures with one key. After the last one the key is locked.
type attempts struct {
	failed      int
	lockedUntil time.Time
}

func newKeyRing(keys []AccessKey, now func() time.Time) *keyRing {
	ring := &keyRing{now: now, keys: map[string]AccessKey{}, attempts: map[string]attempts{}}
	for _, key := range keys {
		ring.keys[key.Access] = key
	}
	return ring
}

// verify also counts failures with keys that do not exist. A header without a key is not counted.
func (k *keyRing) verify(r *http.Request, body []byte) error {
	if len(r.Header.Values("X-Auth-Token")) > 0 {
		return errors.New("both a token and a signature were sent")
	}
	access, err := signature.AccessKey(r.Header)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	past := k.attempts[access]
	if now.Before(past.lockedUntil) {
		return errors.New("the access key is locked for 5 minutes after 5 consecutive failures")
	}
	err = k.check(access, r, body, now)
	if err == nil {
		delete(k.attempts, access)
		return nil
	}
	past.failed++
	if past.failed == failuresUntilLocked {
		past = attempts{lockedUntil: now.Add(lockTime)}
	}
	k.attempts[access] = past
	return err
}

func (k *keyRing) check(access string, r *http.Request, body []byte, now time.Time) error {
	key, known := k.keys[access]
	if !known {
		return errors.New("the access key does not exist")
	}
	if err := key.checkSecurityToken(r.Header.Values("X-Security-Token")); err != nil {
		return err
	}
	return signature.Verify(r, body, key.Secret, now)
}

func (k AccessKey) checkSecurityToken(sent []string) error {
	switch {
	case k.SecurityToken == "" && len(sent) > 0:
		return errors.New("the access key is permanent, but X-Security-Token was sent")
	case k.SecurityToken == "":
		return nil
	case len(sent) == 0:
		return errors.New("the access key is temporary, but X-Security-Token is missing")
	case len(sent) > 1 || subtle.ConstantTimeCompare([]byte(sent[0]), []byte(k.SecurityToken)) != 1:
		return errors.New("X-Security-Token does not belong to the access key")
	}
	return nil
}
