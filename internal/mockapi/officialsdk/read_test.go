// Package officialsdk_test reads from the mock with the official SDK. The mock must accept its requests and signatures. It is a separate
// package because the SDK takes long to compile.
package officialsdk_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	modelarts "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/modelarts/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/modelarts/v1/model"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

func TestOfficialSDKReadsTheSampleJobPageByPage(t *testing.T) {
	t.Parallel()
	client := newClient(t, mockapi.SecretKey)
	const limit = 10
	want := mockapi.Sample()
	var got []mockapi.Event
	for offset := 0; offset < len(want); offset += limit {
		page, err := client.ListTrainingJobEvents(&model.ListTrainingJobEventsRequest{
			TrainingJobId: mockapi.SampleJobID, Offset: new(int32(offset)), Limit: new(int32(limit)),
		})
		if err != nil {
			t.Fatal(err)
		}
		if int(*page.Total) != len(want) {
			t.Errorf("the total at offset %d is %d, want %d", offset, *page.Total, len(want))
		}
		for _, event := range *page.Events {
			got = append(got, mockapi.Event{Message: *event.Message, Level: *event.Level, Time: *event.Time, Source: *event.Source})
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %d events %+v, want %d %+v", len(got), got, len(want), want)
	}
}

// The README compares the provider with the SDK: these are the SDK's weaknesses.
func TestOfficialSDKTrustsTheAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  mockapi.FaultKind
		failed bool
	}{
		"total as a string is an error":      {mockapi.FaultStringNumbers, true},
		"answer without a list is no events": {mockapi.FaultNoEvents, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := newClient(t, mockapi.SecretKey, inject(mockapi.Fault{Kind: test.fault})).
				ListTrainingJobEvents(&model.ListTrainingJobEventsRequest{TrainingJobId: mockapi.SampleJobID})
			if (err != nil) != test.failed {
				t.Errorf("got %v", err)
			}
			if err == nil && page.Events != nil {
				t.Errorf("got %d events", len(*page.Events))
			}
		})
	}
}

func TestOfficialSDKWithWrongSecretKeyIsRejected(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, "wrong").ListTrainingJobEvents(&model.ListTrainingJobEventsRequest{TrainingJobId: mockapi.SampleJobID})
	if refused, ok := errors.AsType[*sdkerr.ServiceResponseError](err); !ok || refused.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %v, want a 401", err)
	}
}

func inject(fault mockapi.Fault) func(*mockapi.Service) {
	return func(service *mockapi.Service) { service.Inject(fault) }
}

func newClient(t *testing.T, secretKey string, settings ...func(*mockapi.Service)) *modelarts.ModelArtsClient {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	for _, set := range settings {
		set(service)
	}
	credentials, err := basic.NewCredentialsBuilder().WithAk(mockapi.AccessKeyID).WithSk(secretKey).WithProjectId(mockapi.ProjectID).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	client, err := modelarts.ModelArtsClientBuilder().
		WithEndpoint(mockapitest.Serve(t, service).String()).
		WithCredential(credentials).
		SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	return modelarts.NewModelArtsClient(client)
}
