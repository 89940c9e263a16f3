// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CZlib

/// Raw DEFLATE (RFC 1951) and the checksum of zip archives, by zlib.
enum Deflate {
  private static let chunk = 1 << 16

  /// The bytes that compressed ones stand for, which must be exactly `count`.
  ///
  /// Memory grows with what really comes out, and never beyond twice that or `count`.
  ///
  /// - Throws: `invalidCompression` where the bytes are damaged, or give more or fewer than `count`;
  ///   what reading throws.
  static func inflate(
    _ source: ByteSource, count: Int, name: String
  ) throws(TensorFileError) -> [UInt8] {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    // Negative: no zlib header around the bytes.
    let status = inflateInit2_(
      stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .tensor(file: name, error: .outOfMemory(bytes: chunk)) }
    defer { inflateEnd(stream) }

    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: chunk)
    var (offset, state) = (0, Z_OK)
    while state != Z_STREAM_END {
      let input = try source.bytes(at: offset, count: Swift.min(chunk, source.count - offset))
      guard !input.isEmpty else {
        throw .invalidCompression(file: name, reason: "they end after \(result.count) bytes")
      }
      var used = 0
      var isFull = false
      repeat {
        let (taken, given) = step(stream, input[used...], &piece, &state)
        guard state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR else {
          let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's code \(state)"
          throw .invalidCompression(file: name, reason: reason)
        }
        guard given <= count - result.count else {
          throw .invalidCompression(file: name, reason: "they give more than \(count) bytes")
        }
        grow(&result, by: given, limit: count)
        result += piece.prefix(given)
        used += taken
        isFull = given == piece.count
      } while state != Z_STREAM_END && (isFull || used < input.count)
      offset += used
    }
    guard result.count == count, offset == source.count else {
      throw .invalidCompression(
        file: name,
        reason: "\(offset) of \(source.count) bytes give \(result.count), but \(count) are stated")
    }
    return result
  }

  /// One call of zlib: how many bytes it took and gave.
  private static func step(
    _ stream: UnsafeMutablePointer<z_stream>, _ input: ArraySlice<UInt8>, _ piece: inout [UInt8],
    _ state: inout Int32
  ) -> (taken: Int, given: Int) {
    var rest: (input: UInt32, output: UInt32) = (0, 0)
    var input = Array(input)
    input.withUnsafeMutableBufferPointer { source in
      piece.withUnsafeMutableBufferPointer { target in
        stream.pointee.next_in = source.baseAddress
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(target.count)
        state = CZlib.inflate(stream, Z_NO_FLUSH)
        rest = (stream.pointee.avail_in, stream.pointee.avail_out)
      }
    }
    return (input.count - Int(rest.input), piece.count - Int(rest.output))
  }

  /// Makes room in doubling steps, without going beyond what is known to come at most.
  private static func grow(_ bytes: inout [UInt8], by more: Int, limit: Int) {
    if bytes.capacity - bytes.count < more {
      bytes.reserveCapacity(
        Swift.min(limit, Swift.max(2 * bytes.count, bytes.count + more)))
    }
  }

  /// Compressed bytes that ``inflate(_:count:name:)`` gives back.
  static func deflate(_ bytes: [UInt8], name: String) throws(TensorFileError) -> [UInt8] {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .tensor(file: name, error: .outOfMemory(bytes: chunk)) }
    defer { deflateEnd(stream) }

    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: chunk)
    var offset = 0
    var state = Z_OK
    while state != Z_STREAM_END {
      var input = Array(bytes[offset..<Swift.min(offset + chunk, bytes.count)])
      offset += input.count
      let flush = offset == bytes.count ? Z_FINISH : Z_NO_FLUSH
      input.withUnsafeMutableBufferPointer { source in
        stream.pointee.next_in = source.baseAddress
        stream.pointee.avail_in = UInt32(source.count)
        var given = 0
        repeat {
          piece.withUnsafeMutableBufferPointer { target in
            stream.pointee.next_out = target.baseAddress
            stream.pointee.avail_out = UInt32(target.count)
            state = CZlib.deflate(stream, flush)
            given = target.count - Int(stream.pointee.avail_out)
          }
          result += piece.prefix(given)
        } while given == piece.count
      }
    }
    return result
  }

  /// CRC-32 of all of `source`.
  static func checksum(_ source: ByteSource) throws(TensorFileError) -> UInt32 {
    var sum: UInt = 0
    for offset in stride(from: 0, to: source.count, by: chunk) {
      let piece = try source.bytes(at: offset, count: Swift.min(chunk, source.count - offset))
      sum = crc32(sum, piece, UInt32(piece.count))
    }
    return UInt32(sum)
  }
}
