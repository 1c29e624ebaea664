package mockapi

import "net/http"

// tokenAuthentication accepts requests that carry the token in X-Auth-Token, and nothing else.
func tokenAuthentication(token string) func(*http.Request) *refusal {
	return func(r *http.Request) *refusal {
		sent := r.Header.Values("X-Auth-Token")
		switch {
		case len(sent) == 0 || sent[0] == "":
			return tokenMissing()
		case len(sent) > 1 || sent[0] != token:
			return tokenInvalid()
		}
		return nil
	}
}
