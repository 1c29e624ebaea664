package auth

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/signer"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

var _ rest.Credential = AccessKey{}

// AccessKey signs requests with SDK-HMAC-SHA256. A temporary key also has a security token.
type AccessKey struct {
	Access, Secret, SecurityToken string
}

// signedHeaders are signed if a request has them. Proxies may change other headers, so those are not signed.
var signedHeaders = []string{"X-Project-Id", "X-Security-Token"}

// Authorize signs method, path, query, body, time and some headers, like the official SDK.
func (k AccessKey) Authorize(_ context.Context, r *http.Request) error {
	if k.SecurityToken != "" {
		r.Header.Set("X-Security-Token", k.SecurityToken)
	}
	body, err := readBody(r)
	if err != nil {
		return fmt.Errorf("reading the body to sign: %w", err)
	}
	toSign := request.NewHttpRequestBuilder().
		WithMethod(r.Method).
		WithEndpoint(r.URL.Scheme+"://"+r.URL.Host).
		WithPath(r.URL.Path).
		AddHeaderParam(signer.HeaderHost, r.URL.Host).
		WithBody("json", string(body))
	for name, values := range r.URL.Query() {
		toSign.AddQueryParam(name, reflect.ValueOf(values[0]))
	}
	for _, name := range signedHeaders {
		if value := r.Header.Get(name); value != "" {
			toSign.AddHeaderParam(name, value)
		}
	}
	signature, err := signer.Sign(toSign.Build(), k.Access, k.Secret)
	if err != nil {
		return fmt.Errorf("signing the request: %w", err)
	}
	for name, value := range signature {
		r.Header.Set(name, value)
	}
	return nil
}

// readBody returns a copy of the body. The request can still be sent.
func readBody(r *http.Request) ([]byte, error) {
	if r.GetBody == nil {
		return nil, nil
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// Secrets returns the secret key and the security token. The access key itself is sent in clear text and names the signer.
func (k AccessKey) Secrets() []string { return []string{k.Secret, k.SecurityToken} }

// Format keeps the secrets out of printed text.
func (k AccessKey) Format(state fmt.State, _ rune) { fmt.Fprintf(state, "access key %s", k.Access) }
