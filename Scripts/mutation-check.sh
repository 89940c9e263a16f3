#!/usr/bin/env bash
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

# Do the traces of real contracts notice when a rule of the token is wrong? Breaks one line of the
# library at a time, in a copy of it, replays the traces and prints the first difference. Exits
# non-zero where a break survives or can no longer be made because the line has changed.
#
# Usage: Scripts/mutation-check.sh [NAME...]    (all breaks, or those named)
# Time: half a minute a break; nothing is fetched. The last table: Tests/TokenLedgerTests/MUTATIONS.md
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "mutation check: $*" >&2; exit 2; }

# A package of the money floor and a program that replays files; warnings are no errors in it, as a
# break may well cause one.
mkdir -p "$work/Sources/Replay" "$work/Traces"
for module in ExactArithmetic LedgerPrimitives TokenLedger CSecp256k1 Secp256k1Recovery; do
  cp -R "$repository/Sources/$module" "$work/Sources/$module"
done
cp -R "$repository/Examples/LedgerReplay/Traces" "$work/Sources/ContractTraces"
for family in erc20 ext erc4626; do
  cp "$repository/Tests/TokenLedgerTests/Vectors/$family"-*.jsonl "$work/Traces/"
done
cat >"$work/Package.swift" <<'MANIFEST'
// swift-tools-version: 6.2
import PackageDescription
let rules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]
let floor: [Target.Dependency] = ["ExactArithmetic", "LedgerPrimitives", "TokenLedger"]
let package = Package(
  name: "Mutations",
  targets: [
    .target(name: "ExactArithmetic", swiftSettings: rules),
    .target(name: "LedgerPrimitives", dependencies: ["ExactArithmetic"], swiftSettings: rules),
    .target(
      name: "TokenLedger", dependencies: ["ExactArithmetic", "LedgerPrimitives"],
      swiftSettings: rules),
    .systemLibrary(name: "CSecp256k1", pkgConfig: "libsecp256k1"),
    .target(name: "Secp256k1Recovery", dependencies: floor + ["CSecp256k1"], swiftSettings: rules),
    .target(
      name: "ContractTraces", dependencies: floor + ["Secp256k1Recovery"], swiftSettings: rules),
    .executableTarget(name: "Replay", dependencies: ["ContractTraces"], swiftSettings: rules),
  ],
  swiftLanguageModes: [.v6])
MANIFEST
cat >"$work/Sources/Replay/main.swift" <<'PROGRAM'
import ContractTraces
import Foundation

for path in CommandLine.arguments.dropFirst() {
  let file = URL(fileURLWithPath: path)
  let name = file.lastPathComponent
  var replay = TraceReplay()
  var number = 0
  do {
    for line in try Data(contentsOf: file).split(separator: 0x0A) {
      number += 1
      _ = try replay.replay(line, at: "\(name):\(number)")
    }
  } catch {
    print(error)
    exit(1)
  }
}
PROGRAM

