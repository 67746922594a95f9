#!/usr/bin/env bash
# The gate as CI lives it: a baseline is saved, a harmless change passes, a loss in F1 fails with exit 3 and says so, an
# accepted change passes; every exit code; and what is printed for the hosts. Runs of known F1 (tests/support), and, at the
# end, real ones of a few steps.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"
fabricate() { "$XNER_BUILD/tests/fabricate_runs" "$@"; }
export USER=ann
unset GITHUB_ACTOR GITLAB_USER_LOGIN

# No baseline yet: that is said, with what makes one.
fabricate runs/a m de 700
fabricate runs/a m es 650
expect 2 gate runs/a --baseline main
has err "xner baseline save"
expect 5 baseline list
expect 2 baseline show
has err "expected the name of a baseline, found none"
expect 2 baseline show nope
has err "xner baseline save"

# Nor is there anything to judge by that name; which kinds there are is said.
expect 2 gate runs/nowhere --baseline main
has err "expected a folder of runs or a file of"
expect 2 gate m --baseline main
has err "--against PREFIX"

# Saved, listed, and kept from being replaced.
expect 0 baseline save main runs/a --why "first release"
has out "saved baselines/main: 10 runs, 2 cells"
expect 2 baseline save main runs/a --why again
has err "accept"
expect 0 baseline list
has out "first release"
cp -r baselines kept

# A margin that is none: which, what it may be, and how it is written.
expect 2 gate runs/a --baseline main f1.margin=nan
has err "f1.margin: expected a finite number"
expect 2 gate runs/a --baseline main f1.margin=wide
has err "f1.margin: expected 0 to 100 points of F1, found the string 'wide'"
has err "f1.margin=1.5"
printf '[f1]\nmargin = two\n' >margins.toml
expect 2 gate runs/a --baseline main --margins margins.toml
has err "margins.toml:2:"
has err "not valid TOML"
expect 2 baseline show man
has err "did you mean 'main'?"

# Nothing changed: identical, exactly. A harmless change: other counts, no loss beyond the margin.
expect 0 gate runs/a --baseline main
has out "PASS: of 2 cells 2 identical"
cp -r runs/a runs/part
rm -r runs/part/m/base/aa-full/*/seed-[45]
expect 0 gate runs/part --baseline main
has out "PASS: of 2 cells 2 identical"
has out "the 3 seeds that both have gave the same counts"
has out "the new runs lack 2 of the baseline's 5 seeds: 4, 5"
rm runs/part/m/base/aa-full/de/seed-2/metrics.json
expect 1 gate runs/part --baseline main
has out "INCOMPLETE"
has out "problem: runs/part/m/base/aa-full/de/seed-2: expected a run's metrics.json"
fabricate runs/b m de 701
fabricate runs/b m es 649
expect 0 gate runs/b --baseline main --fail-on improvement,inconclusive
has out "PASS: of 2 cells 2 pass"
has out "a loss of more than 1.00 is excluded"

# A loss: exit 3, and a summary that says where and how much, in every form.
fabricate runs/c m de 660
fabricate runs/c m es 650
expect 3 gate runs/c --baseline main --junit gate.xml --summary summary.md
has out "REGRESSION: of 2 cells 1 regression, 1 identical"
has out "by -4.00 points"
has gate.xml 'failures="1" errors="0" skipped="0"'
has summary.md "## xner gate: REGRESSION"
expect 3 gate runs/c --baseline main --format github
has out "::error title=regression%3A m on de::F1 went from 70.00 to 66.00"
expect 3 gate runs/c --baseline main --format json
has out '"exit_code": 3'
if command -v python3 >/dev/null; then
  python3 - <<'END' || fail "gate.xml or the JSON is not well formed"
import json, xml.etree.ElementTree as tree
root = tree.parse("gate.xml").getroot()
assert root.get("tests") == "2" and len(root.findall("testsuite/testcase")) == 2
failure = root.find("testsuite/testcase/failure").get("message")
assert "-4.00 points" in failure and "margin of 1.00" in failure and "p " in failure, failure
gate = json.load(open("out"))
assert gate["schema"] == 1 and gate["cells"][0]["verdict"] == "regression"
END
fi

# A verdict is said even if its files cannot be written; what a form does not take is refused.
expect 1 gate runs/c --baseline main --junit /proc/none/gate.xml
has out "REGRESSION: of 2 cells 1 regression, 1 identical"
has err "/proc/none"
expect 2 gate runs/c --baseline main --pairs 3
has err "--against"
expect 2 baseline list main
has err "takes no name"
expect 2 baseline show main --drop-missing

# The history of the experiment says which publication brought it.
for day in {01..14}; do
  ((10#$day < 9)) && f1=0.70$((10#$day % 3)) || f1=0.66$((10#$day % 2))
  printf '{"date":"2026-01-%s","encoder":"random-tiny","f1":%s,"method":"m","selector":"last","signature":"s","size":"full",' \
    "$day" "$f1"
  printf '"source":"aa","target":"de","variant":"base","xner":{"version":"0.1.0","commit":"c0ffee%s"}}\n' "$day"
done >runs/c/history.jsonl
expect 3 gate runs/c --baseline main
has out "history: m on de: F1 fell from 70.11 to 66.05 with publication 9 of 14:"
has out "2026-01-09, xner 0.1.0 (c0ffee09), p < 0.0001."
rm runs/c/history.jsonl

# A baseline that lost a run, has one more, or was changed by hand is none: it would hold nobody to what it says.
damaged() {
  rm -rf baselines/bad
  cp -r kept/main baselines/bad
  (cd baselines/bad && "${@:3}")
  expect 2 gate runs/a --baseline bad
  has err "baselines/bad${1:+/$1}"
  has err "found $2"
  has err "restore it from version control"
}
damaged m/base/aa-full/es/seed-3/ "none" rm -r m/base/aa-full/es/seed-3
damaged m/base/aa-full/de/ "none" rm -r m/base/aa-full/de
damaged m/base/aa-full/de/seed-1/metrics.json "other bytes" sed -i 's/"f1": 0/"f1": 1/' m/base/aa-full/de/seed-1/metrics.json
damaged m/base/aa-full/de/seed-9/metrics.json "a run that was never saved" \
  cp -r m/base/aa-full/de/seed-1 m/base/aa-full/de/seed-9
damaged baseline.json "none" sed -i 's/"files"/"fils"/' baseline.json
expect 0 baseline list
has out "first release"
has out "bad"
has out "cannot be read"
damaged "" "a folder without baseline.json" rm baseline.json
rm -r baselines/bad

# Runs of several builds: some are left of an earlier command.
cp -r runs/b runs/stale
sed -i 's/"version": *"/&older-/' runs/stale/m/base/aa-full/de/seed-3/env.json
expect 0 gate runs/stale --baseline main
has out "made by 2 builds"

# Margins: from a file, over it from the command line, and wrong ones with their place.
printf '[f1]\nmargin = 1.0\n[f1.targets.de]\nmargin = 7.0\n' >gate.toml
expect 0 gate runs/c --baseline main --margins gate.toml
expect 3 gate runs/c f1.targets.de.margin=1 --baseline main --margins gate.toml
printf '[f1]\nmargn = 1.0\n' >wrong.toml
expect 2 gate runs/c --baseline main --margins wrong.toml
has err "wrong.toml:2:1"
has err "did you mean 'margin'"

# Accepted with a reason: it passes then, and the old values are kept.
expect 2 baseline accept main runs/c
has err "--why"
expect 0 baseline accept main runs/c --why "dropout is right now"
has out "70.00 ± 0.22 (5 seeds) -> 66.00 ± 0.22 (5 seeds)"
expect 0 gate runs/c --baseline main
expect 0 baseline show main
has out "dropout is right now"
has out "first release"

# An improvement passes; it fails only where asked for.
expect 0 gate runs/a --baseline main
has out "improvement: m on de"
expect 4 gate runs/a --baseline main --fail-on improvement --format github --junit gate.xml
has out "::error title=improvement"
has gate.xml 'failures="1"'

# Another device is another numeric class: refused, or judged where that is what changed.
cp -r runs/a runs/g
sed -i 's/"cpu"/"cuda"/' runs/g/m/base/aa-full/*/seed-*/env.json
expect 2 gate runs/g --baseline kept/main
has err "device cuda was cpu"
expect 0 gate runs/g --baseline kept/main --across-classes
has out "2 pass"

