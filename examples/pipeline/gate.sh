#!/bin/sh
# May the deployment go ahead? The exit code is the answer:
#
#   0  go:   all events of the training job were read, and none is an error
#   1  stop: they were read, and some are errors
#   2  could not tell, whatever the reason: nothing else ends in 0 or 1
#
#   sh gate.sh [REPORT [OPTION...]]
#
# The report, in Markdown, is appended to the file REPORT, or else to $GITHUB_STEP_SUMMARY, or else printed. Options are those of
# `terraform plan`, such as -var=training_job_id=... TERRAFORM names the program, such as tofu. `terraform init` has to come before.
#
# Terraform itself takes the plan's JSON apart, since it is there anyway, and jq is in few images of it.
set -eu

work=
code=2
# Whatever ends the script before there is an answer, `set -e` included, ends it with 2: 1 is to mean errors of the job and nothing else.
trap 'rm -rf "$work" || :; exit "$code"' EXIT
trap 'exit' HUP INT TERM

terraform=${TERRAFORM:-terraform}
here=$(dirname "$0")
report=${1:-${GITHUB_STEP_SUMMARY:-}}
[ $# -eq 0 ] || shift

publish() {
	if [ -n "$report" ]; then
		cat >>"$report"
	else
		cat
	fi
}

give_up() {
	echo "gate: could not tell: $1" >&2
	printf '### Training job: could not tell\n\nThe deployment is held back: %s. The log says more.\n' "$1" | publish
	exit
}

# In an empty folder, and without what leads to the pipeline's own backend, the console needs neither `terraform init` nor a state.
ask() (
	unset TF_DATA_DIR TF_WORKSPACE TF_CLI_ARGS
	"$terraform" -chdir="$work" console
)

work=$(mktemp -d "${TMPDIR:-/tmp}/gate.XXXXXX")

"$terraform" -chdir="$here" plan -input=false -no-color -out="$work/plan" "$@" >/dev/null ||
	give_up "the events could not be read"
"$terraform" -chdir="$here" show -json "$work/plan" >"$work/plan.json" ||
	give_up "the plan could not be shown"

# A plan that failed, or that is of a part of the configuration only, tells nothing. What is known after the apply has no value yet.
# The console takes a question of one line.
tr '\n' ' ' >"$work/question" <<'QUESTION'
[for plan in [jsondecode(file("plan.json"))] : join("\n", [
  try(plan.errored, false) || !try(plan.complete, true)
    ? "unknown"
    : coalesce(try(plan.planned_values.outputs.verdict.value, null), "missing"),
  try(coalesce(plan.planned_values.outputs.report.value), ""),
])][0]
QUESTION
ask <"$work/question" >"$work/answer" ||
	give_up "the plan could not be read"

# The console prints a text of several lines between two marks.
verdict=$(sed -n 2p "$work/answer")
case $verdict in
go | stop) ;;
*) give_up "the verdict is ${verdict:-missing}" ;;
esac
sed '1,2d;$d' "$work/answer" | publish

case $verdict in
go) code=0 ;;
stop) code=1 ;;
esac
exit
