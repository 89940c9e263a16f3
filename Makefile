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
	TensorCore PeerTraining ModelHosting NetworkCore
ARGS :=

.PHONY: demo test test-traits bench docs format lint consumer dependencies

demo: dependencies
	swift run -c release NetworkRound $(ARGS)

test: dependencies
	swift test --parallel

# The optional parts switched off: what a consumer with `traits: []` compiles.
test-traits: dependencies
	swift build --build-tests --disable-default-traits --scratch-path .build-no-traits

bench: dependencies
	swift run -c release Benchmarks $(ARGS)

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

# Three throw-away packages that depend on this one by version.
consumer: dependencies
	Scripts/consumer-check.sh

dependencies:
	@Scripts/install-dependencies.sh $(LIBRARIES)
