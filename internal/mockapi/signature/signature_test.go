package signature_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/signature"
)

const (
	vectorSecret = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"
	vectorDate   = "20191115T033655Z"
	emptyBody    = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

var vectorTime = time.Date(2019, time.November, 15, 3, 36, 55, 0, time.UTC)

// vector is the request whose signature the clouds publish.
func vector(t *testing.T) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		"https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs"+
			"?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Sdk-Date", vectorDate)
	r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, "+
		"SignedHeaders=content-type;host;x-sdk-date, "+
		"Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe")
	return r
}

// signatureOf signs a canonical request that the caller wrote out.
func signatureOf(secret, date, canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("SDK-HMAC-SHA256\n" + date + "\n" + hex.EncodeToString(sum[:])))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestVerifyAcceptsPublishedSignature(t *testing.T) {
	t.Parallel()
	if err := signature.Verify(vector(t), nil, vectorSecret, vectorTime); err != nil {
		t.Error(err)
	}
}

func TestVerifyRejectsChangedRequest(t *testing.T) {
	t.Parallel()
	secret, body := vectorSecret, []byte(nil)
	for name, change := range map[string]func(r *http.Request){
		"method":       func(r *http.Request) { r.Method = http.MethodHead },
		"path":         func(r *http.Request) { r.URL.Path += "x" },
		"query":        func(r *http.Request) { r.URL.RawQuery += "0" },
		"host":         func(r *http.Request) { r.Host = "other.example.com" },
		"header twice": func(r *http.Request) { r.Header.Add("Content-Type", "text/plain") },
		"names":        func(r *http.Request) { changeAuthorization(r, "host;", "") },
		"header":       func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
		"date":         func(r *http.Request) { r.Header.Set("X-Sdk-Date", "20191115T033656Z") },
		"signature":    func(r *http.Request) { changeAuthorization(r, "7be6", "7be7") },
		"cut":          func(r *http.Request) { changeAuthorization(r, "6ebe", "6eb") },
	} {
		r := vector(t)
		change(r)
		wantError(t, name, signature.Verify(r, body, secret, vectorTime), "the signature does not match")
	}
	wantError(t, "body", signature.Verify(vector(t), []byte("{}"), secret, vectorTime), "the signature does not match")
	wantError(t, "secret", signature.Verify(vector(t), body, secret+"x", vectorTime), "the signature does not match")
}

// A client may sign fewer headers than the published example, or more.
func TestClientChoosesSignedHeaders(t *testing.T) {
	t.Parallel()
	for names, canonical := range map[string]string{
		"x-sdk-date":             "x-sdk-date:" + vectorDate,
		"user-agent":             "user-agent:agent",
		"host":                   "host:service.region.example.com",
		"x-sdk-date;host":        "x-sdk-date:" + vectorDate + "\nhost:service.region.example.com",
		"content-type;X-Several": "content-type:application/json\nx-several:a\nx-several:b",
	} {
		r := vector(t)
		r.URL.RawQuery = ""
		r.Header.Set("User-Agent", "agent")
		r.Header["X-Several"] = []string{"b", "a"}
		r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access=a, SignedHeaders="+names+", Signature="+
			signatureOf("secret", vectorDate, strings.Join([]string{"GET", r.URL.Path + "/", "", canonical, "", names, emptyBody}, "\n")))
		if err := signature.Verify(r, nil, "secret", vectorTime); err != nil {
			t.Errorf("%s: %v", names, err)
		}
	}
}

func changeAuthorization(r *http.Request, old, replacement string) {
	r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, replacement, 1))
}

func wantError(t *testing.T, name string, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: got %v, want %s", name, err, want)
	}
}

