package auth

import "slices"

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
