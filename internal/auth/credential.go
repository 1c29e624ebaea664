package auth

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
