#!/bin/sh
# Builds the provider into a folder from which Terraform and OpenTofu can install it, and prints the CLI configuration for this. Run it in
# the root of the repository. MIRROR is the folder. The default is in the user's home directory.
#
# Each CLI looks in the subfolder of its own registry. The version is the newest one in the changelog.
set -eu

mirror=${MIRROR:-${XDG_DATA_HOME:-$HOME/.local/share}/terraform-provider-modelarts/mirror}
case $mirror in
/*) ;;
"~"*)
	echo "install: the shell did not expand the ~ of MIRROR=$mirror: write \$HOME instead" >&2
	exit 1
	;;
*) mirror=$PWD/$mirror ;; # the CLIs would resolve a relative path in their own working directory
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
	# Rename the new file: a running provider then keeps its old file.
	cp "$work/$program" "$folder/.new"
	mv "$folder/.new" "$folder/$program"
done

cat <<CONFIG
# Version $version is installed. Put this into ~/.terraformrc and run \`terraform init\`. If a configuration used an earlier build, delete
# the block of this provider in its .terraform.lock.hcl first: it contains the checksum of that build.
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