func TestPathAndQueryAreCanonicalized(t *testing.T) {
	t.Parallel()
	for sent, canonical := range map[string][2]string{
		"":                            {"/", ""},
		"/":                           {"/", ""},
		"/a":                          {"/a/", ""},
		"/a/":                         {"/a/", ""},
		"/a%20b/c%2Fd/%c3%bf":         {"/a%20b/c%2Fd/%C3%BF/", ""},
		"/-_.~/(1):@!":                {"/-_.~/%281%29%3A%40%21/", ""},
		"/a?b=2&a=z&a=y":              {"/a/", "a=y&a=z&b=2"},
		"/a?B=1&a=1&A=1":              {"/a/", "A=1&B=1&a=1"},
		"/a?empty&also=":              {"/a/", "also=&empty="},
		"/a?q=%2B+%20%2a~&%c3%bf=a/b": {"/a/", "q=%2B%20%20%2A~&%C3%BF=a%2Fb"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://service.example.com"+sent, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Sdk-Date", vectorDate)
		r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;x-sdk-date, Signature="+
			signatureOf("secret", vectorDate, strings.Join([]string{
				"GET", canonical[0], canonical[1],
				"host:service.example.com", "x-sdk-date:" + vectorDate, "",
				"host;x-sdk-date", emptyBody,
			}, "\n")))
		if err := signature.Verify(r, nil, "secret", vectorTime); err != nil {
			t.Errorf("%s: %v", sent, err)
		}
	}
}

func TestVerifyErrorNamesTheCause(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(r *http.Request)
		want   string
	}{
		"none":            {func(r *http.Request) { r.Header.Del("Authorization") }, "Authorization was sent 0 times"},
		"twice":           {func(r *http.Request) { r.Header.Add("Authorization", "x") }, "Authorization was sent 2 times"},
		"other algorithm": {func(r *http.Request) { changeAuthorization(r, "SHA256", "SM3") }, "not of the form"},
		"no access key":   {func(r *http.Request) { changeAuthorization(r, "QTWAOYTTINDUT2QVKYUC", "") }, "not of the form"},
		"no spaces":       {func(r *http.Request) { changeAuthorization(r, ", Sig", ",Sig") }, "not of the form"},
		"upper case hex":  {func(r *http.Request) { changeAuthorization(r, "7be6", "7BE6") }, "not of the form"},
		"header missing":  {func(r *http.Request) { r.Header.Del("Content-Type") }, "the signed header content-type is missing"},
		"date missing":    {func(r *http.Request) { r.Header.Del("X-Sdk-Date") }, `X-Sdk-Date "" is not of the form`},
		"date in RFC3339": {func(r *http.Request) { r.Header.Set("X-Sdk-Date", "2019-11-15T03:36:55Z") }, "is not of the form"},
		"broken query":    {func(r *http.Request) { r.URL.RawQuery = "%zz" }, "the query cannot be decoded"},
	}
	for name, test := range tests {
		r := vector(t)
		test.change(r)
		wantError(t, name, signature.Verify(r, nil, vectorSecret, vectorTime), test.want)
	}
}

func TestClockSkewOf15MinutesIsAccepted(t *testing.T) {
	t.Parallel()
	for _, offset := range []time.Duration{-15 * time.Minute, 15 * time.Minute} {
		now := vectorTime.Add(offset).In(time.FixedZone("", 3600))
		if err := signature.Verify(vector(t), nil, vectorSecret, now); err != nil {
			t.Errorf("%s: %v", offset, err)
		}
	}
	for offset, server := range map[time.Duration]string{
		-15*time.Minute - time.Second: "20191115T032154Z",
		15*time.Minute + time.Second:  "20191115T035156Z",
	} {
		err := signature.Verify(vector(t), nil, vectorSecret, vectorTime.Add(offset).In(time.FixedZone("", 3600)))
		wantError(t, offset.String(), err,
			"signature expired: X-Sdk-Date 20191115T033655Z is more than 15 minutes from the server time "+server)
	}
}

func TestHeaderIsTrimmedBeforeSigning(t *testing.T) {
	t.Parallel()
	r := vector(t)
	r.Header.Set("Content-Type", " application/json\t")
	if err := signature.Verify(r, nil, vectorSecret, vectorTime); err != nil {
		t.Error(err)
	}
}
