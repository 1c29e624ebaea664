#!/bin/sh
# Runs `make test` with each CLI in a folder, CLIENTS/*/terraform and CLIENTS/*/tofu. Prints the skipped and the failed tests of each, and at
# the end a table with a line per CLI. The name of a CLI is that of its folder. It fails if a test failed or a CLI ran no test. It runs in the
# root of the repository; MAKE is make, GOTESTSUM is gotestsum, ARGS are more arguments of `go test`.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/modelarts-matrix.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The path must be absolute, because the tests run in other folders.
clients=$(cd "${CLIENTS:?must be a folder with CLIs, such as CLIENTS/terraform-1.5.7/terraform}" && pwd)
# make expands dollar signs once more.
args=$(printf %s "${ARGS:-}" | sed 's/\$/$$/g')
row='%-20s %8s %8s %8s %10s\n'
result=0
: >"$work/table"
for cli in "$clients"/*/terraform "$clients"/*/tofu; do
	[ -x "$cli" ] || continue
	folder=${cli%/*}
	name=${folder##*/}
	printf '\nmake test TERRAFORM=%s\n' "$cli"
	"$GOTESTSUM" --format=none --no-color --raw-command -- \
		"$MAKE" --silent --no-print-directory test TERRAFORM="$cli" ARGS="-json $args" >"$work/output" || result=1
	cat "$work/output"
	summary=$(sed -n 's/^DONE //p' "$work/output")
	case $summary in
	"" | "0 tests"*) result=1 ;;
	esac
	echo "$name" "$summary" | awk -v row="$row" '{
		for (i = 2; i < NF; i++) if ($i ~ /^[0-9]+$/) count[substr($(i + 1), 1, 4)] = $i
		failed = count["fail"] + count["erro"]
		printf row, $1, count["test"] - count["skip"] - failed, count["skip"] + 0, failed, $NF
	}' >>"$work/table"
done

[ -s "$work/table" ] || {
	echo "test-matrix: no CLI in $clients: it needs folders with the program terraform or tofu" >&2
	exit 1
}
echo
printf "$row" CLI passed skipped failed seconds
cat "$work/table"
exit $result
