package events_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/events"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts/eventlist"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/provider"
)

var listSizes = []int{1_000, 10_000, 100_000}

// BenchmarkRowsToState takes decoded rows to the state alone.
func BenchmarkRowsToState(b *testing.B) {
	for _, size := range listSizes {
		b.Run(fmt.Sprintf("events=%d", size), func(b *testing.B) {
			rows := &events.DecodedRows{List: generatedList(size)}
			schema := schemaOf(b, rows)
			b.ReportAllocs()
			for b.Loop() {
				readRows(b, schema, rows)
			}
		})
	}
}

// BenchmarkRowsToResponse takes decoded rows through ReadDataSource to the bytes that Terraform gets. The floor is the framework alone: the
// same list in the framework's own types, or in the form that is sent to Terraform, both prepared before the measurement.
func BenchmarkRowsToResponse(b *testing.B) {
	for _, size := range listSizes {
		rows := &events.DecodedRows{List: generatedList(size)}
		raw := readRows(b, schemaOf(b, rows), rows).Raw
		rawFloor := &events.PreparedState{Raw: raw}
		value, err := schemaOf(b, rawFloor).Type().ValueFromTerraform(b.Context(), raw)
		if err != nil {
			b.Fatal(err)
		}
		for _, test := range []struct {
			name string
			read datasource.DataSource
		}{
			{"floor", &events.PreparedState{Value: value}},
			{"floor-raw", rawFloor},
			{"provider", rows},
		} {
			b.Run(fmt.Sprintf("events=%d/code=%s", size, test.name), func(b *testing.B) {
				service := newBenchedProvider(b, &oneDataSource{provider.New(b.Context(), "bench")(), test.read})
				b.ReportAllocs()
				for b.Loop() {
					service.read(b, nil)
				}
			})
		}
	}
}

func schemaOf(b *testing.B, source datasource.DataSource) dataschema.Schema {
	b.Helper()
	var described datasource.SchemaResponse
	source.Schema(b.Context(), datasource.SchemaRequest{}, &described)
	return described.Schema
}

func readRows(b *testing.B, schema dataschema.Schema, rows *events.DecodedRows) tfsdk.State {
	b.Helper()
	config := nullsOf(b, schema.Type().TerraformType(b.Context()))
	resp := datasource.ReadResponse{State: tfsdk.State{Schema: schema, Raw: config}}
	rows.Read(b.Context(), datasource.ReadRequest{Config: tfsdk.Config{Schema: schema, Raw: config}}, &resp)
	if resp.Diagnostics.HasError() {
		b.Fatal(resp.Diagnostics)
	}
	return resp.State
}

// BenchmarkPagesToResponse reads pages from a service that costs next to nothing, and goes on to the bytes that Terraform gets.
func BenchmarkPagesToResponse(b *testing.B) {
	for _, size := range listSizes {
		b.Run(fmt.Sprintf("events=%d", size), func(b *testing.B) {
			service := newConfiguredProvider(b, size)
			b.ReportAllocs()
			for b.Loop() {
				service.read(b, nil)
			}
		})
	}
}

// BenchmarkMemory compares the peak of the live heap in a read of a long list with no events kept and with all events kept. With
// GODEBUG=gcstoptheworld=1 the peak is exact to 5 %. Otherwise it includes garbage that is created while the collector runs.
func BenchmarkMemory(b *testing.B) {
	const size = 100_000
	for _, test := range []struct {
		name   string
		config acctest.Object
	}{
		{"all", nil},
		{"0", acctest.Object{"max_events": tftypes.NewValue(tftypes.Number, 0)}},
	} {
		b.Run(fmt.Sprintf("max_events=%s/events=%d", test.name, size), func(b *testing.B) {
			service := newConfiguredProvider(b, size)
			b.ReportAllocs()
			peak := peakOfLiveHeap(b, func() { service.read(b, test.config) })
			b.ReportMetric(float64(peak), "live-B")
			b.ReportMetric(0, "ns/op") // collecting garbage so often takes most of it
		})
	}
}

// peakOfLiveHeap runs a benchmark while it watches the heap, garbage not counted, and returns how much it grew at most.
func peakOfLiveHeap(b *testing.B, run func()) uint64 {
	b.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	runtime.GC()
	metrics.Read(live)
	before := live[0].Value.Uint64()

	peak, done := make(chan uint64), make(chan struct{})
	go func() {
		most := before
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				metrics.Read(live)
				most = max(most, live[0].Value.Uint64())
			case <-done:
				peak <- most
				return
			}
		}
	}()
	for b.Loop() {
		run()
	}
	close(done)
	return <-peak - before
}