# Too little to tell: said with what would tell, and a failure only where asked for.
fabricate runs/d m de 700 5 20
fabricate runs/d m es 650
expect 0 baseline save wide runs/d --why "seeds that spread"
fabricate runs/e m de 699 5 21
fabricate runs/e m es 650
expect 0 gate runs/e --baseline wide
has out "seeds on each side"
expect 6 gate runs/e --baseline wide --fail-on inconclusive
expect 0 gate runs/e --baseline wide --fail-on improvement

# Missing, failed, nothing at all; and a hostile message stays text.
fabricate runs/f m de 700
expect 1 gate runs/f --baseline kept/main
has out "missing: m on es"
fabricate runs/f m es failed 2
expect 1 gate runs/f --baseline kept/main --format github
has out "killed by signal 9"
[[ $(grep -c '^::' out) == 1 ]] || fail "expected one annotation and no other command"
expect 1 baseline save broken runs/f --why x
[[ ! -e baselines/broken ]] || fail "a baseline of failed runs"
mkdir empty
expect 5 gate empty --baseline main

# Real runs of a few steps, with the script for any CI: the same again is identical, whatever the store.
cat >tiny.toml <<'END'
encoder = "random-tiny-64"
seeds = [1, 2]
methods = ["wu_dredze"]
[data]
targets = ["sample/bb"]
[data.source]
part = "sample/aa"
size = 40
[training]
max_steps = 2
device = "cpu"
threads = 1
END
expect 0 run tiny.toml
expect 0 baseline save tiny runs/tiny --why "a start"
rm gate.toml gate.xml
PATH="$XNER_BUILD/bin:$PATH" XNER_STORE="$work/other" "$XNER_SOURCE/reports/ci/gate.sh" tiny.toml again tiny >out 2>err ||
  fail "reports/ci/gate.sh"
has out "1 identical"
has out "gate: passed"
for file in gate.xml gate.json summary.md; do there "$file"; done
expect 0 report baselines/tiny --no-write

# The examples for hosts are YAML, where there is something to read it with.
if python3 -c 'import yaml' 2>/dev/null; then
  python3 -c 'import sys, yaml; [yaml.safe_load(open(f)) for f in sys.argv[1:]]' "$XNER_SOURCE"/reports/ci/*.yml ||
    fail "reports/ci/*.yml"
fi
echo "gate: ok"
