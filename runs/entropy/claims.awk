# published.dat against entropy.dat: claim, published value, its error, ours, error, verdict (within two errors).
FNR == NR {
    if (/^#/) next
    claim[++n] = $0; sub(/" .*/, "\"", claim[n])
    rest = $0; sub(/^"[^"]*" /, "", rest); split(rest, part, " ")
    T[n] = part[1]; column[n] = part[2]; value[n] = part[3]; error[n] = part[4]
    next
}
/^# T / {for (i = 2; i <= NF; i++) column_of[$i] = i - 1}
/^#/ {next}
{for (k = 1; k <= n; k++) if ($1 == T[k]) {ours[k] = $(column_of[column[k]]); mine[k] = $(column_of[column[k]] + 1)}}
function verdict(d, e) {
    if (!(e > 0)) return "cannot tell"
    return d <= e && d >= -e ? "holds" : "does not hold"
}
END {
    print "# claims: entropies of nbc8 per sphere; verdicts by two errors"
    print "# claim published published_error ours error verdict"
    for (k = 1; k <= n; k++) {
        if (!(k in ours)) continue
        d = ours[k] - value[k]; e = 2 * sqrt(error[k] ^ 2 + mine[k] ^ 2)
        if (ours[k] == "nan" || mine[k] == "nan") e = 0
        printf "%s %s %s %s %s \"%s\"\n", claim[k], value[k], error[k], ours[k], mine[k],
            verdict(d, e)
    }
}
