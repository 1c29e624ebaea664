package credentials_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/signature"
)

// recorder stands for every host there is: as a proxy, or as what opens connections. It responds like IAM and ModelArts, and records which
// host was sent the credential of which origin. Credentials are named after their origin, such as "hwcred-token".
type recorder struct {
	proxy, secure *httptest.Server
	authority     *x509.Certificate
	key           *ecdsa.PrivateKey

	mu sync.Mutex
	// connects are the hosts that clients wanted the proxy to connect to.
	connects []string
	sent     []sentRequest
}

// sentRequest is one request as its host received it.
type sentRequest struct {
	host string
	// plain is whether it came over plain http.
	plain bool
	// credentials are the origins of what authenticates it, sorted.
	credentials []string
	// where is everything that says where it goes, and for which project.
	where string
}

var credentialPattern = regexp.MustCompile(`(block|entry|hw|os)cred`)

func originsIn(pattern *regexp.Regexp, text string) []string {
	var origins []string
	for _, match := range pattern.FindAllStringSubmatch(text, -1) {
		origins = append(origins, match[1])
	}
	slices.Sort(origins)
	return slices.Compact(origins)
}

func newRecorder(t *testing.T) *recorder {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{key: key, authority: &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of the test"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}}
	r.secure = httptest.NewUnstartedServer(http.HandlerFunc(r.respond))
	r.secure.TLS = &tls.Config{GetCertificate: r.certificate}
	r.secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it is told of each handshake that fails
	r.secure.StartTLS()
	t.Cleanup(r.secure.Close)
	r.proxy = httptest.NewServer(http.HandlerFunc(r.relay))
	t.Cleanup(r.proxy.Close)
	return r
}

// certificate is for any host.
func (r *recorder) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), NotAfter: r.authority.NotAfter, DNSNames: []string{hello.ServerName}}
	der, err := x509.CreateCertificate(rand.Reader, leaf, r.authority, r.key.Public(), r.key)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: r.key}, err
}

// caCertFile is the file to trust the recorder with.
func (r *recorder) caCertFile(t *testing.T) string {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, r.authority, r.authority, r.key.Public(), r.key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// dial leads every connection to the recorder.
func (r *recorder) dial(ctx context.Context, network, address string) (net.Conn, error) {
	target := r.secure.Listener.Addr()
	if strings.HasSuffix(address, ":80") {
		target = r.proxy.Listener.Addr()
	}
	return new(net.Dialer).DialContext(ctx, network, target.String())
}

// relay is the proxy.
func (r *recorder) relay(w http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodConnect {
		r.respond(w, request)
		return
	}
	r.mu.Lock()
	r.connects = append(r.connects, request.URL.Hostname())
	r.mu.Unlock()
	upstream, err := r.dial(request.Context(), "tcp", request.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer upstream.Close()
	w.WriteHeader(http.StatusOK)
	downstream, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer downstream.Close()
	go func() {
		_, _ = io.Copy(upstream, buffered)
		upstream.Close()
	}()
	_, _ = io.Copy(downstream, upstream)
}

// respond records a request, and responds so that the next one follows. A token that it issues is named after the password.
func (r *recorder) respond(w http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	credentials := originsIn(credentialPattern, fmt.Sprint(request.Header)+string(body))
	for _, origin := range []string{"block", "entry", "hw", "os"} {
		if signature.Verify(request, body, origin+"cred-secret_key", time.Now()) == nil {
			credentials = append(credentials, origin)
		}
	}
	slices.Sort(credentials)
	where := request.Host + request.URL.String()
	if request.Method == http.MethodPost {
		where += string(body)
	}
	r.mu.Lock()
	r.sent = append(r.sent, sentRequest{request.Host, request.TLS == nil, slices.Compact(credentials), where})
	r.mu.Unlock()

	w.Header().Set("Content-Type", "application/json")
	switch {
	case request.Method == http.MethodPost:
		w.Header().Set("X-Subject-Token", "issued-"+strings.Join(credentials, "cred-")+"cred")
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"token":{"project":{"id":"found","name":"found"}}}`)
	case strings.HasSuffix(request.URL.Path, "/projects"):
		fmt.Fprintf(w, `{"projects":[{"id":"found","name":%q}]}`, request.URL.Query().Get("name"))
	default:
		fmt.Fprint(w, `{"total":0,"offset":0,"limit":100,"events":[]}`)
	}
}

// take returns what was recorded since it was last called.
func (r *recorder) take() (connects []string, sent []sentRequest) {
	r.mu.Lock()
	defer r.mu.Unlock()
	connects, sent = r.connects, r.sent
	r.connects, r.sent = nil, nil
	return connects, sent
}

// cloudsYAML is an entry named test with these settings, by the names of the arguments.
func cloudsYAML(values map[string]string) string {
	keys := map[string]string{"access_key": "ak", "secret_key": "sk", "user_name": "username", "domain_name": "user_domain_name"}
	var auth, outside bytes.Buffer
	for name, value := range values {
		switch key, renamed := keys[name]; {
		case name == "region":
			fmt.Fprintf(&outside, "    region_name: %q\n", value)
		case name == "insecure":
			fmt.Fprintf(&outside, "    verify: %t\n", value != "true")
		case renamed:
			fmt.Fprintf(&auth, "      %s: %q\n", key, value)
		default:
			fmt.Fprintf(&auth, "      %s: %q\n", name, value)
		}
	}
	return "clouds:\n  test:\n" + outside.String() + "    auth:\n      interface: public\n" + auth.String()
}
