#!/bin/bash
# Fetching data sets: from a local mirror whole files are kept and archives unpacked; what has another checksum, or is not
# there, is refused and leaves nothing behind; the trainer then reads what was fetched.
here=$(cd "$(dirname "$0")/.." && pwd)
bin=$(realpath "$BIN")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
bad=0
report() { if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; cat log; bad=1; fi; }
sum() { sha256sum "$1" | cut -d' ' -f1; }
command -v curl >/dev/null || command -v wget >/dev/null || { echo "skip fetch: neither curl nor wget"; exit 0; }
command -v curl >/dev/null || { echo "skip fetch: wget reads no local mirror"; exit 0; }

# a set in CIFAR-10's format: records of a label and 3072 bytes
mkdir -p mirror/cifar-10-batches-bin && cd mirror || exit 1
for name in data_batch_{1..5} test_batch; do head -c 30730000 /dev/zero >cifar-10-batches-bin/$name.bin; done
tar -czf small.tar.gz cifar-10-batches-bin && rm -r cifar-10-batches-bin && echo images >plain && cd ..
echo "small.tar.gz $(sum mirror/small.tar.gz) file://$work/mirror
sub/plain $(sum mirror/plain) file://$work/mirror" >table

"$here/fetch.sh" got table >log 2>&1 && cmp -s mirror/plain got/sub/plain && [ -e got/cifar-10-batches-bin/test_batch.bin ]
report $? "fetch: files and archives from a mirror"

"$here/fetch.sh" got table >log 2>&1 && ! grep -q fetching log
report $? "fetch: what is whole is not fetched again"

echo spoilt >got/sub/plain
"$here/fetch.sh" got table >log 2>&1 && cmp -s mirror/plain got/sub/plain
report $? "fetch: a spoilt file is replaced"

sed "/^sub/s/ [0-9a-f]* / $(printf '%064d' 0) /" table >wrong
rm -r got && "$here/fetch.sh" got wrong >log 2>&1
[ $? -eq 2 ] && grep -q 'is not the file whose SHA-256' log && [ ! -e got/sub/plain ] && [ ! -e got/sub/plain.part ]
report $? "fetch: another checksum is refused"

sed 's/plain/absent/' table >missing
"$here/fetch.sh" other missing >log 2>&1
[ $? -eq 2 ] && grep -q 'absent cannot be fetched' log && [ ! -e other/sub/absent.part ]
report $? "fetch: a missing file is told"

printf '[run]\nsteps = 1\nfolder = run\n[data]\nname = cifar10\ntrain = 100\ntest = 100\n[network]\nlayers = mlp 4\n[train]\nbatch = 10\n' >run.ini
env -u SWAPGLASS_DATA "$bin/dnn" run run.ini 2>log
[ $? -eq 2 ] && grep -q 'make data' log
report $? "fetch: a missing set names the command"
mv got data && env -u SWAPGLASS_DATA "$bin/dnn" run run.ini 2>log
report $? "fetch: what was fetched is found"
exit $bad
