// Package wire sends the answers of the mock, complete or broken.
package wire

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
)

// Reply is a complete answer that was not sent yet, so that a fault can send only a part of it.
type Reply struct {
	Status int
	Header http.Header
	Body   string
}

// JSON returns an answer with the body as JSON. It panics if the body cannot be encoded.
func JSON(status int, body any) Reply {
	encoded, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return Text(status, "application/json", string(encoded))
}

// HTML returns an answer with an HTML page.
func HTML(status int, body string) Reply { return Text(status, "text/html", body) }

// Text returns an answer with the body as it is.
func Text(status int, contentType, body string) Reply {
	return Reply{
		Status: status,
		Header: http.Header{"Content-Type": {contentType}},
		Body:   body,
	}
}

// Exchange is a request and what is needed to answer it.
type Exchange struct {
	W http.ResponseWriter
	R *http.Request
	// Body is the body of R, which was read already.
	Body      []byte
	RequestID string
	// Record writes the status of the answer into the request log.
	Record func(status int)
}

// Write sends the answer.
func (x Exchange) Write(answer Reply) {
	x.announce(answer)
	x.send(answer.Body)
}

// send does not copy the body, which may have 50 MB. It ignores a client that has disconnected.
func (x Exchange) send(body string) { _, _ = io.WriteString(x.W, body) }

// push sends a part of the body at once.
func (x Exchange) push(part string) {
	x.send(part)
	_ = http.NewResponseController(x.W).Flush()
}

// announce sends the headers of the complete answer. It records the status first, so that a client that has read the answer finds it in
// the request log.
func (x Exchange) announce(answer Reply) {
	x.Record(answer.Status)
	header := x.W.Header()
	header.Set("Content-Length", strconv.Itoa(len(answer.Body)))
	answer.AddHeader(header)
	x.W.WriteHeader(answer.Status)
}

// AddHeader sets the headers of the answer in header.
func (r Reply) AddHeader(header http.Header) {
	for name, values := range r.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
}
