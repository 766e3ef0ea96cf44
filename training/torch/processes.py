"""One process or several, by PyTorch's own launcher (torchrun): who this one is, and sums over all of them."""

import os

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel


class Processes:
    """`rank`, `world`, `device` and `cores` of this process."""

    def __init__(self, use_cpu):
        self.world = int(os.environ.get("WORLD_SIZE", 1))
        self.rank = int(os.environ.get("RANK", 0))
        local = int(os.environ.get("LOCAL_RANK", 0))
        is_cuda = torch.cuda.is_available() and not use_cpu
        self.device = torch.device("cuda", local) if is_cuda else torch.device("cpu")
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.cores = max(1, cores // int(os.environ.get("LOCAL_WORLD_SIZE", 1)))
        torch.set_num_threads(self.cores)
        if is_cuda:
            torch.cuda.set_device(self.device)
        if self.world > 1:
            distributed.init_process_group("nccl" if is_cuda else "gloo")

    @property
    def is_first(self):
        return self.rank == 0

    def wrap(self, net):
        """The network as every process trains it. On CUDA batch norm sees the whole batch; on CPU each its own part."""
        if self.world == 1:
            return net
        if self.device.type == "cuda":
            net = torch.nn.SyncBatchNorm.convert_sync_batchnorm(net)
            return DistributedDataParallel(net, device_ids=[self.device.index])
        return DistributedDataParallel(net)

    def add_up(self, sums):
        """Adds a vector over processes. DDP averages gradients, and this sum's gradient counts each process once more."""
        if self.world == 1:
            return sums
        import torch.distributed.nn

        return torch.distributed.nn.all_reduce(sums)

    @torch.no_grad()
    def total(self, values):
        if self.world > 1:
            distributed.all_reduce(values)
        return values

    @torch.no_grad()
    def spread(self, tensors):
        """The first process's values go to all."""
        if self.world > 1:
            for tensor in tensors:
                distributed.broadcast(tensor, 0)

    def any(self, flag):
        """True in every process when it is in one."""
        return float(self.total(torch.tensor(float(flag), device=self.device))) > 0

    def close(self):
        if self.world > 1:
            distributed.destroy_process_group()
