#!/bin/bash
# Documents are executed: every command of README, guides and tutorials prints what they show (EVERYTHING=--all: long ones too).
# First, the comparison itself: documents that are wrong in one place each are refused.
. "$(dirname "$0")/harness.sh"
export BIN=$bin
root=$(cd "$here/../.." && pwd)
execute=$root/tests/documents/execute.py
cat >right.md <<'END'
Save as `a.ini`:

```ini
x = 1
```

```console
$ cat a.ini
x = 1
$ printf 'T  tau error of\n1  684    15 fs\n'
T  tau error of
1  700    14 fs
$ seq 9 | tr '\n' ' '; echo; echo 0.5612; false
1 2 ... 9
0.563(1)
$ echo $?
1
```

```python
print(0.5)
```

```text
0.5
```
END
wrongs=0
refused() { # SED EXPRESSION
    wrongs=$((wrongs + 1))
    sed "$1" right.md >wrong.md
    if cmp -s right.md wrong.md || "$execute" --empty wrong.md >err 2>&1; then echo "accepted: $1" >>err; return 1; fi
}
"$execute" --empty right.md >err 2>&1 && refused '/^x = 1/{s/1/2/;:a;n;ba}' && refused 's/  700 /  800 /' && refused 's/ of$/ off/' &&
    refused 's/^0.563(1)/0.570(1)/' && refused 's/ \.\.\. 9/ ... 8/' && refused 's/^1$/0/' && refused 's/^0\.5$/0.6/' &&
    refused '/echo \$?/,/^1$/d' && refused 's/^\$ cat.*/$ bin\/analysis nonsense/' && refused 's/^\$ cat a.ini/&; echo more/' &&
    refused 's/^\$ cat a.ini/& # -o figure/' && refused '$s/$/\n\n    bin\/glass help/'
report $? "documents: wrong ones are refused ($wrongs)"

cd "$root" || exit 1
[ "$(wc -w <README.md)" -le 1600 ] && ! grep -n '^[^|]\{101,\}' README.md >"$work/err"
report $? "documents: README has at most 1600 words, 100 columns"
for document in README.md */GUIDE.md runs/tutorials/*/README.md; do
    [ ! -e "$document" ] || nice "$execute" ${EVERYTHING:+"$EVERYTHING"} "$document" || bad=1
done
exit $bad
