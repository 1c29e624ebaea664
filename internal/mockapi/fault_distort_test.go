package mockapi_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

func correctAnswer(t *testing.T) string {
	t.Helper()
	server := serverWithFaults(t)
	_, body := send(t, server, request(t, server.URL+samplePath))
	return body
}

func TestLongLengthAnnouncesOneByteTooMany(t *testing.T) {
	t.Parallel()
	whole := correctAnswer(t)
	server := serverWithFaults(t, mockapi.Fault{Kind: mockapi.FaultLongLength})
	response, err := server.Client().Do(request(t, server.URL+samplePath))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if !errors.Is(err, io.ErrUnexpectedEOF) || string(body) != whole || response.ContentLength != int64(len(whole))+1 {
		t.Errorf("got %d bytes of %d and %v, want the %d of the whole body", len(body), response.ContentLength, err, len(whole))
	}
}

// The test reads the connection directly, because net/http does not return bytes after the announced length.
func TestShortLengthAnnouncesOneByteTooFew(t *testing.T) {
	t.Parallel()
	whole := correctAnswer(t)
	service, server := start(t, mockapi.Fault{Kind: mockapi.FaultShortLength})
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	asked := request(t, server.URL+samplePath)
	if err := asked.Write(conn); err != nil {
		t.Fatal(err)
	}
	received, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	header, body, _ := strings.Cut(string(received), "\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(header+"\r\n\r\n")), asked)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body != whole || response.StatusCode != http.StatusOK || response.ContentLength != int64(len(whole))-1 ||
		response.Header.Get("Content-Type") != "application/json" || response.Header.Get("X-Request-Id") == "" {
		t.Errorf("got %s and %d bytes, want one less than the %d of the whole body", header, len(body), len(whole))
	}
	if got := service.Requests()[0].Status; got != http.StatusOK {
		t.Errorf("status %d in the request log", got)
	}
}

func TestBrokenCompressedBody(t *testing.T) {
	t.Parallel()
	whole := correctAnswer(t)
	for kind, test := range map[mockapi.FaultKind]struct {
		err   error
		least int
	}{
		mockapi.FaultCutGzip:     {io.ErrUnexpectedEOF, 0},
		mockapi.FaultCorruptGzip: {gzip.ErrChecksum, len(whole)},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			server := serverWithFaults(t, mockapi.Fault{Kind: kind})
			response, err := server.Client().Do(request(t, server.URL+samplePath))
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if !errors.Is(err, test.err) || !strings.HasPrefix(whole, string(body)) || len(body) < test.least {
				t.Errorf("got %d bytes and %v, want a part of the correct answer and %v", len(body), err, test.err)
			}
			withoutGzip := request(t, server.URL+samplePath)
			withoutGzip.Header.Set("Accept-Encoding", "identity")
			if response, body := send(t, server, withoutGzip); body != whole || response.Header.Get("Content-Encoding") != "" {
				t.Errorf("a client that does not accept gzip got %s", body)
			}
		})
	}
}

// The test runs in a bubble of testing/synctest, whose clock advances from byte to byte.
func TestDripBodySendsOneBytePerSecond(t *testing.T) {
	t.Parallel()
	whole := correctAnswer(t)
	synctest.Test(t, func(t *testing.T) {
		service := mockapi.New(mockapi.Config{})
		service.Inject(mockapi.Fault{Kind: mockapi.FaultDripBody})
		memory := mockapitest.NewMemory()
		server := &http.Server{Handler: service, ReadHeaderTimeout: time.Minute}
		go func() { _ = server.Serve(memory) }()
		defer server.Close()
		client := &http.Client{Transport: &http.Transport{DialContext: memory.DialContext}}

		started := time.Now()
		ctx, disconnect := context.WithTimeout(t.Context(), time.Duration(len(whole))*time.Minute)
		defer disconnect()
		response, err := client.Do(request(t, "http://"+mockapitest.MemoryAddress+samplePath).WithContext(ctx))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		most := make([]byte, len(whole)-1)
		if _, err := io.ReadFull(response.Body, most); err != nil || string(most) != whole[:len(most)] {
			t.Errorf("got %v and %s", err, most)
		}
		if took, want := time.Since(started), time.Duration(len(most))*time.Second; took != want {
			t.Errorf("took %s, want %s", took, want)
		}
		if last, err := io.ReadAll(response.Body); !errors.Is(err, context.DeadlineExceeded) || len(last) > 0 {
			t.Errorf("got %q and %v, want nothing more", last, err)
		}
		if got := response.Header.Get("Content-Length"); got != strconv.Itoa(len(whole)) {
			t.Errorf("Content-Length %s, want %d", got, len(whole))
		}
	})
}
