#!/bin/sh
# Applies examples/demo against the mock service, and then a gate for two jobs: one completes and is deployed, the other has failed and is
# not. At last it follows a job, if the CLI has actions. It needs no account and no `terraform init`. Run it in the root of the repository.
# TERRAFORM is the path of Terraform or OpenTofu. The script writes only into a temporary folder, and always removes it.
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
	"$work/bin/mockapi" -listen 127.0.0.1:0 -job "$trained:events=20,errors=0,phases=$phases" \
		-job "$watched:events=6,errors=0,phases=Pending+Running+Running+Completed" >"$work/url" 2>"$work/mock.log" &
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
		print knows ? "completed-without-errors" : "completed-postcondition"
	}'
}

# Terraform has actions since 1.14. OpenTofu has none.
has_actions() {
	"$TERRAFORM" version | awk '/^Terraform v/ { split(substr($2, 2), version, "."); knows = version[1] > 1 || version[2] >= 14 } END { exit !knows }'
}

# The demo must not wait for as long as a real job takes.
copy_gate() {
	mkdir "$work/gate"
	awk '{ print } /^ *wait_for_end / { print "  poll_interval   = \"1s\"" }' "examples/gate/$gate.tf" >"$work/gate/$gate.tf"
	# A region in the provider block takes precedence over MODELARTS_ENDPOINT, which is the address of the mock.
	sed '/^ *region /d' examples/provider/provider.tf >"$work/provider.tf"
	grep -q '^provider ' "$work/gate/$gate.tf" || cp "$work/provider.tf" "$work/gate/"
}

# $1: the job. The log has the phases that a gate saw while it waited.
apply_gate() {
	TF_LOG_PROVIDER=INFO TF_LOG_PATH="$work/gate.log" "$TERRAFORM" -chdir="$work/gate" apply -auto-approve \
		-var=training_job_id="$1" $color >"$work/gate.out" 2>"$work/gate.err"
}

show_gate_pass() {
	say "$cli apply (examples/gate/$gate.tf) for a job that $state"
	apply_gate "$trained" || {
		cat "$work/gate.err"
		fail "the gate did not pass"
	}
	sed -n 's/.*Waiting for the end of a training job:.* phase=\([A-Za-z]*\).*/The job is in the phase \1./p' "$work/gate.log" | uniq
	grep '^Apply complete!' "$work/gate.out" || fail "nothing was deployed"
	say "The gate passed: the deployment went ahead"
}

# Errors are on standard error. The apply must fail with the message of the gate itself: it would also fail if the service were down.
show_gate_fail() {
	case $gate in
	completed-without-errors) message="Training job ended in a phase that this gate does not accept" ;;
	completed-postcondition) message="Resource postcondition failed" ;;
	esac
	say "$cli apply (examples/gate/$gate.tf) for a job that has failed"
	if apply_gate "$failed"; then
		fail "the gate did not fail"
	fi
	cat "$work/gate.err"
	grep -q "$message" "$work/gate.err" || fail "apply failed, but not because of the gate"
	say "The gate failed: nothing was deployed"
}

# The output has only what the action shows, without its address in front of each line.
show_follow() {
	example=examples/actions/modelarts_follow_training_job
	if ! has_actions; then
		say "$example/action.tf, which follows a job, needs Terraform 1.14"
		return
	fi
	say "$cli apply -invoke ($example/action.tf) for a job that runs"
	mkdir "$work/follow"
	awk '{ print } /^ *training_job_id = / { print "    poll_interval   = \"1s\"" }' "$example/action.tf" >"$work/follow/action.tf"
	cp "$work/provider.tf" "$work/follow/"
	"$TERRAFORM" -chdir="$work/follow" apply -auto-approve -invoke=action.modelarts_follow_training_job.this \
		-var=training_job_id="$watched" -no-color >"$work/follow.out" 2>&1 || {
		cat "$work/follow.out"
		fail "following the job failed"
	}
	sed -n 's/^Action .*(triggered by CLI): //p' "$work/follow.out"
}

gate=$(newest_gate)
[ -n "$gate" ] || fail "cannot parse the output of $TERRAFORM version"
# Each request for the job takes the next phase. A postcondition does not wait.
case $gate in
completed-without-errors) state=runs phases=Pending+Running+Completed ;;
completed-postcondition) state="has completed" phases=Completed ;;
esac
failed=5bd61eea-9de2-4864-a0f7-5fae966171b5
trained=2a7c1d0e-4b7f-4c58-9a51-6d3f0c9e8b12
watched=c0a1f3d2-6e58-4b0d-8f27-91b5d6a4e730

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

cli=${TERRAFORM##*/}
color=
[ -t 1 ] || color=-no-color

# Apply a saved plan, because apply then prints the outputs once; otherwise it prints them twice. Errors are on standard error.
say "$cli plan"
"$TERRAFORM" -chdir="$work/demo" plan -out=demo.tfplan $color >/dev/null
say "$cli apply (examples/demo)"
"$TERRAFORM" -chdir="$work/demo" apply $color -compact-warnings demo.tfplan

copy_gate
show_gate_pass
rm "$work/gate/terraform.tfstate" # the second deployment starts anew
show_gate_fail
show_follow
