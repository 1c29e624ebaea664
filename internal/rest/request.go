package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

const (
	// Enough for a page of 100 entries with texts of 100 kB each.
	maxBodyBytes = 16 << 20
	// Errors are shown to a person, who reads no more than this.
	maxErrorBytes = 64 << 10
)

var (
	// ErrRequestTimeout is in the chain of an error if the last attempt got no response within Config.RequestTimeout.
	ErrRequestTimeout = errors.New("no complete response within the request timeout")
	// ErrBodyCut is in the chain of an error if the connection broke in the middle of a response.
	ErrBodyCut = errors.New("the body ends too early")
	// ErrResponseTooLarge is in the chain of an error if a response is larger than 16 MiB.
	ErrResponseTooLarge = fmt.Errorf("the response is larger than %d MiB", maxBodyBytes>>20)
)

// Get requests the path that the segments make below the endpoint, each escaped so that no id can reach another path, and passes the
// body of a 200 to decode, once per attempt. If decode returns [io.ErrUnexpectedEOF], the body counts as cut short and the request is
// tried again. Any other 2xx is an error, and so is a 200 that is not JSON by its type, is older than five seconds by its Age, or has
// an error in its body.
//
// Errors contain no secret. They are a [RequestError], with a [ResponseError] in its chain if the service answered; the cause of the
// context if it ended; [ErrWaitTooLong]; or the error of the credential if it has no authorization.
func (c *Client) Get(ctx context.Context, segments []string, query url.Values, header http.Header, decode func([]byte) error) error {
	return c.do(ctx, http.MethodGet, c.address(segments, query), nil, header, responseHandler{accept: whole(decode)})
}

// GetConfidential is [Client.Get] for a response that may contain secrets of others, such as the tokens of a training job's endpoints. Its
// errors quote a body only if the body is HTML.
func (c *Client) GetConfidential(
	ctx context.Context, segments []string, query url.Values, header http.Header, decode func([]byte) error,
) error {
	return c.do(ctx, http.MethodGet, c.address(segments, query), nil, header, responseHandler{accept: whole(decode), confidential: true})
}

// PostConfidential is [Client.GetConfidential] for a request that is sent as a body in JSON. It must change nothing at the service, because
// it is retried.
func (c *Client) PostConfidential(ctx context.Context, segments []string, body []byte, header http.Header, decode func([]byte) error) error {
	header = header.Clone()
	header.Set("Content-Type", "application/json")
	return c.do(ctx, http.MethodPost, c.address(segments, nil), body, header, responseHandler{accept: whole(decode), confidential: true})
}

// whole returns a function that decodes a body if the response is complete, fresh and JSON.
func whole(decode func([]byte) error) acceptFunc {
	return func(response *http.Response, body []byte) error {
		if err := checkResponse(response, body); err != nil {
			return err
		}
		return decode(body)
	}
}

func (c *Client) address(segments []string, query url.Values) string {
	var address strings.Builder
	address.WriteString(c.endpoint.String())
	for _, segment := range segments {
		address.WriteString("/" + url.PathEscape(segment))
	}
	if len(query) > 0 {
		address.WriteString("?" + query.Encode())
	}
	return address.String()
}

func (c *Client) do(ctx context.Context, method, address string, body []byte, header http.Header, handler responseHandler) error {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body)) // without bytes, it has no body
	if err != nil {
		return fmt.Errorf("building the request: %w", err)
	}
	maps.Copy(request.Header, header)
	requireJSON(request.Header)
	c.setUserAgent(request)
	return c.send(request, handler)
}

// RoundTrip lets a library send its requests through the client, with the same retries and bounds. It returns a response only if it is a
// 2xx that was read to its end; the errors are those of [Client.Get].
func (c *Client) RoundTrip(request *http.Request) (*http.Response, error) {
	repeatable := request.Clone(request.Context())
	if request.Body != nil {
		defer request.Body.Close()
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return nil, fmt.Errorf("reading the body of the request: %w", err)
		}
		repeatable.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	}
	c.setUserAgent(repeatable)
	var result *http.Response
	err := c.send(repeatable, responseHandler{accept: func(response *http.Response, body []byte) error {
		result = response
		result.Body = io.NopCloser(bytes.NewReader(body))
		return nil
	}})
	return result, err
}

func (c *Client) setUserAgent(request *http.Request) {
	if c.userAgent != "" {
		request.Header.Set("User-Agent", c.userAgent)
	}
}
