#!/bin/bash
# Manual pages and completion: every command, option and key of help and list is in them; groff accepts the pages; a bash with
# the script completes commands, options, keys, folders and run files; `make install` puts them in place.
. "$(dirname "$0")/harness.sh"
root=$(cd "$here/../.." && pwd)
export OMP_NUM_THREADS=1
for p in glass dnn analysis; do
    "$bin/$p" man >$p.1 2>err && "$bin/$p" completion >$p.bash 2>>err && bash -n $p.bash 2>>err
    report $? "manual: $p prints both"
    "$bin/$p" man now >/dev/null 2>err
    status=$?
    [ $p = analysis ] || [ $status -eq 2 ] && [ "$(wc -l <err)" -le 1 ]
    report $? "manual: $p refuses an argument"
done

if command -v groff >/dev/null; then
    for p in glass dnn analysis; do
        groff -man -Tutf8 -ww -P-cbu $p.1 >$p.txt 2>err && [ ! -s err ] && grep -q "EXIT STATUS" $p.txt
        report $? "manual: groff reads the page of $p without a warning"
    done
else
    echo "skip manual: groff is not installed"
fi

# Every command, and every option of its help, is in the page and in the script.
commands() { "$bin/$1" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]\+\)\( .*\)\?$/\1/p'; }
options() { "$bin/$1" "$2" --help | sed -n '/^Options:/,/^$/s/^ \+\(-., \)\?--\([A-Za-z0-9_]\+\).*/\2/p' | grep -v help; }
paged() { sed -n 's/\\-/-/g; s/^\.SS "\([a-z]\+\).*/\1/p; s/^\.B "--\([A-Za-z0-9_]\+\).*/--\1/p' "$1" | sort -u; }
scripted() { sed -n "s/^    \([a-z]*\)) options='\(.*\)' words=.*/\1 \2/p" "$1" | awk '{for (i = 2; i <= NF; i++) print $1, $i}' | sort; }
for p in glass dnn analysis; do
    for c in $(commands $p); do
        echo "$c" >>$p.commands
        options $p "$c" | sed "s/^/$c --/" >>$p.options
    done
    { cat $p.commands; cut -d' ' -f2 $p.options; } | sort -u | comm -23 - <(paged $p.1) >err
    sort $p.options | comm -23 - <(scripted $p.bash) >>err
    count=$(wc -l <$p.options)
    [ ! -s err ] && [ "$count" -gt 30 ]
    report $? "manual: $(wc -l <$p.commands) commands of $p, $count options"
done

# Every key of a run file that `check` prints is in the page and in the script.
keys() { awk '/^\[/ {s = substr($1, 2, length($1) - 2)} /^[a-z_0-9]+ *=/ {print s "." $1}' | sort; }
for p in glass dnn; do
    "$bin/$p" check "$root/runs/demo/$([ $p = glass ] && echo liquid || echo network).ini" 2>err | keys >keys
    comm -23 keys <(sed -n "s/.*words+=' \(.*\)'$/\1/p" $p.bash | tr ' ' '\n' | sed 's/=$//' | sort) >>err
    comm -23 <(sed 's/.*\.//' keys | sort -u) <(sed -n 's/^\.B "\([a-z_0-9A-Z]*\)"$/\1/p' $p.1 | sort -u) >>err
    [ ! -s err ] && [ "$(wc -l <keys)" -gt 30 ]
    report $? "manual: $(wc -l <keys) keys of $p"
done

# ---- completion ------------------------------------------------------------------------------------------------------
mkdir -p out/liquid 'out/a run' plain/deep
: >out/liquid/run.ini && : >'out/a run/run.ini' && : >liquid.ini && : >notes.txt
completed() { # PROGRAM WORD...: replies to a tab at the end of the last word, one a line
    bash --norc -c '. ./$1.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _$1; printf "%s\n" "${COMPREPLY[@]}"' bash "$@" 2>err
}
cases=0 good=0
while IFS='|' read -r words want; do
    cases=$((cases + 1))
    eval "completed $words" >got
    if [ "$(paste -sd' ' got)" = "$want" ]; then good=$((good + 1)); else echo "$words: $(paste -sd' ' got)" >>bad; fi
done <<'EOF'
glass res|resume
glass ver|
dnn cl|classify
analysis re|relax replicas reweight report
glass run --f|--force
glass run --|--force --jobs --help
glass status --|--help
dnn show x --pro|--protocol
analysis relax --wa|--waiting
analysis relax --lo|
glass run liquid.ini system.smoo|system.smoothing=
glass qu|quench
glass run liquid.ini move.swap_near.we|move.swap_near.weight=
glass resume system.smoo|
dnn run x train.learning_r|train.learning_rate=
glass resume out/l|out/liquid
glass resume out/a|out/a run
glass resume p|plain/
glass run l|liquid.ini
analysis relax out/liquid o|out/
analysis paper po|poster
analysis help rew|reweight
EOF
cp bad err 2>/dev/null
[ "$good" -eq "$cases" ]
report $? "manual: completion ($cases cases)"
grep -q "nospace" glass.bash && bash --norc -ic '. ./glass.bash; complete -p glass' 2>/dev/null | grep -q _glass
report $? "manual: the script registers itself"

(cd "$root" && BIN=$bin make -s install -o all PREFIX=/usr DESTDIR="$work/to" BIN="$BIN") >err 2>&1
cmp -s to/usr/share/man/man1/glass.1 glass.1 && cmp -s to/usr/share/bash-completion/completions/dnn dnn.bash
report $? "manual: make install"
exit $bad
