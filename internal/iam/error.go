package iam

// Error is a request to IAM that failed. Its chain holds what [rest.Client] returned.
type Error struct {
	// Doing is what the request was for, such as "Logging in as user me".
	Doing string
	// Endpoint is IAM's address.
	Endpoint string
	Err      error
}

func (e *Error) Error() string { return e.Doing + " at " + e.Endpoint + ": " + e.Err.Error() }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }
