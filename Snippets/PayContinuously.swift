import ExactArithmetic
import LedgerPrimitives
import Rewards

// A day's 1000 units flow evenly to two accounts, 3 parts to 1. Time is in seconds, and weights change
// at full hours only.
let token = Address.derived(fromLabel: "token")
let (alice, bob) = (Address.derived(fromLabel: "alice"), Address.derived(fromLabel: "bob"))
var pool = try RewardPool(openedAt: 0, boundaryEvery: 3600)
try pool.addToken(token)
try pool.fund(1000, of: token)
try pool.setWeight(3, of: alice, at: 0)
try pool.setWeight(1, of: bob, at: 0)
try pool.startStream(of: token, total: 1000, from: 3600, to: 90_000, at: 0)
print("alice has", try pool.claim(token, for: alice, at: 46_800), "at noon")
print("bob has", try pool.claim(token, for: bob, at: 90_000), "in the end")
let totals = try pool.totals(of: token)
print(totals.emitted, "emitted =", totals.paid, "paid +", totals.owed, "owed")
try pool.checkInvariants()

// A round paid once, claimed whenever: the book publishes a root, an account brings its proof.
var book = ClaimBook(domain: Keccak256.hash(Array("my network, my token".utf8)))
let amounts = [Claim(account: alice, amount: 15), Claim(account: bob, amount: 5)]
let tree = try book.settleByClaims(Round(1), amounts)
let proof = try tree.proof(for: alice)
print(
  "the claim pays", try book.claim(proof, for: alice), "and again",
  try book.claim(proof, for: alice))

// What is paid may vest: a quarter of a year in one-day units.
var vesting = VestingBook()
try vesting.grant(900, to: alice, .linear(start: 0, duration: 90), at: 0)
try vesting.penalize(alice, 100, at: 30)
print(
  "released", try vesting.release(to: alice, at: 30), "left", vesting.unvested(of: alice, at: 30))
