#!/bin/bash
# Run folders of earlier versions: a run whose run.ini has the former names of keys and values resumes to the same bytes,
# and analysis reads it as the same run; former names work in run files, in lists of values and as overrides
. "$(dirname "$0")/harness.sh"
dnn=$bin/dnn
rows=$here/../../common/config/old_names.c

# FILE: present names of keys and values back to the former ones, by the table
age() {
    python3 - "$rows" "$1" <<'EOF'
import fnmatch, re, sys
rows = re.findall(r'\{"([^"]+)", (NULL|"[^"]+"), "([^"]+)", "([^"]+)"\}', open(sys.argv[1]).read())
section, lines = "", []
for line in open(sys.argv[2]):
    head, pair = re.match(r"\[(.+)\]$", line), re.match(r"(\w+) = (.*)$", line)
    if head: section = head[1]
    if pair:
        key, value = pair[1], pair[2]
        for where, of, old, new in rows:
            if not fnmatch.fnmatch(section, where): continue
            if of == f'"{pair[1]}"' and value == new: value = old
            if of == "NULL" and pair[1] == new: key = old
        line = f"{key} = {value}\n"
    lines.append(line)
open(sys.argv[2], "w").writelines(lines)
EOF
}

options=(train.schedule=step train.optimiser=pseudo_langevin train.momentum=0.5 system.T=1)
"$dnn" run "$here/kill_dnn.ini" "${options[@]}" run.steps=2000 run.folder=whole 2>err
report $? "a run"
"$dnn" run "$here/kill_dnn.ini" "${options[@]}" run.steps=2000 run.folder=cut run.walltime=0.05 2>err
[ $? -eq 75 ] && age cut/run.ini && grep -q '^rate = ' cut/run.ini && grep -q '^schedule = stairs' cut/run.ini &&
    grep -q '^optimiser = controlled' cut/run.ini && ! grep -q '^learning_rate' cut/run.ini
report $? "its run file under former names"
sed -i 's/^walltime = .*/walltime = inf/' cut/run.ini
"$dnn" resume cut 2>err && [ "$(grep -c 'former names' err)" -eq 1 ] && cmp -s whole/series.dat cut/series.dat && cmp -s whole/msd.dat cut/msd.dat
report $? "resumes to the same bytes"

# a finished folder of an earlier version, whose series has a column `energy`
cp -r whole past && age past/run.ini && sed -i '/^# t /s/ loss / energy /' past/series.dat && head -5 past/series.dat | grep -q '^# t energy '
report $? "a folder of an earlier version"
for question in 'plot --of loss' 'plot --of energy' 'plot --of series' 'threshold --loss 0.68' 'histogram'; do
    for folder in whole past; do
        "$bin/analysis" $question $folder --format json 2>>err | sed "s/$folder/FOLDER/g" >$folder.json
    done
    [ -s whole.json ] && cmp -s whole.json past.json
    report $? "analysis $question: the same of both"
done

"$dnn" run "$here/kill_dnn.ini" run.steps=50 run.folder=many 'train.rate=0.1, 0.2' 'train.schedule=constant, stairs' 2>err &&
    [ "$(grep -c 'command line: \[train\] .*now called' err)" -eq 2 ] && [ -e many/learning_rate=0.1_schedule=step/run.ini ]
report $? "lists of values under former names"
"$dnn" check "$here/kill_dnn.ini" train.rate=0.3 train.learning_rate=0.4 >out 2>err
[ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q 'old and the new name' err
report $? "both names: refused"
exit $bad
