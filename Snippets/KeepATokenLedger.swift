import ExactArithmetic
import LedgerPrimitives
import Secp256k1Recovery
import TokenLedger

// A token as OpenZeppelin 5 answers, with signed allowances. Address and chain have no default:
// what is signed for one token must not count for another.
var features = TokenFeatures()
features.permitVersion = "1"
let configuration = TokenConfiguration(
  name: "Tensor Credit", symbol: "TNSR", decimals: 18, address: .derived(fromLabel: "token"),
  chainID: 31_337, features: features)
let alice = try Secp256k1Signer(privateKey: 0xA11CE)
let bob = Address.derived(fromLabel: "bob")
let shop = Address.derived(fromLabel: "shop")

// The books: entries with ids, so that a request sent twice counts once.
var books = Books(configuration: configuration)
try books.advance(to: Block(number: 1, timestamp: 1_700_000_000))
let mint = EntryRequest(id: EntryID(1), .mint(to: alice.address, value: 1_000))
print("mint:", books.post(mint), "again:", books.post(mint))

// Alice signs, anyone carries it in; the call is answered as a node would answer it.
let message = TokenMessage.permit(
  owner: alice.address, spender: shop, value: 300, nonce: 0, deadline: 1_700_000_600)
let signature = alice.sign(message.digest(in: books.token.signingDomain))
var token = books.token
try token.permit(
  owner: alice.address, spender: shop, value: 300, deadline: 1_700_000_600, signature: signature,
  recoverer: Secp256k1Recoverer())
print("the shop may spend", token.allowance(owner: alice.address, spender: shop))
let inTheBooks = books.token.allowance(owner: alice.address, spender: shop)
print("in the books, of which this is a copy:", inTheBooks)

// A refusal is typed here and bytes there.
do {
  try token.transfer(from: bob, to: shop, value: 5)
} catch {
  print(error.solidityError() ?? "", (error.revertData() ?? []).count, "bytes")
}

// Hold now, post later, in part; the past stays readable.
_ = books.post(
  EntryRequest(id: EntryID(2), .hold(from: alice.address, to: bob, value: 100, timeout: 60)))
print("spendable", books.spendable(of: alice.address), "of", books.token.balance(of: alice.address))
try books.advance(to: Block(number: 2, timestamp: 1_700_000_012))
_ = books.post(EntryRequest(id: EntryID(3), .post(hold: EntryID(2), value: 40)))
let before = try books.token.balance(of: bob, atBlock: 1)
print("bob has", books.token.balance(of: bob), "and had", before)

// A proof that needs no ledger to be checked.
let state = books.token.state()
let proof = state.proof(ofBalanceOf: bob)
print("bob's proof of", proof.balance, "holds:", proof.verifies(under: state.digest))
