package framework

import (
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/modelarts"
)

// isRejection reports whether a service rejected the credential, or what it was used for.
func isRejection(err error) bool {
	return reason(modelarts.ReasonUnauthorized, modelarts.ReasonSignature, modelarts.ReasonTokenWithoutProject, modelarts.ReasonForbidden,
		modelarts.ReasonOtherProject)(err)
}

const (
	//nolint:gosec // it is no token
	tokenAdvice = "Get a new token that is scoped to the project. Tokens expire after 24 hours, and shortly after a password change."
	clockAdvice = "The clock of this machine may be off by at most 15 minutes. Five wrong signatures in a row lock an access key for five minutes."
)

// adviceAtModelArts says what to do after a 401 of ModelArts.
func adviceAtModelArts(credential auth.Credential) string {
	if credential.Method == auth.MethodPassword {
		return "IAM accepted the password, but ModelArts rejects the token that IAM issued. Check that `endpoint` and `auth_url` of the provider " +
			"(or its `region` and `cloud`) belong to the same cloud." + unusedAdvice(credential)
	}
	return adviceAtIAM(credential)
}

// adviceAtIAM says what to do after a 401 or 403 of IAM.
func adviceAtIAM(credential auth.Credential) string {
	var advice string
	switch {
	case credential.Method == auth.MethodPassword:
		advice = "Check user, password, domain and project before you try again. Several wrong passwords lock the account."
	case credential.IsTemporary():
		advice = "The access key, the secret key and the security token must be of the same session. " +
			"They expire together: obtain new values of all three. " + clockAdvice
	case credential.Method == auth.MethodAccessKey:
		advice = "Check that the secret key belongs to the access key. A temporary access key needs its `security_token`, too. " + clockAdvice
	default:
		advice = tokenAdvice
	}
	return advice + unusedAdvice(credential)
}

// unusedAdvice names a good credential that a bad one may hide.
func unusedAdvice(credential auth.Credential) string {
	if credential.Unused == "" {
		return ""
	}
	return " Also set, but not used, because the " + credential.Method.String() + " from " + credential.From + " takes precedence: " +
		credential.Unused + "."
}
