# out, figure: given by the Makefile. Left: total, vibrational and mixing entropies; right: configurational.
set terminal pngcairo size 1500,620 font 'Sans,18' lw 1.5
set output figure
table = out.'/entropy.dat'
set multiplot layout 1,2 margins 0.08,0.98,0.15,0.95 spacing 0.1
set border 3; set tics nomirror
set xrange [0.06:0.21]; set xtics 0.02
set xlabel 'temperature T  [ε]'
set ylabel 'entropy per sphere  [k_B]'
set label 1 '(a)' at graph 0.02,0.96
set key bottom right Left reverse samplen 2
set yrange [-6.5:2.5]
plot table using 1:6:7 with yerrorlines pt 7 lc rgb '#000000' title 'total, without mixing', \
     table using 1:($8 + $10):(sqrt($9**2 + $11**2)) with yerrorlines pt 6 lc rgb '#0072b2' title 'vibrations, modes', \
     table using 1:12:13 with yerrorlines pt 8 lc rgb '#d55e00' title 'vibrations, tethers', \
     table using 1:14:15 with yerrorlines pt 4 lc rgb '#009e73' title 'mixing'
set label 1 '(b)'
set ylabel 'configurational entropy per sphere  [k_B]'
set yrange [0:*]
plot table using 1:16:17 with yerrorlines pt 6 lc rgb '#0072b2' title 'by modes', \
     table using 1:18:19 with yerrorlines pt 8 lc rgb '#d55e00' title 'by tethers'
unset multiplot
