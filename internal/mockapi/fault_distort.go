package mockapi

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"
)

// distortions are the faults that send the right answer in a wrong way.
var distortions = map[FaultKind]func(x exchange, answer reply){
	FaultResetBody:   func(x exchange, answer reply) { x.writeHalf(answer); x.reset() },
	FaultCutBody:     func(x exchange, answer reply) { x.writeHalf(answer); panic(http.ErrAbortHandler) },
	FaultHangBody:    func(x exchange, answer reply) { x.writeHalf(answer); x.hang() },
	FaultDripBody:    func(x exchange, answer reply) { x.drip(answer); x.hang() },
	FaultLongLength:  func(x exchange, answer reply) { x.writeLonger(answer) },
	FaultShortLength: func(x exchange, answer reply) { x.writeShorter(answer) },
	FaultCutGzip: func(x exchange, answer reply) {
		x.writeCompressed(answer, func(compressed []byte) []byte { return compressed[:len(compressed)/2] })
	},
	FaultCorruptGzip: func(x exchange, answer reply) {
		x.writeCompressed(answer, func(compressed []byte) []byte {
			compressed[len(compressed)-gzipTrailerBytes]++
			return compressed
		})
	},
}

// gzipTrailerBytes is the length of the checksum and the size that end a gzip stream (RFC 1952, section 2.3).
const gzipTrailerBytes = 8

// writeHalf announces the whole answer and lets half of its body reach the client.
func (x exchange) writeHalf(answer reply) {
	x.announce(answer)
	x.push(answer.body[:len(answer.body)/2])
}

func (x exchange) drip(answer reply) {
	x.announce(answer)
	everySecond := time.NewTicker(time.Second)
	defer everySecond.Stop()
	for i := range len(answer.body) - 1 {
		select {
		case <-x.r.Context().Done():
			return
		case <-everySecond.C:
			x.push(answer.body[i : i+1])
		}
	}
}

func (x exchange) writeLonger(answer reply) {
	body := answer.body
	answer.body += " "
	x.announce(answer)
	x.push(body)
	panic(http.ErrAbortHandler)
}

// writeShorter goes around net/http, which would not send more than it announced.
func (x exchange) writeShorter(answer reply) {
	x.record(answer.status)
	header := maps.Clone(x.w.Header())
	answer.addHeader(header)
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	length := len(answer.body) - 1
	response := http.Response{
		StatusCode: answer.status, ProtoMajor: 1, ProtoMinor: 1, Request: x.r, Header: header,
		ContentLength: int64(length), Body: io.NopCloser(strings.NewReader(answer.body[:length])),
	}
	// A client that went away is no failure of the service.
	_ = response.Write(conn)
	_, _ = io.WriteString(conn, answer.body[length:])
}

func (x exchange) writeCompressed(answer reply, spoil func(compressed []byte) []byte) {
	if !strings.Contains(x.r.Header.Get("Accept-Encoding"), "gzip") {
		x.write(answer)
		return
	}
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	_, _ = io.WriteString(writer, answer.body) // a buffer takes everything
	_ = writer.Close()
	answer.header = maps.Clone(answer.header)
	answer.header["Content-Encoding"] = []string{"gzip"}
	answer.body = string(spoil(compressed.Bytes()))
	x.write(answer)
}
