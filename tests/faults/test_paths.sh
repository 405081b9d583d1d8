#!/bin/bash
# No content of a run file or run folder makes a program write outside the run folder. strace lists every file that is opened
# for writing, created, renamed or removed. Links and names that lead outside are refused.
. "$(dirname "$0")/harness.sh"
refused() { [ "$1" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "$2" err; }
# changes outside $1, without memory and devices, and without HDF5's test whether an in-memory file, named by its address,
# exists on disk
outside() {
    grep -aE '(open|openat|creat|mkdir|rename|renameat|renameat2|unlink|unlinkat|link|symlink|truncate)\(' trace |
        grep -aE 'O_WRONLY|O_RDWR|O_CREAT|mkdir|rename|unlink|link\(|truncate' | grep -avE ' = -1 E' |
        sed -E 's,(AT_FDCWD|[0-9]+)<([^>]*)>\, "([^/"][^"]*)","\2/\3",g' |
        grep -aoE '"[^"]*"' | tr -d '"' | sed "s,^$work/,," | grep -vE "^$1(/|$)|^/dev/(null|shm/|tty)|^/proc/self|^/sys/|^0x[0-9a-f]+$"
}
traced() { strace -f -y -qq -o trace -e trace=open,openat,creat,mkdir,rename,renameat,renameat2,unlink,unlinkat,link,symlink,truncate "$@" 2>err; }

if command -v strace >/dev/null && [ -z "$SANITIZE" ] && strace -o /dev/null true 2>/dev/null; then
    for case in "glass glass sweeps" "glass population sweeps" "dnn dnn steps"; do
        read -r program name unit <<<"$case"
        traced "$bin/$program" run "$here/kill_$name.ini" run.folder=out run.threads=1 run.$unit=1000000 run.walltime=0.5
        [ -s trace ] && grep -q 'out>, "run.ini' trace && ! outside out >err
        report $? "paths, $name: a run writes to its folder alone"
        sed -i 's,^folder = .*,folder = elsewhere,' out/run.ini
        traced "$bin/$program" resume out
        ! outside out >err && [ ! -e elsewhere ]
        report $? "paths, $name: so does one whose run file names another folder when it is resumed"
        rm -rf out
    done
    traced "$bin/glass" run "$here/kill_glass.ini" run.folder=many run.sweeps=300 run.seed=1..2
    ! outside many >err
    report $? "paths: an ensemble writes to its folder alone"
else
    echo "skip paths: what is written is not looked at (strace is not there, or may not trace)"
fi

"$bin/glass" run "$here/kill_glass.ini" run.folder=out run.sweeps=1000000 run.walltime=0.3 2>/dev/null
echo precious >target
for name in series.dat status.tmp checkpoint.h5.tmp log.txt; do
    rm -rf linked && cp -r out linked && ln -sf "$work/target" linked/$name
    "$bin/glass" resume linked 2>err
    refused $? 'is a link' && [ "$(cat target)" = precious ] || { report 1 "paths: $name is a link"; }
done
refused 2 'is a link'
report $? "paths: folders with links that lead out are not resumed"
"$bin/glass" run "$here/kill_ladder.ini" run.folder=ladder run.sweeps=1000000 run.walltime=0.3 2>/dev/null
mkdir away && mv ladder/01 away/ && ln -s ../away/01 ladder/01
"$bin/glass" resume ladder 2>err
refused $? 'is a link'
report $? "paths: nor ladders with linked rungs"
mkdir ensemble
for name in ../out /etc . .hidden a/b; do
    echo "$name" >ensemble/members
    "$bin/glass" resume ensemble 2>err
    refused $? "not the name of a member" || { report 1 "paths: member $name"; }
done
refused 2 "not the name of a member"
report $? "paths: members that are not in the ensemble's folder are refused"
exit $bad