build() { swift build --package-path "$work" --product Replay >"$work/build.log" 2>&1; }
replay() { "$work/.build/debug/Replay" "$work"/Traces/*.jsonl >"$work/replay.log" 2>&1; }

build || { tail -n 40 "$work/build.log" >&2; fail "the unbroken library does not build"; }
replay || { cat "$work/replay.log" >&2; fail "the unbroken library differs from the traces"; }

survivors=0
tried=0
names=" $* "
echo "| break | what is wrong | first difference |"
echo "|---|---|---|"

# try_break NAME WHAT FILE SED-EXPRESSION: makes the break, builds, replays, takes the break back.
try_break() {
  if [ "$names" != "  " ] && [[ "$names" != *" $1 "* ]]; then return 0; fi
  tried=$((tried + 1))
  local file="$work/Sources/TokenLedger/$3"
  [ -f "$file" ] || fail "$1: there is no $3 any more"
  cp "$file" "$work/unbroken"
  sed "$4" "$work/unbroken" >"$file"
  if cmp -s "$file" "$work/unbroken"; then fail "$1: the line in $3 has changed"; fi
  build || { grep -m 3 'error:' "$work/build.log" >&2; fail "$1 does not build"; }
  local status=0
  replay || status=$?
  local answer
  case $status in
    0) answer="**none: it survives**"; survivors=$((survivors + 1)) ;;
    1) answer=$(head -n 3 "$work/replay.log" | tr '\n|' ' /' | cut -c 1-240) ;;
    *) answer="the program stops with status $status: $(grep -m 1 -i 'fatal' "$work/replay.log" \
      | sed 's/.*Fatal error/Fatal error/' | cut -c 1-100)" ;;
  esac
  echo "| \`$1\` | $2 | $answer |"
  cp "$work/unbroken" "$file"
}

try_break self-transfer "a transfer to oneself doubles it" Token/Token+Update.swift \
  's/if !from.isZero { storage\[SlotKey(.balance, sender)\] = left }/if !from.isZero \&\& from != to { storage[SlotKey(.balance, sender)] = left }/'
try_break high-s "a signature with a high s is accepted" Signatures/Signature.swift \
  '/if s > Self.greatestLowS/d'
try_break preview-mint "previewMint rounds down" Vault/Vault+Previews.swift \
  's/rule.previewMint(/rule.convertToAssets(/'
try_break preview-withdraw "previewWithdraw rounds down" Vault/Vault+Previews.swift \
  's/rule.previewWithdraw(/rule.convertToShares(/'
try_break infinite-allowance "an allowance without limit is spent" Token/Token+Allowance.swift \
  's/infiniteAllowanceStays && current == .max/infiniteAllowanceStays \&\& current == .max \&\& value.isZero/'
try_break spent-allowance "an allowance is not lowered by spending" Token/Token+Allowance.swift \
  '/storage.set(.allowance, owner, spender, left)/d'
try_break told-allowance "transferFrom tells an Approval in OpenZeppelin 5" Token/Dialect.swift \
  '/static let openZeppelin5/,/)$/s/spendingEmitsApproval: false/spendingEmitsApproval: true/'
try_break zero-receiver "a transfer to the zero address burns" Token/Token+Transfer.swift \
  '/mutating func move(/,/^  }/{/to.isZero/d;}'
try_break empty-transfer "a transfer of nothing is no event" Token/Token+Update.swift \
  's/^    storage.appendTransfer(\(.*\))$/    if !value.isZero { storage.appendTransfer(\1) }/'
try_break cap "the last unit under the cap is refused" Token/Token+Update.swift \
  's/if sum > cap {/if sum >= cap {/'
try_break pause "units move while it is paused" Token/Token+Guards.swift \
  '/func checkGuards(/,/^  }/{/isPaused/d;}'
try_break blocklist "who is blocked may receive" Token/Token+Guards.swift \
  '/if isBlocked(second)/d'
try_break minter-allowance "a minter's allowance is not lowered" \
  Extensions/FiatToken+Minters.swift '/storage.set(.minterAllowance, minter, left)/d'
try_break permit-deadline "a permit is good after its deadline" Extensions/Permit.swift \
  's/if UInt256(block.timestamp) > deadline {/if UInt256(block.timestamp) > deadline \&\& deadline.isZero {/'
try_break permit-nonce "a permit can be used again" Extensions/Permit.swift \
  '/^    useNonce(of: owner)/d'
try_break authorization-time "a signed transfer is good after its time" \
  Extensions/Authorizations.swift 's/if UInt256(now) >= validBefore {/if validBefore.isZero {/'
try_break votes "votes stay where units leave" Token/Token+Update.swift \
  '/moveVotes(from: from, to: to, value: value)/d'
try_break past-votes "past votes miss the timepoint asked for" \
  Extensions/Votes+Checkpoints.swift 's/timepoint <= timepoint {/timepoint < timepoint {/'
try_break snapshot "a snapshot forgets what receivers held" Extensions/Snapshots.swift \
  's/for account in \[from, to\] {/for account in [from] {/'
try_break flash-loan "a flash loan asks for no allowance" Extensions/FlashMint.swift \
  '/try token.spendToldAllowance(owed, of: receiver)/d'

[ "$tried" -gt 0 ] || fail "no break is called$names"
echo
echo "$tried breaks, $((tried - survivors)) found, $survivors survived"
[ "$survivors" -eq 0 ]
