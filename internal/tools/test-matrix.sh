#!/bin/sh
# Runs `make test` with each CLI in a folder, CLIENTS/*/terraform and CLIENTS/*/tofu, and prints a table of the results. The name of a CLI is
# that of its folder. Runs in the root of the repository; MAKE is make, ARGS are more arguments of `go test`.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/modelarts-matrix.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The tests do not run in this folder.
clients=$(cd "${CLIENTS:?set it to a folder with the CLIs, such as CLIENTS/terraform-1.5.7/terraform}" && pwd)
# make expands a dollar once more.
args=$(printf %s "${ARGS:-}" | sed 's/\$/$$/g')
for cli in "$clients"/*/terraform "$clients"/*/tofu; do
	[ -x "$cli" ] || continue
	folder=${cli%/*}
	name=${folder##*/}
	echo "make test TERRAFORM=$cli" >&2
	# The table shows the failures.
	"$MAKE" --silent --no-print-directory test TERRAFORM="$cli" ARGS="-json $args" >"$work/$name.json" || :
done

set -- "$work"/*.json
[ -e "$1" ] || {
	echo "test-matrix: no CLI in $clients: it needs folders with the program terraform or tofu" >&2
	exit 1
}
go run ./internal/cmd/testtable "$@"
