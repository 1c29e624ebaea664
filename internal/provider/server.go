package provider

// This file serves the provider over Terraform's protocol. It adds one thing to the plugin library: if Terraform is interrupted, an action
// still reports that it failed.
//
// The library cancels an action when Terraform asks the provider to stop, and then drops the action's last event, which has its errors.
// Terraform takes the end of the events for success, so it would go on and create the resource that the action guards.

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Serve serves the provider until Terraform ends the process. The address is that of the registry. With debug, it waits for a debugger and
// prints the variable that makes Terraform use this process.
func Serve(address string, newProvider func() provider.Provider, debug bool) error {
	var options []tf6server.ServeOpt
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	served, err := NewServer(newProvider())
	if err != nil {
		return err
	}
	return tf6server.Serve(address, func() tfprotov6.ProviderServer { return served }, options...)
}

// maxStop bounds the wait for actions that were canceled. They end at once unless the machine is overloaded.
const maxStop = 10 * time.Second

// server is the library's, except for the end of actions.
type server struct {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer

	mu sync.Mutex
	// running has a channel for each action, which is closed when Terraform got the last event.
	running map[chan struct{}]bool
}

// NewServer returns a server of the provider.
func NewServer(served provider.Provider) (tfprotov6.ProviderServer, error) {
	inner, err := providerserver.NewProtocol6WithError(served)()
	if err != nil {
		return nil, err
	}
	actions, ok := inner.(tfprotov6.ActionServer)
	if !ok {
		return nil, errors.New("the plugin library serves no actions")
	}
	return &server{ProviderServer: inner, ActionServer: actions, running: map[chan struct{}]bool{}}, nil
}

// InvokeAction notes when the events end.
func (s *server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	stream, err := s.ActionServer.InvokeAction(ctx, req)
	if err != nil {
		return nil, err
	}
	ended := s.begin()
	return &tfprotov6.InvokeActionServerStream{Events: followedBy(stream.Events, func() { s.end(ended) })}, nil
}

// followedBy calls a function after the last event.
func followedBy(events iter.Seq[tfprotov6.InvokeActionEvent], end func()) iter.Seq[tfprotov6.InvokeActionEvent] {
	return func(yield func(tfprotov6.InvokeActionEvent) bool) {
		defer end()
		events(yield)
	}
}

func (s *server) begin() chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	ended := make(chan struct{})
	s.running[ended] = true
	return ended
}

func (s *server) end(ended chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, ended)
	close(ended)
}

// StopProvider cancels all calls. When it returns, the library drops all further events, so it waits for those of the actions.
func (s *server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	response, err := s.ProviderServer.StopProvider(ctx, req)
	ctx, cancel := context.WithTimeout(ctx, maxStop)
	defer cancel()
	for _, ended := range s.all() {
		select {
		case <-ended:
		case <-ctx.Done():
		}
	}
	return response, err
}

func (s *server) all() []chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.running))
}
