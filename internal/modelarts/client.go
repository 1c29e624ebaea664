// Package modelarts is a client for the part of the ModelArts API that this project reads: training jobs and their events. It knows
// nothing of Terraform.
//
// Each call has a file, with its wire format and its checks beside it. wait.go and follow.go repeat calls until a job has ended.
package modelarts

import (
	"log/slog"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

// Client reads from one ModelArts service. It is safe for concurrent use.
type Client struct {
	rest *rest.Client
	log  *slog.Logger
}

// New returns a client of a service. The logger gets an info record per page; nil disables logging.
func New(service *rest.Client, logger *slog.Logger) *Client {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Client{rest: service, log: logger}
}

// Redact removes the credential's secrets from a text, as [rest.Client.Redact] does.
func (c *Client) Redact(text string) string { return c.rest.Redact(text) }
