# Of every curve of potential.dat: Q at the least V, and the rise of V to an overlap above it. The last claim compares the
# two temperatures of the liquid: the colder it is, the lower a state near the reference.
BEGIN {high["glass"] = 0.75; high["dnn"] = 0.5}
/^#/ {next}
{
    split($0, quoted, "\""); split(quoted[5], x, " ")
    key = quoted[2] ", " quoted[4]
    if (!(key in least)) {order[++n] = key; program[n] = quoted[2]; closest[key] = 9; least[key] = 1e9}
    if (x[4] < least[key]) {least[key] = x[4]; at[key] = x[3]}
    d = x[3] - high[quoted[2]]; if (d < 0) d = -d
    if (d < closest[key]) {closest[key] = d; V[key] = x[4]; error[key] = x[5]; q[key] = x[3]}
}
END {
    print "# claims: potentials of the overlap, energy per sphere or weight; errors by jackknife and over references"
    print "# claim published published_error ours error verdict"
    for (k = 1; k <= n; k++) {
        printf "\"%s: Q at the least V\" nan nan %.3g nan \"\"\n", order[k], at[order[k]]
        printf "\"%s: V at Q = %.2f above it\" nan nan %.4g %.2g \"\"\n", order[k], q[order[k]], V[order[k]], error[order[k]]
        if (program[k] == "glass") {if (!first) first = order[k]; last = order[k]}
    }
    if (first && first != last) {
        d = V[first] - V[last]; e = sqrt(error[first] ^ 2 + error[last] ^ 2)
        printf "\"%s less %s: V near the reference falls on cooling\" nan nan %.4g %.2g \"%s\"\n", first, last, d, e, \
            d > 2 * e ? "holds" : d < -2 * e ? "does not hold" : "cannot tell"
    }
}
