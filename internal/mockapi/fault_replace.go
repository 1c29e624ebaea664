package mockapi

import (
	"net"
	"net/http"
)

// substitutes are the faults that send another answer.
var substitutes = map[FaultKind]func(f Fault, requestID string) reply{
	FaultThrottle: func(f Fault, requestID string) reply {
		return f.withRetryAfter(throttled().reply(requestID))
	},
	FaultInternalError: func(_ Fault, requestID string) reply {
		failed := &refusal{status: http.StatusInternalServerError, code: "ModelArts.0010", message: "Internal error."}
		return failed.reply(requestID)
	},
	FaultBadGateway: func(Fault, string) reply { return proxyPage(http.StatusBadGateway) },
	FaultUnavailable: func(f Fault, _ string) reply {
		// The code is made up; the shape is one that clients meet.
		body := map[string]string{"code": "ServiceUnavailable", "message": "The service is not available now."}
		return f.withRetryAfter(jsonReply(http.StatusServiceUnavailable, body))
	},
	FaultGatewayTimeout: func(Fault, string) reply { return proxyPage(http.StatusGatewayTimeout) },
	FaultUnauthorized: func(_ Fault, requestID string) reply {
		refused := &refusal{
			status: http.StatusUnauthorized, code: "APIGW.0301",
			message: "The signature or the access key is wrong.", from: fromGateway,
		}
		return refused.reply(requestID)
	},
	FaultEmptyBody: func(Fault, string) reply { return textReply(http.StatusOK, "application/json", "") },
	FaultNullBody:  func(Fault, string) reply { return textReply(http.StatusOK, "application/json", "null") },
	FaultNoEvents:  func(Fault, string) reply { return textReply(http.StatusOK, "application/json", "{}") },
	FaultLoginPage: func(Fault, string) reply {
		return htmlReply(http.StatusOK, "<!DOCTYPE html>\n<html><head><title>Log in</title></head>"+
			"<body><form method=\"post\"><input name=\"user\"><input name=\"password\" type=\"password\"></form></body></html>\n")
	},
	FaultRespond: func(f Fault, _ string) reply {
		status := f.Status
		if status == 0 {
			status = http.StatusOK
		}
		answer := textReply(status, "application/json", f.Body)
		reply{header: f.Header}.addHeader(answer.header)
		return answer
	},
}

// breakdowns are the faults that send nothing.
var breakdowns = map[FaultKind]func(exchange){
	FaultReset: func(x exchange) { x.reset() },
	FaultHang:  func(x exchange) { x.hang() },
}

func (f Fault) replaces() bool {
	return substitutes[f.Kind] != nil || breakdowns[f.Kind] != nil || f.distorts()
}

// distorts reports whether the fault sends the right answer, which is made for it then.
func (f Fault) distorts() bool { return distortions[f.Kind] != nil }

func (f Fault) replace(x exchange, answer func() reply) {
	if substitute := substitutes[f.Kind]; substitute != nil {
		x.write(substitute(f, x.requestID))
		return
	}
	if breakDown := breakdowns[f.Kind]; breakDown != nil {
		breakDown(x)
		return
	}
	distortions[f.Kind](x, answer())
}

func (f Fault) withRetryAfter(answer reply) reply {
	if f.RetryAfter != "" {
		answer.header.Set("Retry-After", f.RetryAfter)
	}
	return answer
}

func proxyPage(status int) reply {
	title := http.StatusText(status)
	return htmlReply(status, "<html>\r\n<head><title>"+title+"</title></head>\r\n"+
		"<body>\r\n<center><h1>"+title+"</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n")
}

// hang holds the connection until the client or the server gives up. The panic keeps net/http from ending
// the answer properly.
func (x exchange) hang() {
	<-x.r.Context().Done()
	panic(http.ErrAbortHandler)
}

// reset closes the connection with a RST: a linger of 0 drops what a proper close would still send.
func (x exchange) reset() {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	raw := conn
	if secured, ok := conn.(interface{ NetConn() net.Conn }); ok {
		raw = secured.NetConn()
	}
	if lingering, ok := raw.(interface{ SetLinger(seconds int) error }); ok {
		_ = lingering.SetLinger(0)
	}
	_ = raw.Close()
}
