package credentials_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/mockapi/mockapitest"
)

// accSecretMethods are the variables of each authentication method: a configuration with secrets in it would have them in the plan.
func accSecretMethods(t *testing.T, address string) map[string][]string {
	t.Helper()
	clouds := filepath.Join(t.TempDir(), "clouds.yaml")
	acctest.WriteFile(t, filepath.Dir(clouds), "clouds.yaml", fmt.Sprintf(`
clouds:
  key: {auth: {auth_url: %q, project_name: %s, ak: %s, sk: %s}}
  user: {auth: {auth_url: %[1]q, project_name: %[2]s, username: %[5]s, password: %s, domain_name: %s}}
`, address, mockapi.ProjectName, mockapi.AccessKeyID, mockapi.SecretKey, mockapi.UserName, mockapi.Password, mockapi.DomainName))
	named := []string{"HW_AUTH_URL=" + address, "HW_PROJECT_NAME=" + mockapi.ProjectName}
	return map[string][]string{
		"token":      {"HW_AUTH_TOKEN=" + mockapi.Token, "HW_PROJECT_ID=" + mockapi.ProjectID},
		"access key": append(named, "HW_ACCESS_KEY="+mockapi.AccessKeyID, "HW_SECRET_KEY="+mockapi.SecretKey),
		"temporary access key": append(named, "HW_ACCESS_KEY="+mockapi.TemporaryAccessKeyID, "HW_SECRET_KEY="+mockapi.TemporarySecretKey,
			"HW_SECURITY_TOKEN="+mockapi.SecurityToken),
		"user by name": append(named, "HW_USER_NAME="+mockapi.UserName, "HW_DOMAIN_NAME="+mockapi.DomainName,
			"HW_USER_PASSWORD="+mockapi.Password),
		"user by id": append(named, "HW_USER_ID="+mockapi.UserID, "HW_DOMAIN_ID="+mockapi.DomainID,
			"HW_USER_PASSWORD="+mockapi.Password),
		"clouds.yaml with a key":    {"OS_CLIENT_CONFIG_FILE=" + clouds, "OS_CLOUD=key"},
		"clouds.yaml with password": {"OS_CLIENT_CONFIG_FILE=" + clouds, "OS_CLOUD=user"},
	}
}

// echo is what a careless service or proxy makes of a request: all that it was sent, in several forms.
func echo(r *http.Request, body []byte) string {
	var sent strings.Builder
	for name, values := range r.Header {
		for _, value := range values {
			fmt.Fprintf(&sent, "%s: %s\n%s\n%s\n", name, value, url.QueryEscape(value), html.EscapeString(value))
		}
	}
	return sent.String() + string(body)
}

func jsonString(text string) string {
	return strings.ReplaceAll(fmt.Sprintf("%+q", text), `\x`, `\u00`)
}

// careless responds, by the id of the job, in each of the ways in which a read can fail, and quotes what it was sent.
var careless = map[string]func(w http.ResponseWriter, r *http.Request){
	"forbidden": func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, `{"error_code":%s,"error_msg":%[1]s,"request_id":%[1]s}`, jsonString(echo(r, nil)))
	},
	"not-found": func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, echo(r, nil))
	},
	"throttled": func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprintf(w, "<html>%s", html.EscapeString(echo(r, nil)))
	},
	"failed": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", strings.Join(strings.Fields(echo(r, nil)), " "))
		w.WriteHeader(http.StatusInternalServerError)
	},
	"redirected": func(w http.ResponseWriter, r *http.Request) {
		sent := url.QueryEscape(echo(r, nil))
		w.Header().Set("Location", "https://"+r.Host+"/"+sent+"?"+sent)
		w.WriteHeader(http.StatusFound)
	},
	"login-page": func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>"+echo(r, nil)) },
	"wrong-type": func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"error_code":%s,"events":%[1]s}`, jsonString(echo(r, nil)))
	},
	"cut": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000000")
		fmt.Fprint(w, echo(r, nil))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	},
	"surplus": func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n%s", echo(r, nil))
	},
}

func accCarelessService(t *testing.T) *url.URL {
	t.Helper()
	service := mockapi.New(mockapi.Config{})
	return mockapitest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if respond, found := careless[path.Base(path.Dir(r.URL.Path))]; found {
			respond(w, r)
			return
		}
		if path.Base(path.Dir(r.URL.Path)) == "unauthorized" {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, echo(r, nil))
			return
		}
		service.ServeHTTP(w, r)
	}))
}

// The provider runs as Terraform runs it, so that every log is there that a user could send to somebody, and every file that it leaves.
// One plan takes all paths on which a read can end. The service that refuses the credential needs its own provider.
func TestAccNothingThatIsLeftOrShownHoldsASecret(t *testing.T) {
	t.Parallel()
	address := accCarelessService(t)
	untrusted := accUntrustedService(t)
	var config strings.Builder
	config.WriteString(accNoRetries(address.String()) + accJob(mockapi.SampleJobID) +
		accAlias("unauthorized", address.String()) + accAlias("untrusted", untrusted))
	for job := range careless {
		config.WriteString(accJob(job))
	}
	for name, environment := range accSecretMethods(t, address.String()) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// These show that the paths were taken.
			accLeavesNoSecret(t, "every failure", config.String(), environment, "Read complete", "Permission missing", "No such path",
				"throttles the requests", "is not available", "Redirect refused", "without a list of events", "Connection broke",
				"Credential refused", "Certificate not trusted")
			accLeavesNoSecret(t, "success", accNoRetries(address.String())+accJob(mockapi.SampleJobID), environment, "Read complete")
		})
	}
}

func TestAccNoSecretIsShownWhereIAMFails(t *testing.T) {
	t.Parallel()
	var config strings.Builder
	errors := 0
	for name, respond := range map[string]func(w http.ResponseWriter, sent string){
		"refusal": func(w http.ResponseWriter, sent string) {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"error":{"code":401,"message":%s,"title":"Unauthorized"}}`, jsonString(sent))
		},
		"failure": func(w http.ResponseWriter, sent string) {
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, "<html>"+sent)
		},
		"no token": func(w http.ResponseWriter, sent string) {
			w.WriteHeader(http.StatusCreated)
			fmt.Fprintf(w, `{"token":%s}`, jsonString(sent))
		},
		"redirect": func(w http.ResponseWriter, sent string) {
			w.Header().Set("Location", "https://127.0.0.1/"+url.QueryEscape(sent))
			w.WriteHeader(http.StatusTemporaryRedirect)
		},
	} {
		address := mockapitest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			respond(w, echo(r, body))
		})).String()
		alias := strings.ReplaceAll(name, " ", "-")
		config.WriteString(accAlias(alias, address))
		errors++
	}
	methods := accSecretMethods(t, "http://127.0.0.1:1")
	for _, method := range []string{"access key", "user by name", "clouds.yaml with password"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			output := accLeavesNoSecret(t, method, config.String(), methods[method], "IAM")
			if got := strings.Count(output, "Error: "); got != errors {
				t.Errorf("%d errors, want %d", got, errors)
			}
		})
	}
}

