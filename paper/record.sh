#!/bin/bash
# Small tables of campaigns, committed in paper/data, and their comparison with the runs.
#   record.sh write NAME TABLE RUNS-FOLDER COMMAND   writes data/NAME.dat from TABLE, with a head
#   record.sh check [RECORD...]                      compares records with the tables that they name
# check: a column X with X_error differs where it is more than four errors away. Exit status 1: some
# differ; 2: a table is missing or malformed.
# ROOT: folder of paper/ and runs/, if it is another one.
set -u
root=${ROOT:-$(cd "$(dirname "$0")/.." && pwd)} data=$root/paper/data

fail() { echo "record: $1" >&2; exit 2; }

distinct() { sort -u | paste -sd, | sed 's/,/, /g'; }

write() {
    local name=$1 table=$2 runs=$3 command=$4 all finished seconds
    [ -s "$table" ] || fail "$table: no such table. To make it: $command"
    finished=$(find "$runs" -name '*.done' | wc -l)
    all=$(awk '!/^#/ {n += NF - 1} END {print n + 0}' "$runs/expected" 2>/dev/null)
    seconds=$(find "$runs" -name '*.time' -exec cat {} + | awk '{s += $1 + $2} END {printf "%.0f", s}')
    mkdir -p "$data"
    {
        echo "# command: $command"
        echo "# table: $(realpath --relative-to="$root" "$table")"
        echo "# version: $(find "$runs" -name run.ini -exec sed -n 's/^version = //p' {} + | distinct)"
        echo "# date: $(date -u +%Y-%m-%d)"
        echo "# machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort -u | head -1), $(nproc) processors"
        if [ "$seconds" -gt 0 ]; then
            echo "# processor time: at least $seconds s (pieces that were killed are not counted)"
        else
            echo "# processor time: not measured"
        fi
        if [ -n "${all:-}" ] && [ "$finished" -lt "$all" ]; then
            echo "# partial: $finished of $all runs are finished; to continue: $command"
        else
            echo "# complete: $finished runs"
        fi
        cat "$table"
    } >"$data/$name.dat.new" && mv "$data/$name.dat.new" "$data/$name.dat"
    echo "Record: $data/$name.dat"
}

# Prints a line for every number that differs; RECORD TABLE
compare() {
    awk -v record="$1" -v table="$2" '
        function cells(line, x,    out, quoted, i, c) { # spaces in quotes become _
            for (i = 1; i <= length(line); i++) {
                c = substr(line, i, 1)
                if (c == "\"") quoted = !quoted
                else out = out (quoted && c == " " ? "_" : c)
            }
            return split(out, x, " ")
        }
        /^#/ {head = substr($0, 3); next}
        FNR != last + 1 || !(FILENAME in started) {
            started[FILENAME] = 1
            k = split(head, name, " ")
            for (i = 1; i <= k; i++) column[FILENAME, name[i]] = i
            names[FILENAME] = head
        }
        {
            last = FNR
            n = cells($0, x)
            rows[FILENAME] = rows[FILENAME] " " x[1]
            for (i = 1; i <= n; i++) value[FILENAME, x[1], i] = x[i]
        }
        function off(row, c,    i, j, a, b, e, f, s) {
            i = column[record, c]; j = column[table, c]
            a = value[record, row, i]; b = value[table, row, j]
            e = value[record, row, i + 1]; f = value[table, row, j + 1]
            if (a ~ /nan/ && b ~ /nan/) return
            if (a ~ /nan/ || b ~ /nan/) {
                printf "%s, %s: %s is %s there and %s in %s\n", record, row, c, a, b, table
                bad = 1
                return
            }
            s = e ~ /nan/ || f ~ /nan/ ? 0 : sqrt(e * e + f * f)
            if ((a - b) ^ 2 <= 16 * s * s + 1e-12 * (a * a + b * b)) return
            printf("%s, %s: %s is %.4g (%.2g) there and %.4g (%.2g) in %s", record, row, c, a, e, b, f, table)
            if (s > 0) printf(": %.1f errors", sqrt((a - b) ^ 2) / s)
            print ""
            bad = 1
        }
        END {
            if (!(record in started) || !(table in started)) {print record " or " table ": has no rows"; exit 2}
            n = split(rows[record], row, " ")
            m = split(names[record], c, " ")
            for (i = 1; i <= n; i++) {
                if (!index(rows[table] " ", " " row[i] " ")) {printf "%s, %s: not in %s\n", record, row[i], table; bad = 1; continue}
                for (k = 1; k < m; k++)
                    if (c[k + 1] == c[k] "_error") {
                        if (!((table, c[k]) in column)) {printf "%s: %s has no column %s\n", record, table, c[k]; exit 2}
                        off(row[i], c[k])
                    }
            }
            n = split(rows[table], row, " ")
            for (i = 1; i <= n; i++)
                if (!index(rows[record] " ", " " row[i] " ")) {printf "%s: has no row %s, which %s has\n", record, row[i], table; bad = 1}
            exit bad
        }' "$1" "$2"
}

check() {
    local record table command worst=0 rc
    [ $# -gt 0 ] || set -- "$data"/*.dat
    for record; do
        [ -s "$record" ] || fail "$record: no record"
        table=$(sed -n 's/^# table: //p' "$record" | head -1)
        command=$(sed -n 's/^# command: //p' "$record" | head -1)
        [ -n "$table" ] && [ -n "$command" ] || fail "$record: its head must have the lines '# command:' and '# table:'"
        if [ ! -s "$root/$table" ]; then
            echo "$record: $table does not exist. To make it: $command"
            worst=2
            continue
        fi
        compare "$record" "$root/$table"
        rc=$?
        if [ $rc = 0 ]; then
            echo "$record: agrees with $table$(sed -n 's/^# partial: /; partial: /p' "$record")"
        else
            [ $rc -gt $worst ] && worst=$rc
        fi
    done
    return $worst
}

case ${1:-} in
write) [ $# = 5 ] || fail "usage: record.sh write NAME TABLE RUNS-FOLDER COMMAND"
    shift
    write "$@" ;;
check) shift
    check "$@" ;;
*) fail "usage: record.sh write NAME TABLE RUNS-FOLDER COMMAND | check [RECORD...]" ;;
esac
