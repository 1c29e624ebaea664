// Package modelarts is a client for the part of the ModelArts API that this project reads:
// the events of a training job. It knows nothing of Terraform.
package modelarts

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/go-retryablehttp"
)

// Bounds and defaults of [Config].
const (
	DefaultMaxRetries     = 5
	DefaultRequestTimeout = 30 * time.Second

	// The API answers in kilobytes of headers at most; Go's own bound is 10 MiB.
	maxResponseHeaderBytes = 1 << 20
)

// Config says where the service is and how to talk to it. Endpoint and Credential are required.
type Config struct {
	// Endpoint is the base URL of the service, as [ParseEndpoint] returns it.
	Endpoint *url.URL
	// Credential authorizes each request.
	Credential Credential
	// MaxRetries is how often one request is tried again after a failure that may pass. 0: never.
	MaxRetries int
	// RequestTimeout bounds one attempt, from connecting to the last byte of the body. 0: no bound.
	RequestTimeout time.Duration
	// RetryWaitMin and RetryWaitMax bound the back-off between attempts; 0 takes half a second and half a minute.
	RetryWaitMin, RetryWaitMax time.Duration
	// Insecure skips the verification of TLS certificates.
	Insecure bool
	// UserAgent is sent with each request. Empty: Go's own.
	UserAgent string
	// Logger gets a debug record a request and an info record a page, never a header. Nil: nothing is logged.
	Logger *slog.Logger
}

// Client reads from one ModelArts service with one credential. It is safe for concurrent use.
type Client struct {
	endpoint *url.URL
	http     *retryablehttp.Client
	redact   func(string) string
	log      *slog.Logger
}

// New makes a client. Nothing is requested. It fails where Endpoint or Credential is missing.
func New(config Config) (*Client, error) {
	if config.Endpoint == nil {
		return nil, errors.New("modelarts: no endpoint")
	}
	if config.Credential == nil {
		return nil, errors.New("modelarts: no credential")
	}
	logger := config.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	redact := redactor(config.Credential)

	transport := cleanhttp.DefaultPooledTransport()
	transport.MaxResponseHeaderBytes = maxResponseHeaderBytes
	transport.TLSClientConfig = &tls.Config{
		MinVersion: tls.VersionTLS12,
		//nolint:gosec // what the argument insecure asks for
		InsecureSkipVerify: config.Insecure,
	}

	return &Client{
		endpoint: config.Endpoint,
		redact:   redact,
		log:      logger,
		http: newRetryingClient(config, &http.Client{
			Transport: &authorizer{
				credential: config.Credential,
				userAgent:  config.UserAgent,
				next:       &requestLogger{log: logger, redact: redact, next: transport},
			},
			Timeout:       config.RequestTimeout,
			CheckRedirect: refuseRedirect,
		}, redact),
	}, nil
}

// CloseIdleConnections closes the connections that are kept for the next request.
func (c *Client) CloseIdleConnections() {
	c.http.HTTPClient.CloseIdleConnections()
}