func generatedList(size int) *eventlist.List {
	events := make([]eventlist.Event, size)
	for i, event := range mockapi.Generate(size) {
		events[i] = eventlist.Event{Message: &event.Message, Level: &event.Level, Time: &event.Time, Source: &event.Source}
	}
	return &eventlist.List{Events: events, Total: int64(size), Summary: &eventlist.Summary{}}
}

// oneDataSource is the provider with one other data source instead of its data sources.
type oneDataSource struct {
	frameworkprovider.Provider

	source datasource.DataSource
}

func (p *oneDataSource) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return p.source }}
}

// benchedProvider is called as Terraform would call it.
type benchedProvider struct {
	tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

func newBenchedProvider(b *testing.B, served frameworkprovider.Provider) benchedProvider {
	b.Helper()
	server, err := providerserver.NewProtocol6WithError(served)()
	if err != nil {
		b.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		b.Fatal(err)
	}
	return benchedProvider{server, schemas}
}

// newConfiguredProvider returns the real provider, connected to a list of that many events.
func newConfiguredProvider(b *testing.B, events int) benchedProvider {
	b.Helper()
	p := newBenchedProvider(b, provider.New(b.Context(), "bench")())
	response, err := p.ConfigureProvider(b.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: configOf(b, p.schemas.Provider, acctest.Object{
			"endpoint":   tftypes.NewValue(tftypes.String, mockapitest.Serve(b, newRenderedList(b, events)).String()),
			"project_id": tftypes.NewValue(tftypes.String, mockapi.ProjectID),
			"token":      tftypes.NewValue(tftypes.String, mockapi.Token),
		}),
	})
	if err != nil || len(response.Diagnostics) > 0 {
		b.Fatal(response, err)
	}
	return p
}

func (p benchedProvider) read(b *testing.B, more acctest.Object) {
	b.Helper()
	const dataSource = "modelarts_training_job_events"
	config := acctest.Object{"training_job_id": tftypes.NewValue(tftypes.String, mockapi.SampleJobID)}
	maps.Copy(config, more)
	response, err := p.ReadDataSource(b.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: dataSource,
		Config:   configOf(b, p.schemas.DataSourceSchemas[dataSource], config),
	})
	if err != nil || len(response.Diagnostics) > 0 {
		b.Fatal(response, err)
	}
}

// configOf leaves null what the object does not hold.
func configOf(b *testing.B, schema *tfprotov6.Schema, config acctest.Object) *tfprotov6.DynamicValue {
	b.Helper()
	values := map[string]tftypes.Value{}
	if err := nullsOf(b, schema.ValueType()).As(&values); err != nil {
		b.Fatal(err)
	}
	maps.Copy(values, config)
	dynamic, err := tfprotov6.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), values))
	if err != nil {
		b.Fatal(err)
	}
	return &dynamic
}

func nullsOf(b *testing.B, objectType tftypes.Type) tftypes.Value {
	b.Helper()
	values := map[string]tftypes.Value{}
	for name, attributeType := range objectType.(tftypes.Object).AttributeTypes {
		values[name] = tftypes.NewValue(attributeType, nil)
	}
	return tftypes.NewValue(objectType, values)
}

// renderedList serves events that are JSON already: the mock spends more on a page than the provider.
type renderedList [][]byte

func newRenderedList(b *testing.B, size int) renderedList {
	b.Helper()
	rendered := make(renderedList, size)
	for i, event := range mockapi.Generate(size) {
		object, err := json.Marshal(map[string]string{
			"message": event.Message, "level": event.Level, "time": event.Time, "source": event.Source,
		})
		if err != nil {
			b.Fatal(err)
		}
		rendered[i] = object
	}
	return rendered
}

func (l renderedList) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	offset, offsetErr := strconv.Atoi(r.URL.Query().Get("offset"))
	limit, limitErr := strconv.Atoi(r.URL.Query().Get("limit"))
	if offsetErr != nil || limitErr != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	first := min(offset, len(l))
	events := bytes.Join(l[first:min(first+limit, len(l))], []byte(","))
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"total":%d,"limit":%d,"offset":%d,"events":[%s]}`, len(l), limit, offset, events)
}
