package wire

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"time"
)

// WriteHalf sends the headers of the complete answer and half of its body.
func (x Exchange) WriteHalf(answer Reply) {
	x.announce(answer)
	x.push(answer.Body[:len(answer.Body)/2])
}

// Drip sends a byte of the body per second, except the last one.
func (x Exchange) Drip(answer Reply) {
	x.announce(answer)
	everySecond := time.NewTicker(time.Second)
	defer everySecond.Stop()
	for i := range len(answer.Body) - 1 {
		select {
		case <-x.R.Context().Done():
			return
		case <-everySecond.C:
			x.push(answer.Body[i : i+1])
		}
	}
}

// WriteLonger sends a Content-Length that is one more than the body has.
func (x Exchange) WriteLonger(answer Reply) {
	body := answer.Body
	answer.Body += " "
	x.announce(answer)
	x.push(body)
	panic(http.ErrAbortHandler)
}

// WriteShorter sends a Content-Length that is one less than the body has. It bypasses net/http, which sends no more bytes than announced.
func (x Exchange) WriteShorter(answer Reply) {
	x.Record(answer.Status)
	header := maps.Clone(x.W.Header())
	answer.AddHeader(header)
	conn, _, err := http.NewResponseController(x.W).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	length := len(answer.Body) - 1
	response := http.Response{
		StatusCode: answer.Status, ProtoMajor: 1, ProtoMinor: 1, Request: x.R, Header: header,
		ContentLength: int64(length), Body: io.NopCloser(strings.NewReader(answer.Body[:length])),
	}
	// A client may have disconnected.
	_ = response.Write(conn)
	_, _ = io.WriteString(conn, answer.Body[length:])
}

// WriteCompressed sends the body as gzip, after damage was applied. A client that does not accept gzip gets the correct answer.
func (x Exchange) WriteCompressed(answer Reply, damage func(compressed []byte) []byte) {
	if !strings.Contains(x.R.Header.Get("Accept-Encoding"), "gzip") {
		x.Write(answer)
		return
	}
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	_, _ = io.WriteString(writer, answer.Body) // a write to a buffer does not fail
	_ = writer.Close()
	answer.Header = maps.Clone(answer.Header)
	answer.Header["Content-Encoding"] = []string{"gzip"}
	answer.Body = string(damage(compressed.Bytes()))
	x.Write(answer)
}

// Hang keeps the connection open until the client or the server closes it. The panic prevents net/http from completing the answer.
func (x Exchange) Hang() {
	<-x.R.Context().Done()
	panic(http.ErrAbortHandler)
}

// Reset closes the connection with a RST. A linger of 0 discards the data that an ordinary close would still send.
func (x Exchange) Reset() {
	conn, _, err := http.NewResponseController(x.W).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	raw := conn
	if secured, ok := conn.(interface{ NetConn() net.Conn }); ok {
		raw = secured.NetConn()
	}
	if lingering, ok := raw.(interface{ SetLinger(seconds int) error }); ok {
		_ = lingering.SetLinger(0)
	}
	_ = raw.Close()
}
