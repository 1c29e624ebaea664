#!/bin/sh
# `docs.sh generate` generates docs/. `docs.sh check` fails if docs/ is out of date. Both fail if the registry would reject the pages. Run
# it in the root of the repository. TERRAFORM is the path of Terraform or OpenTofu, TFPLUGINDOCS the path of the generator.
#
# The generator gets the schema from a file. Without that file, it would look for a program named terraform, download one if there is
# none, and run `terraform init`.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/modelarts-docs.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

export_schema() {
	mkdir "$work/bin" "$work/config"
	go build -o "$work/bin/" .
	cat >"$work/cli.tfrc" <<-CONFIG
		provider_installation {
		  dev_overrides {
		    "registry.terraform.io/hashicorp/modelarts" = "$work/bin"
		  }
		  direct {}
		}
	CONFIG
	# The generator looks for the provider only at this address.
	cat >"$work/config/main.tf" <<-CONFIG
		terraform {
		  required_providers {
		    modelarts = { source = "registry.terraform.io/hashicorp/modelarts" }
		  }
		}
	CONFIG
	(cd "$work/config" && TF_CLI_CONFIG_FILE="$work/cli.tfrc" "$TERRAFORM" providers schema -json) >"$work/schema.json"
	# Older CLIs omit ephemeral resources, so their page would be removed.
	grep -q '"ephemeral_resource_schemas"' "$work/schema.json" || {
		echo "docs: Terraform 1.10 or OpenTofu 1.11 is required: set TERRAFORM" >&2
		exit 1
	}
}

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

export_schema
case $1 in
generate) generate . && validate ;;
check) check ;;
esac
