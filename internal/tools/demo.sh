#!/bin/sh
# Applies examples/demo and a gate against the mock service, without an account and without `terraform init`. Run it in the root of the
# repository. TERRAFORM is the path of Terraform or OpenTofu. The script writes only into a temporary folder, and always removes it.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/modelarts-demo.XXXXXX")
mock=

clean_up() {
	if [ -n "$mock" ]; then
		kill "$mock" 2>/dev/null || :
		wait "$mock" 2>/dev/null || :
	fi
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '\n==> %s\n' "$*"; }

fail() {
	echo "demo: $*" >&2
	exit 1
}

start_mock() {
	"$work/bin/mockapi" -listen 127.0.0.1:0 >"$work/url" 2>"$work/mock.log" &
	mock=$!
	tries=100
	until [ -s "$work/url" ]; do
		kill -0 "$mock" 2>/dev/null || fail "the mock service exited: $(cat "$work/mock.log")"
		[ "$tries" -gt 0 ] || fail "the mock service did not print its address within ten seconds"
		tries=$((tries - 1))
		sleep 0.1
	done
}

write_cli_config() {
	cat >"$work/cli.tfrc" <<-CONFIG
		provider_installation {
		  dev_overrides {
		    "modelarts-contrib/modelarts" = "$work/bin"
		  }
		  direct {}
		}
	CONFIG
}

# Terraform supports ephemeral resources since 1.10, OpenTofu since 1.11.
newest_gate() {
	"$TERRAFORM" version | awk '/^(Terraform|OpenTofu) v/ {
		split(substr($2, 2), version, ".")
		knows = version[1] > 1 || version[2] >= ($1 == "OpenTofu" ? 11 : 10)
		print knows ? "ephemeral" : "postcondition"
	}'
}

# Errors are on standard error. The apply must fail with the message of the gate itself: it would also fail if the service were down.
show_gate_fail() {
	gate=$(newest_gate)
	case $gate in
	ephemeral) message="Training job has events that close this gate" ;;
	postcondition) message="Resource postcondition failed" ;;
	*) fail "cannot parse the output of $TERRAFORM version" ;;
	esac
	mkdir "$work/gate"
	cp "examples/gate/$gate.tf" "$work/gate/"
	# A region in the provider block takes precedence over MODELARTS_ENDPOINT, which is the address of the mock.
	sed '/^ *region /d' examples/provider/provider.tf >"$work/gate/provider.tf"
	say "$cli apply (examples/gate/$gate.tf): the job has an error, so this gate must fail"
	if "$TERRAFORM" -chdir="$work/gate" apply -auto-approve -var=training_job_id="$job" $color >"$work/gate.out" 2>"$work/gate.err"; then
		fail "the gate did not fail"
	fi
	cat "$work/gate.err"
	grep -q "$message" "$work/gate.err" || fail "apply failed, but not because of the gate"
	say "The gate failed: nothing was deployed"
}

say "Building the provider and the mock service"
go build -o "$work/bin/" . ./internal/cmd/mockapi

start_mock
url=$(cat "$work/url")
say "A mock of the ModelArts service listens on $url"

write_cli_config
cp -R examples/demo "$work/demo"
export TF_CLI_CONFIG_FILE="$work/cli.tfrc"
export MODELARTS_ENDPOINT="$url"
export HW_PROJECT_ID=0123456789abcdef0123456789abcdef
export HW_AUTH_TOKEN=mock-token-7f3c
job=5bd61eea-9de2-4864-a0f7-5fae966171b5

cli=${TERRAFORM##*/}
color=
[ -t 1 ] || color=-no-color

# Apply a saved plan, because apply then prints the outputs once; otherwise it prints them twice. Errors are on standard error.
say "$cli plan"
"$TERRAFORM" -chdir="$work/demo" plan -out=demo.tfplan $color >/dev/null
say "$cli apply (examples/demo)"
"$TERRAFORM" -chdir="$work/demo" apply $color -compact-warnings demo.tfplan

show_gate_fail
