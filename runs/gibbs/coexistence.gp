# out, figure: given by the Makefile. Left: densities of both boxes; right: pressure of the gas and published vapour pressures.
set terminal pngcairo size 1500,620 font 'Sans,18' lw 1.5
set output figure
set multiplot layout 1,2 margins 0.08,0.98,0.15,0.95 spacing 0.11
set border 3; set tics nomirror
set xlabel 'density ρ  [1/σ^3]'; set ylabel 'temperature T  [ε]'
set xrange [0:0.9]; set yrange [0.65:0.95]
set key top right samplen 1
set label 1 '(a)' at graph 0.02,0.96
plot out.'/density_1.dat' using 5:3:6 with xerrorbars pt 7 ps 1.4 lc rgb '#d55e00' title 'gas', \
     out.'/density_2.dat' using 5:3:6 with xerrorbars pt 7 ps 1.4 lc rgb '#0072b2' title 'liquid'
set label 1 '(b)'
set xlabel '1/T  [1/ε]'; set ylabel 'vapour pressure P  [ε/σ^3]'
set xrange [1.08:1.56]; set yrange [0.005:0.1]; set logscale y
plot 'published.dat' using (1/$1):2 with linespoints pt 4 ps 1.8 lc rgb '#888888' title 'NIST', \
     out.'/pressure_1.dat' using (1/$3):5:6 with yerrorbars pt 7 ps 1.2 lc rgb '#d55e00' title 'gas box'
unset multiplot
