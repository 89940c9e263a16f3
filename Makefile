# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

# Each target installs what it lacks, then runs. Flags for the demo: make demo ARGS="--seed 7".
LIBRARIES := libopenblas-dev liblapacke-dev zlib1g-dev libsqlite3-dev libsecp256k1-dev pkg-config
SOURCES := Package.swift Sources Tests Examples Benchmarks
MODULES := ExactArithmetic LedgerPrimitives TokenLedger Secp256k1Recovery Staking Rewards LedgerStore \
	TensorCore PeerTraining ModelHosting HostingEconomics ChartSVG NetworkSimulation NetworkCore
ARGS :=

PEERS := .bench-peers

.PHONY: demo test traits test-traits bench bench-peers docs format lint consumer dependencies

demo: dependencies
	swift run -c release NetworkRound $(ARGS)

test: dependencies
	swift test --parallel

# The optional parts switched off: what a consumer with `traits: []` compiles and links.
traits: dependencies
	swift build --disable-default-traits --scratch-path .build-no-traits

# The same with the tests, which import nothing then that is switched off.
test-traits: dependencies
	swift build --build-tests --disable-default-traits --scratch-path .build-no-traits

bench: dependencies
	swift run -c release Benchmarks $(ARGS)

# The peers of `swift run Benchmarks --compare torch,jax,numpy`, in a folder of their own. PyTorch's build
# for processors, without the gigabytes of the one for graphics cards.
bench-peers: $(PEERS)/bin/python
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check \
	  numpy==2.4.* jax==0.10.2 jaxlib==0.10.2 \
	  filelock typing-extensions sympy networkx jinja2 fsspec
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check --no-deps torch==2.13.0+cpu
	$(PEERS)/bin/python -c "import jax, numpy, torch; \
	  print('torch', torch.__version__, 'jax', jax.__version__, 'numpy', numpy.__version__)"

$(PEERS)/bin/python:
	python3 -m venv $(PEERS)

# Documentation of every library, a warning is an error. Result: docs-output/<module>/.
docs: dependencies
	@mkdir -p docs-output
	@for module in $(MODULES); do \
	  TENSORCHAIN_DOCS=1 swift package --scratch-path .build-docs --allow-writing-to-directory docs-output \
	    generate-documentation --target $$module --warnings-as-errors \
	    --output-path docs-output/$$module --transform-for-static-hosting || exit 1; \
	done

format:
	swift format -i -r $(SOURCES)

lint:
	swift format lint -s -r $(SOURCES)

# Throw-away packages that depend on this one by version.
consumer: dependencies
	Scripts/consumer-check.sh

dependencies:
	@Scripts/install-dependencies.sh $(LIBRARIES)