// accUntrustedService starts a service whose certificate nobody trusts, and returns its URL.
func accUntrustedService(t *testing.T) string {
	t.Helper()
	server := httptest.NewUnstartedServer(mockapi.New(mockapi.Config{}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it is told of each handshake that fails
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// accAlias is another provider at a service, with a data source that reads there.
func accAlias(name, address string) string {
	return strings.NewReplacer("NAME", name, "ADDRESS", address).Replace(`
provider "modelarts" {
  alias       = "NAME"
  endpoint    = "ADDRESS"
  auth_url    = "ADDRESS"
  max_retries = 0
}

data "modelarts_training_job_events" "job-NAME" {
  provider        = modelarts.NAME
  training_job_id = "NAME"
}
`)
}

// accNoRetries is a provider block without retries. It sets the endpoint, because no variable completes a credential of clouds.yaml.
func accNoRetries(endpoint string) string {
	return fmt.Sprintf(`
provider "modelarts" {
  endpoint    = %q
  max_retries = 0
}
`, endpoint)
}

func accJob(id string) string {
	return strings.ReplaceAll(`
data "modelarts_training_job_events" "job-ID" {
  training_job_id = "ID"
}
`, "ID", id)
}

// accLeavesNoSecret makes a plan and applies it if there is one, with every log that there is, and searches all that comes of it. It
// returns the output.
func accLeavesNoSecret(t *testing.T, what, config string, environment []string, words ...string) string {
	t.Helper()
	workspace := acctest.NewWorkspace(t, config)
	var all bytes.Buffer
	workspace.Environment = slices.Concat(environment, []string{"TF_LOG=TRACE"})
	for _, arguments := range [][]string{{"plan", "-out=" + acctest.PlanFile}, {"apply", acctest.PlanFile}} {
		got := workspace.Run(t, arguments[0], arguments[1:]...)
		all.WriteString(got.Output)
		if got.ExitCode != 0 {
			break
		}
	}
	for _, word := range append(words, "API request") {
		if !strings.Contains(all.String(), word) {
			t.Errorf("%s: the output lacks %q:\n%s", what, word, all.String()[max(0, all.Len()-3000):])
		}
	}
	output := all.String()
	all.Write(accLeftFiles(t, workspace.Folder))
	for _, found := range acctest.Secrets.FindAll(all.Bytes()) {
		t.Errorf("%s: a secret is in what is shown or left: ...%.300s", what, all.Bytes()[max(0, found-100):])
	}
	return output
}

// accLeftFiles are the contents of all files of a folder, and of the files in its plans.
func accLeftFiles(t *testing.T, folder string) []byte {
	t.Helper()
	var contents bytes.Buffer
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		contents.Write(content)
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			continue // no plan
		}
		for _, entry := range archive.File {
			reader, err := entry.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&contents, reader); err != nil {
				t.Fatal(err)
			}
		}
	}
	return contents.Bytes()
}
