#!/bin/sh
# Decides whether the deployment may proceed. Exit codes:
#
#   0  go:   the newest completed training job with the name has no Error events
#   1  stop: it has Error events, or it has ended in another phase than Completed since the search
#   2  could not tell, for any other reason: no completed job has the name, the job was restarted, no events, an unknown level, a service
#      that is down, a missing program
#
# A newer job that runs or has failed does not count. To check the newest job, remove `phases` from main.tf.
#
#   sh gate.sh [--json FILE] [REPORT [OPTION...]]
#
# The script appends a report in Markdown to the file REPORT. If REPORT is empty or missing, it uses $GITHUB_STEP_SUMMARY. If that is not
# set, it prints the report. --json writes name, job (its id), verdict, reason, phase, counts and latest error to FILE. Each OPTION is an
# option of `terraform plan`, such as -var=training_job_name=... Set TERRAFORM to use another program, such as tofu. Run `terraform init` first.
#
# The script takes no state lock and writes nothing into its own folder. The timeout for a service that does not respond is in main.tf.
#
# Terraform itself parses the JSON of the plan, because few of its images contain jq.
set -eu

work=
code=2
# If the script ends before it has a result, for example because of `set -e`, the exit code must be 2. Only errors of the job may give 1.
trap 'rm -rf "$work" || :; exit "$code"' EXIT
trap 'exit' HUP INT TERM

terraform=${TERRAFORM:-terraform}
here=$(dirname "$0")
json=
report=
name=

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

# A reason may quote another program, so keep only its printable ASCII characters. Keep only the characters that a name can have.
unknown() {
	reason=$(printf '%s' "$1" | LC_ALL=C tr -cd '[:print:]')
	name=$(printf '%s' "$name" | LC_ALL=C tr -c 'A-Za-z0-9_-' '?')
	quoted=null
	[ -z "$name" ] || quoted="\"$name\""
	write_json "$(printf '{"name":%s,"job":null,"verdict":"unknown","reason":"%s","phase":null,"counts":null,"latest_error":null}' \
		"$quoted" "$(printf '%s' "$reason" | sed 's/[\\"]/\\&/g')")"
}

# Four spaces make a code block, in which no character of the reason has a meaning in Markdown.
give_up() {
	unknown "$1"
	printf 'gate: could not tell about training job %s: %s\n' "${name:-without a name}" "$reason" >&2
	printf '### Training job `%s`: could not tell\n\nThe deployment is blocked. See the log for details. Reason:\n\n    %s\n' \
		"${name:-without a name}" "$reason" | publish
	exit
}

# Finds the name in the arguments, for a report without a plan.
find_name() {
	name=${TF_VAR_training_job_name:-}
	option=
	for word; do
		case $word in
		-var=training_job_name=* | --var=training_job_name=*) name=${word#*training_job_name=} ;;
		training_job_name=*) case $option in -var | --var) name=${word#*=} ;; esac ;;
		-var-file* | --var-file*) name= ;;
		esac
		option=$word
	done
}

# The console runs in an empty folder, without the variables that select the pipeline's backend. So it needs no `terraform init` and no
# state.
ask() (
	unset TF_DATA_DIR TF_WORKSPACE TF_CLI_ARGS
	"$terraform" -chdir="$work" console
)

# Writes the verdict, the name, the JSON and the report, in this order. A plan that failed, or that covers only part of the configuration,
# has no verdict. Values that are known only after apply are missing. The console accepts only an expression of one line.
read_plan() {
	"$terraform" -chdir="$here" show -json "$work/plan" >"$work/plan.json" || return
	tr '\n' ' ' >"$work/question" <<-'QUESTION'
		[for plan in [jsondecode(file("plan.json"))] : join("\n", [
		  try(plan.errored, false) || !try(plan.complete, true)
		    ? "of a plan that is not complete"
		    : coalesce(try(plan.planned_values.outputs.verdict.value, null), "missing"),
		  replace(try(coalesce(plan.variables.training_job_name.value), ""), "/[^0-9A-Za-z_-]/", "?"),
		  try(coalesce(plan.planned_values.outputs.json.value), ""),
		  try(coalesce(plan.planned_values.outputs.report.value), ""),
		])][0]
	QUESTION
	ask <"$work/question" >"$work/answer"
}

# The console prints a text of several lines between two marker lines.
line() {
	sed -n "$(($1 + 1))p" "$work/answer"
}

if [ "${1:-}" = --json ]; then
	json=${2:?--json needs the name of a file}
	shift 2
fi
find_name "$@"
# Write FILE at the start, so that it never contains the result of an earlier run.
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
	name=$(line 2)
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
unknown) echo "gate: could not tell about training job $name: see the report" >&2 ;;
esac
exit
