package framework

import (
	"context"
	"log/slog"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// clientSubsystem is the name in the log's @module, after "provider.".
const clientSubsystem = "modelarts_client"

// LogContext opens the client's part of the log. No record contains a secret; the mask is a second protection.
func LogContext(ctx context.Context, secrets ...string) context.Context {
	ctx = tflog.NewSubsystem(ctx, clientSubsystem, tflog.WithRootFields())
	secrets = slices.DeleteFunc(secrets, func(secret string) bool { return secret == "" }) // it would mask every message whole
	return tflog.SubsystemMaskLogStrings(ctx, clientSubsystem, secrets...)
}

// ClientLog is the logger to hand to the client. Its records go to the log of the context that a request has.
var ClientLog = slog.New(tflogHandler{turn: new(sync.Mutex)})

// tflogHandler carries the client's records to Terraform's log, whose logger travels in the context.
type tflogHandler struct {
	attrs []slog.Attr
	// turn is held while a record is written: masking writes to fields that all records of a context share, and pages are read concurrently.
	turn *sync.Mutex
}

func (h tflogHandler) Enabled(ctx context.Context, level slog.Level) bool {
	switch {
	case level >= slog.LevelError:
		return tflog.SubsystemIsError(ctx, clientSubsystem)
	case level >= slog.LevelWarn:
		return tflog.SubsystemIsWarn(ctx, clientSubsystem)
	case level >= slog.LevelInfo:
		return tflog.SubsystemIsInfo(ctx, clientSubsystem)
	}
	return tflog.SubsystemIsDebug(ctx, clientSubsystem)
}

func (h tflogHandler) Handle(ctx context.Context, record slog.Record) error {
	fields := make(map[string]any, len(h.attrs)+record.NumAttrs())
	for _, attr := range h.attrs {
		fields[attr.Key] = fieldValue(attr.Value)
	}
	record.Attrs(func(attr slog.Attr) bool {
		fields[attr.Key] = fieldValue(attr.Value)
		return true
	})
	h.turn.Lock()
	defer h.turn.Unlock()
	switch {
	case record.Level >= slog.LevelError:
		tflog.SubsystemError(ctx, clientSubsystem, record.Message, fields)
	case record.Level >= slog.LevelWarn:
		tflog.SubsystemWarn(ctx, clientSubsystem, record.Message, fields)
	case record.Level >= slog.LevelInfo:
		tflog.SubsystemInfo(ctx, clientSubsystem, record.Message, fields)
	default:
		tflog.SubsystemDebug(ctx, clientSubsystem, record.Message, fields)
	}
	return nil
}

// fieldValue writes durations out: Terraform's log has them as a bare number of nanoseconds.
func fieldValue(value slog.Value) any {
	if value = value.Resolve(); value.Kind() == slog.KindDuration {
		return value.String()
	}
	return value.Any()
}

func (h tflogHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return tflogHandler{attrs: append(slices.Clip(h.attrs), attrs...), turn: h.turn}
}

// WithGroup leaves groups out: the log's fields are flat.
func (h tflogHandler) WithGroup(string) slog.Handler { return h }
