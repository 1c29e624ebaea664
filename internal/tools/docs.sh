#!/bin/sh
# `docs.sh generate` generates docs/. `docs.sh check` fails if docs/ is out of date. Both fail if the registry would reject the pages. Run
# it in the root of the repository. TFPLUGINDOCS is the path of the generator.
#
# The generator gets the schema from a file. Without that file, it would look for a program named terraform, download one if there is
# none, and run `terraform init`.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/modelarts-docs.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# $1: the folder that contains templates/, examples/ and docs/.
generate() {
	"$TFPLUGINDOCS" generate --provider-dir "$1" --providers-schema "$work/schema.json" \
		--provider-name modelarts --rendered-provider-name ModelArts >"$work/log" || { cat "$work/log"; return 1; }
}

# Checks the rules of the registry: one page for each part of the schema, with valid front matter and size, and no other pages.
validate() {
	"$TFPLUGINDOCS" validate --provider-dir . --providers-schema "$work/schema.json" --provider-name modelarts \
		--allowed-resource-subcategories "Training Jobs" --allowed-guide-subcategories "Training Jobs,Provider Setup" >"$work/log" 2>&1 || {
		cat "$work/log"
		return 1
	}
}

# Generates into a copy, so that the working tree is not changed. Committed, uncommitted and stray files are all compared.
check() {
	mkdir "$work/copy"
	cp -R templates examples "$work/copy/"
	generate "$work/copy"
	diff -ru docs "$work/copy/docs" || {
		echo "docs/ is out of date: run \`make docs\`" >&2
		return 1
	}
	validate
}

go run ./internal/cmd/providerschema >"$work/schema.json"
case $1 in
generate) generate . && validate ;;
check) check ;;
esac
