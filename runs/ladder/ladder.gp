# gnuplot -e "run='out/ladder'; figure='out/ladder.png'" ladder.gp
set encoding utf8; set terminal pngcairo size 1500,1120 font 'sans,15' linewidth 1.5
set output figure
blue = 0x0072b2; red = 0xd55e00; green = 0x009e73; grey = 0x888888; purple = 0xcc79a7
before = NaN
verdicts = run.'/equilibrium.dat'
set multiplot layout 2,2 margins 0.078,0.985,0.075,0.95 spacing 0.085,0.105
set border lw 0.8; set tics nomirror; set xlabel 'temperature  T'; set xrange [0.06:0.21]
# a point for a hold that reached equilibrium, or for one that did not
yes(x) = strcol(19) eq 'yes' ? x : NaN
no(x)  = strcol(19) eq 'no' ? x : NaN

set title 'energy and inherent structures' offset 0,-0.5; set ylabel 'energy per particle  E/N  [ε]'
set key top left reverse Left samplen 2
plot 'reference.dat' u 1:2:3 w yerrorbars pt 6 ps 2 lc rgb grey t 'two other programs', \
     verdicts u 2:(yes($3)) pt 7 ps 1.1 lc rgb blue t 'equilibrated', \
     verdicts u 2:(no($3)) pt 4 ps 1.3 lc rgb red t 'not, by its own tests', \
     run.'/inherent.dat' u 2:4 smooth unique w lp pt 9 ps 1.1 lc rgb green t 'inherent structures'

set title 'heat capacity, two ways'; set ylabel 'heat capacity per particle  c_V  [k_B]'; set key top right noreverse Right
plot verdicts u 2:12:13 w yerrorbars pt 7 ps 1.1 lc rgb blue t 'fluctuations of the energy', \
     verdicts u (mid = (column(2) + before) / 2, before = column(2), mid):14:15 w yerrorbars pt 5 ps 1.1 lc rgb red t 'slope to the hold before'

set title 'how far the spheres went'; set ylabel 'mean-sq. displacement  ⟨Δr^2⟩  [σ^2]'; set yrange [0:9]; set key bottom right
plot 6 lc rgb grey dt 2 t 'scheduled', verdicts u 2:(yes($6)) pt 7 ps 1.1 lc rgb blue t 'equilibrated', \
     verdicts u 2:(no($6)) pt 4 ps 1.3 lc rgb red t 'not, by its own tests'

set title 'structure'; set xlabel 'wave number  k  [1/σ]'; set ylabel 'structure factor  S(k)'; set xrange [0:15]; set yrange [0:*]; set key top right
plot run.'/waves.dat' u 2:3 index 0 w l lw 1.6 lc rgb red t 'T = 0.20', \
     '' u 2:3 index 3 w l lw 1.6 lc rgb blue t '0.12', '' u 2:3 index 8 w l lw 1.6 lc rgb green t '0.07', \
     '' u 2:4 index 8 w l lw 1 dt 2 lc rgb green t 'smallest quarter alone', \
     '' u 2:7 index 8 w l lw 1 dt 3 lc rgb green t 'largest quarter alone'
unset multiplot
