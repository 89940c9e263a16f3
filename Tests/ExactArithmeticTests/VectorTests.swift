// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import TestSupport
import Testing

/// Every line of the published vectors, bundled and from outside.
@Suite struct NumberVectors {
  @Test func everyLineOfU256Agrees() throws {
    try replay("u256") { line in
      let operation = try line.text("op")
      if let failure = try line.optionalText("err") {
        try checkFailure(operation, failure, line)
      } else {
        try checkAnswer(operation, line)
      }
    }
  }

  @Test func everyLineOfAmountsAgrees() throws {
    try replay("amounts") { line in
      let decimals = try Int(line.number("decimals"))
      switch try line.text("kind") {
      case "format":
        let value = try line.number("value")
        let text = TokenAmount.format(value, decimals: decimals)
        let fixed = TokenAmount.format(value, decimals: decimals, style: .fixed)
        try line.expect(text, line.text("text"))
        try line.expect(fixed, line.text("fixed"))
        try line.expect(TokenAmount.parse(text, decimals: decimals), value)
        try line.expect(TokenAmount.parse(fixed, decimals: decimals), value)
      case "parse":
        let text = try line.text("text")
        let result = Result { () throws(AmountError) in
          try TokenAmount.parse(text, decimals: decimals)
        }
        switch try line.optionalText("err") {
        case nil: try line.expect(result, .success(line.number("value")))
        case "syntax": line.expect(result, .failure(.syntax(text: text)))
        case "overflow":
          line.expect(result, .failure(.overflow(text: text, decimals: decimals)))
        case "tooManyFractionDigits":
          line.expect(
            result, .failure(.tooManyFractionDigits(text: text, decimals: decimals)))
        case let other?: throw VectorFailure.unknown(other, line.place)
        }
      case let other: throw VectorFailure.unknown(other, line.place)
      }
    }
  }

  @Test func everyLineOfLargestRemainderAgrees() throws {
    try replay("largest-remainder") { line in
      let shares = try Apportionment.largestRemainder(
        line.number("amount"), weights: line.numbers("weights"))
      try line.expect(shares, line.numbers("shares"))
    }
  }

  /// The answer the line names, from the operation it names.
  private func checkAnswer(_ operation: String, _ line: VectorLine) throws {
    switch operation {
    case "add":
      try line.expect(line.a.adding(line.b), line.r)
      try line.expect(line.a + line.b, line.r)
    case "sub":
      try line.expect(line.a.subtracting(line.b), line.r)
      try line.expect(line.a - line.b, line.r)
    case "mul":
      try line.expect(line.a.multiplied(by: line.b), line.r)
      try line.expect(line.a * line.b, line.r)
      try line.expect(line.a &* line.b, line.r)
    case "mulFull":
      let (high, low) = try line.a.multipliedFullWidth(by: line.b)
      try line.expect([high, low], [line.number("hi"), line.number("lo")])
    case "div":
      try line.expect(line.a.divided(by: line.b), line.r)
      try line.expect(line.a / line.b, line.r)
    case "mod":
      try line.expect(line.a.remainder(dividingBy: line.b), line.r)
      try line.expect(line.a % line.b, line.r)
    case "divmod":
      let (quotient, remainder) = try line.a.quotientAndRemainder(dividingBy: line.b)
      try line.expect([quotient, remainder], [line.number("q"), line.number("rem")])
    case "ceilDiv": try line.expect(line.a.dividedCeil(by: line.b), line.r)
    case "mulDivFloor": try line.expect(UInt256.mulDivFloor(line.a, line.b, line.c), line.r)
    case "mulDivCeil": try line.expect(UInt256.mulDivCeil(line.a, line.b, line.c), line.r)
    case "mulMod": try line.expect(UInt256.mulMod(line.a, line.b, line.c), line.r)
    case "addMod": try line.expect(UInt256.addMod(line.a, line.b, line.c), line.r)
    case "pow": try line.expect(line.a.power(line.b), line.r)
    case "sqrt": try line.expect(line.a.squareRootFloor(), line.r)
    case "log10": try line.expect(UInt256(line.a.log10Floor()), line.r)
    case "shl": try line.expect(line.a << line.b, line.r)
    case "shr": try line.expect(line.a >> line.b, line.r)
    case "and": try line.expect(line.a & line.b, line.r)
    case "or": try line.expect(line.a | line.b, line.r)
    case "xor": try line.expect(line.a ^ line.b, line.r)
    case "not": try line.expect(~line.a, line.r)
    case "cmp":
      let (a, b) = (try line.a, try line.b)
      try line.expect(a < b ? -1 : a == b ? 0 : 1, line.integer("r"))
    case "bits":
      let a = try line.a
      try line.expect(
        [
          a.significantBitCount, a.leadingZeroBitCount, a.trailingZeroBitCount, a.nonzeroBitCount,
        ],
        [
          line.integer("bitWidth"), line.integer("leadingZeros"), line.integer("trailingZeros"),
          line.integer("ones"),
        ])
    case "parse": try line.expect(UInt256(parsing: line.text("text")), line.r)
    case "format":
      let a = try line.a
      try line.expect(a.description, line.text("dec"))
      try line.expect(a.hexText, line.text("hex"))
      let bytes = a.bigEndianBytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      try line.expect(bytes.joined(), line.text("be32"))
      line.expect(UInt256(bigEndianBytes: a.bigEndianBytes), a)
      line.expect(UInt256(a.description), a)
    default: throw VectorFailure.unknown(operation, line.place)
    }
  }

