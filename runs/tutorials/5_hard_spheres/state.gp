# gnuplot state.gp: Z(rho) of both runs of the tutorial, and Carnahan and Starling's.
set encoding utf8; set terminal pngcairo size 800,600 font 'sans,15' linewidth 1.5
set output 'out/hard/state.png'
eta(x) = pi * x / 6
set xlabel 'density  ρσ^3'; set ylabel 'P / ρ k_BT'; set xrange [0:1]; set yrange [0:12]; set key top left reverse Left
plot (1 + eta(x) + eta(x)**2 - eta(x)**3) / (1 - eta(x))**3 lc rgb '#888888' t 'Carnahan, Starling', \
     'out/hard/spheres.dat' u 3:5:4 w xerrorbars pt 7 ps 1.2 lc rgb '#0072b2' t 'hard spheres, N = 125', \
     'out/hard/mie.dat' u 3:5:4 w xerrorbars pt 5 ps 1.2 lc rgb '#d55e00' t 'Mie 50-49, T = 1.5'
