# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""What a peer says to the benchmark that drives it, a line each way.

    prepare NAME  ->  ready | missing | failed TEXT
    run SECONDS   ->  nanoseconds a call, one number for each sample
    quit

A workload is a function without arguments that sets up and returns what is to be timed: a function, or
a statement with the names it uses. Statements are timed without the cost of a call, as a user's loop
would run them.
"""

import os
import sys
import time
import timeit

SAMPLE_SECONDS = 0.002
# Of a busy machine's processors one thread gets a part: its own time says more than the clock on the wall.
CLOCK = time.process_time if os.environ.get("PEER_CLOCK") == "processor" else time.perf_counter


class Timed:
    def __init__(self, work):
        statement, names = work if isinstance(work, tuple) else ("work()", {"work": work})
        self.timer = timeit.Timer(statement, timer=CLOCK, globals=names)
        self.timer.timeit(2)  # compilers and caches
        once = self.timer.timeit(1)
        repetitions = max(1, min(100_000, int(SAMPLE_SECONDS / max(once, 1e-9))))
        if repetitions > 1:  # a first call may still have been slow
            once = self.timer.timeit(repetitions) / repetitions
            repetitions = max(1, min(1_000_000, int(SAMPLE_SECONDS / max(once, 1e-9))))
        self.repetitions = repetitions

    def samples(self, seconds):
        """Nanoseconds a call; the first call of a turn only wakes caches and threads."""
        self.timer.timeit(self.repetitions)
        samples, spent = [], 0.0
        while spent < seconds or len(samples) < 2:
            elapsed = self.timer.timeit(self.repetitions)
            spent += elapsed
            samples.append(elapsed / self.repetitions * 1e9)
        return samples


def serve(workloads):
    # What libraries print must not get between the lines.
    answers, sys.stdout = sys.stdout, sys.stderr
    timed = None

    def answer(text):
        answers.write(text + "\n")
        answers.flush()

    answer("hello")
    for line in sys.stdin:
        verb, _, rest = line.strip().partition(" ")
        try:
            if verb == "prepare":
                timed = None
                if rest in workloads:
                    timed = Timed(workloads[rest]())
                    answer("ready")
                else:
                    answer("missing")
            elif verb == "run":
                answer(" ".join(f"{sample:.1f}" for sample in timed.samples(float(rest))))
            elif verb == "quit":
                return
            else:
                answer(f"failed: no verb {verb}")
        except Exception as error:  # noqa: BLE001 - the benchmark shows it in the row
            answer("failed " + " ".join(f"{type(error).__name__}: {error}".split()))
