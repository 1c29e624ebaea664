#!/bin/sh
# Compares the end of what the demo prints with the text between the markers in README.md, or writes it there. The argument is check or
# write. It runs in the root of the repository; TERRAFORM is Terraform 1.10 or later, because an older CLI prints another gate.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/modelarts-readme.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

sh internal/tools/demo.sh >"$work/output" || {
	cat "$work/output"
	exit 1
}
cat "$work/output"

begin='<!-- The end of the output of make demo, written by make demo-readme. -->'
end='<!-- End of the output. -->'
gate=$(sed -n 's/^==> \([a-z]* apply (examples\/gate\/.*)\).*/\1/p' "$work/output" | uniq)
case $gate in
"terraform apply (examples/gate/completed-without-errors.tf)") ;;
"")
	echo "demo-readme: the demo did not print which gate it applied" >&2
	exit 1
	;;
*)
	echo "demo-readme: README.md was not checked, because the demo ran \`$gate\`: use Terraform 1.10 or later" >&2
	exit 0
	;;
esac

{
	printf '\n```text\n$ make demo\n...\n'
	sed -n '/^==> terraform apply (examples\/gate\//,$p' "$work/output"
	printf '```\n\n'
} >"$work/block"
grep -qxF "$begin" README.md && grep -qxF "$end" README.md || {
	echo "demo-readme: README.md has no markers: $begin ... $end" >&2
	exit 1
}
awk -v begin="$begin" -v end="$end" -v block="$work/block" '
	$0 == end { inside = 0 }
	!inside { print }
	$0 == begin { inside = 1; while ((getline line < block) > 0) print line }
' README.md >"$work/README.md"

case $1 in
write) cp "$work/README.md" README.md ;;
check)
	diff -u README.md "$work/README.md" || {
		echo "demo-readme: README.md does not show what the demo prints: run \`make demo-readme\`" >&2
		exit 1
	}
	;;
esac
