#!/bin/sh
# Builds the provider into a folder that Terraform and OpenTofu can install it from, and prints the CLI configuration for that. Runs in
# the root of the repository. MIRROR is the folder; its default belongs to the user.
#
# Both CLIs look below the name of their own registry. The version is the newest one of the changelog.
set -eu

mirror=${MIRROR:-${XDG_DATA_HOME:-$HOME/.local/share}/terraform-provider-modelarts/mirror}
case $mirror in
/*) ;;
*) mirror=$PWD/$mirror ;; # the CLIs would look from their own working directory
esac
version=$(awk '/^## [0-9]/ { print $2; exit }' CHANGELOG.md)
platform=$(go env GOOS)_$(go env GOARCH)
program=terraform-provider-modelarts_v$version$(go env GOEXE)

work=$(mktemp -d "${TMPDIR:-/tmp}/modelarts-install.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

go build -ldflags "-X main.version=$version" -o "$work/$program" .
for registry in registry.terraform.io registry.opentofu.org; do
	folder=$mirror/$registry/modelarts-contrib/modelarts/$version/$platform
	mkdir -p "$folder"
	# A provider that runs keeps its file: the new one replaces the name.
	cp "$work/$program" "$folder/.new"
	mv "$folder/.new" "$folder/$program"
done

cat <<CONFIG
# Version $version is installed. Put this into ~/.terraformrc and run \`terraform init\`. If a configuration used an earlier build, delete
# its .terraform.lock.hcl first: the file holds the checksum of that build.
provider_installation {
  filesystem_mirror {
    path    = "$mirror"
    include = ["modelarts-contrib/modelarts"]
  }
  direct {
    exclude = ["modelarts-contrib/modelarts"]
  }
}
CONFIG
