package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
)

// login is the body of POST /v3/auth/tokens, with the members that the mock supports.
type login struct {
	Auth struct {
		Identity identity `json:"identity"`
		// Scope is nil for a token without a project.
		Scope *struct {
			Project *reference `json:"project"`
		} `json:"scope"`
	} `json:"auth"`
}

type identity struct {
	Methods  []string `json:"methods"`
	Password *struct {
		User userCredential `json:"user"`
	} `json:"password"`
}

type userCredential struct {
	reference

	Password string `json:"password"`
}

// reference identifies a user or a project, by its id or by its name. A name is unique only within a domain.
type reference struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain *struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"domain"`
}

func parseLogin(contentType string, body []byte) (login, error) {
	if mediaType, _, _ := mime.ParseMediaType(contentType); mediaType != "application/json" {
		return login{}, fmt.Errorf("the Content-Type %q is not application/json", contentType)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	var l login
	if err := decoder.Decode(&l); err != nil {
		return login{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return login{}, errors.New("something follows the JSON object")
	}
	return l, l.check()
}

func (l login) check() error {
	if err := l.Auth.Identity.check(); err != nil {
		return err
	}
	scope := l.Auth.Scope
	switch {
	case scope == nil:
		return nil
	case scope.Project == nil:
		return errors.New("scope has no project")
	}
	return scope.Project.check("scope.project")
}

func (i identity) check() error {
	switch {
	case !slices.Equal(i.Methods, []string{"password"}) || i.Password == nil:
		return errors.New("identity is not the method password with a user")
	case i.Password.User.Password == "":
		return errors.New("identity.password.user has no password")
	}
	return i.Password.User.check("identity.password.user")
}

func (r reference) check(name string) error {
	byID := r.ID != "" && r.Name == "" && r.Domain == nil
	byName := r.ID == "" && r.Name != "" && r.Domain != nil && (r.Domain.ID == "") != (r.Domain.Name == "")
	if !byID && !byName {
		return fmt.Errorf("%s is neither an id nor a name with a domain that has either an id or a name", name)
	}
	return nil
}

// matches requires a valid reference.
func (r reference) matches(id, name string, owner User) bool {
	if r.ID != "" {
		return r.ID == id
	}
	return r.Name == name && (r.Domain.ID == owner.DomainID || r.Domain.Name == owner.DomainName)
}
