package mockapi

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"sync"
	"time"
)

const (
	failuresUntilLocked = 5
	lockTime            = 5 * time.Minute
)

// keyRing verifies signatures, and locks a key that failed too often.
type keyRing struct {
	now  func() time.Time
	keys map[string]AccessKey

	mu       sync.Mutex
	attempts map[string]attempts
}

// attempts are those in a row that failed with one key, or the lock that they led to.
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

// verify counts attempts with keys that do not exist too. What names no key counts for none.
func (k *keyRing) verify(r *http.Request, body []byte) error {
	if len(r.Header.Values("X-Auth-Token")) > 0 {
		return errors.New("both a token and a signature were sent")
	}
	sent, err := parseAuthorization(r.Header)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	past := k.attempts[sent.access]
	if now.Before(past.lockedUntil) {
		return errors.New("the access key is locked for 5 minutes after 5 failures in a row")
	}
	err = k.check(sent.access, r, body, now)
	if err == nil {
		delete(k.attempts, sent.access)
		return nil
	}
	past.failed++
	if past.failed == failuresUntilLocked {
		past = attempts{lockedUntil: now.Add(lockTime)}
	}
	k.attempts[sent.access] = past
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
	return VerifySignature(r, body, key.Secret, now)
}

func (k AccessKey) checkSecurityToken(sent []string) error {
	switch {
	case k.SecurityToken == "" && len(sent) > 0:
		return errors.New("the access key is a permanent one, and X-Security-Token was sent")
	case k.SecurityToken == "":
		return nil
	case len(sent) == 0:
		return errors.New("the access key is a temporary one, and X-Security-Token is missing")
	case len(sent) > 1 || subtle.ConstantTimeCompare([]byte(sent[0]), []byte(k.SecurityToken)) != 1:
		return errors.New("X-Security-Token is not the one of the access key")
	}
	return nil
}