  /// The error the line names, with its operands, and where it gives one the wrapped result.
  private func checkFailure(_ operation: String, _ failure: String, _ line: VectorLine) throws {
    func attempt(
      _ name: String, _ count: Int, _ body: () throws(ArithmeticError) -> UInt256
    ) throws {
      let operands = Array(try [line.a, line.b, count > 2 ? line.c : .zero].prefix(count))
      let result = Result { () throws(ArithmeticError) in try body() }
      switch failure {
      case "overflow":
        line.expect(result, .failure(.overflow(operation: name, operands: operands)))
      case "underflow":
        line.expect(result, .failure(.underflow(operation: name, operands: operands)))
      case "divisionByZero":
        line.expect(result, .failure(.divisionByZero(operation: name, operands: operands)))
      default: throw VectorFailure.unknown(failure, line.place)
      }
    }
    let a = try? line.a
    let b = try? line.b
    let c = try? line.c
    switch (operation, a, b, c) {
    case ("add", let a?, let b?, _):
      try attempt("add", 2) { () throws(ArithmeticError) in try a.adding(b) }
      try line.expect(a.addingReportingOverflow(b).partialValue, line.number("wrap"))
      try line.expect(a &+ b, line.number("wrap"))
    case ("sub", let a?, let b?, _):
      try attempt("subtract", 2) { () throws(ArithmeticError) in try a.subtracting(b) }
      try line.expect(a.subtractingReportingOverflow(b).partialValue, line.number("wrap"))
      try line.expect(a &- b, line.number("wrap"))
    case ("mul", let a?, let b?, _):
      try attempt("multiply", 2) { () throws(ArithmeticError) in try a.multiplied(by: b) }
      try line.expect(a &* b, line.number("wrap"))
      line.expect(a.multipliedReportingOverflow(by: b).partialValue, a &* b)
    case ("pow", let a?, let b?, _):
      try attempt("power", 2) { () throws(ArithmeticError) in try a.power(b) }
      try line.expect(a.powerReportingOverflow(b).partialValue, line.number("wrap"))
    case ("div", let a?, let b?, _):
      try attempt("divide", 2) { () throws(ArithmeticError) in try a.divided(by: b) }
    case ("mod", let a?, let b?, _):
      try attempt("remainder", 2) { () throws(ArithmeticError) in try a.remainder(dividingBy: b) }
    case ("ceilDiv", let a?, let b?, _):
      try attempt("divideCeil", 2) { () throws(ArithmeticError) in try a.dividedCeil(by: b) }
    case ("mulDivFloor", let a?, let b?, let c?):
      try attempt("mulDivFloor", 3) { () throws(ArithmeticError) in
        try UInt256.mulDivFloor(a, b, c)
      }
    case ("mulDivCeil", let a?, let b?, let c?):
      try attempt("mulDivCeil", 3) { () throws(ArithmeticError) in
        try UInt256.mulDivCeil(a, b, c)
      }
    case ("addMod", let a?, let b?, let c?):
      try attempt("addMod", 3) { () throws(ArithmeticError) in try UInt256.addMod(a, b, c) }
    case ("mulMod", let a?, let b?, let c?):
      try attempt("mulMod", 3) { () throws(ArithmeticError) in try UInt256.mulMod(a, b, c) }
    case ("log10", let a?, _, _):
      let result = Result { () throws(ArithmeticError) in try a.log10Floor() }
      line.expect(result, .failure(.logarithmOfZero(operation: "log10Floor")))
    case ("parse", _, _, _):
      let text = try line.text("text")
      let result = Result { () throws(NumberTextError) in try UInt256(parsing: text) }
      switch failure {
      case "syntax": line.expect(result, .failure(.syntax(text: text)))
      case "overflow": line.expect(result, .failure(.overflow(text: text)))
      default: throw VectorFailure.unknown(failure, line.place)
      }
    default: throw VectorFailure.unknown(operation, line.place)
    }
  }
}
