# pair.sh A B rounds : run core.py in two trees side by side, pinned, swapped
A=$1;B=$2;R=${3:-2}
for i in $(seq $R); do
 for s in "0 1" "1 0"; do set -- $s
  (cd $A; PYTHONPATH=. BATCH=1000 taskset -c $1 /tmp/w/debvenv/bin/python -W ignore /tmp/w/s7/core_ns.py 60 > /tmp/w/s6/pa.out 2>&1) &
  (cd $B; PYTHONPATH=. BATCH=1000 taskset -c $2 /tmp/w/debvenv/bin/python -W ignore /tmp/w/s7/core_ns.py 60 > /tmp/w/s6/pb.out 2>&1) &
  wait
  for x in a b; do grep "^total" /tmp/w/s6/p$x.out | sed "s/^/$x /"; done
 done
done
