package mockapi

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
)

// reply is a whole answer before it is sent, so that a fault can send it in part.
type reply struct {
	status int
	header http.Header
	body   string
}

func jsonReply(status int, body any) reply {
	encoded, err := json.Marshal(body)
	if err != nil {
		// Only maps of strings, numbers and lists come here.
		panic(err)
	}
	return textReply(status, "application/json", string(encoded))
}

func htmlReply(status int, body string) reply { return textReply(status, "text/html", body) }

func textReply(status int, contentType, body string) reply {
	return reply{
		status: status,
		header: http.Header{"Content-Type": {contentType}},
		body:   body,
	}
}

// exchange is one request and the means to answer it.
type exchange struct {
	w         http.ResponseWriter
	r         *http.Request
	body      []byte
	requestID string
	record    func(status int)
}

func (x exchange) write(answer reply) {
	x.announce(answer)
	x.send(answer.body)
}

// send copies no body: one may have 50 MB. A client that went away is no failure of the service.
func (x exchange) send(body string) { _, _ = io.WriteString(x.w, body) }

// push lets a part of the body reach the client.
func (x exchange) push(part string) {
	x.send(part)
	_ = http.NewResponseController(x.w).Flush()
}

// announce records the status before a byte is sent: who has read the answer finds it in the request log.
func (x exchange) announce(answer reply) {
	x.record(answer.status)
	header := x.w.Header()
	header.Set("Content-Length", strconv.Itoa(len(answer.body)))
	answer.addHeader(header)
	x.w.WriteHeader(answer.status)
}

func (r reply) addHeader(header http.Header) {
	for name, values := range r.header {
		header[http.CanonicalHeaderKey(name)] = values
	}
}
