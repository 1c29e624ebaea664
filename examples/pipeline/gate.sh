#!/bin/sh
# May the deployment go ahead? The exit code is the answer:
#
#   0  go:   all events of the training job were read, and none is an error
#   1  stop: they were read, and some are errors
#   2  could not tell, for any other reason: no events, an unknown level, a service that is down, a missing program
#
#   sh gate.sh [--json FILE] [REPORT [OPTION...]]
#
# The report, in Markdown, is appended to the file REPORT, or else to $GITHUB_STEP_SUMMARY, or else printed; REPORT may be empty.
# --json writes job, verdict, reason, counts and latest error to FILE. Each OPTION is one of `terraform plan`, such as
# -var=training_job_id=... TERRAFORM names the program, such as tofu. `terraform init` must have been run.
#
# The script takes no state lock and writes nothing into its own folder. A service that does not answer is given up after the time in main.tf.
#
# Terraform itself reads the plan's JSON, because it is there anyway, and few of its images have jq.
set -eu

work=
code=2
# Everything that ends the script before there is an answer, including `set -e`, ends it with 2: 1 must mean errors of the job only.
trap 'rm -rf "$work" || :; exit "$code"' EXIT
trap 'exit' HUP INT TERM

terraform=${TERRAFORM:-terraform}
here=$(dirname "$0")
json=
report=
job=

write_json() {
	[ -z "$json" ] || printf '%s\n' "$1" >"$json"
}

publish() {
	if [ -n "$report" ]; then
		cat >>"$report"
	else
		cat
	fi
}

# Only printable ASCII characters are left of a reason, which may quote another program, and of a job only those that an id can have.
unknown() {
	reason=$(printf '%s' "$1" | LC_ALL=C tr -cd '[:print:]')
	job=$(printf '%s' "$job" | LC_ALL=C tr -c 'A-Za-z0-9_-' '?')
	quoted=null
	[ -z "$job" ] || quoted="\"$job\""
	write_json "$(printf '{"job":%s,"verdict":"unknown","reason":"%s","counts":null,"latest_error":null}' \
		"$quoted" "$(printf '%s' "$reason" | sed 's/[\\"]/\\&/g')")"
}

# Four spaces make a block of code, so that Markdown gives no character of the reason a meaning.
give_up() {
	unknown "$1"
	echo "gate: could not tell about training job ${job:-of no known id}: $reason" >&2
	printf '### Training job `%s`: could not tell\n\nThe deployment is held back. The log says more. Reason:\n\n    %s\n' \
		"${job:-of no known id}" "$reason" | publish
	exit
}

# For a report without a plan.
find_job() {
	job=${TF_VAR_training_job_id:-}
	option=
	for word; do
		case $word in
		-var=training_job_id=* | --var=training_job_id=*) job=${word#*training_job_id=} ;;
		training_job_id=*) case $option in -var | --var) job=${word#*=} ;; esac ;;
		-var-file* | --var-file*) job= ;;
		esac
		option=$word
	done
}

# In an empty folder, and without what leads to the pipeline's own backend, the console needs neither `terraform init` nor a state.
ask() (
	unset TF_DATA_DIR TF_WORKSPACE TF_CLI_ARGS
	"$terraform" -chdir="$work" console
)

# The lines of the answer are the verdict, the job, the JSON, and the report. A plan that failed, or that covers only a part of the configuration, has
# no verdict. What is known after the apply has no value yet. The console takes a question of one line.
read_plan() {
	"$terraform" -chdir="$here" show -json "$work/plan" >"$work/plan.json" || return
	tr '\n' ' ' >"$work/question" <<-'QUESTION'
		[for plan in [jsondecode(file("plan.json"))] : join("\n", [
		  try(plan.errored, false) || !try(plan.complete, true)
		    ? "of a plan that is not complete"
		    : coalesce(try(plan.planned_values.outputs.verdict.value, null), "missing"),
		  replace(try(coalesce(plan.variables.training_job_id.value), ""), "/[^0-9A-Za-z_-]/", "?"),
		  try(coalesce(plan.planned_values.outputs.json.value), ""),
		  try(coalesce(plan.planned_values.outputs.report.value), ""),
		])][0]
	QUESTION
	ask <"$work/question" >"$work/answer"
}

# The console prints a text of several lines between two marks.
line() {
	sed -n "$(($1 + 1))p" "$work/answer"
}

if [ "${1:-}" = --json ]; then
	json=${2:?--json needs the name of a file}
	shift 2
fi
find_job "$@"
# From the start, so that FILE never holds the answer of an earlier run.
unknown "the gate did not finish"
case ${1:-} in
-*) give_up "the first argument must be the file for the report, which may be empty, not the option $1" ;;
esac
report=${1:-${GITHUB_STEP_SUMMARY:-}}
[ $# -eq 0 ] || shift

work=$(mktemp -d "${TMPDIR:-/tmp}/gate.XXXXXX")
work=$(cd "$work" && pwd)

planned=true
"$terraform" -chdir="$here" plan -input=false -lock=false -no-color -out="$work/plan" "$@" >/dev/null 2>"$work/log" || planned=false
cat "$work/log" >&2
if [ -f "$work/plan" ] && read_plan; then
	job=$(line 2)
elif "$planned"; then
	give_up "the plan could not be read"
fi
error=$(sed -n '/^[^A-Za-z]*Error: /{s/.*Error: //p;q;}' "$work/log")
"$planned" || give_up "the plan failed: ${error:-there is no error message}"

verdict=$(line 1)
answer=$(line 3)
case $verdict in
go | stop | unknown) ;;
*) give_up "the verdict is $verdict" ;;
esac
[ -z "$json" ] || [ -n "$answer" ] || give_up "the plan has no output json"
sed '1,4d;$d' "$work/answer" | publish
write_json "$answer"

case $verdict in
go) code=0 ;;
stop) code=1 ;;
unknown) echo "gate: could not tell about training job $job: see the report" >&2 ;;
esac
exit
