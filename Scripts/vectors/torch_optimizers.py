#!/usr/bin/env python3
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Dumps trajectories of optimizers and learning-rate schedules as PyTorch and optax compute them.

Usage: torch_optimizers.py FOLDER [--only torch|optax] [--seed N]
       (pip install torch==2.13.0+cpu numpy; for optax: optax==0.2.6 jax==0.10.2 jaxlib==0.10.2)

The two packages may live in two environments: a run with --only adds its cases to the folder and leaves
those of the other as they are. FORMAT.md beside the committed files describes them. PyTorch's Muon
rounds to bfloat16 on its way; here it keeps its own type, so that digits can be compared.
"""
import argparse
import json
import pathlib

import numpy as np

STEPS = 50
SHAPES = {"weight": (4, 3), "wide": (3, 6), "bias": (7,), "scale": ()}


def inputs(seed):
    """The parameters and their gradients at every step; some are zero, and some steps are wild."""
    rng = np.random.default_rng(seed)
    start = {n: rng.uniform(-1, 1, s) for n, s in SHAPES.items()}
    gradients = {n: rng.normal(size=(STEPS, *s)) for n, s in SHAPES.items()}
    for name, g in gradients.items():
        g *= np.exp(0.5 * rng.normal(size=(STEPS,) + (1,) * (g.ndim - 1)))
        g[7] *= 5
        g[11] = 0
        if name == "bias":
            g[:, 2] = 0
            g[:, 3] = 0.25 + 0.1 * g[:, 3]
    return start, gradients


# ---- PyTorch -------------------------------------------------------------------------------------

def torch_cases():
    """(optimizer, settings as PyTorch names them, the group of biases)."""
    return [
        ("SGD", {"lr": 0.05}, {}),
        ("SGD", {"lr": 0.05, "weight_decay": 0.1}, {}),
        ("SGD", {"lr": 0.05, "momentum": 0.9}, {}),
        ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.05}, {}),
        ("SGD", {"lr": 0.02, "momentum": 0.8, "nesterov": True, "weight_decay": 0.01}, {}),
        ("SGD", {"lr": 0.02, "momentum": 0.8, "weight_decay": 0.1},
         {"lr": 0.06, "weight_decay": 0}),
        ("Adam", {"lr": 0.01}, {}),
        ("Adam", {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-4, "weight_decay": 0.1}, {}),
        ("Adam", {"lr": 0.02, "amsgrad": True}, {}),
        ("AdamW", {"lr": 0.01}, {}),
        ("AdamW", {"lr": 0.03, "betas": [0.7, 0.9], "eps": 1e-6, "weight_decay": 0.3,
                   "amsgrad": True}, {}),
        ("AdamW", {"lr": 0.01, "weight_decay": 0.2}, {"lr": 0.005, "weight_decay": 0}),
        ("RMSprop", {"lr": 0.01}, {}),
        ("RMSprop", {"lr": 0.02, "alpha": 0.9, "eps": 1e-5, "weight_decay": 0.1}, {}),
        ("RMSprop", {"lr": 0.01, "alpha": 0.9, "momentum": 0.8}, {}),
        ("RMSprop", {"lr": 0.01, "alpha": 0.8, "eps": 1e-2, "centered": True}, {}),
        ("RMSprop", {"lr": 0.01, "alpha": 0.8, "eps": 1e-2, "centered": True, "momentum": 0.5,
                     "weight_decay": 0.02}, {}),
        ("Adagrad", {"lr": 0.1}, {}),
        ("Adagrad", {"lr": 0.1, "lr_decay": 0.05, "weight_decay": 0.1, "eps": 1e-6,
                     "initial_accumulator_value": 0.3}, {}),
        ("Adafactor", {"lr": 0.01}, {}),
        ("Adafactor", {"lr": 0.1, "beta2_decay": -0.5, "eps": [1e-4, 1e-2], "d": 1.5,
                       "weight_decay": 0.1}, {}),
        ("Muon", {"lr": 0.02}, {}),
        ("Muon", {"lr": 0.01, "weight_decay": 0.2, "momentum": 0.8, "nesterov": False,
                  "ns_steps": 4, "adjust_lr_fn": "match_rms_adamw"}, {}),
    ]


def torch_trajectory(name, settings, biases, start, gradients, dtype):
    import torch
    kind = getattr(torch, dtype)
    names = [n for n in SHAPES if name != "Muon" or len(SHAPES[n]) == 2]
    parameters = {n: torch.nn.Parameter(torch.tensor(start[n], dtype=kind)) for n in names}
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in settings.items()}
    groups = [{"params": [p for n, p in parameters.items() if n != "bias"]},
              {"params": [p for n, p in parameters.items() if n == "bias"], **biases}]
    if name == "Muon":
        groups = groups[:1]
    # One at a time: the others may add up in another order.
    optimizer = getattr(torch.optim, name)(
        groups, **settings, **({} if name == "Muon" else {"foreach": False}))
    result = {n: [] for n in names}
    rounding = torch.Tensor.bfloat16
    torch.Tensor.bfloat16 = torch.Tensor.clone
    for step in range(STEPS):
        for n, p in parameters.items():
            p.grad = torch.tensor(gradients[n][step], dtype=kind)
        optimizer.step()
        for n, p in parameters.items():
            result[n].append(p.detach().numpy().copy())
    torch.Tensor.bfloat16 = rounding
    return {n: np.stack(v) for n, v in result.items()}


def schedule_cases():
    """(schedule, its settings as PyTorch names them, rate, steps)."""
    return [
        ("ConstantLR", {"factor": 1.0}, 0.1, 10),
        ("LinearLR", {"start_factor": 0.25, "end_factor": 1.0, "total_iters": 12}, 0.2, 30),
        ("LinearLR", {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 7}, 0.2, 30),
        ("CosineAnnealingLR", {"T_max": 40, "eta_min": 0.01}, 0.5, 41),
        ("CosineAnnealingWarmRestarts", {"T_0": 7, "T_mult": 1, "eta_min": 0.0}, 0.3, 50),
        ("CosineAnnealingWarmRestarts", {"T_0": 4, "T_mult": 3, "eta_min": 0.02}, 0.3, 80),
        ("OneCycleLR", {"max_lr": 0.4, "total_steps": 50}, 0.1, 50),
        ("OneCycleLR", {"max_lr": 0.4, "total_steps": 33, "pct_start": 0.25, "div_factor": 10,
                        "final_div_factor": 100, "anneal_strategy": "linear"}, 0.1, 33),
        ("OneCycleLR", {"max_lr": 1.0, "total_steps": 40, "pct_start": 0.4, "three_phase": True},
         0.1, 40),
        ("StepLR", {"step_size": 6, "gamma": 0.3}, 0.7, 50),
        ("MultiStepLR", {"milestones": [3, 17, 17, 30], "gamma": 0.5}, 0.7, 50),
        ("ExponentialLR", {"gamma": 0.93}, 0.7, 50),
        ("PolynomialLR", {"total_iters": 30, "power": 1.0}, 0.7, 50),
        ("PolynomialLR", {"total_iters": 30, "power": 2.5}, 0.7, 50),
        ("PolynomialLR", {"total_iters": 20, "power": 3}, 0.7, 50),
    ]


def plateau_cases():
    return [
        ({"factor": 0.5, "patience": 2}, 0.4),
        ({"factor": 0.1, "patience": 1, "cooldown": 3, "threshold": 0.05, "min_lr": 0.002}, 0.9),
        ({"mode": "max", "factor": 0.3, "patience": 0, "threshold": 0.1, "threshold_mode": "abs"},
         0.5),
        ({"mode": "max", "factor": 0.7, "patience": 3, "threshold": 0.02}, 0.5),
        ({"factor": 0.6, "patience": 1, "threshold": 0.01, "threshold_mode": "abs"}, 0.5),
    ]


def schedules(seed):
    import warnings

    import torch
    warnings.filterwarnings("ignore")
    lines = []

    def optimizer(rate):
        return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate, momentum=0.9)

    for name, settings, rate, steps in schedule_cases():
        o = optimizer(rate)
        s = getattr(torch.optim.lr_scheduler, name)(o, **settings)
        rates = []
        for _ in range(steps):
            rates.append(o.param_groups[0]["lr"])
            o.step()
            if len(rates) < steps:
                s.step()
        lines.append({"schedule": name, "settings": settings, "rate": rate, "rates": rates})
    o = optimizer(0.3)
    warm = torch.optim.lr_scheduler.LinearLR(o, 0.1, 1.0, 5)
    down = torch.optim.lr_scheduler.CosineAnnealingLR(o, 20)
    s = torch.optim.lr_scheduler.SequentialLR(o, [warm, down], [5])
    rates = []
    for _ in range(25):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        s.step()
    lines.append({"schedule": "SequentialLR", "settings": {}, "rate": 0.3, "rates": rates})
    rng = np.random.default_rng(seed + 1)
    for settings, rate in plateau_cases():
        o = optimizer(rate)
        s = torch.optim.lr_scheduler.ReduceLROnPlateau(o, **settings)
        metrics = np.round(1 + np.exp(-np.arange(60) / 6) + 0.05 * rng.normal(size=60), 3)
        metrics = metrics.tolist()
        rates = []
        for metric in metrics:
            s.step(metric)
            rates.append(o.param_groups[0]["lr"])
        lines.append({"schedule": "ReduceLROnPlateau", "settings": settings, "rate": rate,
                      "metrics": metrics, "rates": rates})
    return lines


def clipping(gradients):
    """The norm of all gradients, and what is left of them."""
    import torch
    lines, arrays = [], {}
    for step in (0, 7, 11):
        for limit in (0.5, 1e6):
            for order in ("norm", "value"):
                parameters = [torch.nn.Parameter(torch.zeros(s)) for s in SHAPES.values()]
                for p, n in zip(parameters, SHAPES):
                    p.grad = torch.tensor(gradients[n][step], dtype=torch.float32)
                case = f"clip-{order}-{step}-{limit:g}"
                norm = None
                if order == "norm":
                    norm = float(torch.nn.utils.clip_grad_norm_(parameters, limit))
                else:
                    torch.nn.utils.clip_grad_value_(parameters, limit)
                for p, n in zip(parameters, SHAPES):
                    arrays[f"{case}/{n}"] = p.grad.numpy()
                lines.append({"case": case, "by": order, "step": step, "limit": limit,
                              "norm": norm})
    return lines, arrays


def averages(start, gradients):
    """An exponential moving average of parameters that walk."""
    import torch
    from torch.optim.swa_utils import get_ema_multi_avg_fn
    arrays = {}
    for dtype in ("float32", "float64"):
        kind = getattr(torch, dtype)
        mean = [torch.tensor(start[n], dtype=kind) for n in SHAPES]
        update = get_ema_multi_avg_fn(0.9)
        steps = {n: [] for n in SHAPES}
        for step in range(STEPS):
            now = [torch.tensor(start[n] + gradients[n][step], dtype=kind) for n in SHAPES]
            update(mean, now, step)
            for n, m in zip(SHAPES, mean):
                steps[n].append(m.numpy().copy())
        for n in SHAPES:
            arrays[f"average-{dtype}/{n}"] = np.stack(steps[n])
    return arrays


# ---- optax ---------------------------------------------------------------------------------------

def optax_cases():
    return [
        ("Lion", {"learning_rate": 0.01}),
        ("Lion", {"learning_rate": 0.02, "b1": 0.8, "b2": 0.95, "weight_decay": 0.1}),
        ("LAMB", {"learning_rate": 0.01}),
        ("LAMB", {"learning_rate": 0.03, "b1": 0.8, "b2": 0.95, "eps": 1e-5,
                  "weight_decay": 0.1}),
    ]


def optax_trajectory(name, settings, start, gradients, dtype):
    import jax
    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    import optax
    parameters = {n: jnp.asarray(v, dtype=dtype) for n, v in start.items()}
    if name == "Lion":
        settings = {"weight_decay": 0.0, **settings}
    solver = {"Lion": optax.lion, "LAMB": optax.lamb}[name](**settings)
    state = solver.init(parameters)
    result = {n: [] for n in start}
    for step in range(STEPS):
        g = {n: jnp.asarray(v[step], dtype=dtype) for n, v in gradients.items()}
        updates, state = solver.update(g, state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        for n, p in parameters.items():
            result[n].append(np.asarray(p))
    return {n: np.stack(v) for n, v in result.items()}


# ---- Files ---------------------------------------------------------------------------------------

def write(folder, name, lines, arrays=None):
    with open(folder / f"{name}.jsonl", "w") as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
    if arrays is not None:
        np.savez_compressed(folder / f"arrays-{name}.npz", **arrays)
    print(f"{name}: {len(lines)} lines")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", choices=["torch", "optax"])
    parser.add_argument("--seed", type=int, default=20261127)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    start, gradients = inputs(options.seed)
    if options.only != "optax":
        lines, arrays = [], {}
        for index, (name, settings, biases) in enumerate(torch_cases()):
            for dtype in ("float32", "float64"):
                case = f"{name.lower()}-{index}-{dtype}"
                lines.append({"case": case, "optimizer": name, "settings": settings,
                              "biases": biases, "dtype": dtype})
                found = torch_trajectory(name, settings, biases, start, gradients, dtype)
                arrays.update({f"{case}/{n}": v for n, v in found.items()})
        write(options.folder, "optimizers-torch", lines, arrays)
        lines, arrays = clipping(gradients)
        write(options.folder, "clipping", lines, arrays)
        np.savez_compressed(options.folder / "arrays-averages.npz", **averages(start, gradients))
        write(options.folder, "schedules", schedules(options.seed))
        given = {f"start/{n}": v for n, v in start.items()}
        given.update({f"gradients/{n}": v for n, v in gradients.items()})
        np.savez_compressed(options.folder / "arrays-inputs.npz", **given)
    if options.only != "torch":
        lines, arrays = [], {}
        for index, (name, settings) in enumerate(optax_cases()):
            for dtype in ("float32", "float64"):
                case = f"{name.lower()}-{index}-{dtype}"
                lines.append({"case": case, "optimizer": name, "settings": settings,
                              "biases": {}, "dtype": dtype})
                found = optax_trajectory(name, settings, start, gradients, dtype)
                arrays.update({f"{case}/{n}": v for n, v in found.items()})
        write(options.folder, "optimizers-optax", lines, arrays)


main()
