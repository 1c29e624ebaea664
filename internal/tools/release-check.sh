#!/bin/sh
# Builds a release without publishing it. Fails if the registry would reject it, or if a program prints the wrong version. Run it in the
# root of the repository. GORELEASER is the path of GoReleaser.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/modelarts-release.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

name=terraform-provider-modelarts
dist=$work/dist

fail() {
	echo "release-check: $*" >&2
	exit 1
}

# Uses a temporary folder, so that an existing dist/ is kept. Without a remote, GoReleaser would ignore the tag and the time of the commit.
# It only needs the URL of a remote; a snapshot never connects to it.
build_snapshot() {
	{
		cat .goreleaser.yml
		echo "dist: '$dist'"
	} >"$work/goreleaser.yml"
	GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=remote.origin.url GIT_CONFIG_VALUE_0="https://github.com/modelarts-contrib/$name" \
		"$GORELEASER" release --snapshot --clean --skip=sign,sbom,publish --config "$work/goreleaser.yml"
}

expected_files() {
	for platform in darwin_amd64 darwin_arm64 freebsd_386 freebsd_amd64 freebsd_arm freebsd_arm64 \
		linux_386 linux_amd64 linux_arm linux_arm64 windows_386 windows_amd64 windows_arm64; do
		echo "${name}_${version}_$platform.zip"
	done
	echo "${name}_${version}_manifest.json"
}

check_sums() {
	sums=${name}_${version}_SHA256SUMS
	expected_files | sort >"$work/expected"
	sed 's/^[0-9a-f]\{64\}  //' "$dist/$sums" | sort | diff "$work/expected" - || fail "$sums does not list exactly the files of a release"
	# A release uploads the manifest under this name.
	cp terraform-registry-manifest.json "$dist/${name}_${version}_manifest.json"
	if command -v sha256sum >/dev/null; then
		(cd "$dist" && sha256sum --quiet -c "$sums")
	else
		(cd "$dist" && shasum -a 256 -c "$sums" >/dev/null)
	fi || fail "the checksums in $sums are wrong"
}

check_archives() {
	for archive in "$dist"/*.zip; do
		program=${name}_v$version
		case $archive in *_windows_*) program=$program.exe ;; esac
		printf 'LICENSE\n%s\n' "$program" >"$work/expected"
		unzip -Z1 "$archive" | sort | diff "$work/expected" - || fail "${archive##*/} does not contain exactly the expected files"
	done
}

check_version() {
	archive=$dist/${name}_${version}_$(go env GOOS)_$(go env GOARCH).zip
	unzip -q "$archive" -d "$work"
	got=$("$work/${name}_v$version" -version)
	[ "$got" = "$name $version" ] || fail "the program of version $version prints: $got"
}

export LC_ALL=C
"$GORELEASER" check .goreleaser.yml
build_snapshot
version=$(sed 's/.*"version":"\([^"]*\)".*/\1/' "$dist/metadata.json")
check_sums
check_archives
check_version
echo "All files of the release of version $version are correct."
