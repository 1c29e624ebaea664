package mockapitest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
)

// MemoryAddress is where the server of a [Memory] is found.
const MemoryAddress = "127.0.0.1:1"

// Memory is a network within the process, with room for one server: a [net.Listener], and what dials it. In a bubble of
// testing/synctest, whoever waits for a byte from it waits durably, so that the clock goes on; of the real network that is not so.
type Memory struct {
	dialed chan net.Conn
	closed chan struct{}
	close  func()
}

// NewMemory makes a network. In a bubble it has to be made there.
func NewMemory() *Memory {
	closed := make(chan struct{})
	return &Memory{dialed: make(chan net.Conn), closed: closed, close: sync.OnceFunc(func() { close(closed) })}
}

// DialContext opens a connection to [MemoryAddress]. There is no other address.
func (m *Memory) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	if address != MemoryAddress {
		return nil, fmt.Errorf("dial %s: there is only %s", address, MemoryAddress)
	}
	client, server := net.Pipe()
	reset := new(atomic.Bool)
	select {
	case m.dialed <- &memoryConn{server, reset}:
		return &memoryConn{client, reset}, nil
	case <-m.closed:
		return nil, syscall.ECONNREFUSED
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for the next connection.
func (m *Memory) Accept() (net.Conn, error) {
	select {
	case conn := <-m.dialed:
		return conn, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept. Connections stay open.
func (m *Memory) Close() error {
	m.close()
	return nil
}

// Addr returns [MemoryAddress].
func (m *Memory) Addr() net.Addr { return memoryAddr{} }

type memoryAddr struct{}

func (memoryAddr) Network() string { return "memory" }
func (memoryAddr) String() string  { return MemoryAddress }

// memoryConn is a pipe that can be reset as a TCP connection can.
type memoryConn struct {
	net.Conn
	// reset is shared by the two ends.
	reset *atomic.Bool
}

// SetLinger with 0 makes the Close that follows a reset. Other values change nothing: a pipe holds nothing back.
func (c *memoryConn) SetLinger(seconds int) error {
	c.reset.Store(seconds == 0)
	return nil
}

func (c *memoryConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	return n, c.failure("read", err)
}

func (c *memoryConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	return n, c.failure("write", err)
}

func (c *memoryConn) failure(operation string, err error) error {
	if c.reset.Load() && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe)) {
		return &net.OpError{Op: operation, Net: memoryAddr{}.Network(), Addr: memoryAddr{}, Err: os.NewSyscallError(operation, syscall.ECONNRESET)}
	}
	return err
}
