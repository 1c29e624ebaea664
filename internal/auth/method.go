package auth

import (
	"slices"
	"strings"
)

// Method is an authentication method.
type Method int

// The methods, in order of precedence. MethodNone is for a credential that is not known yet.
const (
	MethodNone Method = iota
	MethodToken
	MethodAccessKey
	MethodPassword
)

var methods = []Method{MethodToken, MethodAccessKey, MethodPassword}

func (m Method) String() string {
	return [...]string{"no credential", "token", "access key", "password"}[m]
}

// partSettings are the settings that show that a credential is intended. The domain is not one of them, because every method may need it.
var partSettings = []string{"token", "access_key", "secret_key", "security_token", "user_name", "user_id", "password"}

// parts returns the settings that a method needs. A part that is not set is missing. Optional parts are omitted if they are not set.
func (v view) parts(method Method) []value {
	switch method {
	case MethodToken:
		return []value{v.find("token")}
	case MethodAccessKey:
		access, security := v.find("access_key"), v.find("security_token")
		parts := []value{access, v.find("secret_key")}
		// A security token that an earlier session left in the environment does not belong to a key that is an argument.
		if security.isSet() && (!access.isSet() || security.origin <= access.origin) {
			parts = append(parts, security)
		}
		return parts
	case MethodPassword:
		user := preferred(v.find("user_id"), v.find("user_name"))
		if !user.isSet() {
			user.setting = "user_name"
		}
		parts := []value{user, v.find("password")}
		domain := preferred(v.find("domain_id"), v.find("domain_name"))
		switch {
		case domain.isSet():
			parts = append(parts, domain)
		case user.setting == "user_name": // a user's name is unique only in its domain
			parts = append(parts, v.find("domain_name"))
		}
		return parts
	case MethodNone:
	}
	return nil
}

// part returns a part of the credential, without text if it has none.
func (c candidate) part(setting string) value {
	i := slices.IndexFunc(c.parts, func(part value) bool { return part.setting == setting })
	if i < 0 {
		return value{}
	}
	return c.parts[i]
}

// Credential is the credential that is used. Only the field of its method is set.
type Credential struct {
	Method    Method
	Token     Token
	AccessKey AccessKey
	User      User
	// From names the origin of each part, such as "HW_ACCESS_KEY and HW_SECRET_KEY". It contains no value.
	From string
	// Unused names the other complete credentials, over which this one takes precedence. Empty: there are none.
	Unused string
}

// String names the method and the origin, such as "access key from HW_ACCESS_KEY and HW_SECRET_KEY". It contains no value.
func (c Credential) String() string {
	switch {
	case c.Method == MethodNone:
		return c.Method.String()
	case c.IsTemporary():
		return "temporary access key from " + c.From
	}
	return c.Method.String() + " from " + c.From
}

// GoString keeps the secrets out of %#v.
func (c Credential) GoString() string { return c.String() }

// IsTemporary reports whether the credential is an access key with a security token.
func (c Credential) IsTemporary() bool { return c.AccessKey.SecurityToken != "" }

// from returns the origins of the parts.
func (c candidate) from(l *layers) string {
	mentions := make([]string, len(c.parts))
	for i, part := range c.parts {
		mentions[i] = part.mention()
	}
	text := andList(mentions)
	if c.view.origin == fromEntry {
		text += " of " + l.entryPlace()
	}
	return text
}

func andList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
