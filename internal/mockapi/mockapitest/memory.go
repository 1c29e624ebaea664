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
	"time"
)

// MemoryAddress is the address of the server of a [Memory].
const MemoryAddress = "127.0.0.1:1"

// Memory is an in-process network for one server. It is a [net.Listener], and dials it. Unlike a real network, it works with
// testing/synctest: a goroutine that waits for a byte is durably blocked, so that the clock of the bubble advances.
type Memory struct {
	dialed chan net.Conn
	closed chan struct{}
	close  func()
}

// NewMemory returns a network. A test in a bubble must create it there.
func NewMemory() *Memory {
	closed := make(chan struct{})
	return &Memory{dialed: make(chan net.Conn), closed: closed, close: sync.OnceFunc(func() { close(closed) })}
}

// DialContext opens a connection to [MemoryAddress]. Other addresses are an error.
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

// Close makes Accept return. Connections stay open.
func (m *Memory) Close() error {
	m.close()
	return nil
}

// Addr returns [MemoryAddress].
func (m *Memory) Addr() net.Addr { return memoryAddr{} }

type memoryAddr struct{}

func (memoryAddr) Network() string { return "memory" }
func (memoryAddr) String() string  { return MemoryAddress }

// memoryConn is a pipe that can be reset like a TCP connection.
type memoryConn struct {
	net.Conn
	// reset is shared by both ends.
	reset *atomic.Bool
}

// SetLinger with 0 makes the next Close a reset. Other values have no effect, because a pipe has no buffer.
func (c *memoryConn) SetLinger(seconds int) error {
	c.reset.Store(seconds == 0)
	return nil
}

// SetWriteDeadline makes a write fail at once if it may take only seconds. crypto/tls sets such a deadline for its last message and holds a lock
// until the other end has read it, because a pipe has no buffer. A goroutine that waits for a lock is not durably blocked, so the clock of a
// bubble, and with it the deadline, would stop.
func (c *memoryConn) SetWriteDeadline(deadline time.Time) error {
	if !deadline.IsZero() && time.Until(deadline) < time.Minute {
		deadline = time.Now()
	}
	return c.Conn.SetWriteDeadline(deadline)
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
