#!/bin/sh
# Runs `make test` with each CLI in a folder (CLIENTS/*/terraform and CLIENTS/*/tofu), and prints a table of the results. The table shows
# each CLI under the name of its folder. Run it in the root of the repository. MAKE is the path of make, ARGS are additional arguments of
# `go test`.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/modelarts-matrix.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The path must be absolute, because the tests run in other folders.
clients=$(cd "${CLIENTS:?must be a folder with CLIs, such as CLIENTS/terraform-1.5.7/terraform}" && pwd)
# make expands dollar signs once more.
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
	echo "test-matrix: no CLI in $clients: expected folders that contain the program terraform or tofu" >&2
	exit 1
}
go run ./internal/cmd/testtable "$@"
