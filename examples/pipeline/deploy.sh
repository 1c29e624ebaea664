#!/bin/sh
# Deploys the newest completed training job with a name, if gate.sh lets it pass. Exit codes:
#
#   0  deployed
#   1  not deployed: the job does not pass
#   2  gate.sh could not tell, or the deployment failed or was interrupted, and may be incomplete
#
#   sh deploy.sh NAME [REPORT]
#
# REPORT is passed to gate.sh. Set TERRAFORM to use another program, such as tofu. Run `terraform init` in this folder and in the folder
# deployment first. Do not run the script twice at the same time: the run that checked an older job could deploy last.
set -eu

code=2
work=
trap 'rm -rf "$work" || :; exit "$code"' EXIT
trap 'exit' HUP INT TERM

case ${1:-} in
"" | -*)
	echo "deploy: the first argument must be the name of a training job" >&2
	exit
	;;
esac

here=$(dirname "$0")
work=$(mktemp -d "${TMPDIR:-/tmp}/deploy.XXXXXX")
work=$(cd "$work" && pwd)

gate=0
sh "$here/gate.sh" --json "$work/gate.json" "${2:-}" -var=training_job_name="$1" || gate=$?
if [ "$gate" -ne 0 ]; then
	[ "$gate" -ne 1 ] || code=1
	exit
fi

# The deployment takes the id from the file, so it deploys the job that was checked.
"${TERRAFORM:-terraform}" -chdir="$here/deployment" apply -input=false -auto-approve -var=gate_file="$work/gate.json"
code=0
