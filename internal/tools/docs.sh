#!/bin/sh
# Generates docs/ (docs.sh generate), or fails where docs/ is not what would be generated (docs.sh check); both fail where the registry
# would not take the pages. Runs in the root of the repository; TERRAFORM is Terraform or OpenTofu, TFPLUGINDOCS the generator.
#
# The generator is handed the schema in a file. On its own it would look for a program named terraform, download one if
# there is none, and run `terraform init`.
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
	# The generator only finds a provider at this address, whatever its real one is.
	cat >"$work/config/main.tf" <<-CONFIG
		terraform {
		  required_providers {
		    modelarts = { source = "registry.terraform.io/hashicorp/modelarts" }
		  }
		}
	CONFIG
	(cd "$work/config" && TF_CLI_CONFIG_FILE="$work/cli.tfrc" "$TERRAFORM" providers schema -json) >"$work/schema.json"
	# An older CLI leaves them out, and their page would be gone.
	grep -q '"ephemeral_resource_schemas"' "$work/schema.json" || {
		echo "docs: needs Terraform 1.10 or OpenTofu 1.11: set TERRAFORM" >&2
		exit 1
	}
}

# $1: the folder that holds templates/, examples/ and docs/.
generate() {
	"$TFPLUGINDOCS" generate --provider-dir "$1" --providers-schema "$work/schema.json" \
		--provider-name modelarts --rendered-provider-name ModelArts >"$work/log" || { cat "$work/log"; return 1; }
}

# What the registry wants: a page of its size and with its front matter for all that the schema has, and no other page.
validate() {
	"$TFPLUGINDOCS" validate --provider-dir . --providers-schema "$work/schema.json" --provider-name modelarts \
		--allowed-resource-subcategories "Training Jobs" --allowed-guide-subcategories "Training Jobs,Provider Setup" >"$work/log" 2>&1 || {
		cat "$work/log"
		return 1
	}
}

# Works on a copy, so that the tree is neither changed nor trusted: committed, uncommitted and stray files count alike.
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
