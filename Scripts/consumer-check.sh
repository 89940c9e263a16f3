#!/usr/bin/env bash
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

# Is this package what its README says to those who import it? Two throw-away packages depend on it
# by version (a tag in a temporary clone):
# 1. one imports only Staking with `traits: []`: no package is fetched but ours, no BLAS is built;
# 2. one imports TensorCore and multiplies two matrices in a debug build.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "consumer check: $*" >&2; exit 1; }

git clone --quiet "$repository" "$work/tensorchain"
git -C "$work/tensorchain" tag 0.1.0
url="file://$work/tensorchain"

# write_consumer NAME PRODUCT TRAITS: a package that depends on ours; its main.swift comes on stdin.
write_consumer() {
  mkdir -p "$work/$1/Sources/$1"
  cat >"$work/$1/Package.swift" <<MANIFEST
// swift-tools-version: 6.2
import PackageDescription
let package = Package(
  name: "$1",
  dependencies: [.package(url: "$url", from: "0.1.0"$3)],
  targets: [
    .executableTarget(name: "$1", dependencies: [.product(name: "$2", package: "tensorchain")])
  ])
MANIFEST
  cat >"$work/$1/Sources/$1/main.swift"
}

write_consumer StakeUser Staking ', traits: []' <<'SWIFT'
import Staking
print(StakingPolicy.self)
SWIFT
(cd "$work/StakeUser" && swift run --quiet StakeUser) || fail "a user of Staking does not build"
fetched=$(ls "$work/StakeUser/.build/checkouts" | tr '\n' ' ')
[ "$fetched" = "tensorchain " ] || fail "a user of Staking with traits: [] fetches: $fetched"
# SwiftPM makes a folder for every target of ours; only those with object files were compiled.
built=$(cd "$work/StakeUser/.build/debug/" && find -L . -path './*.build/*' -name '*.o' |
  cut -d/ -f2 | grep -v '^Modules$' | sort -u | tr '\n' ' ')
[ "$built" = "ExactArithmetic.build LedgerPrimitives.build StakeUser.build Staking.build " ] ||
  fail "a user of Staking builds: $built"
if ldd "$work/StakeUser/.build/debug/StakeUser" | grep -qiE 'blas|lapack|sqlite'; then
  fail "a user of Staking links a library he did not ask for"
fi
echo "consumer check: Staking alone fetches $fetched, builds ${built//.build/}"

write_consumer TensorUser TensorCore ', traits: []' <<'SWIFT'
import TensorCore
let a = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
let b = Tensor([5, 6, 7, 8] as [Float], shape: [2, 2])
print(a.matmul(b).scalars(as: Float.self))
SWIFT
product=$(cd "$work/TensorUser" && swift run --quiet TensorUser) || fail "a user of TensorCore does not build"
[ "$product" = "[19.0, 22.0, 43.0, 50.0]" ] || fail "TensorCore multiplied to $product"
echo "consumer check: TensorCore multiplies by version: $product"
