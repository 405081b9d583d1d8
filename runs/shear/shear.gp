# out, seeds, figure: given by the Makefile. Left: stress against strain of the first sample of each parent; right: the
# largest drop of stress in one event of every sample, and means.
set terminal pngcairo size 1500,620 font 'Sans,18' lw 1.5
set output figure
set multiplot layout 1,2 margins 0.1,0.98,0.15,0.95 spacing 0.11
set border 3; set tics nomirror
array T[3] = ['0.2', '0.1', '0.07']
array colour[3] = ['#d55e00', '#009e73', '#0072b2']
first = word(seeds, 1)
set xlabel 'strain γ'; set ylabel 'stress Σ_{xy}  [ε/σ^3]'
set key top left reverse Left samplen 2 title 'parent'
set xrange [0:0.2]; set yrange [*:*]
set label 1 '(a)' at graph 0.94,0.96
plot for [k = 1:3] out.'/'.T[k].'-'.first.'/shear.dat' using 2:4 with lines lw 1.5 lc rgb colour[k] title 'T = '.T[k]
unset key
set label 1 '(b)'
set xlabel 'parent temperature T  [ε]'; set ylabel 'largest drop of stress  [ε/σ^3]'
set xtics 0.05; set xrange [0:0.25]; set yrange [0:*]
plot for [k = 1:3] for [s in seeds] out.'/'.T[k].'-'.s.'/yield.dat' using 2:6 with points pt 6 ps 1.6 lc rgb colour[k]
unset multiplot
