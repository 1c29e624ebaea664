package iam

import (
	"context"
	"fmt"
	"net/http"
	"reflect"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/signer"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

var _ rest.Credential = AccessKey{}

// AccessKey signs requests with SDK-HMAC-SHA256. A temporary key has a security token too.
type AccessKey struct {
	Access, Secret, SecurityToken string
}

// signedHeaders go into the signature where a request has them. Others are left out, as proxies may change them.
var signedHeaders = []string{"X-Project-Id", "X-Security-Token"}

// Authorize signs method, path, query, time and some headers, in the way that the cloud's own SDK does.
func (k AccessKey) Authorize(_ context.Context, r *http.Request) error {
	if k.SecurityToken != "" {
		r.Header.Set("X-Security-Token", k.SecurityToken)
	}
	toSign := request.NewHttpRequestBuilder().
		WithMethod(r.Method).
		WithEndpoint(r.URL.Scheme+"://"+r.URL.Host).
		WithPath(r.URL.Path).
		AddHeaderParam(signer.HeaderHost, r.URL.Host)
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

// Secrets returns the parts that are secret. The access key itself is sent in the clear and names who signed.
func (k AccessKey) Secrets() []string { return []string{k.Secret, k.SecurityToken} }

// Format keeps the secrets out of everything that prints the key.
func (k AccessKey) Format(state fmt.State, _ rune) { fmt.Fprintf(state, "access key %s", k.Access) }
