#!/usr/bin/env bash
# A Slurm of one machine, without systemd and without touching the system's own: everything lies in a temporary folder, and all of it
# is ended with the command.
#
#   scripts/one-machine-slurm.sh COMMAND...     runs a command that can use sbatch, squeue, scontrol and srun
#
# Needs root and Debian's packages slurm-wlm and munge. In the command's environment SLURM_CONF names the configuration and
# ONE_MACHINE_SLURM the folder. There are two partitions of the same node: `low` is preempted by `high`, and its jobs are requeued.
set -euo pipefail

for program in munged mungekey slurmctld slurmd sbatch; do
  command -v "$program" > /dev/null || PATH=$PATH:/usr/sbin command -v "$program" > /dev/null ||
    { echo "$program: not found; apt-get install slurm-wlm munge" >&2; exit 42; }
done
PATH=$PATH:/usr/sbin
[ "$(id -u)" = 0 ] || { echo 'a Slurm of one machine needs root' >&2; exit 42; }
[ $# -gt 0 ] || { sed -n '2,9p' "$0" >&2; exit 2; }

folder=$(mktemp -d)
pids=()
stop() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2> /dev/null || true; done
  [ -n "${KEEP:-}" ] || rm -rf "$folder"
}
trap stop EXIT

chmod 755 "$folder"
mkdir "$folder/munge" "$folder/state" "$folder/spool"
chmod 700 "$folder/munge"
mungekey --create --keyfile "$folder/munge/key"
munged --foreground --force --key-file "$folder/munge/key" --socket "$folder/munge.socket" --pid-file "$folder/munge/pid" \
  --log-file "$folder/munge/log" --seed-file "$folder/munge/seed" --num-threads 1 > /dev/null 2>&1 &
pids+=($!)

# Free ports: another Slurm may run here.
port() { node -e 'const s = require("net").createServer().listen(0, () => { console.log(s.address().port); s.close(); })'; }
host=$(hostname)
cat > "$folder/slurm.conf" << END
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(port)
SlurmdPort=$(port)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmdParameters=config_overrides
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
MpiDefault=none
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
KillWait=30
MinJobAge=3600
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0,requeue_delay=1,bf_interval=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=low Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 GraceTime=20
PartitionName=high Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=2 PreemptMode=OFF
END
export SLURM_CONF=$folder/slurm.conf ONE_MACHINE_SLURM=$folder

slurmctld -D -f "$SLURM_CONF" > /dev/null 2>&1 &
pids+=($!)
slurmd -D -f "$SLURM_CONF" -N "$host" > /dev/null 2>&1 &
pids+=($!)
for ((try = 0; try < 120; try++)); do
  sinfo --noheader --format=%T 2> /dev/null | grep -q idle && break
  sleep 0.5
done
sinfo --noheader --format=%T 2> /dev/null | grep -q idle || {
  echo 'the node does not come up:' >&2
  tail -n 20 "$folder"/slurm*.log "$folder/munge/log" >&2
  exit 1
}
"$@"
