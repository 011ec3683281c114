# SPDX-License-Identifier: MIT
"""Debian's Slurm on this machine alone: munged, slurmctld and slurmd of a folder, for as long as a test takes."""
import os
import pathlib
import shutil
import socket
import subprocess
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue")


def missing():
    """Why it cannot be started here; empty where it can."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    if absent:
        return f"{' '.join(absent)} not found; apt-get install slurm-wlm munge"
    return "" if os.geteuid() == 0 else "it starts as root alone"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Slurm:
    def __init__(self, folder, cores):
        self.folder = pathlib.Path(folder)
        for name in ("state", "spool"):
            (self.folder / name).mkdir(parents=True)
        key, self.door = self.folder / "munge.key", self.folder / "munge.socket"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        host = socket.gethostname().split(".")[0]
        (self.folder / "slurm.conf").write_text(f"""ClusterName=sweep
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={self.door}
CredType=cred/munge
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/spool
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/slurmd.pid
SlurmctldLogFile={self.folder}/slurmctld.log
SlurmdLogFile={self.folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
MpiDefault=none
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
""")
        self.environment = dict(os.environ, SLURM_CONF=str(self.folder / "slurm.conf"))
        self.processes = []
        self.start("munged", "--foreground", "--force", f"--socket={self.door}", f"--key-file={key}",
                   *(f"--{what}-file={self.folder}/munged.{what}" for what in ("pid", "log", "seed")))
        self.until("munged", self.door.exists)
        self.start("slurmctld", "-D")
        self.start("slurmd", "-D", "-N", host)
        self.until("the node", lambda: self.ask("sinfo", "-h", "-o", "%T") == "idle")

    def start(self, *command):
        log = open(self.folder / f"{command[0]}.out", "w")
        self.processes.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=log))

    def ask(self, *command):
        answer = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=20)
        return answer.stdout.strip()

    def until(self, what, holds):
        for _ in range(200):
            if holds():
                return
            time.sleep(0.1)  # of other programs, which tell nobody
        logs = "".join(path.read_text()[-500:] for path in sorted(self.folder.glob("*.log")))
        raise AssertionError(f"{what} does not come: {logs}")

    def run(self, environment, *command):
        """Hands in a batch job, and waits until nothing of it is left."""
        answer = subprocess.run(["sbatch", *map(str, command)], env={**environment, "SLURM_CONF": self.environment["SLURM_CONF"]},
                                capture_output=True, text=True, timeout=20)
        assert answer.returncode == 0, answer.stderr
        self.until("the end of the jobs", lambda: self.ask("squeue", "-h") == "")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(20)
