package modelarts_test

import (
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/rest"
)

func TestReasonDependsOnStatusAndCode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		code   string
		want   modelarts.Reason
	}{
		{200, "", modelarts.ReasonUnusable},
		{302, "", modelarts.ReasonRedirect},
		{400, "ModelArts.2775", modelarts.ReasonJobNotFound},
		{400, "ModelArts.50004000", modelarts.ReasonInvalidRequest},
		{400, "", modelarts.ReasonInvalidRequest},
		{401, "ModelArts.0203", modelarts.ReasonUnauthorized},
		{401, "ModelArts.0207", modelarts.ReasonTokenWithoutProject},
		{401, "ModelArts.0212", modelarts.ReasonTokenWithoutProject},
		{401, "APIGW.0301", modelarts.ReasonSignature},
		{401, "APIG.0301", modelarts.ReasonSignature},
		{403, "ModelArts.0108", modelarts.ReasonForbidden},
		{403, "ModelArts.0210", modelarts.ReasonOtherProject},
		{403, "ModelArts.2786", modelarts.ReasonForbidden},
		{404, "ModelArts.2786", modelarts.ReasonOtherProject},
		{404, "ModelArts.2775", modelarts.ReasonNotFound},
		{404, "ModelArts.27860", modelarts.ReasonNotFound},
		{404, "ModelArts.2836", modelarts.ReasonNotFound},
		{404, "APIGW.0101", modelarts.ReasonNoSuchPath},
		{404, "X.ModelArts.2836", modelarts.ReasonNoSuchPath},
		{404, "", modelarts.ReasonNoSuchPath},
		{418, "", modelarts.ReasonUnknown},
		{429, "ModelArts.2799", modelarts.ReasonThrottled},
		{500, "ModelArts.0010", modelarts.ReasonUnavailable},
		{503, "", modelarts.ReasonUnavailable},
	} {
		if got := modelarts.ReasonOf(&rest.ResponseError{StatusCode: test.status, Code: test.code}); got != test.want {
			t.Errorf("%d %s: got reason %d, want %d", test.status, test.code, got, test.want)
		}
	}
}
