// Package rest requests JSON from the services of a cloud: with credentials, time limits and retries, bounds on what it reads, and
// errors that a person can act on. It knows statuses, but no service's error codes, and nothing of Terraform.
//
// A request follows [Client.send] from top to bottom. It is repeated at most Config.MaxRetries times; after a renewed
// authorization, the count begins again:
//
//	failure                                       repeated   wait before the next attempt
//	429                                           yes        Retry-After, or a back-off that grows by 4; all requests wait
//	500, 502, 503, 504                            yes        Retry-After, or a back-off that grows by 2
//	connection refused, reset or closed early     yes        a back-off that grows by 2
//	no complete response within RequestTimeout    yes        a back-off that grows by 2
//	200 whose body is cut short                   yes        a back-off that grows by 2
//	401                                           once       none, and only with another authorization, if the credential is a [Renewer]
//	any other status, redirects included          no
//	200 with another response than requested      no
//	host that does not exist                      no
//	untrusted certificate, wrong scheme           no
//	error of the credential                       no
//
// A back-off begins at Config.RetryWaitMin and is at most Config.RetryWaitMax; a Retry-After has no bound. A request whose context
// ends before the time that the service names fails at once with [ErrWaitTooLong].
package rest
