// Package signature verifies SDK-HMAC-SHA256 signatures like the clouds' API gateways. It follows their documentation and does not use the
// client's signer, so that tests find a mistake of the client.
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	signatureAlgorithm  = "SDK-HMAC-SHA256"
	signatureDateFormat = "20060102T150405Z"
	// maxClockSkew is the largest difference between X-Sdk-Date and the server's time, in either direction.
	maxClockSkew = 15 * time.Minute
)

// Verify checks the SDK-HMAC-SHA256 signature in the Authorization header of a request. It returns nil if the secret key makes this signature
// for the request and its signed headers, and X-Sdk-Date is at most 15 minutes from now. As at the clouds' API gateway, the client chooses
// which headers it signs. Each of them must be in the request.
//
// The caller looks up the secret of the access key and passes the body, because Verify does not read the body of r. The error names the
// cause. It contains neither the secret nor a signature.
//
// It is exported because the provider's tests of secrets use it to find out which key signed a request.
func Verify(r *http.Request, body []byte, secret string, now time.Time) error {
	sent, err := parseAuthorization(r.Header)
	if err != nil {
		return err
	}
	date, err := signingDate(r.Header, now)
	if err != nil {
		return err
	}
	canonical, err := canonicalRequest(r, body, sent.signedHeaders)
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(strings.Join([]string{signatureAlgorithm, date, hexSHA256([]byte(canonical))}, "\n")))
	if !hmac.Equal([]byte(sent.signature), []byte(hex.EncodeToString(mac.Sum(nil)))) {
		return errors.New("the signature does not match the request and the secret key")
	}
	return nil
}

// IsPresent reports whether a request claims to be signed. The signature may be malformed.
func IsPresent(header http.Header) bool {
	return slices.ContainsFunc(header.Values("Authorization"), func(value string) bool {
		return strings.HasPrefix(value, signatureAlgorithm)
	})
}

// authorization is the parsed header Authorization.
type authorization struct {
	access        string
	signedHeaders []string
	signature     string
}

var authorizationFormat = regexp.MustCompile(
	`^` + signatureAlgorithm + ` Access=([^\s,]+), SignedHeaders=([^\s,]+), Signature=([0-9a-f]+)$`)

// AccessKey returns the access key that the header Authorization names.
func AccessKey(header http.Header) (string, error) {
	sent, err := parseAuthorization(header)
	return sent.access, err
}

func parseAuthorization(header http.Header) (authorization, error) {
	sent := header.Values("Authorization")
	if len(sent) != 1 {
		return authorization{}, fmt.Errorf("the header Authorization was sent %d times, not once", len(sent))
	}
	parts := authorizationFormat.FindStringSubmatch(sent[0])
	if parts == nil {
		return authorization{}, errors.New(
			"the header Authorization is not of the form SDK-HMAC-SHA256 Access=<key>, SignedHeaders=<names>, Signature=<hex>")
	}
	return authorization{access: parts[1], signedHeaders: strings.Split(parts[2], ";"), signature: parts[3]}, nil
}

func signingDate(header http.Header, now time.Time) (string, error) {
	sent := header.Get("X-Sdk-Date")
	date, err := time.Parse(signatureDateFormat, sent)
	if err != nil {
		return "", fmt.Errorf("X-Sdk-Date %q is not of the form %s", sent, signatureDateFormat)
	}
	if now.Sub(date).Abs() > maxClockSkew {
		return "", fmt.Errorf("signature expired: X-Sdk-Date %s is more than 15 minutes from the server time %s",
			sent, now.UTC().Format(signatureDateFormat))
	}
	return sent, nil
}
