#!/bin/bash
# Fetching data sets from a local server: complete files are kept and archives unpacked. A file with another checksum, a
# truncated or a missing file is refused and leaves nothing behind. A killed fetch is repeated. The trainer reads the result.
here=$(cd "$(dirname "$0")/.." && pwd)
bin=$(realpath "$BIN")
work=$(mktemp -d)
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
bad=0
report() { if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; cat log; bad=1; fi; }
sum() { sha256sum "$1" | cut -d' ' -f1; }
command -v curl >/dev/null || command -v wget >/dev/null || { echo "skip fetch: neither curl nor wget"; exit 0; }

# a set in CIFAR-10's format: records of a label and 3072 bytes
mkdir -p mirror/cifar-10-batches-bin && cd mirror || exit 1
for name in data_batch_{1..5} test_batch; do head -c 30730000 /dev/zero >cifar-10-batches-bin/$name.bin; done
tar -czf small.tar.gz cifar-10-batches-bin && rm -r cifar-10-batches-bin && echo images >plain && cd ..

# Serves the mirror; below /cut half of every file before the line breaks, below /stuck half of it and then nothing.
cat >server.py <<'END'
import http.server, os, time
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        fault, _, rest = self.path.lstrip("/").partition("/")
        if fault not in ("cut", "stuck"):
            return super().do_GET()
        data = open(rest, "rb").read()
        self.send_response(200)
        self.send_header("Content-Length", len(data))
        self.end_headers()
        self.wfile.write(data[:len(data) // 2])
        while fault == "stuck":
            time.sleep(1)
os.chdir("mirror")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
open("../port.new", "w").write(str(server.server_port))
os.rename("../port.new", "../port")
server.serve_forever()
END
python3 server.py 2>server.log &
server=$!
until [ -e port ]; do kill -0 $server || { cat server.log; exit 1; }; sleep 0.05; done
url=http://127.0.0.1:$(cat port)
echo "small.tar.gz $(sum mirror/small.tar.gz) $url
sub/plain $(sum mirror/plain) $url" >table

"$here/fetch.sh" got table >log 2>&1 && cmp -s mirror/plain got/sub/plain && [ -e got/cifar-10-batches-bin/test_batch.bin ]
report $? "fetch: files and archives from a server"

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

sed "s#$url#$url/cut#" table >cut
"$here/fetch.sh" broken cut >log 2>&1
[ $? -eq 2 ] && grep -q 'small.tar.gz cannot be fetched\|is not the file' log && [ -z "$(ls broken)" ]
report $? "fetch: a line that breaks in the middle leaves nothing"

sed "s#$url#$url/stuck#" table >stuck
"$here/fetch.sh" killed stuck >log 2>&1 &
until [ -s killed/small.tar.gz.part ]; do kill -0 $! || break; sleep 0.05; done
curl=$(pgrep -P $!) && kill -9 $! $curl
{ wait $!; } 2>/dev/null
[ -e killed/small.tar.gz.part ] && [ ! -e killed/small.tar.gz ] && "$here/fetch.sh" killed table >log 2>&1 &&
    cmp -s mirror/plain killed/sub/plain && [ -z "$(find killed -name '*.part')" ]
report $? "fetch: one that was killed is begun again"

sed "s#$url#http://127.0.0.1:1#" table >dead
"$here/fetch.sh" silent dead >log 2>&1
[ $? -eq 2 ] && grep -q 'small.tar.gz cannot be fetched' log && [ -z "$(find silent -type f)" ]
report $? "fetch: a server that does not answer is told"

printf '[run]\nsteps = 1\nfolder = run\n[data]\nname = cifar10\ntrain = 100\ntest = 100\n[network]\nlayers = mlp 4\n[train]\nbatch = 10\n' >run.ini
env -u SWAPGLASS_DATA "$bin/dnn" run run.ini 2>log
[ $? -eq 2 ] && grep -q 'make data' log
report $? "fetch: a missing set names the command"
mv got data && env -u SWAPGLASS_DATA "$bin/dnn" run run.ini 2>log
report $? "fetch: what was fetched is found"
exit $bad
