// Package rest requests JSON from the services of a cloud: with credentials, time limits and retries, bounds on what it reads, and
// errors that a person can act on. It knows no service in particular, and nothing of Terraform.
package rest

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/go-retryablehttp"
)

// Defaults for users of [Config].
const (
	DefaultMaxRetries     = 5
	DefaultRequestTimeout = 30 * time.Second

	DefaultMaxConcurrentRequests = 8
)

// Services answer with kilobytes of headers at most; Go's own bound is 10 MiB.
const maxResponseHeaderBytes = 1 << 20

// Config says where a service is and how to talk to it. Only Endpoint is required.
type Config struct {
	// Endpoint is the base URL of the service.
	Endpoint *url.URL
	// Credential authorizes each request. Nil: requests go without.
	Credential Credential
	// MaxRetries is how often one request is tried again after a failure that may pass. 0: never.
	MaxRetries int
	// RequestTimeout bounds one attempt, from connecting to the last byte of the body. 0: no bound.
	RequestTimeout time.Duration
	// RetryWaitMin and RetryWaitMax bound the back-off between attempts; 0 takes half a second and a minute.
	RetryWaitMin, RetryWaitMax time.Duration
	// MaxConcurrentRequests is how many requests may be under way at a time. 0 takes DefaultMaxConcurrentRequests.
	MaxConcurrentRequests int
	// RootCAs are the authorities to trust. Nil: the system's.
	RootCAs *x509.CertPool
	// Insecure skips the verification of TLS certificates.
	Insecure bool
	// UserAgent is sent with each request. Empty: Go's own.
	UserAgent string
	// Logger gets a debug record a request, never with a header or a query. Nil: nothing is logged.
	Logger *slog.Logger
	// Dial opens connections, like [net.Dialer.DialContext]. Nil: that is it.
	Dial DialFunc
}

// DialFunc opens a connection to an address of a network.
type DialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// Client requests from one service with one credential. It is safe for concurrent use. Proxies come from the environment.
type Client struct {
	endpoint   *url.URL
	credential Credential
	userAgent  string
	http       *retryablehttp.Client
	pace       *pace
	// refusal is what the service said to the credential when it was rejected for good.
	refusal atomic.Pointer[error]
	// secrets is what Redact looks for, as of its last call.
	secrets atomic.Pointer[secretIndex]
}

// New makes a client. Nothing is requested.
func New(config Config) *Client {
	client := &Client{endpoint: config.Endpoint, credential: config.Credential, userAgent: config.UserAgent}
	if client.credential == nil {
		client.credential = anonymous{}
	}
	logger := config.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}

	most := cmp.Or(config.MaxConcurrentRequests, DefaultMaxConcurrentRequests)
	client.pace = newPace(most, cmp.Or(config.RetryWaitMin, defaultRetryWaitMin))

	transport := cleanhttp.DefaultPooledTransport()
	transport.MaxResponseHeaderBytes = maxResponseHeaderBytes
	transport.TLSClientConfig = &tls.Config{
		MinVersion:         tls.VersionTLS12,
		RootCAs:            config.RootCAs,
		InsecureSkipVerify: config.Insecure, //nolint:gosec // what the setting asks for
	}
	transport.MaxIdleConnsPerHost = most // or connections would be closed between requests, and opened again
	// One attempt has one bound, the client's.
	transport.TLSHandshakeTimeout = 0
	transport.DialContext = (&net.Dialer{}).DialContext
	if config.Dial != nil {
		transport.DialContext = config.Dial
	}
	client.http = client.retrying(config, logger, &http.Client{
		Transport: &redirectRefuser{
			redact: client.Redact,
			next:   &requestLogger{log: logger, redact: client.Redact, next: transport},
		},
		Timeout: config.RequestTimeout,
	})
	return client
}

// MaxConcurrentRequests is how many requests may be under way at a time.
func (c *Client) MaxConcurrentRequests() int { return int(c.pace.most) }

// CloseIdleConnections closes the connections that are kept for the next request.
func (c *Client) CloseIdleConnections() {
	c.http.HTTPClient.CloseIdleConnections()
}
