# Means over the samples of each parent temperature, with their errors, from yield.dat, moduli.dat and watch.dat; and
# verdicts by intervals of two errors. Columns as in other experiments: claim, published, its error, ours, error, verdict.
FNR == 1 {name = FILENAME; sub(/\/yield.dat$/, "", name); T = name; sub(/.*\//, "", T); sub(/-[0-9]+$/, "", T)}
/^#/ {next}
{
    if (!(T in n)) order[++parents] = T
    n[T]++
    add("e_IS", $3); add("stress_max", $4); add("drop_max", $6); add("strain_drop", $7); add("events", $8)
    while ((getline line < (name "/moduli.dat")) > 0)
        if (line !~ /^#/) {split(line, m, " "); add("G", (m[2] + m[5] + m[8]) / 3)}
    close(name "/moduli.dat")
    Q6 = 0
    while ((getline line < (name "/watch.dat")) > 0)
        if (line !~ /^#/) {split(line, m, " "); if (m[3] > Q6) Q6 = m[3]}
    close(name "/watch.dat")
    if (Q6 > crystal) crystal = Q6
}
function add(what, x) {sum[what, T] += x; square[what, T] += x * x}
function mean(what, T) {return sum[what, T] / n[T]}
function error(what, T, v) {
    if (n[T] < 2) return "nan"
    v = square[what, T] / n[T] - mean(what, T) ^ 2
    return sqrt((v > 0 ? v : 0) / (n[T] - 1))
}
# Larger at the colder parent: difference a - b against twice its error.
function larger(what, cold, hot, d, e) {
    if (n[cold] < 2 || n[hot] < 2) return "cannot tell"
    d = mean(what, cold) - mean(what, hot); e = 2 * sqrt(error(what, cold) ^ 2 + error(what, hot) ^ 2)
    return d > e ? "holds" : d < -e ? "does not hold" : "cannot tell"
}
function row(claim, x, e, verdict) {printf "\"%s\" nan nan %.6g %s \"%s\"\n", claim, x, e, verdict}
END {
    print "# claims: nbc8 parents under athermal quasi-static shear; errors from the scatter of samples"
    print "# claim published published_error ours error verdict"
    for (k = 1; k <= parents; k++) {
        T = order[k]
        row("T = " T ": energy of inherent structures", mean("e_IS", T), error("e_IS", T), "")
        row("T = " T ": shear modulus", mean("G", T), error("G", T), "")
        row("T = " T ": largest stress", mean("stress_max", T), error("stress_max", T), "")
        row("T = " T ": largest drop of stress", mean("drop_max", T), error("drop_max", T), "")
        row("T = " T ": strain of this drop", mean("strain_drop", T), error("strain_drop", T), "")
    }
    hot = order[1]; cold = order[parents]
    row("the modulus is larger from colder parents: difference", mean("G", cold) - mean("G", hot), \
        sqrt(error("G", cold) ^ 2 + error("G", hot) ^ 2), larger("G", cold, hot))
    row("the largest stress is larger from colder parents: difference", mean("stress_max", cold) - mean("stress_max", hot), \
        sqrt(error("stress_max", cold) ^ 2 + error("stress_max", hot) ^ 2), larger("stress_max", cold, hot))
    row("the largest drop is larger from colder parents: difference", mean("drop_max", cold) - mean("drop_max", hot), \
        sqrt(error("drop_max", cold) ^ 2 + error("drop_max", hot) ^ 2), larger("drop_max", cold, hot))
    row("no parent crystallised: largest Q6", crystal, "nan", crystal < 0.08 ? "holds" : "does not hold")
}
