import torch


def log_ratio(a, b):
    return torch.log(a) - torch.log(b)


def log_sum_exp(s):
    return s.exp().sum(dim=1).log()


def dots(a, b):
    return (a * b).sum(dim=1)
