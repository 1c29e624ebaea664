// Command mockapi serves the mock of internal/mockapi on a loopback address, for the demo and for manual tests.
//
// Its base URL is the only line on standard output, for scripts. On standard error it prints the variables for a shell. It stops on SIGINT or
// SIGTERM, or after the duration of -for. Project, credentials and the sample job are the constants of internal/mockapi; -h prints them. IAM
// is served under /v3 of the same base URL.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
)

const shutdownTimeout = 5 * time.Second

// environment is for people: another terminal can run it as it is.
const environment = `# Run in another terminal:
export MODELARTS_ENDPOINT=http://%[1]s
export HW_PROJECT_ID=%[2]s
export HW_AUTH_TOKEN=%[3]s
# Only for the other credentials, which -h lists:
# export HW_AUTH_URL=http://%[1]s/v3
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "mockapi:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) error {
	options, err := parseOptions(arguments, stderr)
	if err != nil {
		return err
	}
	service := mockapi.New(mockapi.Config{})
	for _, job := range options.jobs {
		job.addTo(service)
	}
	for _, fault := range options.faults {
		service.Inject(fault)
	}
	listener, err := listenLoopback(options.listen)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, options.lifetime)
	defer cancel()
	fmt.Fprintf(stderr, environment, listener.Addr(), mockapi.ProjectID, mockapi.Token)
	fmt.Fprintf(stdout, "http://%s\n", listener.Addr())
	return serve(ctx, listener, service)
}

// listenLoopback rejects other addresses, because the mock's credentials are public.
func listenLoopback(address string) (net.Listener, error) {
	resolved, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("-listen %s: %w", address, err)
	}
	if !resolved.IP.IsLoopback() {
		return nil, fmt.Errorf("-listen %s: not a loopback address; give one such as 127.0.0.1:0", address)
	}
	return net.ListenTCP("tcp", resolved)
}

// serve returns after ctx is done and the server has shut down. Hanging requests end with ctx.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err := server.Shutdown(grace)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}
