package mockapitest_test

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// connected returns both ends of a connection.
func connected(t *testing.T) (client, server net.Conn) {
	t.Helper()
	memory := mockapitest.NewMemory()
	t.Cleanup(func() { memory.Close() })
	accepted := make(chan net.Conn)
	go func() {
		conn, _ := memory.Accept()
		accepted <- conn
	}()
	client, err := memory.DialContext(t.Context(), "tcp", mockapitest.MemoryAddress)
	if err != nil {
		t.Fatal(err)
	}
	return client, <-accepted
}

func TestConnectionCarriesBytesUntilClosed(t *testing.T) {
	t.Parallel()
	client, server := connected(t)
	go func() {
		_, _ = io.WriteString(client, "hello")
		client.Close()
	}()
	if got, err := io.ReadAll(server); string(got) != "hello" || err != nil {
		t.Errorf("got %q and %v", got, err)
	}
}

func TestLingerOfZeroResetsConnection(t *testing.T) {
	t.Parallel()
	client, server := connected(t)
	if err := server.(interface{ SetLinger(seconds int) error }).SetLinger(0); err != nil {
		t.Fatal(err)
	}
	server.Close()
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("read: got %v", err)
	}
	if _, err := client.Write([]byte{0}); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("write: got %v", err)
	}
}

func TestDialOfUnknownAddressOrClosedServerFails(t *testing.T) {
	t.Parallel()
	memory := mockapitest.NewMemory()
	if _, err := memory.DialContext(t.Context(), "tcp", "127.0.0.1:2"); err == nil {
		t.Error("dialed another address")
	}
	memory.Close()
	memory.Close()
	if _, err := memory.DialContext(t.Context(), "tcp", mockapitest.MemoryAddress); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("got %v", err)
	}
	if _, err := memory.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
