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
)

// Defaults for users of [Config].
const (
	DefaultMaxRetries     = 5
	DefaultRequestTimeout = 30 * time.Second

	DefaultMaxConcurrentRequests = 32
)

// Services respond with kilobytes of headers at most; Go's own bound is 10 MiB.
const maxResponseHeaderBytes = 1 << 20

// Config is the address of a service and how to send requests to it. Only Endpoint is required.
type Config struct {
	// Endpoint is the base URL of the service.
	Endpoint *url.URL
	// Credential authorizes each request. Nil: requests carry no authorization.
	Credential Credential
	// MaxRetries is how often one request is retried; see the package comment. 0: never.
	MaxRetries int
	// RequestTimeout bounds one attempt, from connecting to the last byte of the body. 0: no bound.
	RequestTimeout time.Duration
	// RetryWaitMin and RetryWaitMax bound the back-off between attempts; 0 takes 0.5 s and 1 min.
	RetryWaitMin, RetryWaitMax time.Duration
	// MaxConcurrentRequests is the maximum number of concurrent requests. 0 takes DefaultMaxConcurrentRequests.
	MaxConcurrentRequests int
	// RootCAs are the authorities to trust. Nil: the system's.
	RootCAs *x509.CertPool
	// Insecure skips the verification of TLS certificates.
	Insecure bool
	// UserAgent is sent with each request. Empty: Go's own.
	UserAgent string
	// Logger gets a debug record per request, without headers and query. Nil: nothing is logged.
	Logger *slog.Logger
	// Dial opens connections, like [net.Dialer.DialContext]. Nil: a [net.Dialer].
	Dial DialFunc
}

// DialFunc opens a connection to an address of a network.
type DialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// Client requests from one service with one credential. It is safe for concurrent use. Proxies come from the environment.
type Client struct {
	endpoint   *url.URL
	credential Credential
	userAgent  string
	log        *slog.Logger
	http       *http.Client
	transport  *http.Transport
	throttle   *throttle

	maxRetries                 int
	retryWaitMin, retryWaitMax time.Duration

	// rejection is the error of every request after the service has rejected the credential.
	rejection atomic.Pointer[error]
	// secrets is the index of the last Redact.
	secrets atomic.Pointer[secretIndex]
}

// New makes a client. Nothing is requested.
func New(config Config) *Client {
	client := &Client{
		endpoint: config.Endpoint, credential: config.Credential, userAgent: config.UserAgent, log: config.Logger,
		maxRetries:   config.MaxRetries,
		retryWaitMin: cmp.Or(config.RetryWaitMin, defaultRetryWaitMin),
		retryWaitMax: cmp.Or(config.RetryWaitMax, defaultRetryWaitMax),
	}
	if client.credential == nil {
		client.credential = anonymous{}
	}
	if client.log == nil {
		client.log = slog.New(slog.DiscardHandler)
	}
	most := cmp.Or(config.MaxConcurrentRequests, DefaultMaxConcurrentRequests)
	client.throttle = newThrottle(most, client.retryWaitMin)
	client.transport = newTransport(config, most)
	client.http = &http.Client{
		Transport: &redirectRefuser{
			redactFor: client.redactFor,
			next:      &requestLogger{log: client.log, redactFor: client.redactFor, next: client.transport},
		},
		Timeout: config.RequestTimeout,
	}
	return client
}

// newTransport keeps as many idle connections as there may be slots, or connections would be closed and opened again between requests.
func newTransport(config Config, most int) *http.Transport {
	transport := cleanhttp.DefaultPooledTransport()
	transport.MaxResponseHeaderBytes = maxResponseHeaderBytes
	transport.TLSClientConfig = &tls.Config{
		MinVersion:         tls.VersionTLS12,
		RootCAs:            config.RootCAs,
		InsecureSkipVerify: config.Insecure, //nolint:gosec // what the setting asks for
	}
	transport.MaxIdleConnsPerHost = most
	// One attempt has one bound, Config.RequestTimeout.
	transport.TLSHandshakeTimeout = 0
	transport.DialContext = config.Dial // nil: a net.Dialer without a bound of its own
	return transport
}

// MaxConcurrentRequests is the maximum number of concurrent requests.
func (c *Client) MaxConcurrentRequests() int { return c.throttle.most }

// CloseIdleConnections closes the connections that are kept for the next request.
func (c *Client) CloseIdleConnections() { c.transport.CloseIdleConnections() }
