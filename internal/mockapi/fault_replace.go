package mockapi

import (
	"net/http"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/wire"
)

// substitutes are the faults that send a different answer.
var substitutes = map[FaultKind]func(f Fault, requestID string) wire.Reply{
	FaultThrottle: func(f Fault, requestID string) wire.Reply {
		return f.withRetryAfter(throttled().Reply(requestID))
	},
	FaultInternalError: func(_ Fault, requestID string) wire.Reply {
		failed := &wire.Refusal{Status: http.StatusInternalServerError, Code: "ModelArts.0010", Message: "Internal error."}
		return failed.Reply(requestID)
	},
	FaultBadGateway: func(Fault, string) wire.Reply { return proxyPage(http.StatusBadGateway) },
	FaultUnavailable: func(f Fault, _ string) wire.Reply {
		// The code is invented. Real gateways send bodies of this form.
		body := map[string]string{"code": "ServiceUnavailable", "message": "The service is not available now."}
		return f.withRetryAfter(wire.JSON(http.StatusServiceUnavailable, body))
	},
	FaultGatewayTimeout: func(Fault, string) wire.Reply { return proxyPage(http.StatusGatewayTimeout) },
	FaultUnauthorized: func(_ Fault, requestID string) wire.Reply {
		refused := &wire.Refusal{
			Status: http.StatusUnauthorized, Code: "APIGW.0301",
			Message: "The signature or the access key is wrong.", From: wire.FromGateway,
		}
		return refused.Reply(requestID)
	},
	FaultEmptyBody: func(Fault, string) wire.Reply { return wire.Text(http.StatusOK, "application/json", "") },
	FaultNullBody:  func(Fault, string) wire.Reply { return wire.Text(http.StatusOK, "application/json", "null") },
	FaultNoEvents:  func(Fault, string) wire.Reply { return wire.Text(http.StatusOK, "application/json", "{}") },
	FaultLoginPage: func(Fault, string) wire.Reply {
		return wire.HTML(http.StatusOK, "<!DOCTYPE html>\n<html><head><title>Log in</title></head>"+
			"<body><form method=\"post\"><input name=\"user\"><input name=\"password\" type=\"password\"></form></body></html>\n")
	},
	FaultRespond: func(f Fault, _ string) wire.Reply {
		status := f.Status
		if status == 0 {
			status = http.StatusOK
		}
		answer := wire.Text(status, "application/json", f.Body)
		wire.Reply{Header: f.Header}.AddHeader(answer.Header)
		return answer
	},
}

// connectionFaults are the faults that send no answer.
var connectionFaults = map[FaultKind]func(wire.Exchange){
	FaultReset: func(x wire.Exchange) { x.Reset() },
	FaultHang:  func(x wire.Exchange) { x.Hang() },
}

func (f Fault) replaces() bool {
	return substitutes[f.Kind] != nil || connectionFaults[f.Kind] != nil || f.breaksAnswer()
}

// breaksAnswer reports whether the fault sends the correct answer incompletely or with a mistake.
func (f Fault) breaksAnswer() bool { return brokenAnswers[f.Kind] != nil }

func (f Fault) replace(x wire.Exchange, answer func() wire.Reply) {
	if substitute := substitutes[f.Kind]; substitute != nil {
		x.Write(substitute(f, x.RequestID))
		return
	}
	if fail := connectionFaults[f.Kind]; fail != nil {
		fail(x)
		return
	}
	brokenAnswers[f.Kind](x, answer())
}

func (f Fault) withRetryAfter(answer wire.Reply) wire.Reply {
	if f.RetryAfter != "" {
		answer.Header.Set("Retry-After", f.RetryAfter)
	}
	return answer
}

func proxyPage(status int) wire.Reply {
	title := http.StatusText(status)
	return wire.HTML(status, "<html>\r\n<head><title>"+title+"</title></head>\r\n"+
		"<body>\r\n<center><h1>"+title+"</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n")
}

// gzipTrailerBytes is the length of the checksum and the size at the end of a gzip stream (RFC 1952, section 2.3).
const gzipTrailerBytes = 8

// brokenAnswers are the faults that send the correct answer incompletely or with a mistake.
var brokenAnswers = map[FaultKind]func(x wire.Exchange, answer wire.Reply){
	FaultResetBody:   func(x wire.Exchange, answer wire.Reply) { x.WriteHalf(answer); x.Reset() },
	FaultCutBody:     func(x wire.Exchange, answer wire.Reply) { x.WriteHalf(answer); panic(http.ErrAbortHandler) },
	FaultHangBody:    func(x wire.Exchange, answer wire.Reply) { x.WriteHalf(answer); x.Hang() },
	FaultDripBody:    func(x wire.Exchange, answer wire.Reply) { x.Drip(answer); x.Hang() },
	FaultLongLength:  func(x wire.Exchange, answer wire.Reply) { x.WriteLonger(answer) },
	FaultShortLength: func(x wire.Exchange, answer wire.Reply) { x.WriteShorter(answer) },
	FaultCutGzip: func(x wire.Exchange, answer wire.Reply) {
		x.WriteCompressed(answer, func(compressed []byte) []byte { return compressed[:len(compressed)/2] })
	},
	FaultCorruptGzip: func(x wire.Exchange, answer wire.Reply) {
		x.WriteCompressed(answer, func(compressed []byte) []byte {
			compressed[len(compressed)-gzipTrailerBytes]++
			return compressed
		})
	},
}
