#!/usr/bin/env bash
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

# Is this package what its README says to those who import it? Throw-away packages depend on it by
# version (a tag in a temporary clone):
# 1. one imports only Staking with `traits: []`: no package is fetched but ours, no BLAS is built;
# 2. one imports only TokenLedger: no libsecp256k1 either;
# 3. one imports TensorCore and multiplies two matrices in a debug build;
# 4. in the last, each library that stands on no C library links alone, with nothing beside it.
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

# check_money NAME MODULES...: the consumer NAME runs, fetches nothing but this package, compiles exactly
# MODULES (in the order of their names) and links no library it did not ask for.
check_money() {
  local name=$1 built fetched
  shift
  (cd "$work/$name" && swift run --quiet "$name") || fail "$name does not build"
  fetched=$(ls "$work/$name/.build/checkouts" | tr '\n' ' ')
  [ "$fetched" = "tensorchain " ] || fail "$name with traits: [] fetches: $fetched"
  # SwiftPM makes a folder for every target of ours; only those with object files were compiled.
  built=$(cd "$work/$name/.build/debug/" && find -L . -path './*.build/*' -name '*.o' |
    cut -d/ -f2 | sed 's/\.build$//' | grep -v '^Modules$' | LC_ALL=C sort -u | tr '\n' ' ')
  [ "$built" = "$(printf '%s\n' "$name" "$@" | LC_ALL=C sort | tr '\n' ' ')" ] ||
    fail "$name builds: $built"
  if ldd "$work/$name/.build/debug/$name" | grep -qiE 'blas|lapack|sqlite|secp256k1'; then
    fail "$name links a library he did not ask for"
  fi
  echo "consumer check: $name fetches $fetched, builds $built"
}

write_consumer StakeUser Staking ', traits: []' <<'SWIFT'
import Staking
print(StakingPolicy.self)
SWIFT
check_money StakeUser ExactArithmetic LedgerPrimitives Staking

write_consumer TokenUser TokenLedger ', traits: []' <<'SWIFT'
import TokenLedger
print(Token.self)
SWIFT
check_money TokenUser ExactArithmetic LedgerPrimitives TokenLedger

write_consumer TensorUser TensorCore ', traits: []' <<'SWIFT'
import TensorCore
let a = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
let b = Tensor([5, 6, 7, 8] as [Float], shape: [2, 2])
print(a.matmul(b).scalars(as: Float.self))
SWIFT
product=$(cd "$work/TensorUser" && swift run --quiet TensorUser) || fail "a user of TensorCore does not build"
[ "$product" = "[19.0, 22.0, 43.0, 50.0]" ] || fail "TensorCore multiplied to $product"
echo "consumer check: TensorCore multiplies by version: $product"

# A library that needs something its own target does not name links in a program that gets it from
# elsewhere, and in no other: so each alone.
lone="ExactArithmetic LedgerPrimitives TokenLedger Staking Rewards HostingEconomics ChartSVG LedgerStore"
mkdir -p "$work/Lone"
cat >"$work/Lone/Package.swift" <<MANIFEST
// swift-tools-version: 6.2
import PackageDescription
let package = Package(
  name: "Lone",
  dependencies: [.package(url: "$url", from: "0.1.0", traits: [])],
  targets: "$lone".split(separator: " ").map {
    .executableTarget(
      name: "Lone\\(\$0)", dependencies: [.product(name: String(\$0), package: "tensorchain")])
  })
MANIFEST
for library in $lone; do
  mkdir -p "$work/Lone/Sources/Lone$library"
  printf 'import %s\n\nprint("%s links alone")\n' "$library" "$library" >"$work/Lone/Sources/Lone$library/main.swift"
done
(cd "$work/Lone" && swift build --quiet) || fail "a library does not link alone"
for library in $lone; do
  said=$("$work/Lone/.build/debug/Lone$library") || fail "a program of $library alone does not run"
  [ "$said" = "$library links alone" ] || fail "a program of $library alone says: $said"
done
echo "consumer check: each links alone: $lone"
