# Relaxation times of the nbc8 liquid over that at T = 0.30, with and without swaps, beside published ones; and the
# speed-up. Reads relax.dat and speedup.dat, which analysis writes. Run in the folder that holds them.
set encoding utf8
published = '../published.dat'
black = '#000000'; blue = '#0072b2'; grey = '#888888'; sky = '#56b4e9'
first(run) = real(system(sprintf("awk -F'\"' '$4 == \"T = 0.3, %s\" && $6 == \"fs\" {split($9, x, \" \"); print x[1]; exit}' relax.dat", run)))
local = first('no swap'); swap = first('swap')
is(run, of) = strcol(4) eq of && strstrt(strcol(2), run) > 0
tau(run, norm) = is(run, 'fs') && strstrt(strcol(2), ', '.run) > 0 && abs(column(7)) < 1e300 ? column(6) / norm : NaN
do for [kind in 'png pdf'] {
if (kind eq 'png') { set terminal pngcairo size 1700,760 font 'sans,9' fontscale 2.1 linewidth 2.3; set output 'tau.png' }
else { set terminal pdfcairo size 7.7in,3.45in font 'sans,9' fontscale 0.66 linewidth 1.5; set output 'tau.pdf' }
set multiplot layout 1,2 margins 0.09,0.985,0.15,0.93 spacing 0.12
set tics scale 0.7,0.35; set xlabel 'temperature  T' offset 0,0.4; set logscale y; set mytics 10; set format y '10^{%L}'
set xrange [0.085:0.315]; set xtics 0.05; set mxtics 5; set grid y lw 0.3 lc rgb '#dddddd'
set key top right samplen 1.5 spacing 1.15
set ylabel 'relaxation time  τ(T) / τ(0.30)'; set yrange [0.7:4000]
plot published using 1:($2/110.95):($3/110.95) with yerrorlines pt 6 ps 1.0 dt (6,3) lc rgb grey title 'local, published', \
     'relax.dat' using 3:(tau('no swap', local)):($7/local) with yerrorbars pt 7 ps 0.8 lw 1.2 lc rgb black title 'local', \
     published using 1:($4/96.37):($5/96.37) with yerrorlines pt 6 ps 1.0 dt (6,3) lc rgb sky title 'irreversible swaps, published', \
     'relax.dat' using 3:(tau('swap', swap) * (strstrt(strcol(2), 'no swap') ? NaN : 1)):($7/swap) with yerrorbars pt 7 ps 0.8 lw 1.2 lc rgb blue title 'swaps'
set ylabel 'speed-up  τ without / τ with swaps'; set yrange [0.8:300]
plot published using 1:($2/$4):($2/$4*sqrt(($3/$2)**2+($5/$4)**2)) with yerrorlines pt 6 ps 1.0 dt (6,3) lc rgb sky title 'irreversible swaps, published', \
     'speedup.dat' using 3:(strcol(4) eq 'fs' ? column(10) : NaN):11 with yerrorbars pt 7 ps 0.8 lw 1.2 lc rgb blue title 'swaps'
unset multiplot
set output
}
