package framework

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

func logOf(t *testing.T, write func(context.Context)) []map[string]any {
	t.Helper()
	var output bytes.Buffer
	ctx := tflog.SetField(tflogtest.RootLogger(t.Context(), &output), "tf_rpc", "ReadDataSource")
	write(LogContext(ctx, "hunter2", ""))
	entries, err := tflogtest.MultilineJSONDecode(&output)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestClientRecordsReachTerraformsLog(t *testing.T) {
	t.Parallel()
	for level, want := range map[slog.Level]string{
		slog.LevelDebug: "debug", slog.LevelInfo: "info", slog.LevelWarn: "warn", slog.LevelError: "error",
	} {
		entries := logOf(t, func(ctx context.Context) {
			ClientLog.With("job", "j").LogAttrs(ctx, level, "message", slog.Duration("duration", 1500*time.Millisecond), slog.Int("status", 200))
		})
		if len(entries) != 1 {
			t.Fatalf("%s: got %d entries", level, len(entries))
		}
		entry := entries[0]
		if entry["@level"] != want || entry["@message"] != "message" || entry["@module"] != "provider.modelarts_client" ||
			entry["duration"] != "1.5s" || entry["status"] != 200.0 || entry["job"] != "j" {
			t.Errorf("%s: got %v", level, entry)
		}
	}
}

func TestClientLogMasksSecrets(t *testing.T) {
	t.Parallel()
	entries := logOf(t, func(ctx context.Context) {
		ClientLog.InfoContext(ctx, "the token hunter2", "error", "hunter2 is wrong")
	})
	for name, value := range entries[0] {
		if text, ok := value.(string); ok && strings.Contains(text, "hunter2") {
			t.Errorf("%s is %q", name, text)
		}
	}
}

// The race detector finds what the log library shares between records.
func TestConcurrentRequestsMayLog(t *testing.T) {
	t.Parallel()
	const requests = 16
	entries := logOf(t, func(ctx context.Context) {
		var writers sync.WaitGroup
		for range requests {
			writers.Go(func() { ClientLog.DebugContext(ctx, "request", "token", "hunter2") })
		}
		writers.Wait()
	})
	if len(entries) != requests {
		t.Errorf("got %d entries, want %d", len(entries), requests)
	}
}

func TestNothingIsLoggedBelowTheLevel(t *testing.T) {
	t.Parallel()
	if ClientLog.Enabled(t.Context(), slog.LevelError) {
		t.Error("enabled without a logger in the context")
	}
}
